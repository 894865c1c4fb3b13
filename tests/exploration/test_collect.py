import json
from dataclasses import asdict

import numpy as np
import pytest
from glasses import draw_minimum

from glasscape.errors import StructureError
from glasscape.exploration.collect import collect
from glasscape.exploration.explore import VisitedMinima, explore
from glasscape.exploration.settings import ExplorationSettings
from glasscape.forces.engine import make_engine
from glasscape.minima.settings import MinimaSettings
from glasscape.minima.unique import LOST
from glasscape.potentials.settings import PotentialSettings

MINIMA = MinimaSettings()
# hot enough for a small glass to leave its minima
SETTINGS = ExplorationSettings(temperature=0.16, steps=600, quench_every=20)


def visits(particles, positions, energies, sequence, seed=0):
    """A trajectory with a given sequence of minima."""
    sequence = np.array(sequence)
    flat = np.full(len(sequence), 0.1)
    return VisitedMinima(particles, np.array(positions), np.array(energies), sequence, flat, flat, seed, 0)


def test_trajectories_are_merged_and_transitions_counted(small_glass):
    a, b, c = (draw_minimum(small_glass, seed=k) for k in (1, 2, 3))
    trajectories = [
        visits(small_glass, [a, b], [3.0, 1.0], [0, 1, 0, 1, 1, LOST, 0]),
        # b again, within the tolerances and an image away
        visits(
            small_glass,
            [b + small_glass.cell.vectors.sum(axis=0) + 1e-6, c],
            [1.0 + 1e-7, 2.0],
            [0, 0, 1, 0, 1],
        ),
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
    # a and c were visited once, b by both
    assert report.unseen.estimate == 0.5 * 2 / 4
    json.dumps(asdict(report))
    assert "12 quenches (1 not converged), 3 minima, 6 transitions" in report.headline()


def test_two_minima_of_a_trajectory_that_are_copies_of_a_known_one_count_once(small_glass, small_minimum):
    near = [small_minimum, small_minimum + 1e-6]
    _, report = collect(
        [visits(small_glass, near[:1], [1.0], [0]), visits(small_glass, near, [1.0, 1.0], [0, 1])], MINIMA
    )
    assert report.minima_of_trajectory == [1, 1]
    assert "the last trajectory added 0 of its 1 minima" in report.headline()


def test_one_minimum_is_a_result(small_glass, small_minimum):
    library, report = collect([visits(small_glass, [small_minimum], [1.0], [0, 0])] * 2, MINIMA)
    assert (report.minima, report.transitions) == (1, 0)
    np.testing.assert_array_equal(library.positions, small_minimum[None])


def test_no_minimum_is_an_error(small_glass):
    empty = np.empty((0, len(small_glass), 3))
    lost = [visits(small_glass, empty, [], [LOST, LOST])]
    with pytest.raises(
        StructureError, match=r"no quench .* converged .*the largest value allowed is 1\.0e-04"
    ):
        collect(lost, MINIMA)
    # advice that cannot be followed is not given
    with pytest.raises(StructureError, match="whether the potential is precise enough$"):
        collect(lost, MinimaSettings(max_force=1e-4))


def test_real_trajectories_share_minima(small_glass, small_minimum):
    trajectory, other = (
        explore(small_glass, small_minimum, make_engine(PotentialSettings()), SETTINGS, MINIMA, seed)
        for seed in (1, 2)
    )
    library, report = collect([trajectory, other, trajectory], MINIMA)
    assert report.new_of_trajectory[0] == len(trajectory.energies)
    # both begin in the same minimum, and the third is the first again
    assert report.new_of_trajectory[1] < len(other.energies)
    assert report.new_of_trajectory[2] == 0
    assert (np.diff(library.energies) >= 0).all()
    assert library.transitions.count.sum() == report.transitions
