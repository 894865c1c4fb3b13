import numpy as np

from glasscape.descriptors.hessian import cage_stiffness


def test_stiffness_is_that_of_one_particle_among_fixed_neighbours(state):
    """Against differences of the forces on the particle that is moved."""
    table = cage_stiffness(state.force_field, state.positions)
    step = 1e-5
    for i in (0, 17):
        rows = []
        for axis in range(3):
            moved = np.tile(state.positions, (2, 1, 1))
            moved[0, i, axis] += step
            moved[1, i, axis] -= step
            forces = state.force_field.evaluate(moved).forces[:, i]
            rows.append((forces[1] - forces[0]) / (2.0 * step))
        np.testing.assert_allclose(table.values[i], np.linalg.eigvalsh(np.array(rows)), rtol=1e-5)
    assert np.all(np.diff(table.values, axis=1) >= 0.0)
