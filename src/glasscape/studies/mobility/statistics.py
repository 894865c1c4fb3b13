"""Cages and hops of an ensemble."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from glasscape.structures.cell import Cell
from glasscape.studies.mobility.tables import CAGE
from glasscape.trajectories.cage import plateau, root_mean_square_displacement
from glasscape.trajectories.facilitation import distributions, facilitation
from glasscape.trajectories.frames import Trajectory


class Cage(NamedTuple):
    """The size of cages in an ensemble.

    Attributes
    ----------
    displacements : DataFrame
        Columns of `CAGE`.
    threshold : float
        p_c, sigma.
    measured : bool
        Whether it is the plateau of the root-mean-square displacement.
    """

    displacements: pd.DataFrame
    threshold: float
    measured: bool


def measure_cage(samples: Sequence[str], trajectories: Sequence[Trajectory], threshold: float | None) -> Cage:
    """Root-mean-square displacement of every sample, and the threshold of hops that all samples share.

    Parameters
    ----------
    samples : sequence of str
        Names of the samples.
    trajectories : sequence of Trajectory
        A trajectory of every sample.
    threshold : float or None
        p_c, sigma. None if it is the mean of the plateaus of the samples.
    """
    parts, plateaus = [], []
    for sample, trajectory in zip(samples, trajectories, strict=True):
        lags, rms = root_mean_square_displacement(trajectory)
        parts.append(pd.DataFrame({"sample": sample, "time": lags * trajectory.interval, "rms": rms}))
        if threshold is None:
            plateaus.append(plateau(lags, rms))
    found = pd.concat(parts, ignore_index=True)[CAGE.names]
    if threshold is not None:
        return Cage(found, threshold, measured=False)
    return Cage(found, sum(plateaus) / len(plateaus), measured=True)


class HopStatistics(NamedTuple):
    """Statistics of the hops of an ensemble: columns of `DISTRIBUTIONS` and of `FACILITATION`."""

    distributions: pd.DataFrame
    facilitation: pd.DataFrame


def hop_statistics(hops: Sequence[pd.DataFrame], cells: Sequence[Cell], seed: int) -> HopStatistics:
    """Statistics of hops, in trajectories of equal length.

    Parameters
    ----------
    hops : sequence of DataFrame
        Hops of every sample, with the columns of `RUN_HOPS`.
    cells : sequence of Cell
        The periodic cell of every sample.
    seed : int
        Seed of the random reference.
    """
    parts = [
        (run.drop(columns="run"), cell)
        for sample, cell in zip(hops, cells, strict=True)
        for _, run in sample.groupby("run")
    ]
    runs = [run for run, _ in parts]
    times = pd.concat(hops)["time"]
    longest = float(times.max() - times.min()) if len(times) > 1 else 1.0
    return HopStatistics(distributions(runs), facilitation(runs, [cell for _, cell in parts], longest, seed))
