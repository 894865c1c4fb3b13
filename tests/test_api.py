"""Steps for scripts, on ASE atoms, that need no study."""

import doctest
import pickle
import subprocess
import sys
from functools import partial

import numpy as np
import pytest
from ase import Atoms
from ase.build import bulk
from ase.calculators.emt import EMT
from ase.calculators.fd import calculate_numerical_stress
from ase.constraints import FixAtoms
from ase.geometry import find_mic
from ase.optimize import FIRE
from plain_calculator import PlainSoftSpheres, reference
from scipy.spatial.transform import Rotation

import glasscape
from glasscape.api import calculator, minima
from glasscape.api.atoms import of_atoms
from glasscape.errors import ConfigError, EngineError, StructureError
from glasscape.minima.library import MinimaLibrary
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles
from glasscape.structures.writers import to_atoms


@pytest.fixture
def glass(small_glass, small_minimum):
    """A glass away from its minimum."""
    atoms = to_atoms(small_glass, small_minimum)
    atoms.rattle(1e-3, seed=1)
    return atoms


def test_nothing_is_imported_before_it_is_used():
    code = (
        "import sys, glasscape; print(len([n for n in sys.modules if n.startswith('glasscape.')]));"
        "print({'numpy', 'ase', 'pandas'} & sys.modules.keys()); glasscape.NEBSettings"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["0", "set()"]


def test_every_name_is_there_and_others_are_not():
    assert set(glasscape.__all__) <= set(dir(glasscape))
    for name in glasscape.__all__:
        assert getattr(glasscape, name).__name__ == name
    with pytest.raises(AttributeError, match="has no attribute 'quenched'"):
        _ = glasscape.quenched


def test_examples_of_the_docstrings():
    assert doctest.testmod(minima) == (0, 7)
    assert doctest.testmod(calculator) == (0, 5)


def test_the_calculator_of_ase_gives_what_the_definition_gives(small_glass, small_minimum):
    turned = to_atoms(small_glass, small_minimum)
    turned.rattle(0.05, seed=1)
    energy, forces = reference(small_glass, turned.positions)
    # the frame of the cell does not matter
    turned.rotate(40.0, (1.0, 2.0, 3.0), rotate_cell=True)
    turned.calc = glasscape.GlassCalculator("polydisperse-soft-spheres")
    assert turned.get_potential_energy() == pytest.approx(energy, rel=1e-10)
    turn = Rotation.from_rotvec(np.radians(40.0) * np.array([1.0, 2.0, 3.0]) / np.sqrt(14.0)).as_matrix()
    np.testing.assert_allclose(turned.get_forces(), forces @ turn.T, atol=1e-9)
    numeric = calculate_numerical_stress(turned, eps=1e-6)
    np.testing.assert_allclose(turned.get_stress(), numeric, atol=1e-6 * np.abs(numeric).max())
    # ASE asks again after a move, here of all but a fixed atom
    turned.set_constraint(FixAtoms([0]))
    relaxed = turned.copy()
    relaxed.calc = glasscape.GlassCalculator("polydisperse-soft-spheres")
    FIRE(relaxed, logfile=None).run(fmax=0.5, steps=500)
    assert np.array_equal(relaxed.positions[0], turned.positions[0])
    assert relaxed.get_potential_energy() < turned.get_potential_energy()


def test_the_calculator_notices_other_diameters(glass, small_glass):
    calculator = glasscape.GlassCalculator("polydisperse-soft-spheres")
    glass.calc = calculator
    before = glass.get_potential_energy()
    other = glass.copy()
    other.arrays["diameter"] = other.arrays["diameter"][::-1].copy()
    other.calc = calculator
    swapped = other.get_potential_energy()
    other.calc = glasscape.GlassCalculator("polydisperse-soft-spheres")
    assert swapped == pytest.approx(other.get_potential_energy())
    assert swapped != pytest.approx(before)
    kept = small_glass.diameters.copy()
    glass.arrays["diameter"][:] = other.arrays["diameter"]
    assert glass.get_potential_energy() == pytest.approx(swapped)
    # atoms do not share the diameters of their sample
    assert np.array_equal(small_glass.diameters, kept)


def test_the_calculator_forgets_atoms_after_an_error(glass):
    glass.calc = glasscape.GlassCalculator("polydisperse-soft-spheres")
    glass.get_potential_energy()
    glass.pbc = (True, True, False)
    for _ in range(2):
        with pytest.raises(StructureError, match="not periodic along c"):
            glass.get_potential_energy()


def test_potentials_may_be_dicts(glass):
    model = {"model": "polydisperse-soft-spheres"}
    one, other = (glasscape.quench(glass, each) for each in (model, glasscape.GlassCalculator(model)))
    assert np.array_equal(one.positions, other.positions)
    with pytest.raises(ConfigError, match="PotentialSettings: modell: unknown key; remove it or correct"):
        glasscape.quench(glass, {"modell": "polydisperse-soft-spheres"})
    with pytest.raises(ConfigError, match="expected the name of a model or PotentialSettings, and not None"):
        glasscape.quench(glass, None)


def test_the_stress_of_a_plane_is_that_of_the_cell_as_ase_has_it():
    made = glasscape.make_glass(
        "ternary-kob-andersen-2d", glasscape.PreparationSettings(particles=215, temperature=1.0, blocks=40)
    )
    made.glass.calc = glasscape.GlassCalculator("ternary-kob-andersen-2d")
    stress = made.glass.get_stress()
    energy = made.glass.get_potential_energy
    strained = []
    for strain in (-1e-6, 1e-6):
        made.glass.set_cell(made.glass.cell * np.array([1.0 + strain, 1.0, 1.0]), scale_atoms=True)
        strained.append(energy())
        made.glass.set_cell(made.glass.cell / np.array([1.0 + strain, 1.0, 1.0]), scale_atoms=True)
    expected = (strained[1] - strained[0]) / 2e-6 / made.glass.get_volume()
    assert stress[0] == pytest.approx(expected, rel=1e-4)


def test_a_minimum_has_no_momenta(glass):
    glass.set_momenta(np.ones((len(glass), 3)))
    assert not glasscape.quench(glass, "polydisperse-soft-spheres").get_momenta().any()


def test_the_calculator_refuses_an_unknown_model_and_other_species(glass):
    with pytest.raises(ConfigError, match="'argon' is not one of the built-in models"):
        glasscape.GlassCalculator("argon")
    glass.numbers[3] = 7
    glass.calc = glasscape.GlassCalculator("kob-andersen")
    with pytest.raises(StructureError, match="kob-andersen are 1 to 2, and an atom has the number 7"):
        glass.get_potential_energy()
    glass.numbers[:] = 2
    with pytest.raises(StructureError, match="'diameter'.*kob-andersen have their own sizes"):
        glass.get_potential_energy()
    glass.calc = glasscape.GlassCalculator("polydisperse-soft-spheres")
    glass.arrays["diameter"][3] = 0.0
    with pytest.raises(StructureError, match="'diameter'.*must be positive"):
        glass.get_potential_energy()


def test_a_model_may_have_elements():
    nickel_phosphorus = {"model": "kob-andersen", "elements": ["Ni", "P"], "masses": [58.7, 31.0]}
    crystal = bulk("Ni", "fcc", a=1.5, cubic=True) * (4, 4, 4)
    crystal.numbers[::5] = 15
    named = glasscape.quench(crystal, nickel_phosphorus)
    crystal.numbers[:] = np.where(crystal.numbers == 15, 2, 1)
    assert named.get_potential_energy() == glasscape.quench(crystal, "kob-andersen").get_potential_energy()
    with pytest.raises(
        StructureError, match="elements of the potential are Ni, P, and an atom has the number"
    ):
        glasscape.quench(crystal, nickel_phosphorus)


@pytest.mark.parametrize("kind", [np.float32, np.int64])
def test_minima_have_positions_in_double_precision(kind):
    crystal = bulk("H", "sc", a=1, cubic=True) * (6, 6, 6)
    crystal.arrays["diameter"] = np.random.default_rng(0).uniform(0.8, 1.2, len(crystal))
    crystal.arrays["positions"] = crystal.positions.astype(kind)
    found = glasscape.quench(crystal, "polydisperse-soft-spheres")
    forces = found.get_forces()
    found.calc = glasscape.GlassCalculator("polydisperse-soft-spheres")
    assert found.get_forces() == pytest.approx(forces, abs=1e-7)


@pytest.mark.parametrize("engine", ["compiled", "lammps-serial"])
def test_a_calculator_that_has_computed_may_be_copied(engine):
    crystal = bulk("H", "fcc", a=1.5, cubic=True) * (4, 4, 4)
    crystal.calc = glasscape.GlassCalculator({"model": "kob-andersen", "engine": engine})
    energy = crystal.get_potential_energy()
    again = pickle.loads(pickle.dumps(crystal))
    assert again.get_potential_energy() == energy
    again.rattle(0.01, seed=1)
    assert again.get_potential_energy() > energy


def test_calculators_and_models_lead_to_the_same_minimum(glass):
    model = glasscape.quench(glass, "polydisperse-soft-spheres")
    own = glasscape.quench(glass, PlainSoftSpheres(), max_force=1e-3)
    assert model.positions == pytest.approx(own.positions, abs=1e-3)
    assert model.get_potential_energy() == pytest.approx(own.get_potential_energy(), abs=1e-4)
    assert np.abs(model.get_forces()).max() < 1e-8
    assert np.abs(own.get_forces()).max() < 1e-3
    # the atoms themselves are not changed
    assert glass.calc is None
    assert np.abs(glass.positions - model.positions).max() > 2e-3


def test_cells_of_any_orientation():
    """The forces that are returned are those of the calculator in the frame of the atoms."""
    crystal = bulk("Cu") * (3, 3, 3)
    crystal.rattle(0.05, seed=1)
    crystal.rotate(33, (1, 2, 3), rotate_cell=True)
    assert np.any(np.triu(crystal.cell.array, 1))
    minimum = glasscape.quench(crystal, EMT(), max_force=1e-3)
    again = minimum.copy()
    again.calc = EMT()
    assert minimum.get_potential_energy() == pytest.approx(again.get_potential_energy(), abs=1e-9)
    assert minimum.get_forces() == pytest.approx(again.get_forces(), abs=1e-9)


def test_isotopes_are_species_with_masses_of_their_own():
    crystal = bulk("Cu", cubic=True) + Atoms("H2", [(1.8, 1.8, 1.8), (0.9, 0.9, 0.9)])
    masses = crystal.get_masses()
    masses[-1] = 2.014
    crystal.set_masses(masses)
    given = of_atoms([crystal], EMT())
    (structure,) = given.structures
    assert given.settings.elements == ["H", "H", "Cu"]
    assert given.settings.particle_masses(structure.particles.species) == pytest.approx(masses)
    assert given.units.name == "metal"


def test_charges_reach_the_calculator(glass):
    """A calculator may read more of atoms than elements and positions."""

    class Charged(PlainSoftSpheres):
        def calculate(self, atoms=None, *args, **kwargs):
            assert atoms.get_initial_charges() == pytest.approx(0.5)
            super().calculate(atoms, *args, **kwargs)

    glass.set_initial_charges(np.full(len(glass), 0.5))
    glasscape.quench(glass, Charged(), max_force=1e-2)


class Bonded(EMT):
    """A calculator with bonds between the atoms 0 and 1, 2 and 3, ..."""

    def calculate(self, atoms=None, *args, **kwargs):
        super().calculate(atoms, *args, **kwargs)
        pairs = atoms.positions.reshape(-1, 2, 3)
        bonds = find_mic(pairs[:, 1] - pairs[:, 0], atoms.cell, atoms.pbc)[0]
        self.results["energy"] += 0.5 * np.sum(bonds**2)
        forces = np.stack([bonds, -bonds], axis=1).reshape(-1, 3)
        self.results["forces"] = self.results["forces"] + forces


def test_atoms_that_a_calculator_tells_apart_are_not_exchanged():
    crystal = bulk("Cu", cubic=True) * (2, 2, 2)
    crystal.rattle(0.1, seed=1)
    of_atoms([crystal], EMT()).check_exchange()
    for step in (
        lambda: glasscape.find_minima(crystal, Bonded()),
        lambda: glasscape.find_path(crystal, crystal, Bonded()),
    ):
        with pytest.raises(EngineError, match="the calculator tells them apart, by bonds or charges"):
            step()
    # with masses of their own, no atom is exchanged
    crystal.set_masses(63.0 + 1e-3 * np.arange(len(crystal)))
    of_atoms([crystal], Bonded()).check_exchange()


@pytest.mark.parametrize("wrong", [0.0, -1e-8, np.nan])
def test_tolerances_of_forces_are_positive(glass, wrong):
    for step in (glasscape.quench, glasscape.describe_particles):
        with pytest.raises(ConfigError, match="max_force is .*; it must be a positive"):
            step(glass, "polydisperse-soft-spheres", max_force=wrong)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda atoms: atoms.set_constraint(FixAtoms([0])), "fixed by constraints; remove these"),
        (lambda atoms: atoms.set_pbc((True, True, False)), "the cell is not periodic along c"),
        (lambda atoms: atoms.positions.fill(np.nan), "a coordinate that is not finite"),
    ],
)
def test_atoms_that_are_no_glass_are_refused(glass, change, expected):
    change(glass)
    with pytest.raises(StructureError, match=expected):
        glasscape.quench(glass, "polydisperse-soft-spheres")


