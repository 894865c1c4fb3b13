"""Identical particles are exchanged where this brings two configurations closer."""

from itertools import permutations

import numpy as np
import pytest
from glasses import TILTED, draw_glass, draw_mixture
from hypothesis import given
from hypothesis import strategies as st
from strategies import FEW, cells

from glasscape.structures.cell import Cell
from glasscape.structures.exchange import IdenticalParticles
from glasscape.structures.particles import Particles


def of_species(species, cell):
    return Particles(np.ones(len(species)), np.array(species, dtype=np.int32), cell)


def length(cell, start, end):
    return np.linalg.norm(cell.displacement(start, end))


@given(cells(), st.integers(0, 2**32 - 1))
@FEW
def test_no_order_of_identical_particles_is_closer(cell, seed):
    """By trying all orders of four particles of one species and two of another, among many that differ."""
    rng = np.random.default_rng(seed)
    particles = of_species([0, 0, 1, 0, 0, 1, *range(2, 60)], cell)
    n = len(particles)
    start = rng.random((n, 3)) @ cell.vectors
    end = start + 0.1 * cell.width * rng.standard_normal((n, 3)).clip(-2.0, 2.0)
    end[[0, 1, 3, 4]] = end[rng.permutation([0, 1, 3, 4])]
    orders = []
    for first in permutations([0, 1, 3, 4]):
        for second in permutations([2, 5]):
            order = np.arange(n)
            order[[0, 1, 3, 4]], order[[2, 5]] = first, second
            orders.append(order)
    best = min(length(cell, start, end[order]) for order in orders)
    found = IdenticalParticles(particles).closest_copy(start, end)
    assert length(cell, start, found) <= best * (1.0 + 1e-9)


@pytest.mark.parametrize("shift", [0.0, 2.3])
@pytest.mark.parametrize("exchanged", [2, 3, 40])
def test_exchanges_are_undone(exchanged, shift):
    particles, start = draw_mixture(160, seed=1)
    rng = np.random.default_rng(2)
    end = start + 0.02 * rng.standard_normal(start.shape)
    copy = end + shift + rng.integers(-2, 3, end.shape) @ particles.cell.vectors
    chosen = rng.permutation(np.flatnonzero(particles.species == 0))[:exchanged]
    copy[chosen] = copy[np.roll(chosen, 1)]
    assert length(particles.cell, start, copy) > 1.0
    found = IdenticalParticles(particles).closest_copy(start, copy)
    np.testing.assert_allclose(
        particles.cell.displacement(start, found), particles.cell.displacement(start, end), atol=1e-12
    )


def test_a_particle_that_jumps_over_another_is_a_chain_of_two_hops():
    """The one between stays in its place, and is exchanged all the same."""
    cell = Cell.cubic(8.0)
    x, y, z = np.mgrid[0:8, 0:8, 0:8].reshape(3, -1)
    start = np.column_stack([x, y, z]).astype(np.float64)
    start = np.delete(start, 2, axis=0)
    end = start.copy()
    assert np.array_equal(start[:2], [[0, 0, 0], [0, 0, 1]])
    end[0] = [0, 0, 2]
    particles = of_species(np.zeros(len(start), dtype=int), cell)
    found = IdenticalParticles(particles).closest_copy(start, end)
    assert length(cell, start, found) == pytest.approx(np.sqrt(2.0), rel=0.01)


def test_nothing_is_done_where_no_particles_are_identical():
    particles = draw_glass(60, seed=1)
    identical = IdenticalParticles(particles)
    start = np.random.default_rng(1).random((60, 3)) * particles.cell.width
    assert not identical
    assert np.all(identical.kinds == -1)
    end = np.roll(start, 1, axis=0)
    assert identical.closest_copy(start, end) is end


def test_small_displacements_are_left_alone():
    particles = of_species([0] * 30, TILTED)
    rng = np.random.default_rng(1)
    start = rng.random((30, 3)) @ TILTED.vectors
    end = start + 0.1 * rng.standard_normal((30, 3)).clip(-2.0, 2.0)
    assert IdenticalParticles(particles).closest_copy(start, end) is end
