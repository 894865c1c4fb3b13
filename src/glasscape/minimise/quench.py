"""Quench a configuration to its inherent structure."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from glasscape.arrays import Floats
from glasscape.forces.force_field import ForceField
from glasscape.minimise.lbfgs import LimitedMemoryBFGS

# more stored steps save evaluations of the forces, but cost more time than these
MEMORY = 5
INITIAL_SCALE = 0.005
LARGEST_STEP = 0.05
# below this force, a quench is asked whether it leads to a known minimum
KNOWN_FORCE = 3e-3

# index of the known minimum to which positions, forces and energy lead; None if there is none
Known = Callable[[Floats, Floats, float], int | None]


class Quench(NamedTuple):
    """Result of a quench.

    Attributes
    ----------
    positions : ndarray, shape (N, 3)
        The inherent structure, not wrapped.
    energy : float
        Its potential energy in epsilon.
    max_force : float
        Largest force component in epsilon / sigma.
    converged : bool
        Whether `max_force` is within the tolerance.
    known : int or None
        Index of the known minimum to which the quench leads, if it ended there early.
    """

    positions: Floats
    energy: float
    max_force: float
    converged: bool
    known: int | None = None


def quench(
    force_field: ForceField,
    positions: Floats,
    max_force: float = 1e-8,
    max_evaluations: int = 10_000,
    known: Known | None = None,
) -> Quench:
    """Minimise the potential energy by steps of L-BFGS.

    Parameters
    ----------
    force_field : ForceField
        Engine that gives the forces.
    positions : ndarray, shape (N, 3)
        Starting configuration.
    max_force : float
        Tolerance on the largest force component, in epsilon / sigma.
    max_evaluations : int
        Largest number of force evaluations.
    known : callable, optional
        Recognises known minima, as `UniqueMinima.near` does. The quench ends where it recognises one.

    Returns
    -------
    Quench
        A configuration that already meets the tolerance is returned unchanged.
    """
    current = np.array(positions, dtype=np.float64)[None]
    optimiser = LimitedMemoryBFGS(MEMORY, INITIAL_SCALE)
    for _ in range(max_evaluations):
        energies, forces = force_field.evaluate(current)
        largest = _largest(forces)
        if largest <= max_force:
            return Quench(current[0], float(energies[0]), largest, True)
        if known is not None and largest <= KNOWN_FORCE:
            index = known(current[0], forces[0], float(energies[0]))
            if index is not None:
                return Quench(current[0], float(energies[0]), largest, False, index)
        step = optimiser.direction(forces)
        longest = _largest(step)
        if longest > LARGEST_STEP:
            step *= LARGEST_STEP / longest
        current = current + step
        optimiser.stepped(step)
    energies, forces = force_field.evaluate(current)
    largest = _largest(forces)
    return Quench(current[0], float(energies[0]), largest, largest <= max_force)


def _largest(components: Floats) -> float:
    """Largest absolute value, without a copy."""
    return max(float(components.max()), -float(components.min()))
