"""Hops of particles from one cage to the next, in a single trajectory.

Candelier, Widmer-Cooper, Kummerfeld, Dauchot, Biroli, Harrowell and Reichman, Phys. Rev. Lett. 105, 135702
(2010).
"""

import math
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa

from glasscape.arrays import Floats
from glasscape.errors import StructureError
from glasscape.table import Column, Table
from glasscape.trajectories.frames import Trajectory
from glasscape.trajectories.kernels import split_at_hops

HOPS = Table(
    "hops",
    (
        Column("particle", pa.int64(), "the particle, counted from 0"),
        Column("species", pa.int32(), "its species, from 1"),
        Column("time", pa.float64(), "time after the central frame", "sigma sqrt(m / epsilon)"),
        Column("size", pa.float64(), "p_hop", "sigma"),
        Column("length", pa.float64(), "distance of the mean positions before and after the hop", "sigma"),
        Column("x", pa.float64(), "mean position before the hop, not wrapped", "sigma"),
        Column("y", pa.float64(), "mean position before the hop, not wrapped", "sigma"),
        Column("z", pa.float64(), "mean position before the hop, not wrapped", "sigma"),
    ),
)


class Hops(NamedTuple):
    """Hops of particles in a trajectory.

    Attributes
    ----------
    p_hop : ndarray, shape (N,)
        p_hop of every particle at the central frame, in the unit of length.
    hops : DataFrame
        All hops, by particle and time: `particle`, `species` from 1, `time` after the central frame, `size`
        (p_hop), `length`, and the mean position `x`, `y`, `z` before the hop, not wrapped.
    """

    p_hop: Floats
    hops: pd.DataFrame


def frames_between_hops(frames: int, interval: float, resolution: float, what: str) -> int:
    """Smallest number of frames that last at least as long as the resolution.

    Parameters
    ----------
    frames : int
        Number of frames of a trajectory.
    interval, resolution : float
        Time between two frames, and the resolution.
    what : str
        Name of the trajectory, for the message.

    Raises
    ------
    StructureError
        If the trajectory is shorter than twice as long.
    """
    # times that are multiples of each other differ by rounding
    window = max(1, math.ceil(resolution / interval - 1e-6))
    if frames < 2 * window + 1:
        raise StructureError(
            f"{what} has {frames} frames; hops need at least twice their resolution, {resolution:g}, or "
            f"{2 * window + 1} frames"
        )
    return window


def find_hops(trajectory: Trajectory, threshold: float, resolution: float) -> Hops:
    """Split the trajectory of every particle at its hops.

    With the frames U before a time t and V after it, and averages over frames,

        p_hop(t) = sqrt(<(r - <r>_U)^2>_V^(1/2) <(r - <r>_V)^2>_U^(1/2)).

    The trajectory is split where zeta(t) p_hop(t)^2 is largest, zeta = sqrt(x (1 - x)), x the fraction of the
    frames in U. Both parts are split in the same way, as long as p_hop exceeds the threshold there. U and V
    last at least as long as the resolution. Frames within the resolution of a hop have the p_hop of the hop,
    or of the larger of two. Other frames have the p_hop of their part. A trajectory and its reversal have the
    same values at the central frame.

    Parameters
    ----------
    trajectory : Trajectory
        The trajectory. Its particles are read in blocks.
    threshold : float
        p_c, sigma. `cage.plateau` measures one.
    resolution : float
        Shortest time between two hops of a particle, sigma sqrt(m / epsilon).

    Raises
    ------
    StructureError
        If the trajectory is shorter than twice the resolution.
    """
    frames, centre = trajectory.frames, trajectory.centre
    window = frames_between_hops(frames, trajectory.interval, resolution, str(trajectory.path))
    most = frames // window
    labels = np.empty(len(trajectory.particles))
    parts = []
    for block in trajectory.blocks():
        n = len(block.positions)
        counts, splits = np.empty(n, dtype=np.int64), np.empty((n, most), dtype=np.int64)
        sizes, cages = np.empty((n, most)), np.empty((n, most + 1, 3))
        split_at_hops(
            block.positions,
            window,
            threshold,
            centre,
            labels[block.particles],
            counts,
            splits,
            sizes,
            cages,
        )
        row, k = np.nonzero(np.arange(most) < counts[:, None])
        particle = row + block.particles.start
        before, after = cages[row, k], cages[row, k + 1]
        parts.append(
            pd.DataFrame(
                {
                    "particle": particle,
                    "species": trajectory.particles.species[particle] + 1,
                    # a hop lies between two frames
                    "time": (splits[row, k] - 0.5 - centre) * trajectory.interval,
                    "size": sizes[row, k],
                    "length": np.linalg.norm(after - before, axis=1),
                    **dict(zip("xyz", before.T, strict=True)),
                }
            )
        )
    return Hops(labels, pd.concat(parts, ignore_index=True))
