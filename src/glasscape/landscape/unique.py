"""Tell distinct minima from copies of the same one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glasscape.structures.glass import displacement


@dataclass(frozen=True)
class Merge:
    """A configuration that is the same minimum as an earlier one.

    Attributes
    ----------
    duplicate, kept : int
        Indices into the list of configurations.
    energy_difference : float
        In epsilon.
    distance : float
        Total displacement in sigma.
    """

    duplicate: int
    kept: int
    energy_difference: float
    distance: float


def find_duplicates(
    positions: NDArray[np.float64],
    energies: NDArray[np.float64],
    cell: NDArray[np.float64],
    max_energy_difference: float,
    max_distance: float,
) -> list[Merge]:
    """Find configurations that share energy AND positions with one of lower or equal energy.

    Energy alone would merge distinct minima. Of a set of copies the one of lowest energy is kept.

    Parameters
    ----------
    positions : ndarray, shape (n, N, 3)
        Configurations in any order.
    energies : ndarray, shape (n,)
        Their energies in epsilon.
    cell : ndarray, shape (3,)
        Lengths of the periodic cell.
    max_energy_difference, max_distance : float
        Copies differ by less than both, in epsilon and in sigma.
    """
    order = np.argsort(energies, kind="stable")
    merges: list[Merge] = []
    kept: list[int] = []
    for index in order:
        for candidate in reversed(kept):
            difference = float(energies[index] - energies[candidate])
            if difference >= max_energy_difference:
                kept.append(int(index))
                break
            distance = float(np.linalg.norm(displacement(positions[candidate], positions[index], cell)))
            if distance < max_distance:
                merges.append(Merge(int(index), candidate, difference, distance))
                break
        else:
            kept.append(int(index))
    return merges
