"""Motion of every particle around the central frame on different time scales, by wavelets."""

from collections.abc import Sequence

import numpy as np

from glasscape.arrays import Floats
from glasscape.errors import StructureError
from glasscape.trajectories.frames import Trajectory
from glasscape.trajectories.settings import WAVELET_REACH

# the integral of psi^2 is 1
NORM = 2.0 * (2.0 / np.pi) ** 0.25


def wavelet_amplitudes(trajectory: Trajectory, scales: Sequence[float]) -> Floats:
    """Wavelet amplitudes of every particle at the central frame.

    With the wavelet psi(t) = -C t exp(-t^2), the first derivative of a Gaussian, and C = 2 (2 / pi)^(1/4),

        C_d = s^(-1/2) sum_k x_d(k) psi((k - k_0) / s),    m = sqrt(C_x^2 + C_y^2 + C_z^2)

    where x_d(k) is a coordinate in frame k, k_0 the central frame and s the scale in frames. Constant
    positions have no amplitude, a step of length a at the centre has C a s^(1/2) / 2, a velocity v per frame
    has C v s^(3/2) sqrt(pi) / 2, and independent noise of variance u^2 has
    the mean square d u^2 in d dimensions.

    Parameters
    ----------
    trajectory : Trajectory
        The trajectory. Its particles are read in blocks.
    scales : sequence of float
        The scales s times the interval of frames, sigma sqrt(m / epsilon).

    Returns
    -------
    ndarray, shape (K, N)
        The amplitude m of every particle for every scale, sigma.

    Raises
    ------
    StructureError
        If fewer than `WAVELET_REACH` scales precede or follow the central frame, so that a boundary would
        matter, or if a scale is shorter than two frames.
    """
    centre, frames, interval = trajectory.centre, trajectory.frames, trajectory.interval
    weights = np.zeros((len(scales), frames))
    for k, scale in enumerate(scales):
        own = scale / interval
        reach = int(WAVELET_REACH * own)
        if own < 2.0:
            raise StructureError(
                f"the scale {scale:g} is shorter than two frames, {2 * interval:g}; leave it out"
            )
        if reach > centre:
            raise StructureError(
                f"{trajectory.path}: the scale {scale:g} needs frames up to {WAVELET_REACH * scale:g} before "
                f"and after the central one, there are {centre * interval:g}; leave it out, or use a longer "
                "trajectory"
            )
        times = np.arange(-reach, reach + 1) / own
        weights[k, centre - reach : centre + reach + 1] = -NORM * times * np.exp(-(times**2)) / np.sqrt(own)
    amplitudes = np.empty((len(scales), len(trajectory.particles)))
    for block in trajectory.blocks():
        # the wavelets are antisymmetric, so a constant adds nothing but rounding errors
        moved = block.positions.astype(np.float64) - block.positions[:, centre, None]
        components = np.einsum("kt,ntd->knd", weights, moved, optimize=True)
        amplitudes[:, block.particles] = np.linalg.norm(components, axis=2)
    return amplitudes
