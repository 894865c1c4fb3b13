"""Radial distributions against a count of all pairs."""

import numpy as np
import pytest
from glasses import TILTED
from plain_calculator import shortest_images

from glasscape.descriptors.radial import EDGES, radial
from glasscape.descriptors.state import State
from glasscape.errors import DescriptorError
from glasscape.forces.compiled import CompiledForceField
from glasscape.potentials.models import KOB_ANDERSEN
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles


def drawn(cell, n_particles=300):
    """Random positions, some of them outside the cell."""
    rng = np.random.default_rng(1)
    species = (rng.random(n_particles) < 0.3).astype(np.int32)
    particles = Particles(np.ones(n_particles), species, cell)
    positions = rng.uniform(-1.0, 2.0, (n_particles, 3)) @ cell.vectors
    field = CompiledForceField(particles, KOB_ANDERSEN.potential)
    return State("thermal", field, positions, np.zeros(n_particles))


@pytest.mark.parametrize("cell", [Cell.cubic(9.7), Cell(1.6 * TILTED.vectors)], ids=["cubic", "tilted"])
def test_distributions_equal_a_count_of_all_pairs(cell):
    state = drawn(cell)
    table = radial(state)
    assert table.names[0] == "thermal_g_species1_r0.725"
    assert table.names[-1] == "thermal_g_species2_r4.675"
    apart = shortest_images(state.positions[:, None] - state.positions[None], cell.vectors)
    distance = np.linalg.norm(apart, axis=-1)
    np.fill_diagonal(distance, np.inf)
    found = table.values.reshape(len(state.positions), 2, -1)
    species = state.particles.species
    for b in (0, 1):
        density = np.count_nonzero(species == b) / cell.volume
        for i in range(len(distance)):
            counts, _ = np.histogram(distance[i, species == b], EDGES)
            volumes = 4.0 / 3.0 * np.pi * (EDGES[1:] ** 3 - EDGES[:-1] ** 3)
            np.testing.assert_allclose(found[i, b], counts / density / volumes, rtol=1e-12)


def test_an_ideal_gas_has_no_structure():
    table = radial(drawn(Cell.cubic(12.0), 4000))
    assert table.values.mean() == pytest.approx(1.0, abs=0.02)


def test_a_narrow_cell_is_an_error():
    with pytest.raises(DescriptorError, match=r"reaches to 4.7, but half the width of the cell is 4.5"):
        radial(drawn(Cell.cubic(9.0)))
