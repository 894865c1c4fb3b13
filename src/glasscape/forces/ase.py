"""Any ASE calculator as an engine."""

from functools import lru_cache
from importlib import import_module

import numpy as np
from ase.calculators.calculator import BaseCalculator
from numpy.typing import NDArray

from glasscape.errors import EngineError
from glasscape.forces.forcefield import Evaluation, Motion
from glasscape.potentials.ase import AsePotential
from glasscape.structures.glass import Glass
from glasscape.structures.writers import to_atoms

Floats = NDArray[np.float64]


class AseForceField:
    """Energies and forces from an ASE calculator, motion of particles of mass 1 in them.

    The calculator sees atoms of the elements of the potential, in the periodic cell of the glass, with their
    diameters in the array `diameter`.

    Parameters
    ----------
    glass : Glass
        The particles.
    potential : AsePotential
        The calculator.

    Raises
    ------
    EngineError
        When the calculator cannot be imported or made.
    """

    def __init__(self, glass: Glass, potential: AsePotential) -> None:
        self.glass = glass
        self.evaluations = 0
        self._name = potential.calculator
        self._atoms = to_atoms(glass, np.zeros((glass.n_particles, 3)), potential.elements)
        self._atoms.calc = _make_calculator(potential)

    def evaluate(self, images: Floats) -> Evaluation:
        """Energies and forces of `images`, shape (M, N, 3), wrapped or not."""
        self.evaluations += len(images)
        energies, forces = np.empty(len(images)), np.empty_like(images)
        for m, positions in enumerate(images):
            if not np.all(np.isfinite(positions)):
                raise EngineError(
                    "a particle has no finite position any more; the configuration has blown up"
                )
            self._atoms.positions[:] = positions
            try:
                forces[m] = self._atoms.get_forces()  # type: ignore[no-untyped-call]
                energies[m] = self._atoms.get_potential_energy()  # type: ignore[no-untyped-call]
            except Exception as error:  # calculators raise whatever they meet
                raise EngineError(
                    f"the calculator {self._name} failed: {type(error).__name__}: {error}"
                ) from error
        return Evaluation(energies, forces)

    def advance(self, motion: Motion, time_step: float, steps: int) -> Motion:
        """Follow Newton's equations for one or more velocity Verlet steps."""
        positions, velocities, forces, energy = motion
        for _ in range(steps):
            half = velocities + 0.5 * time_step * forces
            positions = positions + time_step * half
            energies, stack = self.evaluate(positions[None])
            forces, energy = stack[0], float(energies[0])
            velocities = half + 0.5 * time_step * forces
        return Motion(positions, velocities, forces, energy)


# a machine-learned potential takes longer to load than many paths take to compute
@lru_cache(maxsize=1)
def _make_calculator(potential: AsePotential) -> BaseCalculator:
    """Import the class that the potential names and call it with its arguments."""
    module, _, name = potential.calculator.rpartition(".")
    try:
        kind = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise EngineError(
            f"potential.calculator: {potential.calculator!r} cannot be imported ({error}); give the import "
            "path of an ASE calculator that is installed"
        ) from error
    if not (isinstance(kind, type) and issubclass(kind, BaseCalculator)):
        raise EngineError(f"potential.calculator: {potential.calculator!r} is no ASE calculator")
    try:
        return kind(**potential.arguments)
    except Exception as error:  # calculators raise whatever they meet
        raise EngineError(
            f"the calculator {potential.calculator} refuses potential.arguments: "
            f"{type(error).__name__}: {error}"
        ) from error
