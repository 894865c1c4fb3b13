"""Deformation potentials: closed forms, and the energy difference of strained minima."""

from dataclasses import replace

import numpy as np
import pytest
from glasses import SOFT_SPHERES, draw_neighbours

from glasscape.forces.compiled import CompiledForceField
from glasscape.minimise.quench import quench
from glasscape.structures.cell import Cell
from glasscape.tunnelling.deformation import DeformationPotential, deformation_potential

STRAIN = 1e-5


def test_a_dilation_couples_to_longitudinal_sound_alone():
    dilation = DeformationPotential(0.7 * np.eye(3))
    assert dilation.longitudinal == pytest.approx(0.7)
    assert dilation.transverse == pytest.approx(0.0, abs=1e-8)


def test_couplings_are_means_over_directions():
    rng = np.random.default_rng(0)
    tensor = rng.standard_normal((3, 3))
    gamma = DeformationPotential(tensor + tensor.T)
    directions, others = (rng.standard_normal((200_000, 3)) for _ in range(2))
    n = directions / np.linalg.norm(directions, axis=1, keepdims=True)
    m = others - np.sum(others * n, axis=1, keepdims=True) * n
    m /= np.linalg.norm(m, axis=1, keepdims=True)
    for polarisation, coupling in ((n, gamma.longitudinal), (m, gamma.transverse)):
        along = np.einsum("ki,ij,kj->k", polarisation, gamma.tensor, n)
        assert np.sqrt(np.mean(along**2)) == pytest.approx(coupling, rel=0.01)


def test_strain_changes_the_energy_difference_of_quenched_minima(small_glass, small_minimum):
    a, b = draw_neighbours(small_glass, small_minimum, 2, seed=1)
    gamma = deformation_potential(CompiledForceField(small_glass, SOFT_SPHERES), a, b)
    np.testing.assert_allclose(gamma.tensor, gamma.tensor.T, atol=1e-12)
    for i in range(3):
        for j in range(i, 3):
            differences = []
            for strain in (-STRAIN, STRAIN):
                gradient = np.eye(3)
                gradient[i, j] += strain
                cell = Cell(small_glass.cell.vectors @ gradient.T)
                field = CompiledForceField(replace(small_glass, cell=cell), SOFT_SPHERES)
                low, high = (quench(field, each @ gradient.T).energy for each in (a, b))
                differences.append(high - low)
            change = (differences[1] - differences[0]) / (2.0 * STRAIN)
            assert change == pytest.approx(2.0 * gamma.tensor[i, j], rel=1e-4, abs=1e-4)
