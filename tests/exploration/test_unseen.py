import numpy as np
import pytest

from glasscape.exploration.unseen import chance_of_new, count_unseen


def test_the_estimate_is_that_of_chao():
    # 14 minima were visited once, 4 twice; the formulas written out
    found = count_unseen([1] * 14 + [2] * 4 + [5] * 8, 10)
    assert found.estimate == pytest.approx(0.9 * 14 * 13 / 10)
    variance = 0.9 * 14 * 13 / 10 + 0.81 * 14 * 27**2 / (4 * 5**2) + 0.81 * 14**2 * 4 * 13**2 / (4 * 5**4)
    factor = np.exp(1.6449 * np.sqrt(np.log(1 + variance / found.estimate**2)))
    assert (found.low, found.high) == pytest.approx(
        (found.estimate / factor, found.estimate * factor), rel=1e-4
    )


@pytest.mark.parametrize("trajectories", [8, 30])
def test_intervals_cover_what_was_not_visited(trajectories):
    rng = np.random.default_rng(trajectories)
    covered, estimates, truths = 0, [], []
    for _ in range(200):
        visited = (rng.random((trajectories, 400)) < 0.1).sum(axis=0)
        truth = int((visited == 0).sum())
        found = count_unseen(visited[visited > 0].tolist(), trajectories)
        covered += found.low <= truth <= found.high
        estimates.append(found.estimate)
        truths.append(truth)
    assert 160 < covered <= 200
    assert np.mean(estimates) == pytest.approx(np.mean(truths), rel=0.1)


def test_rare_minima_make_it_a_lower_bound():
    rng = np.random.default_rng(1)
    easy = rng.beta(0.5, 3.0, 2000)
    visited = (rng.random((10, 2000)) < easy).sum(axis=0)
    assert 0.1 < count_unseen(visited[visited > 0].tolist(), 10).estimate / (visited == 0).sum() < 1.0


def test_few_minima_and_few_trajectories():
    assert count_unseen([1, 1, 1], 1) is None
    none = count_unseen([4] * 10, 4)
    assert none.estimate == none.low == 0.0
    assert 0.0 < none.high < count_unseen([1] + [4] * 10, 4).high


@pytest.mark.parametrize("trajectories", [4, 16, 64])
def test_one_more_trajectory_seldom_finds_new_minima_more_often_than_expected(trajectories):
    """Minima come in regions; a trajectory that reaches a region visits all of its ten minima."""
    rng = np.random.default_rng(trajectories)
    held, limits, truths = 0, [], []
    for _ in range(300):
        rate = rng.beta(0.2, 2.0, 20)
        reached = rng.random((trajectories, 20)) < rate
        visited = [{10 * k + j for k in np.flatnonzero(each) for j in range(10)} for each in reached]
        truth = 1.0 - np.prod(1.0 - rate[~reached.any(axis=0)])
        limits.append(chance_of_new(visited))
        truths.append(truth)
        held += truth <= limits[-1]
    assert held > 240
    assert np.mean(truths) < np.mean(limits) < 0.1 + 3.0 * np.mean(truths)


def test_where_all_visit_the_same_minima_a_new_one_is_possible():
    # -log(0.1) of a Poisson distribution, in eight trajectories
    assert chance_of_new([{0, 1, 2}] * 8) == pytest.approx(np.log(10.0) / 8)
    assert chance_of_new([{0}, {1}]) == 1.0
