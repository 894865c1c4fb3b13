"""The nudged elastic band, relaxed with an increasing number of images, for any force field."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.interpolate import CubicSpline

from glasscape.arrays import Floats
from glasscape.forces.force_field import ForceField
from glasscape.minima.settings import MinimaSettings
from glasscape.minimise.lbfgs import LimitedMemoryBFGS
from glasscape.paths.intermediate import IntermediateMinimum, intermediate_minima
from glasscape.paths.kernels import nudged_forces
from glasscape.paths.profile import Profile, energy_tolerance, turning_points
from glasscape.paths.settings import NEBSettings

MEMORY = 5
INITIAL_SCALE = 0.005
# largest displacement of one image in one step, in sigma (3N-dimensional length)
LARGEST_STEP = 0.1
# iterations without progress after which the history is deleted and the largest step is halved
PATIENCE = 50
# first bands: number of images, tolerance on the force relative to the final one
COARSE_STAGES = ((7, 20.0), (14, 10.0), (14, 2.0))
# images of the band before the last, as a fraction of the final number; its tolerance is the final one
NEXT_TO_LAST = 0.625
# a band is tested for other minima if its interior minima are this deep, epsilon, and its perpendicular force
# is at most this, epsilon / sigma, or it has stalled
SETTLED_DEPTH, SETTLED_FORCE = 1e-3, 0.02
# force evaluations per image after which a band has stalled; one over several wells may never converge
STALLED = 250


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
    evaluations : int
        Number of force evaluations of single configurations.
    intermediate : tuple of IntermediateMinimum
        Inherent structures between the two ends, in order along the path. A band that has some and is not
        converged has several wells. It was not relaxed further.
    coarser : Band or None
        The previous band with fewer images, if it reached the same tolerance. Its profile gives the error due
        to the number of images.
    """

    images: Floats
    energies: Floats
    tangential_forces: Floats
    residual_force: float
    converged: bool
    evaluations: int = 0
    intermediate: tuple[IntermediateMinimum, ...] = ()
    coarser: "Band | None" = None

    @property
    def arc_length(self) -> Floats:
        """Distance along the path of every image from the first, shape (M,), in sigma."""
        return arc_length(self.images)

    def profile(self, masses: Floats) -> Profile:
        """Energy along the band, for particles with `masses`, shape (N,)."""
        along = CubicSpline(self.arc_length, self.images)(self.arc_length, 1)
        lower = min(self.energies[0], self.energies[-1])
        return Profile(
            arc_length(mass_weighted(self.images, masses)),
            self.energies - lower,
            -self.tangential_forces / stretch(along, masses),
            0,
            len(self.energies) - 1,
        )


def arc_length(images: Floats) -> Floats:
    """Cumulative length of a chain of images, shape (M, N, 3), in the 3N-dimensional space."""
    segments = np.linalg.norm(np.diff(images.reshape(len(images), -1), axis=0), axis=1)
    return np.concatenate([[0.0], np.cumsum(segments)])


def mass_weighted(places: Floats, masses: Floats) -> Floats:
    """Mass-weighted positions or displacements, shape (M, N, 3).

    They are relative to the centre of mass and multiplied by sqrt(m_i). In these coordinates all particles
    tunnel like one particle of mass m: their kinetic energy, without that of the centre of mass, is half the
    squared velocity.
    """
    centre = np.average(places, axis=1, weights=masses)[:, None]
    return np.sqrt(masses)[:, None] * (places - centre)


def stretch(directions: Floats, masses: Floats) -> Floats:
    """Ratio of mass-weighted to plain lengths of displacements along `directions`, shape (M, N, 3)."""
    weighted = np.linalg.norm(mass_weighted(directions, masses).reshape(len(directions), -1), axis=1)
    plain = np.linalg.norm(directions.reshape(len(directions), -1), axis=1)
    ratio: Floats = weighted / plain
    return ratio


