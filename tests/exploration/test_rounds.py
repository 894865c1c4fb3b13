import json
from dataclasses import asdict

import numpy as np
import pytest
from glasses import draw_minimum

from glasscape.exploration.explore import VisitedMinima
from glasscape.exploration.rounds import evaluate_round
from glasscape.exploration.settings import round_of, runs_before
from glasscape.minima.settings import MinimaSettings

MINIMA = MinimaSettings()


def test_rounds_double_the_number_of_trajectories():
    assert [round_of(run) for run in range(9)] == [0, 0, 1, 1, 2, 2, 2, 2, 3]
    for number in (1, 2, 3, 4):
        earlier = [run for run in range(100) if round_of(run) < number]
        assert list(runs_before(number)) == earlier


def test_no_more_trajectories_are_needed_where_all_visit_the_same_minima(small_glass, tmp_path):
    positions = np.array([draw_minimum(small_glass, seed=k) for k in range(3)])
    energies, flat = np.array([3.0, 1.0, 2.0]), np.full(3, 0.1)

    def visited(*which):
        index = np.arange(len(which))
        chosen = list(which)
        some = flat[: len(which)]
        return VisitedMinima(small_glass, positions[chosen], energies[chosen], index, some, some, 1, 0)

    apart = evaluate_round([visited(0), visited(1, 2)] * 2 + [visited(0)], MINIMA, 0.5)
    assert (apart.trajectories, apart.minima, apart.enough) == (5, 3, True)
    alone = evaluate_round([visited(0)] * 4 + [visited(1, 2)], MINIMA, 0.5)
    assert (alone.minima, alone.enough) == (3, False)
    same = [visited(0, 1, 2), visited(2, 1, 0)] * 2
    alike = evaluate_round(same, MINIMA, 0.6)
    assert (alike.minima, alike.enough) == (3, True)
    assert alike.chance_of_new == pytest.approx(np.log(10.0) / 4)
    assert evaluate_round(same, MINIMA, 0.5).enough is False
    # a trajectory that was not needed is read as such, and counts for nothing
    VisitedMinima.none(small_glass, 5).write(tmp_path / "none.h5")
    none = VisitedMinima.read(tmp_path / "none.h5")
    assert none.headline() == "not needed: new minima are rare"
    again = evaluate_round([*same, none, none], MINIMA, 0.6)
    assert again == alike
    json.dumps(asdict(alike))
    assert "of at most 0.58: enough" in alike.headline()
