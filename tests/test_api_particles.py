"""Glasses, modes, descriptors and hops for scripts."""

import doctest

import numpy as np
import pytest
from ase.build import bulk
from ase.calculators.emt import EMT
from ase.units import _amu, _e, _hbar
from ase.vibrations import Vibrations
from programs import needs_lammps

import glasscape
from glasscape.api import glasses, particles
from glasscape.errors import ConfigError, StructureError
from glasscape.exploration.collect import collect
from glasscape.exploration.explore import explore
from glasscape.exploration.settings import ExplorationSettings
from glasscape.forces.engine import make_engine
from glasscape.minima.settings import MinimaSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.seeds import named_seed
from glasscape.structures.writers import to_atoms

MODEL = "polydisperse-soft-spheres"
TURN = (40.0, (1.0, 2.0, 3.0))


@pytest.fixture(scope="module")
def glass(small_glass, small_minimum):
    return glasscape.quench(to_atoms(small_glass, small_minimum), MODEL)


def turned(atoms):
    copy = atoms.copy()
    copy.rotate(*TURN, rotate_cell=True)
    return copy


def test_examples_of_the_docstrings():
    assert doctest.testmod(glasses) == (0, 10)
    assert doctest.testmod(particles) == (0, 19)


def test_a_glass_is_made_again_from_its_seed():
    short = glasscape.PreparationSettings(particles=100, temperature=0.2, blocks=40)
    one, same = (glasscape.make_glass(MODEL, short) for _ in range(2))
    other = glasscape.make_glass(MODEL, short, name="other")
    assert np.array_equal(one.glass.positions, same.glass.positions)
    assert not np.array_equal(one.glass.arrays["diameter"], other.glass.arrays["diameter"])
    assert one.report.preparation_temperature == 0.2
    assert not np.array_equal(one.liquid.positions, one.glass.positions)
    with pytest.raises(ConfigError, match="'argon' is not one of the built-in models"):
        glasscape.make_glass("argon")


def test_minima_around_a_glass_are_those_of_the_workflow(small_glass, small_minimum):
    """Whatever the frame of the atoms."""
    start = to_atoms(small_glass, small_minimum)
    short = {"trajectories": 2, "steps": 600, "quench_every": 200, "temperature": 0.1}
    found = glasscape.find_minima(start, MODEL, short, seed=3)
    settings = ExplorationSettings(**short)
    engine = make_engine(PotentialSettings())
    library, report = collect(
        (
            explore(small_glass, small_minimum, engine, settings, MinimaSettings(), named_seed(3, run))
            for run in "01"
        ),
        MinimaSettings(),
    )
    assert [atoms.get_potential_energy() for atoms in found.minima] == pytest.approx(library.energies)
    assert found.report.minima == report.minima == len(found.minima) > 2
    assert found.transitions["count"].sum() == report.transitions
    assert found.minima[1].positions == pytest.approx(np.array(library.positions[1]), abs=1e-6)
    loose = glasscape.find_minima(start, MODEL, short, {"max_force": 1e-4}, seed=3).minima[0]
    loose.calc = glasscape.GlassCalculator(MODEL)
    assert 1e-8 < np.abs(loose.get_forces()).max() <= 1e-4
    with pytest.raises(ConfigError, match="ExplorationSettings: trajectories: Input should be greater"):
        glasscape.find_minima(start, MODEL, {"trajectories": 0})


def test_the_lowest_modes_are_the_first_of_all(glass):
    every, lowest = (glasscape.normal_modes(glass, MODEL, count) for count in (None, 5))
    assert every.frequencies.shape == (3 * len(glass) - 3,)
    assert lowest.frequencies == pytest.approx(every.frequencies[:5])
    assert lowest.softness(5) == pytest.approx(every.softness(5))


def test_modes_turn_with_the_atoms(glass):
    one, other = (glasscape.normal_modes(atoms, MODEL, count=4) for atoms in (glass, turned(glass)))
    assert other.eigenvalues == pytest.approx(one.eigenvalues)
    arrows = glass.copy()
    for vectors, expected in zip(one.vectors, other.vectors, strict=True):
        arrows.positions = vectors
        arrows.rotate(*TURN)
        # the sign of a mode has no meaning
        assert abs(np.sum(arrows.positions * expected)) == pytest.approx(1.0)


def test_modes_of_an_alloy_are_those_of_ase(tmp_path):
    crystal = bulk("Cu", cubic=True)
    crystal.symbols[0] = "Au"
    crystal = glasscape.quench(crystal * (2, 1, 1), EMT(), max_force=1e-5)
    modes = glasscape.normal_modes(crystal, EMT())
    crystal.calc = EMT()
    vibrations = Vibrations(crystal, name=str(tmp_path / "vibrations"), delta=1e-3)
    vibrations.run()
    # ASE gives energies
    energies = modes.frequencies * _hbar * np.sqrt(_e / _amu) * 1e10 / _e
    assert energies == pytest.approx(np.sort(vibrations.get_energies().real)[3:], abs=1e-5)


