import numpy as np
import pytest
from glasses import SOFT_SPHERES
from scipy.optimize import minimize

from glasscape.forces.compiled import CompiledForceField
from glasscape.minimise.quench import quench


def test_quench_reaches_the_minimum_that_scipy_finds(small_glass, small_minimum):
    field = CompiledForceField(small_glass, SOFT_SPHERES)
    start = small_minimum + 0.02 * np.random.default_rng(0).standard_normal(small_minimum.shape)

    def energy_and_gradient(flat):
        value = field.evaluate(flat.reshape(1, -1, 3))
        return value.energies[0], -value.forces.ravel()

    peer = minimize(
        energy_and_gradient,
        start.ravel(),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 5000, "ftol": 1e-16},
    )
    result = quench(field, start)
    assert result.converged
    assert result.max_force <= 1e-8
    assert result.energy == pytest.approx(peer.fun, abs=1e-8)


def test_a_minimum_comes_back_unchanged(small_glass, small_minimum):
    result = quench(CompiledForceField(small_glass, SOFT_SPHERES), small_minimum, 1e-8)
    assert result.converged
    assert np.array_equal(result.positions, small_minimum)


def test_running_out_of_evaluations_is_reported(small_glass):
    start = np.random.default_rng(1).random((120, 3)) @ small_glass.cell.vectors
    result = quench(CompiledForceField(small_glass, SOFT_SPHERES), start, max_evaluations=3)
    assert not result.converged
    assert result.max_force > 1e-8
