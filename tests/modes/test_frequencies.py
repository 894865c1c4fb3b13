"""Sums of frequencies against closed forms and against diagonalisation."""

import numpy as np
import pytest
from glasses import SOFT_SPHERES, draw_glass, draw_minimum
from scipy.sparse import block_diag, csr_array

from glasscape.forces.compiled import CompiledForceField
from glasscape.modes import frequencies
from glasscape.modes.frequencies import EINSTEIN_FACTOR, frequency_sum
from glasscape.modes.normal import all_modes


def chain(n, stiffness):
    """Hessian of a ring of particles that springs hold along x alone."""
    line = stiffness * (2.0 * np.eye(n) - np.roll(np.eye(n), 1, axis=0) - np.roll(np.eye(n), -1, axis=0))
    return csr_array(np.kron(line, np.diag([1.0, 0.0, 0.0])))


@pytest.fixture(scope="module")
def glass():
    """Hessians of two minima of a glass, one of them with a few particles displaced."""
    particles = draw_glass(220, seed=3)
    field = CompiledForceField(particles, SOFT_SPHERES)
    return [field.hessian(draw_minimum(particles, seed)) for seed in (4, 5)]


@pytest.fixture(autouse=True)
def always_sparse(monkeypatch):
    """Small glasses fill too much of the matrix for the fast sum to be chosen."""
    monkeypatch.setattr(frequencies, "DENSE", 1.0)


def test_a_chain_has_its_known_frequencies():
    expected = 2.0 * np.sqrt(3.0 / 2.0) * np.sin(np.pi * np.arange(12) / 12).sum()
    assert frequency_sum(chain(12, 3.0), np.full(12, 2.0), "dense") == pytest.approx(expected)


def test_the_fast_sum_is_that_of_diagonalisation(glass):
    ones = np.ones(220)
    exact = np.array([frequency_sum(hessian, ones, "dense") for hessian in glass])
    fast = np.array([frequency_sum(hessian, ones) for hessian in glass])
    assert exact == pytest.approx([all_modes(hessian, ones).frequencies.sum() for hessian in glass], rel=1e-9)
    assert fast == pytest.approx(exact, rel=1e-5)
    assert abs(np.diff(fast - exact)[0]) < 0.01 < 0.02 * abs(np.diff(exact)[0])


@pytest.mark.parametrize("method", ["dense", "sparse"])
def test_particles_that_touch_no_other_change_nothing(glass, method):
    both = csr_array(block_diag([glass[1], csr_array((6, 6))]))
    across = np.random.default_rng(0).standard_normal((222, 3))
    across -= across.mean(axis=0)
    for direction in (None, across):
        alone = None if direction is None else direction[:220]
        found = frequency_sum(both, np.ones(222), method, across=direction)
        assert found == pytest.approx(frequency_sum(glass[1], np.ones(220), method, across=alone), rel=1e-6)
    moved = np.zeros((222, 3))
    moved[220:] = [[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0]]
    whole = frequency_sum(glass[1], np.ones(220), method)
    assert frequency_sum(both, np.ones(222), method, across=moved) == pytest.approx(whole, rel=1e-9)


def test_the_fast_sum_holds_for_all_masses_and_scales(glass):
    masses = np.random.default_rng(0).uniform(0.5, 40.0, 220)
    for scale in (1.0, 1e-6, 1e6):
        hessian = scale * glass[0]
        assert frequency_sum(hessian, masses) == pytest.approx(
            frequency_sum(hessian, masses, "dense"), rel=1e-5
        )


@pytest.mark.parametrize("method", ["dense", "sparse"])
def test_a_mode_along_the_direction_does_not_count(glass, method):
    masses = np.linspace(1.0, 3.0, 220)
    modes = all_modes(glass[0], masses)
    whole = frequency_sum(glass[0], masses, method)
    for k in (0, 300):
        without = frequency_sum(glass[0], masses, method, across=5.0 * modes.vectors[k])
        assert whole - without == pytest.approx(modes.frequencies[k], abs=5e-4 * modes.frequencies[-1])


def test_any_direction_is_removed_as_by_diagonalisation(glass):
    ones = np.ones(220)
    direction = np.random.default_rng(1).standard_normal((220, 3)) * np.exp(-np.arange(220) / 5.0)[:, None]
    exact, fast = (frequency_sum(glass[0], ones, method, across=direction) for method in ("dense", "sparse"))
    assert fast == pytest.approx(exact, rel=1e-5)
    # a shift of the whole glass is no motion
    assert frequency_sum(glass[0], ones, "dense", across=direction + 1.0) == pytest.approx(exact)


def test_falling_directions_do_not_count():
    particles = draw_glass(120, seed=3)
    positions = draw_minimum(particles, seed=4) + 0.03 * np.random.default_rng(0).standard_normal((120, 3))
    hessian = CompiledForceField(particles, SOFT_SPHERES).hessian(positions)
    values = np.linalg.eigvalsh(hessian.toarray())
    assert values[0] < -1.0
    expected = np.sqrt(values[values > 0.0]).sum()
    assert np.count_nonzero(values < -1e-3) > 10
    assert frequency_sum(hessian, np.ones(120)) == pytest.approx(expected, rel=1e-5)
    assert frequency_sum(hessian, np.ones(120), "dense") == pytest.approx(expected)
    direction = np.random.default_rng(1).standard_normal((120, 3))
    exact, fast = (
        frequency_sum(hessian, np.ones(120), method, across=direction) for method in ("dense", "sparse")
    )
    assert fast == pytest.approx(exact, rel=1e-5)


def test_the_lowest_eigenvalues_are_found_across_a_direction(glass):
    """Near a saddle point, across a direction that is not quite the unstable one."""
    rng = np.random.default_rng(0)
    matrix = glass[0].toarray()
    modes = all_modes(glass[0], np.ones(220))
    for k, depth in ((0, 2.0), (1, 0.5), (2, 0.2)):
        vector = modes.vectors[k].ravel()
        matrix -= (modes.eigenvalues[k] + depth) * np.outer(vector, vector)
    for direction in (modes.vectors[0], modes.vectors[0] + 0.02 * rng.standard_normal((220, 3))):
        exact, fast = (
            frequency_sum(csr_array(matrix), np.ones(220), method, across=direction)
            for method in ("dense", "sparse")
        )
        assert fast == pytest.approx(exact, rel=1e-5)


def test_uncoupled_particles_are_einstein_oscillators():
    rng = np.random.default_rng(0)
    factors = rng.standard_normal((8, 3, 3))
    blocks = factors @ factors.transpose(0, 2, 1)
    masses = rng.uniform(1.0, 5.0, 8)
    expected = np.sqrt(np.linalg.eigvalsh(blocks) / masses[:, None]).sum()
    hessian = csr_array(block_diag(list(blocks)))
    assert frequency_sum(hessian, masses, "einstein") == pytest.approx(EINSTEIN_FACTOR * expected)
    assert frequency_sum(hessian, masses, "dense") == pytest.approx(expected)


def test_filled_matrices_are_diagonalised(monkeypatch, glass):
    monkeypatch.undo()
    ones = np.ones(220)
    assert frequency_sum(glass[0], ones) == frequency_sum(glass[0], ones, "dense")