def relax_band(
    force_field: ForceField,
    start: Floats,
    end: Floats,
    settings: NEBSettings,
    minima: MinimaSettings,
) -> Band:
    """Relax a nudged elastic band from `start` to `end`.

    The first band is the straight line of minimum-image displacements without drift. Bands with few images
    find the shape of the path. The last band has all images and the final tolerance. The relaxation ends
    earlier if the path has several wells: if images at its interior minima quench to inherent structures
    other than the two ends. This is tested once a band is nearly relaxed, or has stalled.

    Parameters
    ----------
    force_field : ForceField
        Engine that gives the forces.
    start, end : ndarray, shape (N, 3)
        The two minima.
    settings : NEBSettings
        Images, spring, tolerances.
    minima : MinimaSettings
        Criteria for minima between the two ends.

    Returns
    -------
    Band
        Not converged if it has several wells, or if the largest number of evaluations was reached.
    """
    before = force_field.evaluations
    limit = before + settings.max_evaluations
    change = force_field.particles.cell.displacement(start, end)
    images = start + np.linspace(0.0, 1.0, settings.images)[:, None, None] * change

    def relaxed(count: int, max_force: float, patient: bool = False) -> Band:
        most = limit if patient else min(limit, force_field.evaluations + STALLED * count)
        return relax_chain(force_field, _respace(images, count), settings.spring, max_force, most)

    def wells(band: Band) -> Band | None:
        """The band with all images if it has several wells."""
        ended = band.residual_force <= SETTLED_FORCE or not band.converged
        exhausted = force_field.evaluations + settings.images > limit
        if exhausted or not ended or not turning_points(band.energies, SETTLED_DEPTH)[1]:
            return None
        full = relaxed(settings.images, np.inf)
        settled = complete(force_field, full, settings, minima, before, settled=True)
        return settled if settled.intermediate else None

    last = max(4, round(NEXT_TO_LAST * settings.images))
    for count, looseness in (*(stage for stage in COARSE_STAGES if stage[0] < last), (last, 1.0)):
        coarse = relaxed(count, looseness * settings.max_force)
        images = coarse.images
        settled = wells(coarse)
        if settled is not None:
            return settled
    full = relaxed(settings.images, settings.max_force)
    if not full.converged:
        images = full.images
        settled = wells(full)
        if settled is not None:
            return settled
        full = relaxed(settings.images, settings.max_force, patient=True)
    return replace(
        complete(force_field, full, settings, minima, before),
        coarser=coarse if coarse.residual_force <= settings.max_force else None,
    )


def complete(
    force_field: ForceField,
    band: Band,
    settings: NEBSettings,
    minima: MinimaSettings,
    before: int,
    settled: bool = False,
) -> Band:
    """Find the intermediate minima of a band after its relaxation.

    A band that is far from relaxed gets none, unless it has stalled: it may cross wells that the path avoids.

    Parameters
    ----------
    force_field : ForceField
        Engine that gives the forces.
    band : Band
        The band with its last images.
    settings : NEBSettings
        Tolerance, and largest number of evaluations.
    minima : MinimaSettings
        Criteria for minima.
    before : int
        Number of evaluations of the force field before the band started.
    settled : bool
        Whether the band has stalled, or interpolates a coarser band. Its force is then not tested.
    """
    converged = band.residual_force <= settings.max_force
    depth = energy_tolerance(band.energies) if converged else SETTLED_DEPTH
    found: tuple[IntermediateMinimum, ...] = ()
    if converged or settled or band.residual_force <= SETTLED_FORCE:
        left = before + settings.max_evaluations - force_field.evaluations
        found = intermediate_minima(force_field, band.images, band.energies, depth, minima, left)
    return replace(
        band, converged=converged, intermediate=found, evaluations=force_field.evaluations - before
    )


def _respace(images: Floats, count: int) -> Floats:
    """Replace a chain by `count` images at equal distances along the cubic spline through it."""
    length = arc_length(images)
    spaced: Floats = CubicSpline(length, images)(np.linspace(0.0, length[-1], count))
    # the ends are kept exactly
    spaced[[0, -1]] = images[[0, -1]]
    return spaced


def relax_chain(
    force_field: ForceField,
    images: Floats,
    spring: float,
    max_force: float,
    limit: int,
) -> Band:
    """Relax the inner images of a chain, shape (M, N, 3). Intermediate minima are not searched.

    The relaxation ends if the perpendicular force is within `max_force`, or before the evaluations of the
    force field exceed `limit`.
    """
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
        converged = bool(residual <= max_force)
        if converged or force_field.evaluations + len(images) > limit:
            return Band(images, energies, tangential, float(residual), converged)
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
