"""Elastic moduli against energies of strained glasses, and against closed forms."""

from dataclasses import replace

import numpy as np
import pytest
from glasses import draw_glass, draw_minimum

from glasscape.errors import MinimumError
from glasscape.forces.engine import make_engine
from glasscape.minimise.quench import quench
from glasscape.modes.elasticity import Elasticity, elasticity
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles


@pytest.fixture(scope="module")
def glass():
    particles = draw_glass(300, seed=3)
    return particles, draw_minimum(particles, seed=4)


def relaxed_energy(particles, positions, gradient):
    """Energy of the minimum in the strained cell."""
    strained = replace(particles, cell=Cell(particles.cell.vectors @ gradient.T))
    field = make_engine(PotentialSettings()).force_field(strained)
    return quench(field, positions @ gradient.T, 1e-10).energy


def test_moduli_are_those_of_relaxed_energies(glass):
    particles, positions = glass
    found = elasticity(make_engine(PotentialSettings()), particles, positions, np.ones(300))
    volume, step = particles.cell.volume, 1e-4

    def curvature(gradient):
        energies = [relaxed_energy(particles, positions, gradient(k * step)) for k in (-1, 0, 1)]
        return np.diff(energies, 2)[0] / step**2 / volume

    def shear(i, j):
        return lambda strain: np.eye(3) + strain * np.outer(np.eye(3)[i], np.eye(3)[j])

    expected = np.mean([curvature(shear(i, j)) for i, j in ((0, 1), (0, 2), (1, 2))])
    assert found.shear == pytest.approx(expected, rel=1e-3)
    # K = V E''(V)
    expected = curvature(lambda change: np.cbrt(1.0 + change) * np.eye(3))
    assert found.bulk == pytest.approx(expected, rel=1e-3)


def test_a_plane_has_no_moduli_of_three_dimensions():
    particles = Particles(np.ones(4), np.zeros(4, dtype=np.int32), Cell.square(6.0))
    engine = make_engine(PotentialSettings(model="ternary-kob-andersen-2d"))
    with pytest.raises(MinimumError, match="these particles are in a plane"):
        elasticity(engine, particles, np.zeros((4, 3)), np.ones(4))


def test_the_mean_of_solids_is_that_of_their_moduli():
    one, other = (Elasticity(bulk=k, shear=2.0 * k, density=1.0, mass_density=1.0) for k in (3.0, 5.0))
    assert Elasticity.mean([one, other]) == Elasticity(4.0, 8.0, 1.0, 1.0)


def test_speeds_of_sound_and_debye_frequency_are_the_closed_form():
    solid = Elasticity(bulk=20.0, shear=12.0, density=2.0, mass_density=3.0)
    assert solid.transverse_speed == pytest.approx(2.0)
    assert solid.longitudinal_speed == pytest.approx(np.sqrt(12.0))
    slowness = 12.0**-1.5 + 2.0 / 8.0
    assert solid.debye_frequency**3 == pytest.approx(36.0 * np.pi**2 / slowness)
