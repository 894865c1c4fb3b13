import numpy as np
import pytest
from glasses import SOFT_SPHERES
from programs import needs_lammps

from glasscape.errors import EngineError, StructureError
from glasscape.exploration.explore import VisitedMinima, explore
from glasscape.exploration.settings import ExplorationSettings
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.engine import make_engine
from glasscape.forces.lammps import LammpsForceField
from glasscape.minima.settings import MinimaSettings
from glasscape.minima.unique import UniqueMinima
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.prepare import prepare_glass
from glasscape.preparation.settings import PreparationSettings

MINIMA = MinimaSettings()
# hot enough for a small glass to leave its minima
SETTINGS = ExplorationSettings(temperature=0.16, steps=600, quench_every=20)


def run(particles, start, seed=1, settings=SETTINGS, engine=None):
    return explore(particles, start, engine or make_engine(PotentialSettings()), settings, MINIMA, seed)


@pytest.fixture(scope="module")
def trajectory(small_glass, small_minimum):
    return run(small_glass, small_minimum)


def test_a_trajectory_visits_minima_at_constant_energy(trajectory, small_glass, small_minimum):
    assert len(trajectory.visits) == len(trajectory.total_energies) == len(trajectory.temperatures) == 31
    assert len(trajectory.energies) > 3
    # numbered by first visit, beginning with the start
    assert trajectory.visits[0] == 0
    _, first = np.unique(trajectory.visits, return_index=True)
    assert (np.diff(first) > 0).all()
    np.testing.assert_allclose(trajectory.positions[0], small_minimum, atol=1e-6)
    value = CompiledForceField(small_glass, SOFT_SPHERES).evaluate(trajectory.positions)
    assert np.abs(value.forces).max() <= MINIMA.max_force * 1.01
    np.testing.assert_allclose(value.energies, trajectory.energies, atol=1e-9)
    assert trajectory.energy_drift < 2e-3
    # half of the kinetic energy at the start goes into vibration
    assert trajectory.temperatures[0] == pytest.approx(0.16, rel=0.2)
    assert trajectory.temperatures[10:].mean() == pytest.approx(0.08, rel=0.3)


def test_a_trajectory_is_reproducible_and_its_seed_matters(trajectory, small_glass, small_minimum):
    again = run(small_glass, small_minimum)
    np.testing.assert_array_equal(again.positions, trajectory.positions)
    np.testing.assert_array_equal(again.visits, trajectory.visits)
    other = run(small_glass, small_minimum, seed=2)
    assert not np.array_equal(other.total_energies, trajectory.total_energies)


def test_known_minima_are_recognised_early(trajectory, small_glass, small_minimum, monkeypatch):
    # the force fields of the dynamics and of the quenches of both runs
    fields = []

    class Counted:
        def force_field(self, particles):
            fields.append(make_engine(PotentialSettings()).force_field(particles))
            return fields[-1]

    early = run(small_glass, small_minimum, engine=Counted())
    monkeypatch.setattr(UniqueMinima, "near", lambda *_: None)
    full = run(small_glass, small_minimum, engine=Counted())
    np.testing.assert_array_equal(early.visits, full.visits)
    np.testing.assert_array_equal(early.positions, full.positions)
    np.testing.assert_array_equal(early.energies, full.energies)
    assert fields[1].evaluations < 0.95 * fields[3].evaluations


def test_a_trajectory_survives_its_file(trajectory, tmp_path):
    trajectory.write(tmp_path / "0.h5")
    read = VisitedMinima.read(tmp_path / "0.h5")
    assert read.seed == 1
    for name in ("positions", "energies", "visits", "total_energies", "temperatures"):
        np.testing.assert_array_equal(getattr(read, name), getattr(trajectory, name))
    np.testing.assert_array_equal(read.particles.diameters, trajectory.particles.diameters)
    (tmp_path / "0.h5").write_bytes((tmp_path / "0.h5").read_bytes()[:1000])
    with pytest.raises(StructureError, match=r"0.h5 does not hold the minima of a trajectory .*delete it"):
        VisitedMinima.read(tmp_path / "0.h5")


def test_a_time_step_that_is_too_long_is_an_error(small_glass, small_minimum):
    for time_step in (0.08, 0.1):
        settings = ExplorationSettings(temperature=0.04, steps=400, quench_every=40, time_step=time_step)
        with pytest.raises(EngineError, match="exploration.time_step|blown up"):
            run(small_glass, small_minimum, settings=settings)


LENNARD_JONES = PotentialSettings(
    model="lammps",
    engine="lammps-serial",
    commands="""pair_style lj/cut 2.5
pair_coeff 1 1 1.0 1.0 2.5
pair_coeff 1 2 1.5 0.8 2.0
pair_coeff 2 2 0.5 0.88 2.2
pair_modify shift yes
""",
    fractions=[0.8, 0.2],
    density=1.2,
)


@needs_lammps
def test_lammps_makes_explores_and_quenches_any_pair_style(tmp_path):
    settings = PreparationSettings(
        particles=100, temperature=1.0, blocks=50, swaps_per_particle=0, time_step=0.004, cooling_time=2.0
    )
    made = prepare_glass(LENNARD_JONES, settings, 0.3, "g", tmp_path / "state.npz")
    assert made.report.exchange_acceptance is None
    assert made.report.dynamics_acceptance > 0.8
    assert made.report.inherent_structure_energy < made.report.equilibration.energy
    exploration = ExplorationSettings(temperature=0.3, steps=200, quench_every=20, time_step=0.004)
    trajectory = explore(made.particles, made.positions, make_engine(LENNARD_JONES), exploration, MINIMA, 1)
    assert trajectory.energy_drift < 0.01
    assert (trajectory.visits >= 0).all()
    assert len(trajectory.energies) >= 2
    value = LammpsForceField(made.particles, LENNARD_JONES.potential).evaluate(trajectory.positions)
    assert np.abs(value.forces).max() < 1.1e-8


@needs_lammps
def test_both_engines_visit_the_same_minima(small_glass, small_minimum):
    exploration = ExplorationSettings(temperature=0.35, steps=250, quench_every=50)
    ours, theirs = (
        explore(
            small_glass, small_minimum, make_engine(PotentialSettings(engine=engine)), exploration, MINIMA, 1
        )
        for engine in ("compiled", "lammps-serial")
    )
    assert len(ours.energies) >= 2
    np.testing.assert_array_equal(theirs.visits, ours.visits)
    np.testing.assert_allclose(theirs.energies, ours.energies, atol=1e-8)
    np.testing.assert_allclose(theirs.total_energies, ours.total_energies, atol=1e-6)
