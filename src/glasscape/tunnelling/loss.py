"""Loss of sound by double wells: tunnelling with one phonon, thermal hops, and absorption at resonance.

Phillips, Rep. Prog. Phys. 50, 1657 (1987). A sound wave shifts the asymmetry of every double well by twice
its deformation potential times the strain. The populations of its two states follow with a delay. All
quantities are in reduced units with k_B = 1.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from glasscape.arrays import Floats
from glasscape.modes.elasticity import Elasticity
from glasscape.paths.network import debye_peak

Polarisation = Literal["longitudinal", "transverse", "electric"]
# of sound
POLARISATIONS: tuple[Polarisation, ...] = ("longitudinal", "transverse")
# an electric field in place of sound
ELECTRIC: Polarisation = "electric"
# of an energy over temperature, beyond which its Boltzmann factor does not matter
LARGEST = 300.0


@dataclass(frozen=True, eq=False)
class Couplings:
    """Couplings of n double wells to sound in a solid.

    Attributes
    ----------
    longitudinal, transverse : ndarray, shape (n,)
        Couplings to strain, root mean squares over directions, epsilon.
    solid : Elasticity
        Density and speeds of sound of the solid.
    electric : ndarray, shape (n,), or None
        p^2 / (3 epsilon_0), with half the change p of the dipole moment, epsilon sigma^3. None without
        charges.
    """

    longitudinal: Floats
    transverse: Floats
    solid: Elasticity
    electric: Floats | None = None

    def squared(self, polarisation: Polarisation) -> Floats:
        """gamma^2 / (rho v^2) for one polarisation of sound, shape (n,), epsilon sigma^3.

        For an electric field it is p^2 / (3 epsilon_0). In place of the loss Q^-1 of sound, the
        functions below then give the imaginary part of the relative permittivity.
        """
        if polarisation == ELECTRIC:
            if self.electric is None:
                raise ValueError("double wells without charges do not couple to an electric field")
            return self.electric
        if polarisation == "longitudinal":
            return self.longitudinal**2 / self.solid.longitudinal_modulus
        return self.transverse**2 / self.solid.shear


@dataclass(frozen=True, eq=False)
class SoundLoss:
    """Two-level systems in a solid, each array of shape (n,).

    Attributes
    ----------
    asymmetry, matrix_element : ndarray
        Delta and Delta_0, epsilon.
    couplings : Couplings
        Couplings to sound.
    hbar : float
        Reduced Planck constant, sigma sqrt(m epsilon).
    """

    asymmetry: Floats
    matrix_element: Floats
    couplings: Couplings
    hbar: float

    @property
    def splitting(self) -> Floats:
        """E = sqrt(Delta^2 + Delta_0^2), epsilon."""
        return np.hypot(self.asymmetry, self.matrix_element)

    def rates(self, temperatures: Floats) -> Floats:
        """Rates of relaxation with one phonon, shape (n, K), at `temperatures`, shape (K,).

        1 / tau = (gamma_l^2 / v_l^5 + 2 gamma_t^2 / v_t^5) E Delta_0^2 coth(E / 2 T) / (2 pi rho hbar^4)
        """
        energy, couplings, solid = self.splitting, self.couplings, self.couplings.solid
        sound = couplings.longitudinal**2 / solid.longitudinal_speed**5
        sound = sound + 2.0 * couplings.transverse**2 / solid.transverse_speed**5
        rate = sound * energy * self.matrix_element**2 / (2.0 * np.pi * solid.mass_density * self.hbar**4)
        return np.asarray(rate[:, None] / np.tanh(energy[:, None] / (2.0 * temperatures)))

    def relaxation(self, polarisation: Polarisation, frequency: float, temperatures: Floats) -> Floats:
        """Share of every system in Q^-1 by relaxation, times the volume, shape (n, K), sigma^3.

        gamma^2 / (rho v^2) (Delta / E)^2 / T sech^2(E / 2 T) omega tau / (1 + (omega tau)^2)

        Parameters
        ----------
        polarisation : {"longitudinal", "transverse", "electric"}
            Polarisation of the sound, or an electric field.
        frequency : float
            Angular frequency omega of the wave, sqrt(epsilon / m) / sigma.
        temperatures : ndarray, shape (K,)
            Temperatures, epsilon.
        """
        half = np.minimum(self.splitting[:, None] / (2.0 * temperatures), LARGEST)
        tilt = (self.asymmetry / self.splitting)[:, None] ** 2
        height = self.couplings.squared(polarisation)[:, None] * tilt / temperatures / np.cosh(half) ** 2
        return np.asarray(height * debye_peak(frequency, self.rates(temperatures)))

    def resonance(
        self, polarisation: Polarisation, frequency: float, temperatures: Floats, largest: float
    ) -> Floats:
        """Share of every system in Q^-1 by resonant absorption, times the volume, shape (n, K), sigma^3.

        A system absorbs phonons of its own splitting E alone:

            pi gamma^2 / (rho v^2) (Delta_0 / E)^2 tanh(E / 2 T) delta(E - hbar omega)

        A sample has few systems at a given frequency. So (Delta_0 / E)^2 delta(E - hbar omega) is replaced by
        its mean over splittings up to `largest`, and Q^-1 is pi C tanh(hbar omega / 2 T) with the tunnelling
        strength C. Parameters are those of `relaxation` and `strength`.
        """
        tanh = np.tanh(self.hbar * frequency / (2.0 * temperatures))
        return np.asarray(np.pi * self.strength(polarisation, largest)[:, None] * tanh)

    def strength(self, polarisation: Polarisation, largest: float) -> Floats:
        """Share of every system in the tunnelling strength, times the volume, shape (n,), sigma^3.

        The strength is C = P gamma^2 / (rho v^2).
        P is the density of the standard tunnelling model, P / Delta_0 by Delta and Delta_0. In it the sum of
        (Delta_0 / E)^2 over all systems with a splitting below `largest` is P times `largest` and the volume.

        Parameters
        ----------
        polarisation : {"longitudinal", "transverse", "electric"}
            Polarisation of the sound, or an electric field.
        largest : float
            Largest splitting of the systems, epsilon.
        """
        return np.asarray(
            self.couplings.squared(polarisation) * (self.matrix_element / self.splitting) ** 2 / largest
        )

    def heat_capacity(self, temperature: float, times: Floats) -> Floats:
        """Heat capacity of every system, measured for some times after a pulse of heat, shape (n, K), k_B.

        Only systems that have exchanged a phonon have taken up heat: the Schottky anomaly of `schottky`,
        times 1 - exp(-t / tau). In the standard tunnelling model it grows with the logarithm of the time, by
        pi^2 / 12 P T per unit of ln t and volume (Black, Phys. Rev. B 17, 2740 (1978)).

        Parameters
        ----------
        temperature : float
            Temperature, epsilon.
        times : ndarray, shape (K,)
            Times, sigma sqrt(m / epsilon).
        """
        at = np.array([temperature])
        return np.asarray(-schottky(self.splitting, at) * np.expm1(-times * self.rates(at)))


def schottky(splitting: Floats, temperatures: Floats) -> Floats:
    """Heat capacity of two levels in equilibrium, x^2 / cosh^2 x with x = E / 2 T, shape (n, K), k_B.

    Phillips, J. Low Temp. Phys. 7, 351 (1972). Splittings have the shape (n,), temperatures the shape (K,).
    """
    x = splitting[:, None] / (2.0 * temperatures)
    # cosh would overflow at large x, where the terms vanish
    return np.asarray(np.square(x / np.cosh(np.minimum(x, LARGEST))))


@dataclass(frozen=True, eq=False)
class ThermalHops:
    """Double wells in a solid that change their state by thermal hops, each array of shape (n,).

    Attributes
    ----------
    barriers, barriers_from_b : ndarray
        Barriers as seen from a and from b, epsilon.
    attempts, attempts_from_b : ndarray
        Prefactors of the rates from a and from b, sqrt(epsilon / m) / sigma (Vineyard, J. Phys. Chem. Solids
        3, 121 (1957)).
    couplings : Couplings
        Couplings to sound.
    """

    barriers: Floats
    barriers_from_b: Floats
    attempts: Floats
    attempts_from_b: Floats
    couplings: Couplings

    def rates(self, temperatures: Floats) -> tuple[Floats, Floats]:
        """Rates nu exp(-V / T) from a and from b, each of shape (n, K), at `temperatures`, shape (K,)."""
        from_a, from_b = (
            attempts[:, None] * np.exp(-np.minimum(barriers[:, None] / temperatures, LARGEST))
            for attempts, barriers in (
                (self.attempts, self.barriers),
                (self.attempts_from_b, self.barriers_from_b),
            )
        )
        return from_a, from_b

    def relaxation(self, polarisation: Polarisation, frequency: float, temperatures: Floats) -> Floats:
        """Share of every double well in Q^-1 by thermal hops, times the volume, shape (n, K), sigma^3.

        gamma^2 / (rho v^2) 4 p_a p_b / T omega tau / (1 + (omega tau)^2)

        1 / tau is the sum of both rates (Gilroy and Phillips, Philos. Mag. B 43, 735 (1981)). The equilibrium
        populations p_a and p_b follow from their ratio. With equal prefactors, 4 p_a p_b is sech^2(Delta / 2
        T). Parameters are those of `SoundLoss.relaxation`.
        """
        from_a, from_b = self.rates(temperatures)
        both = from_a + from_b
        height = self.couplings.squared(polarisation)[:, None] * 4.0 * (from_a / both) * (from_b / both)
        return np.asarray(height / temperatures * debye_peak(frequency, both))
