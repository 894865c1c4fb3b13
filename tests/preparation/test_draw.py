import numpy as np
import pytest

from glasscape.ingest.geometry import nearest_neighbours
from glasscape.potentials.models import KOB_ANDERSEN, POLYDISPERSE_SOFT_SPHERES
from glasscape.preparation.draw import draw_glass, spread_positions


def test_diameters_have_the_published_distribution():
    particles = draw_glass(POLYDISPERSE_SOFT_SPHERES.composition, 20_000, np.random.default_rng(0))
    diameters = particles.diameters
    assert (diameters.min() >= 0.73) & (diameters.max() <= 1.62)
    # means of s and s^2 of the density s^-3
    low, high = 0.73, 1.62
    assert diameters.mean() == pytest.approx(2 * low * high / (low + high), abs=1e-4)
    square = 2 * np.log(high / low) / (low**-2 - high**-2)
    assert np.mean(diameters**2) == pytest.approx(square, abs=1e-4)
    assert np.corrcoef(diameters[1:], diameters[:-1])[0, 1] == pytest.approx(0.0, abs=0.03)
    assert particles.cell.volume == pytest.approx(20_000)
    assert not particles.species.any()


@pytest.mark.parametrize("n_particles", [1000, 1001, 99])
def test_mixtures_have_their_fractions(n_particles):
    particles = draw_glass(KOB_ANDERSEN.composition, n_particles, np.random.default_rng(0))
    assert abs((particles.species == 0).sum() - 0.8 * n_particles) <= 0.5
    assert n_particles / particles.cell.volume == pytest.approx(1.2)
    assert (particles.diameters == 1.0).all()


def test_spread_positions_do_not_overlap():
    particles = draw_glass(KOB_ANDERSEN.composition, 130, np.random.default_rng(0))
    positions = spread_positions(particles, np.random.default_rng(1))
    distance, _ = nearest_neighbours(positions, particles.cell)
    # a lattice of 6^3 points
    assert distance.min() > 0.85 * particles.cell.width / 6
    again = spread_positions(particles, np.random.default_rng(2))
    assert np.abs(particles.cell.minimum_image(again - positions)).max() > 1.0