def test_descriptors_do_not_depend_on_the_frame(glass):
    settings = glasscape.DescriptorSettings(
        families=["coarse-grained", "bonds", "hessian"], lengths=[0.5, 1.0], states=["inherent", "thermal"]
    )
    warm = glass.copy()
    warm.rattle(0.02, seed=1)
    one, other = (glasscape.describe_particles(atoms, MODEL, settings) for atoms in (warm, turned(warm)))
    np.testing.assert_allclose(other, one, rtol=1e-5, atol=1e-6)
    assert len(one) == len(glass)
    assert one.attrs["units"].keys() == one.attrs["meanings"].keys() == set(one.columns)


def test_hops_are_found_in_wrapped_frames_of_any_orientation():
    rng = np.random.default_rng(0)
    crystal = bulk("Cu", cubic=True) * (3, 3, 3)
    frames = []
    for k in range(60):
        frame = crystal.copy()
        frame.positions += 0.02 * rng.standard_normal(frame.positions.shape)
        # over the edge of the cell
        frame.positions[0] -= [1.2, 0.0, 0.0] if k >= 40 else [0.0, 0.0, 0.0]
        frames.append(frame)
    found = glasscape.find_hops(frames, 0.5, threshold=0.3, resolution=2.0)
    (hop,) = found.hops.itertuples()
    assert (hop.particle, hop.time) == (0, (40 - 0.5 - 29) * 0.5)
    assert hop.length == pytest.approx(1.2, abs=0.05)
    for frame in frames:
        frame.wrap()
        frame.rotate(*TURN, rotate_cell=True)
    again = glasscape.find_hops(frames, 0.5, threshold=0.3, resolution=2.0)
    assert again.p_hop == pytest.approx(found.p_hop, abs=1e-5)
    place = crystal[:1].copy()
    place.positions = again.hops[["x", "y", "z"]]
    place.rotate(-TURN[0], TURN[1])
    offset = (place.positions - found.hops[["x", "y", "z"]].to_numpy()) @ np.linalg.inv(crystal.cell.array)
    assert offset == pytest.approx(np.round(offset), abs=1e-4)


def test_frames_that_are_no_trajectory_are_refused():
    crystal = bulk("Cu", cubic=True) * (2, 2, 2)
    for frames in ([], [crystal], [crystal, crystal]):
        with pytest.raises(StructureError, match="the trajectory has . frames?; hops need at least twice"):
            glasscape.find_hops(frames, 1.0, 0.3, 2.0)
    far = crystal.copy()
    far.positions[0] += 0.5 * crystal.cell.lengths()
    with pytest.raises(StructureError, match="too far to follow"):
        glasscape.find_hops([crystal, far, far], 1.0, 0.3, 0.5)


@pytest.mark.parametrize("wrong", [0.0, -1.0, np.nan, np.inf, "1"])
def test_times_and_thresholds_of_hops_are_positive(wrong):
    frames = [bulk("Cu", cubic=True) * (2, 2, 2)] * 9
    right = {"interval": 1.0, "threshold": 0.3, "resolution": 2.0}
    for name in right:
        with pytest.raises(ConfigError, match=f"{name} is {wrong!r}; it must be a positive"):
            glasscape.find_hops(frames, **{**right, name: wrong})


def test_masses_of_models_are_those_of_the_workflow(glass):
    """ASE would take those of hydrogen and helium."""
    made = glasscape.make_glass(
        "kob-andersen", {"particles": 300, "temperature": 1.0, "blocks": 40, "swaps_per_particle": 0}
    )
    assert set(made.glass.get_masses()) == {1.0}
    minimum = glasscape.quench(made.glass, "kob-andersen")
    modes = glasscape.normal_modes(minimum, "kob-andersen")
    # a calculator of glasscape stands for its potential, whatever the masses of the atoms
    light = minimum.copy()
    light.set_masses("defaults")
    same = glasscape.normal_modes(light, glasscape.GlassCalculator("kob-andersen"))
    assert same.frequencies == pytest.approx(modes.frequencies)


def test_modes_that_do_not_exist_are_refused(glass):
    plane = glasscape.make_glass(
        "ternary-kob-andersen-2d", glasscape.PreparationSettings(particles=215, temperature=1.0, blocks=40)
    )
    with pytest.raises(StructureError, match="these particles are in a plane"):
        glasscape.normal_modes(plane.glass, "ternary-kob-andersen-2d", 3)
    # a thinner cell is one of three dimensions, in which modes, velocities and descriptors leave the plane
    plane.glass.set_cell(plane.glass.cell.array * [[1.0], [1.0], [0.02]])
    with pytest.raises(StructureError, match=r"the third vector of the cell must be \(0, 0, 1000\)"):
        glasscape.normal_modes(plane.glass, "ternary-kob-andersen-2d", 3)
    with pytest.raises(ConfigError, match="count is 3.0; it must be a whole number"):
        glasscape.normal_modes(glass, MODEL, 3.0)
    for count in (0, -1, 358):
        with pytest.raises(StructureError, match=f"{count} modes are asked for; 120 atoms have 357"):
            glasscape.normal_modes(glass, MODEL, count)
    modes = glasscape.normal_modes(glass, MODEL, np.int64(5))
    for count in (-1, 6):
        with pytest.raises(ValueError, match="there are 5"):
            modes.softness(count)


