import numpy as np
import pytest
from scipy import constants

from glasscape.units import METAL


def test_metal_units_are_those_of_nature():
    unit = np.sqrt(constants.atomic_mass * constants.angstrom**2 * constants.electron_volt)
    assert METAL.hbar == pytest.approx(constants.hbar / unit, rel=1e-6)
    assert METAL.splitting_threshold == pytest.approx(constants.k / constants.electron_volt)
    assert METAL.kelvin == pytest.approx(constants.electron_volt / constants.k)
