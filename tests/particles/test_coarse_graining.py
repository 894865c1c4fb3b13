import numpy as np
import pytest

from glasscape.errors import StructureError
from glasscape.particles.coarse_graining import coarse_grain
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles


def draw(n=60, length=6.0, seed=0):
    rng = np.random.default_rng(seed)
    species = (np.arange(n) % 2).astype(np.int32)
    return Particles(np.ones(n), species, Cell.cubic(length)), rng.uniform(0, length, (n, 3)), rng


def test_averages_equal_a_plain_sum():
    particles, positions, rng = draw()
    values = rng.standard_normal((3, 60))
    found = coarse_grain(particles, positions, values, 0.8)
    for i in range(60):
        distances = np.linalg.norm(particles.cell.minimum_image(positions - positions[i]), axis=1)
        near = (particles.species == particles.species[i]) & (distances < 3.0)
        weights = np.where(near, np.exp(-distances / 0.8), 0.0)
        np.testing.assert_allclose(found[:, i], values @ weights / weights.sum(), rtol=1e-12)


def test_constants_stay_and_short_lengths_change_nothing():
    particles, positions, rng = draw()
    np.testing.assert_allclose(coarse_grain(particles, positions, np.full((1, 60), 7.0), 2.0), 7.0)
    values = rng.standard_normal((1, 60))
    np.testing.assert_allclose(coarse_grain(particles, positions, values, 0.01), values, atol=1e-3)
    # species do not mix
    kinds = particles.species[None].astype(np.float64)
    np.testing.assert_allclose(coarse_grain(particles, positions, kinds, 2.0), kinds)


def test_a_length_that_does_not_fit_is_refused():
    particles, positions, _ = draw()
    with pytest.raises(StructureError, match=r"over the length 3\.1, which exceeds half the width"):
        coarse_grain(particles, positions, np.ones((1, 60)), 3.1)
