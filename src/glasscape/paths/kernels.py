"""Compiled parts of the nudged elastic band."""

import numpy as np

from glasscape.arrays import Floats
from glasscape.jit import njit


@njit(cache=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz", "arcp"})
def nudged_forces(
    images: Floats, energies: Floats, forces: Floats, spring: float, nudged: Floats
) -> tuple[float, Floats]:
    """Forces on the inner images with the improved tangent.

    Henkelman and Jonsson, J. Chem. Phys. 113, 9978 (2000).

    Parameters
    ----------
    images, forces : ndarray, shape (M, K)
        Coordinates and true forces of the images, flattened.
    energies : ndarray, shape (M,)
        Potential energies.
    spring : float
        Spring constant in epsilon / sigma^2.
    nudged : ndarray, shape (M - 2, K)
        Receives the perpendicular part of the true force plus the spring force along the tangent.

    Returns
    -------
    largest : float
        Largest component of the perpendicular true force.
    tangential : ndarray, shape (M,)
        Component of the true force along the tangent. At the ends, along the outermost segment.
    """
    last = len(images) - 1
    width = images.shape[1]
    tangential = np.empty(last + 1)
    largest = 0.0
    for i in range(1, last):
        before, here, after, force = images[i - 1], images[i], images[i + 1], forces[i]
        weight_before, weight_after = _tangent_weights(energies[i - 1], energies[i], energies[i + 1])
        length_before, length_after, overlap = 0.0, 0.0, 0.0
        for c in range(width):
            backward = here[c] - before[c]
            forward = after[c] - here[c]
            length_before += backward * backward
            length_after += forward * forward
            overlap += backward * forward
        norm = np.sqrt(
            weight_before**2 * length_before
            + weight_after**2 * length_after
            + 2.0 * weight_before * weight_after * overlap
        )
        weight_before /= norm
        weight_after /= norm
        along = 0.0
        for c in range(width):
            tangent = weight_before * (here[c] - before[c]) + weight_after * (after[c] - here[c])
            along += force[c] * tangent
        pull = spring * (np.sqrt(length_after) - np.sqrt(length_before))
        target = nudged[i - 1]
        biggest = 0.0
        for c in range(width):
            tangent = weight_before * (here[c] - before[c]) + weight_after * (after[c] - here[c])
            perpendicular = force[c] - along * tangent
            biggest = max(biggest, abs(perpendicular))
            target[c] = perpendicular + pull * tangent
        largest = max(largest, biggest)
        tangential[i] = along
    tangential[0] = _along(forces[0], images[0], images[1])
    tangential[last] = _along(forces[last], images[last - 1], images[last])
    return largest, tangential


@njit(cache=True)
def _tangent_weights(before: float, here: float, after: float) -> tuple[float, float]:
    """Weights of the backward and forward segments in the improved tangent."""
    if after > here > before:
        return 0.0, 1.0
    if after < here < before:
        return 1.0, 0.0
    # at an extremum the steeper side has the larger weight
    steep = max(abs(after - here), abs(before - here))
    flat = min(abs(after - here), abs(before - here))
    if steep == 0.0:
        return 1.0, 1.0
    return (flat, steep) if after > before else (steep, flat)


@njit(cache=True)
def _along(force: Floats, start: Floats, end: Floats) -> float:
    """Component of `force` along the segment from `start` to `end`."""
    product, length = 0.0, 0.0
    for c in range(len(force)):
        segment = end[c] - start[c]
        product += force[c] * segment
        length += segment * segment
    along: float = product / np.sqrt(length)
    return along
