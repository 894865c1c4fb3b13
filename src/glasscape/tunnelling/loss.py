"""Loss of sound by two-level systems: rates with one phonon, relaxation, and the tunnelling strength.

Phillips, Rep. Prog. Phys. 50, 1657 (1987). A sound wave shifts the asymmetry of every two-level system by
twice its deformation potential times the strain. The populations of its levels follow with a delay. All
quantities are in reduced units with k_B = 1.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from glasscape.arrays import Floats
from glasscape.modes.elasticity import Elasticity

Polarisation = Literal["longitudinal", "transverse"]
POLARISATIONS: tuple[Polarisation, ...] = ("longitudinal", "transverse")
# of a splitting over temperature, beyond which a term is zero in double precision
LARGEST = 300.0


@dataclass(frozen=True, eq=False)
class SoundLoss:
    """Two-level systems in a solid, each of shape (n,).

    Attributes
    ----------
    asymmetry, matrix_element : ndarray
        Delta and Delta_0, epsilon.
    longitudinal, transverse : ndarray
        Couplings to strain, epsilon.
    solid : Elasticity
        Density and speeds of sound of the solid.
    hbar : float
        Reduced Planck constant, sigma sqrt(m epsilon).
    """

    asymmetry: Floats
    matrix_element: Floats
    longitudinal: Floats
    transverse: Floats
    solid: Elasticity
    hbar: float

    @property
    def splitting(self) -> Floats:
        """E = sqrt(Delta^2 + Delta_0^2), epsilon."""
        return np.hypot(self.asymmetry, self.matrix_element)

    def rates(self, temperatures: Floats) -> Floats:
        """Rates of relaxation with one phonon, shape (n, K), at `temperatures`, shape (K,).

        1 / tau = (gamma_l^2 / v_l^5 + 2 gamma_t^2 / v_t^5) E Delta_0^2 coth(E / 2 T) / (2 pi rho hbar^4)
        """
        energy, solid = self.splitting, self.solid
        sound = self.longitudinal**2 / solid.longitudinal_speed**5
        sound = sound + 2.0 * self.transverse**2 / solid.transverse_speed**5
        rate = sound * energy * self.matrix_element**2 / (2.0 * np.pi * solid.mass_density * self.hbar**4)
        return np.asarray(rate[:, None] / np.tanh(energy[:, None] / (2.0 * temperatures)))

    def relaxation(self, polarisation: Polarisation, frequency: float, temperatures: Floats) -> Floats:
        """Share of every system in Q^-1 by relaxation, times the volume, shape (n, K), sigma^3.

        gamma^2 / (rho v^2) (Delta / E)^2 / T sech^2(E / 2 T) omega tau / (1 + (omega tau)^2)

        Parameters
        ----------
        polarisation : {"longitudinal", "transverse"}
            Polarisation of the sound.
        frequency : float
            Its angular frequency omega, sqrt(epsilon / m) / sigma.
        temperatures : ndarray, shape (K,)
            Temperatures, epsilon.
        """
        energy = self.splitting[:, None]
        half = np.minimum(energy / (2.0 * temperatures), LARGEST)
        delay = frequency / self.rates(temperatures)
        # written so that a rate near zero does not overflow
        peak = 1.0 / (delay + 1.0 / delay)
        tilt = (self.asymmetry / self.splitting)[:, None] ** 2
        return np.asarray(
            self._coupling(polarisation)[:, None] * tilt * peak / temperatures / np.cosh(half) ** 2
        )

    def strength(self, polarisation: Polarisation, largest: float) -> Floats:
        """Share of every system in the tunnelling strength, times the volume, shape (n,), sigma^3.

        The strength is C = P gamma^2 / (rho v^2).
        P is the density of the standard tunnelling model, P / Delta_0 by Delta and Delta_0. In it the sum of
        (Delta_0 / E)^2 over all systems with a splitting below `largest` is P times `largest` and the volume.

        Parameters
        ----------
        polarisation : {"longitudinal", "transverse"}
            Polarisation of the sound.
        largest : float
            Largest splitting of the systems, epsilon.
        """
        return np.asarray(
            self._coupling(polarisation) * (self.matrix_element / self.splitting) ** 2 / largest
        )

    def _coupling(self, polarisation: Polarisation) -> Floats:
        solid = self.solid
        if polarisation == "longitudinal":
            return self.longitudinal**2 / (solid.mass_density * solid.longitudinal_speed**2)
        return self.transverse**2 / (solid.mass_density * solid.transverse_speed**2)
