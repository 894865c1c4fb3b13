"""Changes of dipole moments, and the permittivity of double wells in an electric field."""

import numpy as np
import pytest

from glasscape.modes.elasticity import Elasticity
from glasscape.tunnelling.dipole import dipole_change
from glasscape.tunnelling.loss import ELECTRIC, Couplings, SoundLoss
from glasscape.units import ARGON, NIP


def test_a_charge_that_moves_changes_the_dipole_moment(small_glass, small_minimum):
    charges = np.zeros(len(small_glass))
    charges[[3, 5]] = 2.0, -2.0
    moved = small_minimum.copy()
    moved[3] += [0.1, 0.0, -0.2]
    expected = 2.0 * np.array([0.1, 0.0, -0.2])
    assert dipole_change(small_glass, charges, small_minimum, moved) == pytest.approx(expected)
    # a shift and another image of a neutral sample change nothing
    shifted = moved + 0.3
    shifted[5] += small_glass.cell.vectors[1]
    assert dipole_change(small_glass, charges, small_minimum, shifted) == pytest.approx(expected)
    # all charges alike have the dipole moment of the centre of mass, which is at rest
    alike = dipole_change(small_glass, np.ones(len(small_glass)), small_minimum, moved)
    assert alike == pytest.approx(np.zeros(3), abs=1e-10)


def test_the_charge_of_the_electron_in_reduced_units():
    """The energy of two elementary charges at the distance sigma is e^2 / (4 pi epsilon_0 sigma)."""
    # 1.44 eV nm
    expected = 1.439964 / 0.3405 / ARGON.electronvolt
    assert ARGON.charge_squared / (4.0 * np.pi) == pytest.approx(expected, rel=1e-5)
    assert np.isnan(NIP.charge_squared)


def test_an_electric_field_is_lost_like_sound():
    """The imaginary part of the permittivity of a dipole that turns by a field, by its closed form."""
    solid = Elasticity(bulk=90.0, shear=40.0, density=1.0, mass_density=1.2)
    asymmetry, element, temperature, dipole = 4e-4, 3e-4, 2e-4, 0.7
    couplings = Couplings(np.array([1.5]), np.array([1.2]), solid, np.array([dipole**2 / 3.0]))
    one = SoundLoss(np.array([asymmetry]), np.array([element]), couplings, 0.0125)
    rate = one.rates(np.array([temperature]))[0, 0]
    found = one.relaxation(ELECTRIC, 2.0 * rate, np.array([temperature]))[0, 0]
    # populations follow with the static susceptibility of two states of the dipoles +-p Delta / E
    static = (dipole * 0.8) ** 2 / 3.0 / temperature / np.cosh(5e-4 / (2.0 * temperature)) ** 2
    assert found == pytest.approx(static * (1.0 / (1.0 - 2.0j)).imag)
    with pytest.raises(ValueError, match="without charges"):
        Couplings(np.array([1.5]), np.array([1.2]), solid).squared(ELECTRIC)
