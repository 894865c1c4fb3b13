"""Distance that every particle moves from the central frame of a trajectory."""

from collections.abc import Sequence

import numpy as np

from glasscape.arrays import Floats
from glasscape.errors import StructureError
from glasscape.trajectories.frames import Trajectory


def displacements(trajectory: Trajectory, times: Sequence[float]) -> Floats:
    """Distance of every particle from its position in the central frame, after some times.

    The mean over many trajectories of one configuration is the propensity of motion.

    Parameters
    ----------
    trajectory : Trajectory
        The trajectory.
    times : sequence of float
        Times after the central frame, sigma sqrt(m / epsilon). The nearest frames count.

    Returns
    -------
    ndarray, shape (K, N)
        Distances, sigma.

    Raises
    ------
    StructureError
        If the trajectory ends earlier.
    """
    start = trajectory.frame(trajectory.centre)
    moved = np.empty((len(times), len(start)))
    for k, time in enumerate(times):
        frame = trajectory.centre + round(time / trajectory.interval)
        if frame >= trajectory.frames:
            last = (trajectory.frames - 1 - trajectory.centre) * trajectory.interval
            raise StructureError(
                f"{trajectory.path}: ends {last:g} after the central frame; leave out the time {time:g}, or "
                "use a longer trajectory"
            )
        moved[k] = np.linalg.norm(trajectory.frame(frame) - start, axis=1)
    return moved
