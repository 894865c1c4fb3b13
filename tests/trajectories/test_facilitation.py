"""Statistics of hops."""

import numpy as np
import pandas as pd
import pytest

from glasscape.structures.cell import Cell
from glasscape.trajectories.facilitation import (
    DISTRIBUTIONS,
    FACILITATION,
    distributions,
    facilitation,
    waiting_times,
)
from glasscape.trajectories.hops import HOPS

CELL = Cell.cubic(12.0)


def draw_hops(count, seed, places=None, times=None):
    rng = np.random.default_rng(seed)
    places = rng.uniform(0.0, 12.0, (count, 3)) if places is None else places
    return pd.DataFrame(
        {
            "particle": np.arange(count),
            "species": 1 + np.arange(count) % 2,
            "time": rng.uniform(-10.0, 10.0, count) if times is None else times,
            "size": rng.uniform(0.5, 1.0, count),
            "length": rng.uniform(0.5, 1.0, count),
            **dict(zip("xyz", places.T, strict=True)),
        }
    )


def test_waiting_times_are_those_of_single_particles():
    hops = draw_hops(6, seed=0, times=np.array([1.0, 4.0, 9.0, 2.0, 3.0, 7.0]))
    hops["particle"] = [0, 0, 0, 3, 4, 4]
    hops["species"] = [1, 1, 1, 2, 1, 1]
    waits = waiting_times(hops)
    assert waits.waiting_time.tolist() == [3.0, 5.0, 4.0]
    assert waits.species.tolist() == [1, 1, 1]
    assert waiting_times(hops[:0]).empty


def test_distributions_are_normalised(tmp_path):
    runs = [draw_hops(200, seed) for seed in (1, 2)]
    found = distributions(runs)
    DISTRIBUTIONS.write(tmp_path / "d.parquet", found)
    # no particle hops twice
    assert set(found.quantity) == {"size", "length"}
    for _, each in found.groupby(["quantity", "species"]):
        assert np.sum(each.density * (each.high - each.low)) == pytest.approx(1.0)
        assert each["count"].sum() == 200
    assert distributions([HOPS.empty()]).empty


def test_independent_hops_facilitate_nothing(tmp_path):
    found = facilitation([draw_hops(1500, seed) for seed in range(4)], [CELL] * 4, 20.0, seed=1)
    FACILITATION.write(tmp_path / "f.parquet", found)
    some = found[found.expected > 1000]
    assert len(some) > 30
    np.testing.assert_allclose(some.ratio, 1.0, atol=0.1)
    # every pair has one delay in the real and in the permuted trajectory
    assert found.pairs.sum() == pytest.approx(found.expected.sum())


def test_distances_are_those_in_the_cell_of_every_trajectory():
    """Pairs of hops through the boundary of one cell, and of a wider one in which they are farther apart."""
    wide = Cell.cubic(2.0 * CELL.width)
    places = np.array([[0.1, 5.0, 5.0], [CELL.width - 0.1, 5.0, 5.0]])
    hops = draw_hops(2, 1, places=places, times=np.array([1.0, 1.5]))
    counts = [facilitation([hops], [cell], 20.0, seed=1).pairs.sum() for cell in (CELL, wide)]
    assert counts[0] == 1
    both = facilitation([hops, hops], [CELL, wide], 20.0, seed=1)
    assert both[both.distance_high <= 1.0].pairs.sum() == 1


def test_hops_that_trigger_others_nearby_are_seen():
    rng = np.random.default_rng(5)
    first = draw_hops(600, seed=6)
    near = first[["x", "y", "z"]].to_numpy() + 0.7 / np.sqrt(3.0)
    followers = draw_hops(600, seed=7, places=near, times=first.time + rng.uniform(0.0, 0.3, 600))
    both = pd.concat([first, followers.assign(particle=followers.particle + 600)], ignore_index=True)
    found = facilitation([both], [CELL], 20.0, seed=1)
    at = found.set_index(["distance_low", "delay_low"]).ratio
    assert at[0.5, 0.0] > 5.0
    assert at[3.0, 0.0] == pytest.approx(1.0, abs=0.1)
    # hops of one particle do not facilitate each other
    same = both.assign(particle=both.particle % 600)
    assert facilitation([same], [CELL], 20.0, seed=1).set_index(["distance_low", "delay_low"]).ratio[
        0.5, 0.0
    ] == pytest.approx(1.0, abs=0.3)
