"""Intermediate minima of a path: inherent structures between its two ends."""

from dataclasses import dataclass

from glasscape.arrays import Floats
from glasscape.forces.force_field import ForceField
from glasscape.minima.settings import MinimaSettings
from glasscape.minima.unique import UniqueMinima
from glasscape.minimise.quench import quench
from glasscape.paths.profile import turning_points


@dataclass(frozen=True, eq=False)
class IntermediateMinimum:
    """An inherent structure on a path, between its ends.

    Attributes
    ----------
    positions : ndarray, shape (N, 3)
        Positions, sigma, continuous along the path.
    energy : float
        Total potential energy, epsilon.
    """

    positions: Floats
    energy: float


def intermediate_minima(
    force_field: ForceField,
    images: Floats,
    energies: Floats,
    depth: float,
    minima: MinimaSettings,
    max_evaluations: int,
) -> tuple[IntermediateMinimum, ...]:
    """Quench the images at the interior minima of a band, in the order of the path.

    Parameters
    ----------
    force_field : ForceField
        Engine that gives the forces.
    images : ndarray, shape (M, N, 3)
        A band; its first and last images are the two ends.
    energies : ndarray, shape (M,)
        Potential energies of the images.
    depth : float
        The energy must rise by more than this on both sides of an interior minimum, epsilon.
    minima : MinimaSettings
        Criteria for minima.
    max_evaluations : int
        Force evaluations that all quenches together may take.

    Returns
    -------
    tuple of IntermediateMinimum
        Minima that differ from the two ends and from each other.
    """
    limit = force_field.evaluations + max_evaluations
    unique = UniqueMinima(force_field.particles, minima)
    for end in (0, -1):
        unique.place(images[end], float(energies[end]))
    found = []
    for index in turning_points(energies, depth)[1]:
        remaining = max(limit - force_field.evaluations, 0)
        minimum = quench(force_field, images[index], minima.max_force, remaining)
        if minimum.converged and unique.place(minimum.positions, minimum.energy)[1] is None:
            found.append(IntermediateMinimum(minimum.positions, minimum.energy))
    return tuple(found)
