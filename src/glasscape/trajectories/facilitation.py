"""Statistics of hops: sizes, waiting times, and whether hops trigger others nearby."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from glasscape.arrays import Floats, Integers
from glasscape.forces.neighbours import find_close_pairs
from glasscape.structures.cell import Cell
from glasscape.table import Column, Table, optional

DISTRIBUTIONS = Table(
    "distributions of hops",
    (
        Column("quantity", pa.string(), "size, length or waiting_time"),
        Column("species", pa.int32(), "species of the particles, from 1"),
        Column("low", pa.float64(), "lower end of a bin, in the unit of the quantity"),
        Column("high", pa.float64(), "upper end of the bin, in the unit of the quantity"),
        Column("count", pa.int64(), "number of hops, or of waiting times"),
        Column("density", pa.float64(), "their fraction divided by the width of the bin"),
    ),
)
FACILITATION = Table(
    "facilitation",
    (
        Column("distance_low", pa.float64(), "lower end of a bin of distances between two hops", "sigma"),
        Column("distance_high", pa.float64(), "upper end of the bin", "sigma"),
        Column("delay_low", pa.float64(), "lower end of a bin of delays", "sigma sqrt(m / epsilon)"),
        Column("delay_high", pa.float64(), "upper end of the bin", "sigma sqrt(m / epsilon)"),
        Column("pairs", pa.int64(), "pairs of hops of different particles"),
        Column("expected", pa.float64(), "pairs if the times of all hops are permuted"),
        optional("ratio", "pairs divided by expected"),
    ),
)

BINS = 30
# ends of the bins of distances, sigma, and of delays, as fractions of the longest delay
DISTANCES = np.arange(0.0, 5.01, 0.5)
DELAYS = np.array([0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0])
# hops of one trajectory of which pairs are looked for, and permutations of their times
MOST_HOPS, PERMUTATIONS = 20_000, 10


def waiting_times(hops: pd.DataFrame) -> pd.DataFrame:
    """Times between consecutive hops of a particle in one trajectory.

    Short waiting times are seen more often than long ones, because a trajectory is finite.

    Parameters
    ----------
    hops : DataFrame
        Columns of `HOPS`, by particle and time.

    Returns
    -------
    DataFrame
        Columns `species` and `waiting_time`, sigma sqrt(m / epsilon).
    """
    same = hops.particle.to_numpy()[1:] == hops.particle.to_numpy()[:-1]
    return pd.DataFrame(
        {
            "species": hops.species.to_numpy()[1:][same],
            "waiting_time": np.diff(hops.time.to_numpy())[same],
        }
    )


def distributions(runs: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Histograms of the sizes, lengths and waiting times of hops: columns of `DISTRIBUTIONS`.

    Parameters
    ----------
    runs : sequence of DataFrame
        Hops of every trajectory, with the columns of `HOPS`, by particle and time.
    """
    if not any(map(len, runs)):
        return DISTRIBUTIONS.empty()
    hops, waits = pd.concat(runs), pd.concat([waiting_times(hops) for hops in runs])
    parts = []
    for quantity, table in (("size", hops), ("length", hops), ("waiting_time", waits)):
        if table.empty:
            continue
        values = table[quantity].to_numpy()
        edges = np.linspace(0.0, values.max(), BINS + 1)
        for species in np.unique(table.species):
            counts = np.histogram(values[table.species == species], edges)[0]
            parts.append(
                pd.DataFrame(
                    {
                        "quantity": quantity,
                        "species": species,
                        "low": edges[:-1],
                        "high": edges[1:],
                        "count": counts,
                        "density": counts / counts.sum() / np.diff(edges),
                    }
                )
            )
    return pd.concat(parts, ignore_index=True)


def facilitation(
    runs: Sequence[pd.DataFrame], cells: Sequence[Cell], longest: float, seed: int
) -> pd.DataFrame:
    """Pairs of hops of different particles by their distance and delay: columns of `FACILITATION`.

    The reference has the same places and the same times of hops, but the times are permuted among the hops of
    a trajectory. A ratio above 1 at short distances and delays shows that hops facilitate each other.

    Parameters
    ----------
    runs : sequence of DataFrame
        Hops of every trajectory, with the columns of `HOPS`.
    cells : sequence of Cell
        The periodic cell of every trajectory. Distances go up to half the width of the smallest.
    longest : float
        Longest delay, sigma sqrt(m / epsilon).
    seed : int
        Seed of the permutations, and of the choice if a trajectory has too many hops.
    """
    rng = np.random.default_rng(seed)
    half_width = 0.5 * min((cell.width for cell in cells), default=np.inf)
    ends = DISTANCES[half_width >= DISTANCES], DELAYS * longest
    shape = len(ends[0]) - 1, len(ends[1]) - 1
    seen, expected = np.zeros(shape, dtype=np.int64), np.zeros(shape)
    for hops, cell in zip(runs, cells, strict=True):
        if len(hops) < 2:
            continue
        some = hops.sample(MOST_HOPS, random_state=rng) if len(hops) > MOST_HOPS else hops
        times = some.time.to_numpy(np.float64)
        one, other, distances = _close(some, cell, float(ends[0][-1]))
        for draw in range(PERMUTATIONS + 1):
            drawn = rng.permutation(times) if draw else times
            counts = np.histogram2d(distances, np.abs(drawn[one] - drawn[other]), ends)[0]
            if draw:
                expected += counts / PERMUTATIONS
            else:
                seen += counts.astype(np.int64)
    low, high = (np.meshgrid(ends[0][cut], ends[1][cut], indexing="ij") for cut in (np.s_[:-1], np.s_[1:]))
    ratio = np.divide(seen, expected, out=np.full(shape, np.nan), where=expected > 0.0)
    return pd.DataFrame(
        {
            "distance_low": low[0].ravel(),
            "distance_high": high[0].ravel(),
            "delay_low": low[1].ravel(),
            "delay_high": high[1].ravel(),
            "pairs": seen.ravel(),
            "expected": expected.ravel(),
            "ratio": ratio.ravel(),
        }
    )


def _close(hops: pd.DataFrame, cell: Cell, reach: float) -> tuple[Integers, Integers, Floats]:
    """Both hops of all pairs closer than `reach` of different particles, and their distances."""
    pairs = find_close_pairs(hops[["x", "y", "z"]].to_numpy(np.float64), cell, reach)
    one, other = pairs.ends
    particle = hops.particle.to_numpy()
    different = particle[one] != particle[other]
    return one[different], other[different], np.sqrt(pairs.distance2[different])
