import numpy as np
import pytest
from plain_calculator import shortest_images

from glasscape.descriptors.hessian import cage_stiffness


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
    weights = np.where(distances < min(10.0 * length, 0.5 * cell.width), np.exp(-distances / length), 0.0)
    for rank in ("lowest", "middle", "highest"):
        own = table.only([f"inherent_stiffness_{rank}"]).values[:, 0]
        found = table.only([f"inherent_stiffness_{rank}_all_L{length:g}"]).values[:, 0]
        np.testing.assert_allclose(found, weights @ own / weights.sum(axis=1), rtol=1e-9)
