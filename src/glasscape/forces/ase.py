"""ASE calculators as engines."""

from collections.abc import Callable
from functools import cache, partial
from importlib import import_module
from typing import Any

import numpy as np
from ase import Atoms
from ase.calculators.calculator import BaseCalculator
from scipy.sparse import csr_array

from glasscape.arrays import Floats
from glasscape.errors import EngineError
from glasscape.forces.force_field import Evaluation, ForceField, MDState, check_finite
from glasscape.forces.hessian import numerical_hessian
from glasscape.potentials.ase import AsePotential
from glasscape.structures.particles import Particles
from glasscape.structures.writers import to_atoms

# attributes in which calculators keep their range: ASE's own, and those of machine-learned potentials
RANGES = ("cutoff", "r_max")


def ase_force_fields(potential: AsePotential) -> Callable[[Particles], ForceField]:
    """A function that makes the force fields of an ASE calculator.

    The calculator is loaded once, with the first force field. Loading a machine-learned potential may take
    longer than computing many paths.
    """

    @cache
    def calculator() -> BaseCalculator:
        return _make_calculator(potential)

    return lambda particles: AseForceField(particles, potential, calculator())


class AseForceField:
    """Energies, forces and molecular dynamics of particles of mass 1, with an ASE calculator.

    The atoms have the elements of the potential and lie in the periodic cell of the particles. Their array
    `diameter` holds the diameters.

    Parameters
    ----------
    particles : Particles
        The particles.
    potential : AsePotential
        Import path of the calculator, and the elements of the species.
    calculator : BaseCalculator
        The calculator.
    like : Atoms, optional
        The same particles with what else the calculator reads of atoms, such as initial charges.
    """

    def __init__(
        self,
        particles: Particles,
        potential: AsePotential,
        calculator: BaseCalculator,
        like: Atoms | None = None,
    ) -> None:
        self.particles = particles
        self.evaluations = 0
        self._name = potential.calculator
        if like is None:
            self._atoms = to_atoms(particles, np.zeros((len(particles), 3)), potential.elements)
        else:
            self._atoms = like.copy()  # type: ignore[no-untyped-call]
            self._atoms.set_cell(particles.cell.vectors)  # type: ignore[no-untyped-call]
        self._atoms.calc = calculator

    @property
    def interaction_range(self) -> float | None:
        """The attribute `cutoff` or `r_max` of the calculator, if it has one of them."""
        calculator = self._atoms.calc
        found = (getattr(calculator, name, None) for name in RANGES)
        return next((float(value) for value in found if isinstance(value, float | int)), None)

    def evaluate(self, configurations: Floats) -> Evaluation:
        """Energies and forces of `configurations`, shape (M, N, 3), wrapped or not."""
        self.evaluations += len(configurations)
        energies, forces = np.empty(len(configurations)), np.empty_like(configurations)
        for m, positions in enumerate(configurations):
            self._put(positions)
            forces[m] = self._compute(self._atoms.get_forces, "forces")
            energies[m] = self._compute(self._atoms.get_potential_energy, "energies")
        return Evaluation(energies, forces)

    def advance(self, state: MDState, time_step: float, steps: int) -> MDState:
        """Integrate Newton's equations by one or more velocity Verlet steps."""
        positions, velocities, forces, energy = state
        for _ in range(steps):
            half = velocities + 0.5 * time_step * forces
            positions = positions + time_step * half
            energies, stack = self.evaluate(positions[None])
            forces, energy = stack[0], float(energies[0])
            velocities = half + 0.5 * time_step * forces
        return MDState(positions, velocities, forces, energy)

    def hessian(self, positions: Floats) -> csr_array:
        """Second derivatives of the energy by all coordinates, shape (3 N, 3 N), epsilon / sigma^2."""
        return numerical_hessian(self, positions)

    def stress(self, positions: Floats) -> Floats:
        """Stress without the motion of the particles, positive under tension, shape (3, 3).

        Raises
        ------
        EngineError
            If the calculator gives no stress.
        """
        self.evaluations += 1
        self._put(positions)
        return self._compute(partial(self._atoms.get_stress, voigt=False), "the stress")

    def particle_energies(self, positions: Floats) -> Floats:
        """Share of every particle in the potential energy, shape (N,), epsilon.

        Raises
        ------
        EngineError
            If the calculator gives only the total energy.
        """
        self.evaluations += 1
        self._put(positions)
        return self._compute(
            self._atoms.get_potential_energies,
            "the energies of single particles; leave out the descriptors that need them (family "
            "coarse-grained), or use another calculator",
        )

    def _put(self, positions: Floats) -> None:
        check_finite(positions)
        self._atoms.positions[:] = positions

    def _compute(self, get: Callable[[], Any], what: str) -> Floats:
        """Result of a method of the atoms."""
        try:
            return np.array(get(), dtype=np.float64)
        except NotImplementedError as error:
            reason = f" ({error})" if str(error) else ""
            raise EngineError(f"the calculator {self._name} does not give {what}{reason}") from error
        except Exception as error:  # calculators raise errors of many types
            raise EngineError(
                f"the calculator {self._name} failed: {type(error).__name__}: {error}"
            ) from error


def _make_calculator(potential: AsePotential) -> BaseCalculator:
    """Import the calculator of a potential and make it with its arguments.

    Raises
    ------
    EngineError
        If it cannot be imported or made.
    """
    module, _, name = potential.calculator.rpartition(".")
    try:
        kind = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise EngineError(
            f"potential.calculator: {potential.calculator!r} cannot be imported ({error}); give the import "
            "path of an ASE calculator that is installed"
        ) from error
    if not (isinstance(kind, type) and issubclass(kind, BaseCalculator)):
        raise EngineError(f"potential.calculator: {potential.calculator!r} is not an ASE calculator")
    try:
        return kind(**potential.arguments)
    except Exception as error:  # calculators raise errors of many types
        raise EngineError(
            f"the calculator {potential.calculator} does not accept potential.arguments: "
            f"{type(error).__name__}: {error}"
        ) from error
