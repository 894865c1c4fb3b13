import numpy as np
import pytest
from ase.build import bulk
from glasses import draw_mixture

from glasscape.descriptors.crystal import crystalline_fraction
from glasscape.structures.cell import Cell


@pytest.mark.parametrize("lattice", ["fcc", "bcc"])
def test_crystals_are_crystalline_when_they_vibrate(lattice):
    atoms = bulk("X", lattice, a=1.6, cubic=True) * (5, 5, 5)
    positions = atoms.positions + 0.03 * np.random.default_rng(0).standard_normal(atoms.positions.shape)
    assert crystalline_fraction(Cell.cubic(8.0), positions) > 0.95


def test_a_glass_is_not_crystalline():
    particles, positions = draw_mixture(300, seed=1)
    assert crystalline_fraction(particles.cell, positions) < 0.05
