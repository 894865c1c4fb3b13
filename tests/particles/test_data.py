"""Particles with descriptors and a label."""

from dataclasses import replace

import numpy as np
import pytest
from particles.grid import draw_particles

from glasscape.descriptors.configuration import Configuration
from glasscape.errors import LearningError
from glasscape.particles.data import ParticleData, Surroundings
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles


def test_parts_of_the_particles_are_taken_whole():
    data = draw_particles()
    first = data.only(data.places < 50)
    assert len(first.y) == 6 * 50 == len(first.x) == len(first.samples) == len(first.places)
    some = data.of_samples(np.array(["s01", "s04"]))
    assert set(some.samples) == {"s01", "s04"}
    np.testing.assert_array_equal(some.y, data.y[np.isin(data.samples, ["s01", "s04"])])


def test_arrays_that_do_not_belong_together_are_refused():
    data = draw_particles()
    for change in ({"y": data.y[1:]}, {"x": data.x[:, 1:]}, {"places": data.places[1:]}, {"names": ("a",)}):
        with pytest.raises(LearningError, match="900 particles with . descriptors have labels of shape"):
            replace(data, **change)
    y = data.y.copy()
    y[200] = np.nan
    with pytest.raises(LearningError, match="sample s01: a label is not finite"):
        replace(data, y=y)


def test_blocks_are_parts_of_the_cell_of_a_sample():
    rng = np.random.default_rng(0)
    positions = rng.uniform(-8.0, 16.0, (1000, 3))
    # distance (volume per particle)^(1/3) of 0.8
    particles = Particles(np.ones(1000), np.zeros(1000, dtype=np.int32), Cell.cubic(8.0))
    around = Surroundings(Configuration(particles, positions), np.zeros((1000, 1)))
    places = np.arange(0, 1000, 2)
    parts = [
        ParticleData(np.full(500, name), places, np.zeros((500, 1)), ("a",), np.zeros(500), {name: around})
        for name in ("one", "two")
    ]
    where = ParticleData.join(parts).training().locations
    assert where is not None
    blocks = where.blocks
    # two blocks of 4 sigma along every axis
    assert len(np.unique(blocks)) == 2 * 2**3
    steps = np.floor(np.mod(positions[places], 8.0) / 4.0)
    np.testing.assert_allclose(0.8 * where.positions[:500], np.mod(positions[places], 8.0))
    for name in np.unique(blocks[:500]):
        assert len(np.unique(steps[blocks[:500] == name], axis=0)) == 1
    assert not set(blocks[:500]) & set(blocks[500:])
    assert draw_particles().training().locations is None


def test_blocks_of_a_plane_are_squares():
    positions = np.random.default_rng(0).uniform(0.0, 20.0, (1600, 3)) * [1.0, 1.0, 0.0]
    # distance (area per particle)^(1/2) of 0.5
    particles = Particles(np.ones(1600), np.zeros(1600, dtype=np.int32), Cell.square(20.0))
    around = Surroundings(Configuration(particles, positions), np.zeros((1600, 1)))
    names, every = np.full(1600, "one"), np.arange(1600)
    data = ParticleData(names, every, np.zeros((1600, 1)), ("a",), np.zeros(1600), {"one": around})
    where = data.training().locations
    assert where is not None
    # eight blocks of 2.5 sigma along both axes
    steps = np.floor(positions[:, :2] / 2.5)
    np.testing.assert_array_equal(where.blocks, 8 * steps[:, 0] + steps[:, 1])
    np.testing.assert_allclose(0.5 * where.positions, positions)
