import numpy as np
import pytest
from ase import Atoms
from glasses import SOFT_SPHERES
from plain_calculator import reference

from glasscape.errors import EngineError
from glasscape.forces.calculator import GlassCalculator
from glasscape.forces.compiled import CompiledForceField


def test_the_calculator_of_ase_gives_the_same(small_glass, small_minimum):
    field = CompiledForceField(small_glass, SOFT_SPHERES)
    positions = small_minimum + 0.05 * np.random.default_rng(0).standard_normal(small_minimum.shape)
    atoms = Atoms("H" * len(positions), positions, cell=small_glass.cell.vectors, pbc=True)
    atoms.calc = GlassCalculator(field)
    energy, forces = reference(small_glass, positions)
    assert atoms.get_potential_energy() == pytest.approx(energy, rel=1e-12)
    np.testing.assert_allclose(atoms.get_forces(), forces, atol=1e-10)
    # ASE asks again after a move
    atoms.positions += 0.01 * np.random.default_rng(1).standard_normal(positions.shape)
    assert atoms.get_potential_energy() == pytest.approx(
        reference(small_glass, atoms.positions)[0], rel=1e-12
    )


def test_the_calculator_refuses_other_atoms(small_glass, small_minimum):
    atoms = Atoms("H" * 119, small_minimum[1:], cell=small_glass.cell.vectors, pbc=True)
    atoms.calc = GlassCalculator(CompiledForceField(small_glass, SOFT_SPHERES))
    with pytest.raises(EngineError, match="119 atoms.*120 particles"):
        atoms.get_potential_energy()
