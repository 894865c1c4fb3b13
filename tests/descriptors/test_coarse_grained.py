"""Averages over neighbourhoods against the definition, particle by particle."""

from functools import cache

import numpy as np
import pytest
from glasses import SOFT_SPHERES
from plain_calculator import shortest_images

from glasscape.descriptors.coarse_grained import averaged, coarse_grained
from glasscape.descriptors.state import State
from glasscape.errors import DescriptorError
from glasscape.forces.compiled import CompiledForceField
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles

LENGTHS = [0.2, 0.5, 1.3, 2.5]


@cache
def distances(state):
    vectors = state.particles.cell.vectors
    return np.linalg.norm(shortest_images(state.positions[:, None] - state.positions[None], vectors), axis=-1)


def reference(state, quantity, length, species):
    """Density, average of a quantity and variance of the energy."""
    distance = distances(state)
    reach = min(10.0 * length, 0.5 * state.particles.cell.height)
    weights = np.where(distance < reach, np.exp(-distance / length), 0.0)
    if species is not None:
        weights[:, state.particles.species != species] = 0.0
    density = weights.sum(axis=1)
    energy = weights @ state.energies / density
    deviation = (state.energies[None] - energy[:, None]) ** 2
    return density, weights @ quantity / density, (weights * deviation).sum(axis=1) / density


@pytest.mark.parametrize(
    ("label", "species"), [("all", None), ("species1", 0), ("species2", 1)], ids=["all", "A", "B"]
)
@pytest.mark.parametrize("length", LENGTHS)
def test_averages_equal_the_definition(state, label, species, length):
    table = coarse_grained(state, LENGTHS)
    assert table.values.shape == (len(state.particles), 3 + 5 * 3 * len(LENGTHS))
    for name, quantity in (
        ("energy", state.energies),
        ("surface", state.voronoi.surfaces),
        ("displacement", state.displacements),
    ):
        found = table.only(
            [f"inherent_{each}_{label}_L{length:g}" for each in ("density", name, "energy_variance")]
        )
        expected = np.column_stack(reference(state, quantity, length, species))
        np.testing.assert_allclose(found.values, expected, rtol=1e-9, atol=1e-10)
        np.testing.assert_array_equal(table.only([f"inherent_{name}_own"]).values[:, 0], quantity)


def test_a_species_out_of_reach_is_an_error(state):
    with pytest.raises(DescriptorError, match=r"no neighbour of species \d within 10 times the length 0.02"):
        coarse_grained(state, [0.02, 1.0])


def test_lengths_beyond_half_the_cell_are_an_error(state):
    with pytest.raises(DescriptorError, match="4 exceeds half the smallest distance between opposite faces"):
        coarse_grained(state, [1.0, 4.0])


@pytest.mark.parametrize("order", [[1, 2, 0], [1, 0, 2]])
def test_the_order_of_the_lattice_vectors_does_not_matter(order):
    """Also where the sums end because of the size of the cell."""
    vectors = 6.0 * np.array([[1.0, 0.1, -0.1], [0.2, 1.0, 0.05], [-0.1, 0.2, 1.0]])
    positions = np.random.default_rng(2).random((200, 3)) @ vectors
    values = np.random.default_rng(3).standard_normal((200, 1))
    found = []
    for rows in (vectors, vectors[order]):
        cell, rotation = Cell.standard(rows)
        particles = Particles(np.ones(200), np.zeros(200, dtype=np.int32), cell)
        found.append(averaged(particles, positions @ rotation, values, [0.3, 1.0], same_species=False))
    np.testing.assert_allclose(found[1], found[0], rtol=1e-12, atol=1e-12)


def test_one_species_has_one_average_that_starts_from_the_own_quantity(small_glass, small_minimum):
    field = CompiledForceField(small_glass, SOFT_SPHERES)
    table = coarse_grained(State("thermal", field, small_minimum, np.ones(len(small_glass))), [0.02, 1.0])
    assert len(table.names) == 3 + 2 * 5
    short = table.only(["thermal_density_all_L0.02", "thermal_energy_all_L0.02"]).values
    # no neighbour is within reach of the short length
    np.testing.assert_allclose(short[:, 0], 1.0)
    np.testing.assert_allclose(short[:, 1], field.particle_energies(small_minimum))
    np.testing.assert_allclose(table.only(["thermal_displacement_all_L1"]).values, 1.0)
    assert table.only(["thermal_energy_variance_all_L0.02"]).values.max() < 1e-12


@pytest.mark.parametrize("same_species", [False, True])
def test_averages_of_any_numbers_equal_a_plain_sum(same_species):
    rng = np.random.default_rng(0)
    particles = Particles(np.ones(60), (np.arange(60) % 2).astype(np.int32), Cell.cubic(6.0))
    positions, values = rng.uniform(0.0, 6.0, (60, 3)), rng.standard_normal((60, 3))
    found = averaged(particles, positions, values, [0.8], same_species)[:, 0]
    for i in range(60):
        distances = np.linalg.norm(particles.cell.minimum_image(positions - positions[i]), axis=1)
        counts = (particles.species == particles.species[i]) | (not same_species)
        weights = np.where(counts & (distances < 3.0), np.exp(-distances / 0.8), 0.0)
        np.testing.assert_allclose(found[i], weights @ values / weights.sum(), rtol=1e-12)
    # in any order
    several = averaged(particles, positions, values, [2.0, 0.2, 0.8], same_species)
    np.testing.assert_array_equal(several[:, 2], found)
    np.testing.assert_allclose(
        several[:, 1], averaged(particles, positions, values, [0.2], same_species)[:, 0]
    )
