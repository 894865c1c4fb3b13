"""Softness and vibrality: closed forms, sums of all modes, and what is no minimum."""

import numpy as np
import pytest
from glasses import draw_minimum_of, draw_mixture
from scipy.sparse import csr_array
from small_systems import ring

from glasscape.errors import MinimumError
from glasscape.forces.compiled import CompiledForceField
from glasscape.modes.normal import all_modes
from glasscape.modes.softness import hessian_of_minimum, modes_of_minimum, vibrality
from glasscape.potentials.models import SWITCHED_KOB_ANDERSEN


@pytest.fixture(scope="module")
def glass():
    """Force field and minimum of a mixture with a switching function."""
    particles, _ = draw_mixture(160, seed=2)
    potential = SWITCHED_KOB_ANDERSEN.potential
    return CompiledForceField(particles, potential), draw_minimum_of(particles, potential, seed=2)


@pytest.fixture(scope="module")
def masses(glass):
    return np.where(glass[0].particles.species == 0, 1.0, 0.6)


def test_softness_is_the_sum_of_squared_eigenvectors(glass, masses):
    """Plain reference: dense eigenvectors of the mass-weighted matrix, without the first three."""
    hessian = hessian_of_minimum(*glass)
    scale = np.repeat(masses**-0.5, 3)
    values, vectors = np.linalg.eigh(scale[:, None] * hessian.toarray() * scale)
    assert np.abs(values[:3]).max() < 1e-9
    squares = np.sum(vectors.T.reshape(-1, 160, 3) ** 2, axis=2)
    modes = modes_of_minimum(hessian, masses, 12)
    np.testing.assert_allclose(modes.softness(10), squares[3:13].sum(axis=0), atol=1e-8)
    assert modes.softness(10).sum() == pytest.approx(10.0)
    expected = np.sum(squares[3:] / values[3:, None], axis=0) / masses
    np.testing.assert_allclose(vibrality(hessian, masses), expected, rtol=1e-7)
    np.testing.assert_allclose(vibrality(hessian, masses), all_modes(hessian, masses).vibrality())


@pytest.mark.parametrize("n", [12, 200])
def test_vibrality_of_a_ring_is_the_closed_form(n):
    """The lowest eigenvalue of a long ring is far below the median, as that of a soft spot."""
    expected = 3.0 * np.sum(1.0 / (4.0 * np.sin(np.pi * np.arange(1, n) / n) ** 2)) / n
    np.testing.assert_allclose(vibrality(ring(n), np.ones(n)), expected)
    np.testing.assert_allclose(all_modes(ring(n), np.ones(n)).vibrality(), expected)
    # displacements at a temperature do not depend on the mass
    np.testing.assert_allclose(vibrality(ring(n), np.full(n, 3.0)), expected)


def test_all_particles_of_a_ring_are_equally_soft():
    np.testing.assert_allclose(modes_of_minimum(ring(12), np.ones(12), 33).softness(33), 33 / 12)
    # all modes but the translations
    np.testing.assert_allclose(modes_of_minimum(ring(12), np.ones(12), 6).softness(6), 0.5)


def test_particles_under_force_have_no_softness(glass):
    field, positions = glass
    moved = positions.copy()
    moved[3, 1] += 1e-6
    with pytest.raises(MinimumError, match=r"largest force is .*, at a minimum it is 1e-08 or less; quench"):
        hessian_of_minimum(field, moved)


def test_a_saddle_point_has_no_softness(glass, masses):
    hessian = hessian_of_minimum(*glass)
    lowest = modes_of_minimum(hessian, np.ones(160), 5)
    soft = lowest.vectors[0].ravel()
    turned = csr_array(hessian.toarray() - 2.0 * lowest.eigenvalues[0] * np.outer(soft, soft))
    with pytest.raises(MinimumError, match="is a saddle point"):
        modes_of_minimum(turned, masses, 5)
    with pytest.raises(MinimumError, match="an eigenvalue that is not positive"):
        vibrality(turned, masses)


def test_a_particle_without_neighbours_is_refused():
    hessian = np.zeros((39, 39))
    hessian[:36, :36] = ring(12).toarray()
    with pytest.raises(MinimumError, match="touches no other"):
        modes_of_minimum(csr_array(hessian), np.ones(13), 5)


def test_more_modes_than_there_are_are_refused():
    assert len(modes_of_minimum(ring(6), np.ones(6), 15).eigenvalues) == 15
    with pytest.raises(MinimumError, match="16 modes are asked for, and 6 particles have 15"):
        modes_of_minimum(ring(6), np.ones(6), 16)
