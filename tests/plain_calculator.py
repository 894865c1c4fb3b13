"""An ASE calculator of soft spheres, computed pair by pair from the definition, for tests."""

import numpy as np
from ase.calculators.calculator import Calculator, all_changes
from ase.geometry import find_mic

from glasscape.potentials.models import POLYDISPERSE_SOFT_SPHERES
from glasscape.potentials.pair import PairPotential
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles


def shortest_images(separations: np.ndarray, cell: np.ndarray) -> np.ndarray:
    """Separations, shape (..., 3), as ASE reduces them."""
    return find_mic(separations.reshape(-1, 3), cell)[0].reshape(separations.shape)


def reference(
    particles: Particles,
    positions: np.ndarray,
    potential: PairPotential = POLYDISPERSE_SOFT_SPHERES.potential,
) -> tuple[float, np.ndarray]:
    """Energy and forces from the definition of the potential, pair by pair."""
    diameters, species = particles.diameters, particles.species
    separation = shortest_images(positions[:, None] - positions[None], particles.cell.vectors)
    distance = np.linalg.norm(separation, axis=-1)
    mean = 0.5 * np.add.outer(diameters, diameters)
    mean *= 1 - potential.nonadditivity * np.abs(np.subtract.outer(diameters, diameters))
    sigma = np.array(potential.sigma)[species[:, None], species[None]] * mean
    epsilon = np.array(potential.epsilon)[species[:, None], species[None]]
    np.fill_diagonal(distance, np.inf)
    x = distance / sigma
    c = potential.coefficients.form
    inside = x < potential.cutoff
    x = np.where(inside, x, 1.0)
    slope = -12 * c.a12 * x**-13 - 6 * c.a6 * x**-7 + 2 * c.c2 * x + 4 * c.c4 * x**3
    if potential.switch is not None:
        a, b = potential.switch**2, potential.cutoff**2
        beyond = x > potential.switch
        switching = np.where(beyond, (b - x**2) ** 2 * (b + 2 * x**2 - 3 * a) / (b - a) ** 3, 1.0)
        its_slope = np.where(beyond, 12 * x * (x**2 - b) * (x**2 - a) / (b - a) ** 3, 0.0)
        slope = slope * switching + (c.a12 * x**-12 + c.a6 * x**-6) * its_slope
    slope = np.where(inside, epsilon * slope, 0.0) / sigma
    forces = -(slope / np.where(inside, distance, 1.0))[..., None] * separation
    energy = 0.5 * (epsilon * potential.pair_energy(distance / sigma)).sum()
    return energy, forces.sum(axis=1)


class PlainSoftSpheres(Calculator):
    """Soft spheres of one species, with energies multiplied by `scale`."""

    implemented_properties = ["energy", "forces"]  # noqa: RUF012 - as ASE declares it

    def __init__(self, scale=1.0):
        super().__init__()
        self._scale = scale

    def calculate(self, atoms=None, properties=None, system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        species = np.zeros(len(atoms), dtype=np.int32)
        particles = Particles(atoms.arrays["diameter"], species, Cell(atoms.cell.array))
        energy, forces = reference(particles, atoms.positions)
        self.results = {"energy": self._scale * energy, "forces": self._scale * forces}


class SinglePrecision(PlainSoftSpheres):
    """The same soft spheres in single precision."""

    def calculate(self, atoms=None, properties=None, system_changes=all_changes):
        rounded = atoms.copy()
        rounded.positions = atoms.positions.astype(np.float32)
        super().calculate(rounded, properties, system_changes)
        self.results = {name: np.float32(value) for name, value in self.results.items()}


class Failing(PlainSoftSpheres):
    """A calculator that fails at every call."""

    def calculate(self, atoms=None, properties=None, system_changes=all_changes):
        raise RuntimeError("out of parameters")


# settings of a potential with this calculator
ASE = {
    "model": "ase",
    "engine": "ase",
    "calculator": "plain_calculator.PlainSoftSpheres",
    "elements": ["Ar"],
    "fractions": [1.0],
    "density": 1.0,
}