def test_degenerate_modes_of_a_crystal_are_found():
    crystal = bulk("Cu", cubic=True) * (2, 2, 2)
    every, lowest = (glasscape.normal_modes(crystal, EMT(), count) for count in (None, 5))
    assert lowest.frequencies == pytest.approx(every.frequencies[:5])


def test_settings_may_be_dicts_and_numbers_of_numpy(glass):
    settings = glasscape.DescriptorSettings(
        families=("coarse-grained",), lengths=np.linspace(0.5, 1.5, 3), states=["inherent"]
    )
    assert settings.lengths == [0.5, 1.0, 1.5]
    assert glasscape.PreparationSettings(particles=np.int64(300)).particles == 300
    keys = {"families": ["coarse-grained"], "lengths": [0.5, 1.0, 1.5], "states": ["inherent"]}
    one, other = (glasscape.describe_particles(glass, MODEL, each) for each in (settings, keys))
    assert one.equals(other)
    with pytest.raises(ConfigError, match="DescriptorSettings: families.0: Input should be.*'voronoi'"):
        glasscape.describe_particles(glass, MODEL, {"families": ["voronoi"]})
    with pytest.raises(ConfigError, match="expected DescriptorSettings or a dict of its keys, and not list"):
        glasscape.describe_particles(glass, MODEL, ["bonds"])


def test_missing_diameters_are_told(glass):
    bare = glass.copy()
    del bare.arrays["diameter"]
    with pytest.raises(StructureError, match=r"have diameters; give them in an array.*shape \(120,\)"):
        glasscape.quench(bare, MODEL)
    bare.set_array("diameter", np.ones((120, 1)))
    with pytest.raises(StructureError, match="have diameters"):
        glasscape.normal_modes(bare, MODEL)


METAL = {
    "model": "lammps",
    "engine": "lammps-serial",
    "units": "metal",
    "commands": "pair_style eam/fs\npair_coeff * * CuZr_mm.eam.fs Cu Zr",
    "elements": ["Cu", "Zr"],
}


@needs_lammps
def test_frequencies_in_electronvolt_need_masses():
    crystal = bulk("Cu", cubic=True) * (3, 3, 3)
    with pytest.raises(ConfigError, match=r"potential.masses: .* need the mass of each species, in u"):
        glasscape.normal_modes(crystal, METAL)
    modes = glasscape.normal_modes(crystal, METAL | {"masses": [63.546, 91.224]}, count=5)
    # the lowest modes of copper in this cell have 2 to 4 THz
    unit = (_e / _amu) ** 0.5 * 1e10 / (2.0 * np.pi)
    assert 1.5e12 < modes.frequencies[0] * unit < 4.5e12
    assert modes.masses == pytest.approx(63.546)


def test_temperatures_in_kelvin_are_told():
    made = METAL | {"density": 0.06, "fractions": [0.5, 0.5]}
    with pytest.raises(ConfigError, match=r"temperature: 300 eV is 3.48e\+06 K; .*1000 K is 0.0862"):
        glasscape.make_glass(made, temperature=300.0)
    with pytest.raises(ConfigError, match="preparation.temperature: 1000 eV"):
        glasscape.make_glass(made, {"temperature": 1000.0, "swaps_per_particle": 0})


def test_elements_have_the_order_of_the_commands():
    with pytest.raises(ConfigError, match="names Cu Zr for the types 1, 2, ..., but elements are Zr Cu"):
        glasscape.quench(bulk("Cu", cubic=True), METAL | {"elements": ["Zr", "Cu"]})


def test_what_minima_and_atoms_lack_is_told(glass):
    with pytest.raises(StructureError, match="minimum 1 has no energy; take minima as quench gives them"):
        glasscape.pair_features([glass, glass.copy()])
    with pytest.raises(StructureError, match="has no particles"):
        glasscape.quench(glass[:0], MODEL)


def test_seeds_are_whole_numbers(glass):
    """The seeds 1 and 1.0 would have different random numbers."""
    for wrong in (1.0, "1", None):
        with pytest.raises(ConfigError, match=f"seed is {wrong!r}; it must be a whole number"):
            glasscape.find_minima(glass, MODEL, seed=wrong)


def test_units_may_be_named(glass):
    with pytest.raises(ConfigError, match="units: 'silicon' is not QuantumUnits or one of argon, NiP, metal"):
        glasscape.find_path(glass, glass, MODEL, units="silicon")
    with pytest.raises(ConfigError, match="units: {'hbar': 1.0} is not QuantumUnits or one of argon"):
        glasscape.find_path(glass, glass, MODEL, units={"hbar": 1.0})
