"""Size of the cage of a particle: the plateau of the root-mean-square displacement."""

import numpy as np

from glasscape.arrays import Floats, Integers
from glasscape.errors import StructureError
from glasscape.trajectories.frames import Trajectory

# number of lags, evenly spaced on a logarithmic scale, and most frames at which displacements begin
LAGS, ORIGINS = 30, 50
# lags up to this fraction of the trajectory
LONGEST = 0.5
# largest slope of a plateau on logarithmic scales; that of diffusion is 0.5
FLAT = 0.4


def root_mean_square_displacement(trajectory: Trajectory) -> tuple[Integers, Floats]:
    """Root-mean-square displacement of all particles against the time.

    Parameters
    ----------
    trajectory : Trajectory
        The trajectory. Its particles are read in blocks.

    Returns
    -------
    lags : ndarray of int, shape (K,)
        Numbers of frames, ascending.
    rms : ndarray, shape (K,)
        sqrt(<|r(t + lag) - r(t)|^2>), sigma, averaged over particles and initial frames.
    """
    frames = trajectory.frames
    lags = np.unique(np.geomspace(1, max(1, int(LONGEST * frames)), LAGS).astype(np.int64))
    sums = np.zeros(len(lags))
    for block in trajectory.blocks():
        for k, lag in enumerate(lags):
            origins = np.unique(np.linspace(0, frames - 1 - lag, ORIGINS).astype(np.int64))
            moved = (block.positions[:, origins + lag] - block.positions[:, origins]).astype(np.float64)
            sums[k] += np.mean(np.sum(moved**2, axis=2), axis=1).sum()
    return lags, np.sqrt(sums / len(trajectory.particles))


def plateau(lags: Integers, rms: Floats) -> float:
    """Root-mean-square displacement where it grows most slowly on logarithmic scales, sigma.

    Larini, Ottochian, De Michele and Leporini, Nat. Phys. 4, 42 (2008), take it as the size of the cage.

    Parameters
    ----------
    lags : ndarray of int, shape (K,)
        Numbers of frames, ascending.
    rms : ndarray, shape (K,)
        Root-mean-square displacements, sigma.

    Raises
    ------
    StructureError
        If there are fewer than four lags, or if the displacement grows nearly as in diffusion everywhere.
    """
    if len(lags) < 4:
        raise StructureError("the trajectory is too short for a plateau of the displacement")
    if not np.all(rms > 0.0):
        raise StructureError("no particle moves between some frames; write frames of a trajectory that moves")
    slopes = np.gradient(np.log(rms), np.log(lags))
    slowest = int(np.argmin(slopes))
    if slopes[slowest] > FLAT:
        raise StructureError(
            "the root-mean-square displacement has no plateau; give hops.threshold, or use a lower "
            "temperature, more frequent frames or a longer trajectory"
        )
    return float(rms[slowest])
