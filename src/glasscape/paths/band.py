"""The nudged elastic band, relaxed from coarse to fine, for any force field."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glasscape.forces.forcefield import ForceField
from glasscape.optimise import LimitedMemoryBFGS
from glasscape.paths.kernels import nudged_forces
from glasscape.paths.settings import PathSettings
from glasscape.structures.glass import displacement

MEMORY = 6
INITIAL_SCALE = 0.005
# longest move of one image in one step, in sigma (3N-dimensional length)
LARGEST_STEP = 0.1
# iterations without progress after which the history is forgotten and the largest step halved
PATIENCE = 50
# coarse bands: number of images, tolerance on the force relative to the final one
COARSE_STAGES = ((7, 20.0), (20, 5.0))


@dataclass(frozen=True, eq=False)
class Band:
    """A relaxed chain of images between two minima.

    Attributes
    ----------
    images : ndarray, shape (M, N, 3)
        Positions, continuous along the path (not wrapped).
    energies : ndarray, shape (M,)
        Potential energies.
    tangential_forces : ndarray, shape (M,)
        True force along the path.
    residual_force : float
        Largest perpendicular component of the true force.
    converged : bool
        Whether `residual_force` is within the tolerance.
    """

    images: NDArray[np.float64]
    energies: NDArray[np.float64]
    tangential_forces: NDArray[np.float64]
    residual_force: float
    converged: bool

    @property
    def arc_length(self) -> NDArray[np.float64]:
        """Distance along the path of every image from the first, shape (M,), in sigma."""
        return arc_length(self.images)


def arc_length(images: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cumulative length of a chain of images, shape (M, N, 3), in the 3N-dimensional space."""
    segments = np.linalg.norm(np.diff(images.reshape(len(images), -1), axis=0), axis=1)
    return np.concatenate([[0.0], np.cumsum(segments)])


def relax_band(
    force_field: ForceField,
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    settings: PathSettings,
) -> Band:
    """Relax a nudged elastic band from `start` to `end`.

    The band begins as the straight line of minimum-image displacements without drift. Coarse bands find
    the shape of the path, the last one has all the images and the final tolerance.

    Parameters
    ----------
    force_field : ForceField
        Engine that gives the forces.
    start, end : ndarray, shape (N, 3)
        The two minima.
    settings : PathSettings
        Images, spring, tolerances.

    Returns
    -------
    Band
        Not converged when the evaluations ran out.
    """
    change = displacement(start, end, force_field.glass.cell)
    images = start + np.linspace(0.0, 1.0, settings.images)[:, None, None] * change
    limit = force_field.evaluations + settings.max_evaluations
    for count, looseness in COARSE_STAGES:
        if count < settings.images:
            images = _respace(images, count)
            images = _relax(
                force_field, images, settings.spring, looseness * settings.max_force, limit
            ).images
    return _relax(
        force_field,
        _respace(images, settings.images),
        settings.spring,
        settings.max_force,
        limit,
    )


def _respace(images: NDArray[np.float64], count: int) -> NDArray[np.float64]:
    """Replace a chain by `count` images at equal distances along its straight segments."""
    length = arc_length(images)
    target = np.linspace(0.0, length[-1], count)
    index = np.clip(np.searchsorted(length, target, side="right") - 1, 0, len(length) - 2)
    fraction = (target - length[index]) / (length[index + 1] - length[index])
    spaced: NDArray[np.float64] = images[index] + fraction[:, None, None] * (
        images[index + 1] - images[index]
    )
    spaced[-1] = images[-1]
    return spaced


def _relax(
    force_field: ForceField,
    images: NDArray[np.float64],
    spring: float,
    max_force: float,
    limit: int,
) -> Band:
    """Relax the inner images until the perpendicular force is within `max_force`."""
    images = images.copy()
    energies = np.empty(len(images))
    forces = np.empty_like(images)
    energies[[0, -1]], forces[[0, -1]] = force_field.evaluate(images[[0, -1]])
    nudged = np.empty((len(images) - 2, images[0].size))
    flat_images = images.reshape(len(images), -1)
    flat_forces = forces.reshape(len(images), -1)
    optimiser = LimitedMemoryBFGS(MEMORY, INITIAL_SCALE)
    best, waited, cap = np.inf, 0, LARGEST_STEP
    while True:
        energies[1:-1], forces[1:-1] = force_field.evaluate(images[1:-1])
        residual, tangential = nudged_forces(flat_images, energies, flat_forces, spring, nudged)
        converged = residual <= max_force
        if converged or force_field.evaluations + len(images) > limit:
            return Band(images, energies, tangential, float(residual), bool(converged))
        waited = 0 if residual < best else waited + 1
        best = min(best, residual)
        if waited == PATIENCE:
            optimiser.reset()
            waited, cap = 0, 0.5 * cap
        step = optimiser.direction(nudged)
        lengths = np.sqrt(np.einsum("ij,ij->i", step, step))
        step *= np.minimum(1.0, cap / np.maximum(lengths, cap))[:, None]
        flat_images[1:-1] += step
        optimiser.stepped(step)