def test_other_things_than_atoms_are_told(glass):
    for wrong in (glass.positions, [glass]):
        with pytest.raises(StructureError, match="expected ASE atoms, and not"):
            glasscape.quench(wrong, "polydisperse-soft-spheres")
    hops = partial(glasscape.find_hops, interval=1.0, threshold=0.3, resolution=1.0)
    for name, step in (("minima", glasscape.pair_features), ("frames", hops)):
        for wrong, expected in (
            (glass, "and not Atoms"),
            (None, "and not NoneType"),
            ("minima.h5", "and number 0 is str"),
            ([glass, glass.positions], "and number 1 is ndarray"),
        ):
            with pytest.raises(StructureError, match=f"{name}: expected a list of ASE atoms, {expected}"):
                step(wrong)


def test_unknown_models_are_told(glass):
    with pytest.raises(ConfigError, match=r"'argon' is not one of the built-in models polydisperse"):
        glasscape.quench(glass, "argon")


def test_minima_of_the_workflow_are_read(small_glass, small_minimum, tmp_path):
    minima = np.array([small_minimum, small_minimum + 0.1])
    energies = np.array([1.5, 2.0])
    MinimaLibrary(small_glass, minima, energies, ("a", "b")).write(tmp_path / "minima.h5")
    found = glasscape.read_minima(tmp_path / "minima.h5")
    assert [atoms.get_potential_energy() for atoms in found] == energies.tolist()
    assert found[1].positions == pytest.approx(minima[1])
    assert found[1].arrays["diameter"] == pytest.approx(small_glass.diameters)
    assert set(found[0].symbols) == {"H"}
    named = glasscape.read_minima(tmp_path / "minima.h5", ["Ni", "P"])
    assert set(named[0].symbols) == {"Ni"}
    mixed = Particles(np.ones(2), np.arange(2, dtype=np.int32), Cell.cubic(5.0))
    MinimaLibrary(mixed, np.zeros((1, 2, 3)), energies[:1], ("a",)).write(tmp_path / "two.h5")
    with pytest.raises(StructureError, match="has 2 species; give an element for each, and not 1"):
        glasscape.read_minima(tmp_path / "two.h5", ["Ni"])
    for wrong, name in ((["Xx", "P"], "'Xx'"), ("NiP", "'NiP'")):
        with pytest.raises(StructureError, match=f"elements: {name} is no chemical symbol; give a list"):
            glasscape.read_minima(tmp_path / "two.h5", wrong)
