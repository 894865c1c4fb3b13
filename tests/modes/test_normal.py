"""Normal modes of chains with closed forms, and of glasses."""

from dataclasses import replace

import numpy as np
import pytest
from glasses import SOFT_SPHERES, draw_mixture
from scipy.sparse import csr_array
from small_systems import ring

from glasscape.forces.compiled import CompiledForceField
from glasscape.modes.normal import NormalModes, all_modes, lowest_modes, soft_modes
from glasscape.potentials.models import KOB_ANDERSEN


@pytest.mark.parametrize("mass", [1.0, 4.0])
def test_modes_of_a_ring_are_the_closed_form(mass):
    n = 12
    expected = np.sort(np.repeat(2.0 * np.sin(np.pi * np.arange(n) / n) / np.sqrt(mass), 3))[3:]
    modes = all_modes(ring(n), np.full(n, mass))
    np.testing.assert_allclose(modes.frequencies, expected, atol=1e-12)
    few = lowest_modes(ring(n), np.full(n, mass), 10)
    np.testing.assert_allclose(few.frequencies, expected[:10], atol=1e-9)


def test_two_masses_on_a_spring_have_the_reduced_mass():
    hessian = csr_array(np.kron([[1.0, -1.0], [-1.0, 1.0]], np.eye(3)))
    masses = np.array([1.0, 3.0])
    modes = all_modes(hessian, masses)
    np.testing.assert_allclose(modes.eigenvalues, np.full(3, 1.0 / 0.75))
    # the centre of mass is at rest
    displacements = modes.vectors / np.sqrt(masses)[:, None]
    np.testing.assert_allclose(np.einsum("kij,i->kj", displacements, masses), 0.0, atol=1e-12)


def test_lowest_modes_of_a_glass_are_the_lowest_of_all():
    particles, positions = draw_mixture(200, seed=1)
    hessian = CompiledForceField(particles, KOB_ANDERSEN.potential).hessian(positions)
    masses = np.where(particles.species == 0, 1.0, 0.5)
    every, few = all_modes(hessian, masses), lowest_modes(hessian, masses, 30)
    assert len(every.eigenvalues) == 597
    assert every.eigenvalues.min() > 0.0
    np.testing.assert_allclose(few.eigenvalues, every.eigenvalues[:30], rtol=1e-8)
    flat = few.vectors.reshape(30, -1)
    np.testing.assert_allclose(flat @ flat.T, np.eye(30), atol=1e-8)
    # the same vectors, up to their sign
    assert np.abs(np.sum(flat * every.vectors[:30].reshape(30, -1), axis=1)).min() > 0.999
    scale = np.repeat(masses**-0.5, 3)
    residual = scale[:, None] * (hessian @ (scale[:, None] * flat.T)) - flat.T * few.eigenvalues
    assert np.abs(residual).max() < 1e-6


def test_a_saddle_has_a_negative_eigenvalue_and_an_imaginary_frequency(small_glass, small_minimum):
    field = CompiledForceField(small_glass, SOFT_SPHERES)
    hessian = field.hessian(small_minimum)
    modes = all_modes(hessian, np.ones(len(small_glass)))
    soft = modes.vectors[0].ravel()
    # a rank-one change turns the softest mode into an unstable one and leaves the others
    turned = csr_array(hessian.toarray() - 3.0 * modes.eigenvalues[0] * np.outer(soft, soft))
    found = all_modes(turned, np.ones(len(small_glass)))
    assert found.eigenvalues[0] == pytest.approx(-2.0 * modes.eigenvalues[0])
    assert found.frequencies[0] == pytest.approx(-np.sqrt(2.0 * modes.eigenvalues[0]))
    np.testing.assert_allclose(found.eigenvalues[1:], modes.eigenvalues[1:], rtol=1e-8)


def test_participation_is_one_for_all_and_small_for_one():
    vectors = np.zeros((2, 10, 3))
    vectors[0, :, 1] = np.sqrt(0.1)
    vectors[1, 4, 2] = 1.0
    modes = NormalModes(np.ones(2), vectors, np.ones(vectors.shape[1]))
    np.testing.assert_allclose(modes.participation_ratios, [1.0, 0.1])


def test_modes_of_a_rattler_are_no_translations():
    """A particle without neighbours has three more modes of frequency zero."""
    hessian = np.zeros((39, 39))
    hessian[:36, :36] = ring(12).toarray()
    modes = lowest_modes(csr_array(hessian), np.ones(13), 5)
    np.testing.assert_allclose(modes.frequencies[:3] ** 2, 0.0, atol=1e-9)
    assert modes.frequencies[3] == pytest.approx(2.0 * np.sin(np.pi / 12))
    np.testing.assert_allclose(modes.vectors.sum(axis=1), 0.0, atol=1e-9)


def test_too_many_modes_are_refused():
    with pytest.raises(ValueError, match="all_modes gives all"):
        lowest_modes(ring(6), np.ones(6), 12)


def test_vibrality_and_overlap_of_a_ring():
    """All particles of a ring are alike, and a displacement along two modes lies in their space."""
    modes = all_modes(ring(12), np.ones(12))
    every = modes.vibrality()
    np.testing.assert_allclose(replace(modes, masses=2.0 * modes.masses).vibrality(), 0.5 * every)
    np.testing.assert_allclose(every, every[0])
    np.testing.assert_allclose(every.sum(), np.sum(1.0 / modes.eigenvalues))
    few = NormalModes(modes.eigenvalues[:4], modes.vectors[:4], modes.masses)
    displacement = 3.0 * modes.vectors[1] + 4.0 * modes.vectors[20]
    assert few.overlap(displacement) == pytest.approx(9.0 / 25.0)
    assert modes.overlap(displacement) == pytest.approx(1.0)


def test_soft_modes_are_the_lowest_however_few_particles():
    few = soft_modes(ring(12), np.ones(12), 20)
    np.testing.assert_allclose(few.eigenvalues, all_modes(ring(12), np.ones(12)).eigenvalues[:20])
    particles, positions = draw_mixture(200, seed=1)
    hessian = CompiledForceField(particles, KOB_ANDERSEN.potential).hessian(positions)
    many = soft_modes(hessian, np.ones(200), 20)
    np.testing.assert_allclose(many.eigenvalues, all_modes(hessian, np.ones(200)).eigenvalues[:20], rtol=1e-6)
