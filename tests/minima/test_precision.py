import numpy as np
import pytest
from glasses import SOFT_SPHERES, draw_mixture

from glasscape.errors import EngineError
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.force_field import Evaluation
from glasscape.minima.precision import check_precision, remedy_for
from glasscape.minima.settings import MinimaSettings
from glasscape.minimise.quench import quench
from glasscape.potentials.models import KOB_ANDERSEN


class SinglePrecision(CompiledForceField):
    """Soft spheres whose coordinates, forces and energies are in single precision."""

    def evaluate(self, configurations):
        value = super().evaluate(configurations.astype(np.float32).astype(float))
        return Evaluation(*(each.astype(np.float32).astype(float) for each in value))


class FewDigits(CompiledForceField):
    """Soft spheres whose forces belong to coordinates with nine digits."""

    def evaluate(self, configurations):
        forces = super().evaluate(np.round(configurations, 9)).forces
        return Evaluation(super().evaluate(configurations).energies, forces)


def test_double_precision_finds_minima(small_glass, small_minimum):
    strict = MinimaSettings(max_force=1e-11, max_energy_difference=1e-10)
    check_precision(CompiledForceField(small_glass, SOFT_SPHERES), small_minimum, strict)
    particles, positions = draw_mixture(200, seed=1)
    noise = np.random.default_rng(1).normal(0.0, 0.05, positions.shape)
    check_precision(CompiledForceField(particles, KOB_ANDERSEN.potential), positions + noise, strict)


def test_single_precision_finds_none(small_glass, small_minimum):
    """And it is told before the first quench, which would stall."""
    field = SinglePrecision(small_glass, SOFT_SPHERES)
    start = small_minimum + 0.05 * np.random.default_rng(1).standard_normal(small_minimum.shape)
    assert not quench(field, start, 1e-8, 2000).converged
    for positions in (start, small_minimum):
        with pytest.raises(
            EngineError, match="a force changes by .*no minima can be found: let the pot"
        ) as e:
            check_precision(field, positions, MinimaSettings())
        assert "set minima.max_force" not in str(e.value)


def test_a_limit_is_named_only_where_it_is_allowed(small_glass, small_minimum):
    """Its value is one that YAML reads as a number, and with which quenches converge."""
    field = FewDigits(small_glass, SOFT_SPHERES)
    start = small_minimum + 0.05 * np.random.default_rng(1).standard_normal(small_minimum.shape)
    with pytest.raises(EngineError, match=r"or set minima\.max_force to 1\.0e-0[56]$"):
        check_precision(field, start, MinimaSettings())
    check_precision(field, start, MinimaSettings(max_force=1e-5))
    assert quench(field, start, 1e-5).converged
    assert remedy_for(2e-7) == "raise minima.max_force, to at most 1.0e-04"
    assert remedy_for(3e-4).startswith("no minima.max_force that is allowed, at most 1.0e-04, is above this")
