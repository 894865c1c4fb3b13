"""Zero-point energies of the minima of a sample."""

import numpy as np
import pytest
from glasses import draw_glass, draw_minimum

from glasscape.forces.compiled import CompiledForceField
from glasscape.minima.library import MinimaLibrary
from glasscape.modes.frequencies import frequency_sum
from glasscape.potentials.models import POLYDISPERSE_SOFT_SPHERES
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.two_level_systems.pairs.zero_point import FREQUENCIES, ZeroPoint, zero_point_energies
from glasscape.tunnelling.settings import QuantumSettings
from glasscape.units import ARGON


@pytest.fixture(scope="module")
def library():
    particles = draw_glass(120, seed=3)
    positions = np.array([draw_minimum(particles, seed) for seed in (4, 5)])
    return MinimaLibrary(particles, positions, np.array([1.0, 2.0]), ("", ""))


@pytest.mark.parametrize(("zero_point", "method"), [("none", "einstein"), ("adiabatic", "dense")])
def test_energies_are_those_that_count(library, tmp_path, zero_point, method):
    way = ZeroPoint.of(PotentialSettings(), QuantumSettings(zero_point=zero_point))
    FREQUENCIES.write(tmp_path / "minima.parquet", way.table(library))
    table = FREQUENCIES.read(tmp_path / "minima.parquet")
    found = zero_point_energies(table, ARGON.hbar)
    assert found.counted == (zero_point == "adiabatic")
    field = CompiledForceField(library.particles, POLYDISPERSE_SOFT_SPHERES.potential)
    expected = [
        0.5 * ARGON.hbar * frequency_sum(field.hessian(each), np.ones(120), method)
        for each in library.positions
    ]
    assert found.values == pytest.approx(expected, rel=1e-5)
    assert table.energy.tolist() == [1.0, 2.0]
    assert table.einstein_sum.notna().all()
    assert way.energies(library.particles, library.positions).values == pytest.approx(found.values)


def test_engines_without_a_hessian_of_their_own_do_not_estimate(library):
    way = ZeroPoint.of(PotentialSettings(engine="lammps"), QuantumSettings())
    found = zero_point_energies(way.table(library), ARGON.hbar)
    assert not found.counted
    assert np.isnan(found.values).all()
