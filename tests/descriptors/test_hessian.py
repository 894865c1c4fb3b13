import numpy as np
import pytest
from glasses import SOFT_SPHERES
from plain_calculator import shortest_images

from glasscape.descriptors.hessian import cage_stiffness
from glasscape.errors import DescriptorError
from glasscape.forces.compiled import CompiledForceField
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles


def test_stiffness_is_that_of_one_particle_among_fixed_neighbours(state):
    """Against differences of the forces on the particle that is moved."""
    table = cage_stiffness(state.force_field, state.positions, [0.5, 1.5])
    step = 1e-5
    for i in (0, 17):
        rows = []
        for axis in range(3):
            moved = np.tile(state.positions, (2, 1, 1))
            moved[0, i, axis] += step
            moved[1, i, axis] -= step
            forces = state.force_field.evaluate(moved).forces[:, i]
            rows.append((forces[1] - forces[0]) / (2.0 * step))
        np.testing.assert_allclose(table.values[i, :3], np.linalg.eigvalsh(np.array(rows)), rtol=1e-5)
    assert np.all(np.diff(table.values[:, :3], axis=1) >= 0.0)


@pytest.mark.parametrize("length", [0.5, 1.5])
def test_averages_of_the_stiffness_equal_the_definition(state, length):
    table = cage_stiffness(state.force_field, state.positions, [0.5, 1.5])
    cell = state.particles.cell
    distances = np.linalg.norm(
        shortest_images(state.positions[:, None] - state.positions[None], cell.vectors), axis=-1
    )
    weights = np.where(distances < min(10.0 * length, 0.5 * cell.height), np.exp(-distances / length), 0.0)
    for rank in ("lowest", "middle", "highest"):
        own = table.only([f"inherent_stiffness_{rank}"]).values[:, 0]
        found = table.only([f"inherent_stiffness_{rank}_all_L{length:g}"]).values[:, 0]
        np.testing.assert_allclose(found, weights @ own / weights.sum(axis=1), rtol=1e-9)


def test_compliances_are_displacements_by_a_force(state):
    """A force on a particle moves it and those within the radius; the others are fixed."""
    table = cage_stiffness(state.force_field, state.positions, [1.0])
    hessian = state.force_field.hessian(state.positions).toarray()
    distances = np.linalg.norm(
        shortest_images(state.positions[:, None] - state.positions[None], state.particles.cell.vectors),
        axis=-1,
    )
    for radius in (1.6, 2.2):
        found = table.only(
            [
                f"inherent_compliance_r{radius:g}_{name}"
                for name in ("lowest", "middle", "highest", "sum", "log")
            ]
        ).values
        for i in (0, 17):
            free = np.repeat(distances[i] < radius, 3)
            inverse = np.zeros_like(hessian)
            inverse[np.ix_(free, free)] = np.linalg.inv(hessian[np.ix_(free, free)])
            own = np.linalg.eigvalsh(inverse[3 * i : 3 * i + 3, 3 * i : 3 * i + 3])
            np.testing.assert_allclose(found[i], [*own, own.sum(), np.log(own.sum())], rtol=1e-7)
    # more freedom makes a particle more compliant
    sums = table.only(["inherent_compliance_r1.6_sum", "inherent_compliance_r2.2_sum"]).values
    assert (sums[:, 1] > sums[:, 0]).all()


def test_a_particle_that_is_held_by_no_other_is_told():
    cell = Cell.cubic(6.0)
    particles = Particles(np.ones(3), np.zeros(3, dtype=np.int32), cell)
    positions = np.array([[0.0, 0.0, 0.0], [1.1, 0.0, 0.0], [3.0, 3.0, 3.0]])
    field = CompiledForceField(particles, SOFT_SPHERES)
    with pytest.raises(DescriptorError, match="particle . or one near it is held by no other"):
        cage_stiffness(field, positions, [1.0])
