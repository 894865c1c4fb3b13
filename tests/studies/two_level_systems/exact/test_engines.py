"""All engines compute the same path."""

import numpy as np
import pytest
from glasses import SOFT_SPHERES
from plain_calculator import ASE
from programs import needs_lammps

from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.engine import make_engine
from glasscape.minima.settings import MinimaSettings
from glasscape.minimise.quench import quench
from glasscape.paths.band import relax_band
from glasscape.paths.extension import extension_action
from glasscape.paths.path import compute_path
from glasscape.paths.profile import find_wells
from glasscape.paths.settings import NEBSettings, PathSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.two_level_systems.exact.outcome import outcome
from glasscape.tunnelling.verdict import DOUBLE_WELLS
from glasscape.units import ARGON

ENGINES = (
    PotentialSettings(),
    PotentialSettings(engine="lammps-serial"),
    PotentialSettings(engine="lammps"),
    PotentialSettings(**ASE),
)


@pytest.mark.slow
@needs_lammps
def test_pair_report_through_all_four_engines(small_glass, small_minimum):
    field = CompiledForceField(small_glass, SOFT_SPHERES)
    rng = np.random.default_rng(1)
    neb = NEBSettings(images=12)
    # the first neighbour of the minimum that a double well leads to
    while True:
        kick = np.zeros_like(small_minimum)
        kick[rng.integers(len(small_glass))] = 0.4 * rng.standard_normal(3)
        other = quench(field, small_minimum + kick, 1e-10).positions
        if not 0.1 < np.linalg.norm(other - small_minimum) < 1.0:
            continue
        band = relax_band(field, small_minimum, other, neb, MinimaSettings())
        if find_wells(band.profile(np.ones(len(band.images[0])))).shape == "double well":
            break
    rows = []
    for potential in ENGINES:
        settings = PathSettings(potential, MinimaSettings(), neb, extension_action(ARGON))
        path = compute_path(make_engine(potential), small_glass, small_minimum, other, settings)
        rows.append(outcome(path, ARGON))
    assert [row["engine"] for row in rows] == ["compiled", "lammps-serial", "lammps", "ase"]
    for row in rows:
        assert row["verdict"] in DOUBLE_WELLS
        assert row["residual_force"] <= neb.max_force
        assert row["evaluations"] > 100
        assert row["energy_barrier"] == pytest.approx(rows[0]["energy_barrier"], rel=0.01)
        assert row["path_length"] == pytest.approx(rows[0]["path_length"], rel=0.02)
        assert row["quantum_splitting"] == pytest.approx(rows[0]["quantum_splitting"], rel=0.03)
