import json

import numpy as np
import pytest
from conftest import SOFT_SPHERES, draw_minimum

from glasscape.errors import EngineError
from glasscape.errors import StructureError
from glasscape.exploration.collect import collect
from glasscape.exploration.explore import VisitedMinima
from glasscape.exploration.explore import explore
from glasscape.exploration.settings import ExplorationSettings
from glasscape.forces.compiled import CompiledForceField
from glasscape.minima.library import MinimaLibrary
from glasscape.minima.settings import MinimaSettings
from glasscape.minima.unique import LOST
from glasscape.minima.unique import UniqueMinima
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.two_level_systems.pairs.screen import screen_pairs
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.tables import pairs_table


MINIMA = MinimaSettings()
# hot enough for a small glass to leave its minima
SETTINGS = ExplorationSettings(temperature=0.16, steps=600, quench_every=20)


def run(glass, start, seed=1, settings=SETTINGS):
    return explore(glass, start, PotentialSettings(), settings, MINIMA, seed)


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


def test_a_trajectory_survives_its_file(trajectory, tmp_path):
    trajectory.write(tmp_path / "0.h5")
    read = VisitedMinima.read(tmp_path / "0.h5")
    assert read.seed == 1
    for name in ("positions", "energies", "visits", "total_energies", "temperatures"):
        np.testing.assert_array_equal(getattr(read, name), getattr(trajectory, name))
    np.testing.assert_array_equal(read.particles.diameters, trajectory.particles.diameters)
    (tmp_path / "0.h5").write_bytes((tmp_path / "0.h5").read_bytes()[:1000])
    with pytest.raises(StructureError, match=r"0.h5 is not a trajectory .*delete it"):
        VisitedMinima.read(tmp_path / "0.h5")


def test_energy_and_positions_tell_minima_apart(small_glass, small_minimum):
    unique = UniqueMinima(small_glass.cell, MINIMA)
    moved = small_minimum.copy()
    moved[0] += 0.1
    assert unique.place(small_minimum, 1.0) == (0, None)
    # the same energy elsewhere, and the same place within the tolerance but with another energy
    assert unique.match(moved, 1.0) is None
    assert unique.match(small_minimum, 1.0 + 2e-6) is None
    assert unique.place(moved, 1.0 + 1e-8) == (1, None)
    assert unique.place(moved, 1.0)[0] == 1
    assert unique.energies == [1.0, 1.0 + 1e-8]
    for shift in (0.0, 5.0, small_glass.cell[0, 0]):
        for energy in (1.0 - 9e-7, 1.0, 1.0 + 9e-7):
            assert unique.match(small_minimum + shift, energy).minimum == 0
            assert unique.match(moved + shift, energy).minimum == 1


def test_a_time_step_that_is_too_long_is_an_error(small_glass, small_minimum):
    for time_step in (0.08, 0.1):
        settings = ExplorationSettings(temperature=0.04, steps=400, quench_every=40, time_step=time_step)
        with pytest.raises(EngineError, match="exploration.time_step|blown up"):
            run(small_glass, small_minimum, settings=settings)


def visits(glass, positions, energies, sequence, seed=0):
    """A trajectory with a given sequence of minima."""
    sequence = np.array(sequence)
    flat = np.full(len(sequence), 0.1)
    return VisitedMinima(glass, np.array(positions), np.array(energies), sequence, flat, flat, seed)


def test_trajectories_are_merged_and_transitions_counted(small_glass):
    a, b, c = (draw_minimum(small_glass, seed=k) for k in (1, 2, 3))
    trajectories = [
        visits(small_glass, [a, b], [3.0, 1.0], [0, 1, 0, 1, 1, LOST, 0]),
        # b again, within the tolerances and an image away
        visits(small_glass, [b + small_glass.cell.sum(axis=0) + 1e-6, c], [1.0 + 1e-7, 2.0], [0, 0, 1, 0, 1]),
    ]
    library, report = collect(trajectories, MINIMA)
    assert library.energies.tolist() == [1.0, 2.0, 3.0]
    for k, minimum in enumerate((b, c, a)):
        np.testing.assert_array_equal(library.positions[k], minimum)
    counts = library.transitions
    seen = dict(zip(zip(counts.origin, counts.destination, strict=True), counts.count, strict=True))
    # in order of energy b, c, a are 0, 1, 2; no step leads over a lost visit or from one run to the next
    assert seen == {(2, 0): 2, (0, 2): 1, (0, 1): 2, (1, 0): 1}
    assert (report.configurations, report.minima, report.lost, report.transitions) == (12, 3, 1, 6)
    assert report.minima_of_trajectory == [2, 2]
    assert report.new_of_trajectory == [2, 1]
    json.dumps(report.as_dict())
    assert "12 quenches (1 not converged), 3 minima, 6 transitions" in report.headline()


def test_a_glass_with_one_minimum_has_no_pairs(small_glass, small_minimum, tmp_path):
    library, report = collect([visits(small_glass, [small_minimum], [1.0], [0, 0])] * 2, MINIMA)
    assert (report.minima, report.transitions) == (1, 0)
    library.write(tmp_path / "minima.h5")
    read = MinimaLibrary.read(tmp_path / "minima.h5")
    counts = screen_pairs("g", read, PairSettings(), tmp_path / "pairs.parquet")
    assert (counts.pairs, counts.kept) == (0, 0)
    assert pairs_table(3).read(tmp_path / "pairs.parquet").empty


def test_no_minimum_is_an_error(small_glass):
    empty = np.empty((0, len(small_glass), 3))
    with pytest.raises(StructureError, match="no quench .* converged"):
        collect([visits(small_glass, empty, [], [LOST, LOST])], MINIMA)


def test_real_trajectories_share_minima(trajectory, small_glass, small_minimum):
    other = run(small_glass, small_minimum, seed=2)
    library, report = collect([trajectory, other, trajectory], MINIMA)
    assert report.new_of_trajectory[0] == len(trajectory.energies)
    # both begin in the same minimum, and the third is the first again
    assert report.new_of_trajectory[1] < len(other.energies)
    assert report.new_of_trajectory[2] == 0
    assert (np.diff(library.energies) >= 0).all()
    assert library.transitions.count.sum() == report.transitions
