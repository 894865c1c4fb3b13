"""Zero-point energies of the minima of a sample."""

import numpy as np
import pandas as pd
import pytest
from glasses import draw_glass, draw_minimum

from glasscape.forces.compiled import CompiledForceField
from glasscape.minima.library import MinimaLibrary
from glasscape.modes.frequencies import frequency_sum
from glasscape.potentials.models import POLYDISPERSE_SOFT_SPHERES
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.two_level_systems.pairs import zero_point
from glasscape.studies.two_level_systems.pairs.zero_point import FREQUENCIES, ZeroPoint, zero_point_energies
from glasscape.tunnelling.settings import QuantumSettings
from glasscape.units import ARGON


@pytest.fixture(scope="module")
def library():
    particles = draw_glass(120, seed=3)
    positions = np.array([draw_minimum(particles, seed) for seed in (4, 5)])
    return MinimaLibrary(particles, positions, np.array([1.0, 2.0]), ("", ""))


@pytest.mark.parametrize(("counts", "method"), [("none", "einstein"), ("adiabatic", "dense")])
def test_energies_are_those_that_count(library, tmp_path, counts, method):
    way = ZeroPoint.of(PotentialSettings(), QuantumSettings(zero_point=counts), tmp_path / "sums")
    FREQUENCIES.write(tmp_path / "minima.parquet", way.table(library))
    table = FREQUENCIES.read(tmp_path / "minima.parquet")
    found = zero_point_energies(table, ARGON.hbar)
    assert found.counted == (counts == "adiabatic")
    field = CompiledForceField(library.particles, POLYDISPERSE_SOFT_SPHERES.potential)
    expected = [
        0.5 * ARGON.hbar * frequency_sum(field.hessian(each), np.ones(120), method)
        for each in library.positions
    ]
    assert found.values == pytest.approx(expected, rel=1e-5)
    assert table.energy.tolist() == [1.0, 2.0]
    assert table.einstein_sum.notna().all()
    assert way.energies(library.particles, library.positions).values == pytest.approx(found.values)


def test_engines_without_a_hessian_of_their_own_do_not_estimate(library, tmp_path):
    way = ZeroPoint.of(PotentialSettings(engine="lammps"), QuantumSettings(), tmp_path)
    found = zero_point_energies(way.table(library), ARGON.hbar)
    assert not found.counted
    assert np.isnan(found.values).all()


def test_no_sum_is_computed_twice(library, tmp_path, monkeypatch):
    adiabatic, none = QuantumSettings(zero_point="adiabatic"), QuantumSettings()
    first = ZeroPoint.of(PotentialSettings(), adiabatic, tmp_path).table(library)
    # what a process leaves that is killed while it writes
    (file,) = tmp_path.iterdir()
    whole, cut = file.read_bytes().splitlines()
    file.write_bytes(whole + b"\n" + cut[:60])
    methods = []

    def count(hessian, masses, method):
        methods.append(method)
        return frequency_sum(hessian, masses, method)

    monkeypatch.setattr(zero_point, "frequency_sum", count)
    again = ZeroPoint.of(PotentialSettings(), adiabatic, tmp_path).table(library)
    pd.testing.assert_frame_equal(again, first)
    assert sorted(methods) == ["einstein", "einstein", "sparse"]
    # without zero-point energies none is shown, and none is lost
    assert ZeroPoint.of(PotentialSettings(), none, tmp_path).table(library).frequency_sum.isna().all()
    methods.clear()
    ZeroPoint.of(PotentialSettings(), adiabatic, tmp_path).table(library)
    assert methods == ["einstein", "einstein"]
    heavy = PotentialSettings(masses=[2.0])
    assert (ZeroPoint.of(heavy, adiabatic, tmp_path).table(library).frequency_sum < first.frequency_sum).all()
