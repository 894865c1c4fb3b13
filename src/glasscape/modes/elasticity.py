"""Elastic moduli of a minimum, and the density of vibrational states of the elastic continuum."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace

import numpy as np
from scipy.sparse.linalg import minres

from glasscape.arrays import Floats
from glasscape.errors import MinimumError
from glasscape.forces.engine import Engine
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles

# strain for differences of energies and forces
STRAIN = 1e-4
# residual of the relaxation of the particles, relative to their forces
RESIDUAL = 1e-10


@dataclass(frozen=True)
class Elasticity:
    """Elastic moduli of an isotropic solid, and what follows from them.

    Attributes
    ----------
    bulk, shear : float
        Bulk modulus and shear modulus, epsilon / sigma^3. The shear modulus is the mean of three simple
        shears.
    density : float
        Number of particles per volume, 1 / sigma^3.
    mass_density : float
        Mass per volume, m / sigma^3.
    """

    bulk: float
    shear: float
    density: float
    mass_density: float

    @classmethod
    def mean(cls, parts: "Sequence[Elasticity]") -> "Elasticity":
        """Mean over samples. At least one part."""
        values = np.mean([astuple(part) for part in parts], axis=0)
        return cls(*map(float, values))

    @property
    def longitudinal_modulus(self) -> float:
        """Modulus rho v^2 of longitudinal sound, epsilon / sigma^3. For transverse sound it is `shear`."""
        return self.bulk + 4.0 / 3.0 * self.shear

    @property
    def transverse_speed(self) -> float:
        """Speed of transverse sound, sqrt(epsilon / m)."""
        return float(np.sqrt(self.shear / self.mass_density))

    @property
    def longitudinal_speed(self) -> float:
        """Speed of longitudinal sound, sqrt(epsilon / m)."""
        return float(np.sqrt(self.longitudinal_modulus / self.mass_density))

    @property
    def debye_frequency(self) -> float:
        """omega_D, sqrt(epsilon / m) / sigma: a fraction (omega / omega_D)^3 of the modes is below omega."""
        slowness = self.longitudinal_speed**-3 + 2.0 * self.transverse_speed**-3
        return float((18.0 * np.pi**2 * self.density / slowness) ** (1 / 3))


def elasticity(engine: Engine, particles: Particles, positions: Floats, masses: Floats) -> Elasticity:
    """Elastic moduli of a minimum at zero temperature.

    The second derivative of the energy by a strain is that of an affine deformation, less Xi H^-1 Xi, which
    the relaxation of the particles gains. H is the Hessian and Xi the derivative of the forces by the strain
    (Lemaitre and Maloney, J. Stat. Phys. 123, 415 (2006)).

    Parameters
    ----------
    engine : Engine
        Computes energies, forces and the Hessian.
    particles : Particles
        The particles.
    positions : ndarray, shape (N, 3)
        The minimum, sigma.
    masses : ndarray, shape (N,)
        Masses of the particles, m.

    Raises
    ------
    MinimumError
        If the particles do not relax, because the configuration is not a minimum, or if they are in a plane.
    """
    if particles.cell.dimensions == 2:
        raise MinimumError("elastic moduli are those of three dimensions, and these particles are in a plane")
    hessian = engine.force_field(particles).hessian(positions)

    def relaxation(forces: Floats) -> Floats:
        """Displacements that balance forces. They are orthogonal to translations, as the forces are."""
        found, failed = minres(hessian, forces, rtol=RESIDUAL)
        if failed:
            raise MinimumError("the particles do not relax under strain; lower minima.max_force")
        return np.asarray(found)

    def derivatives(deformation: Floats) -> tuple[float, float]:
        """First and second derivative of the relaxed energy by a strain; `deformation` is its generator."""
        energies, forces = [], []
        for strain in (-STRAIN, 0.0, STRAIN):
            gradient = np.eye(3) + strain * deformation + 0.5 * strain**2 * deformation @ deformation
            cell = Cell(particles.cell.vectors @ gradient.T)
            value = engine.force_field(replace(particles, cell=cell)).evaluate((positions @ gradient.T)[None])
            energies.append(float(value.energies[0]))
            # forces by the coordinates before the deformation
            forces.append(value.forces[0] @ gradient)
        first = (energies[2] - energies[0]) / (2.0 * STRAIN)
        affine = (energies[2] - 2.0 * energies[1] + energies[0]) / STRAIN**2
        change = (forces[2] - forces[0]).ravel() / (2.0 * STRAIN)
        return first, affine - float(change @ relaxation(change))

    volume = particles.cell.volume
    # the matrices keep the lattice vectors lower triangular
    shears = [np.outer(np.eye(3)[i], np.eye(3)[j]) for i, j in ((0, 1), (0, 2), (1, 2))]
    shear = np.mean([derivatives(each)[1] for each in shears]) / volume
    # by the logarithm of the volume
    first, second = derivatives(np.eye(3) / 3.0)
    return Elasticity(
        bulk=(second - first) / volume,
        shear=float(shear),
        density=len(particles) / volume,
        mass_density=float(masses.sum()) / volume,
    )
