from dataclasses import replace

import numpy as np
import pytest
from glasses import TILTED, draw_minimum_of, draw_mixture, one_species
from plain_calculator import ASE
from programs import needs_lammps

from glasscape.errors import StructureError
from glasscape.forces.engine import make_engine
from glasscape.ingest.geometry import GeometryCheck, nearest_neighbours
from glasscape.ingest.inspect import inspect
from glasscape.ingest.settings import IngestSettings
from glasscape.potentials.models import KOB_ANDERSEN
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles
from glasscape.structures.readers import Structure

CALCULATOR = PotentialSettings(**ASE)
REDUCED = PotentialSettings(
    model="lammps",
    engine="lammps-serial",
    commands="pair_style lj/cut 2.5\npair_coeff * * 1.0 1.0",
    fractions=[0.8, 0.2],
)
METAL = PotentialSettings(
    model="lammps",
    engine="lammps-serial",
    units="metal",
    commands="pair_style eam/fs\npair_coeff * * CuZr_mm.eam.fs Cu Zr",
    elements=["Cu", "Zr"],
)
# engines that need no program
ENGINES = {"compiled": PotentialSettings(), "ase": CALCULATOR}
EVERY_ENGINE = [
    *ENGINES.values(),
    pytest.param(REDUCED, marks=needs_lammps),
]


def check(potential, particles, positions, others=()):
    """Check a structure, and others of its sample."""
    structures = [
        Structure(name, particles, each) for name, each in zip("abc", [positions, *others], strict=False)
    ]
    geometry = GeometryCheck(structures[0], make_engine(potential), potential.elements or ())
    for structure in structures:
        geometry.check(structure)


def in_cell(particles, cell):
    return replace(particles, cell=cell)


@pytest.mark.parametrize("potential", EVERY_ENGINE)
def test_a_glass_passes(potential, small_glass, small_minimum):
    check(potential, small_glass, small_minimum)


def test_a_thermal_liquid_and_a_tilted_mixture_pass():
    """The closest particles of a mixture are near each other for their species."""
    species = (np.arange(309) % 2).astype(np.int32)
    particles = Particles(np.ones(309), species, TILTED)
    positions = draw_minimum_of(particles, KOB_ANDERSEN.potential, seed=4)
    noise = np.random.default_rng(1).normal(0.0, 0.07, positions.shape)
    check(PotentialSettings(model="kob-andersen"), particles, positions, [positions + noise])
    glass, minimum = draw_mixture(200, seed=1)
    potential = CALCULATOR.model_copy(update={"elements": ["Ar", "Ne"]})
    check(potential, glass, minimum)


def test_the_nearest_neighbours_are_found_across_the_faces_of_a_tilted_cell():
    positions = np.random.default_rng(2).random((60, 3)) @ TILTED.vectors
    distance, neighbour = nearest_neighbours(positions + 3 * TILTED.vectors[0], TILTED)
    turns = np.array(np.meshgrid(*[range(-2, 3)] * 3)).reshape(3, -1).T @ TILTED.vectors
    images = np.linalg.norm(positions[:, None, None] - positions[None, :, None] - turns, axis=-1)
    images[images == 0.0] = np.inf
    np.testing.assert_allclose(distance, images.min(axis=(1, 2)))
    np.testing.assert_array_equal(neighbour, images.min(axis=2).argmin(axis=1))


@pytest.mark.parametrize("potential", EVERY_ENGINE)
@pytest.mark.parametrize("axis", range(3))
@pytest.mark.parametrize("thickness", [1.0, 9.0])
def test_two_dimensions_are_refused(potential, axis, thickness):
    rng = np.random.default_rng(3)
    lengths = np.full(3, 9.0)
    lengths[axis] = thickness
    positions = rng.random((80, 3)) * lengths
    # rounding may put coordinates on both sides of a face
    positions[:, axis] = 1e-9 * rng.standard_normal(80)
    with pytest.raises(StructureError, match="a: all particles lie in one plane; two-dimensional"):
        check(potential, one_species(np.ones(80), Cell(np.diag(lengths))), positions)


def test_two_dimensions_are_refused_in_cells_of_any_shape():
    """Also if the standard cell has other lattice vectors than those of the plane."""
    vectors = np.array([[9.0, 0.0, 0.0], [7.0, 9.0, 0.0], [0.0, -6.0, 8.0]])
    fractions = np.random.default_rng(3).random((80, 3))
    for axis in range(3):
        for rows in ([0, 1, 2], [2, 0, 1]):
            plane = fractions.copy()
            plane[:, axis] = 0.3
            cell, rotation = Cell.standard(vectors[rows])
            with pytest.raises(StructureError, match="all particles lie in one plane"):
                check(CALCULATOR, one_species(np.ones(80), cell), plane @ vectors[rows] @ rotation)


@pytest.mark.parametrize("potential", EVERY_ENGINE)
def test_slabs_are_refused(potential, small_glass, small_minimum):
    longer = Cell(small_glass.cell.vectors + np.diag([0.0, 3.0, 0.0]))
    inside = small_glass.cell.wrap(small_minimum)
    with pytest.raises(StructureError, match=r"a: is a slab: a layer of thickness 3\.\d+ holds no particle"):
        check(potential, in_cell(small_glass, longer), inside)
    # less than two distances between neighbours
    slightly = Cell(small_glass.cell.vectors + np.diag([0.0, 1.0, 0.0]))
    check(potential, in_cell(small_glass, slightly), inside)


@pytest.mark.parametrize("potential", ENGINES.values(), ids=ENGINES)
def test_positions_in_another_unit_than_the_cell_are_no_glass(potential, small_glass, small_minimum):
    inside = small_glass.cell.wrap(small_minimum)
    expected = "is a slab" if potential is CALCULATOR else "is a slab|overlap"
    with pytest.raises(StructureError, match=f"{expected}|covalent"):
        check(potential, small_glass, 0.1 * inside)


def test_later_structures_are_checked_too(small_glass, small_minimum):
    flat = small_minimum * [1.0, 1.0, 0.0]
    with pytest.raises(StructureError, match="b: all particles lie in one plane"):
        check(CALCULATOR, small_glass, small_minimum, [flat])
    near = small_minimum.copy()
    near[7] = near[3] + 0.2
    with pytest.raises(StructureError, match=r"b: particles 4 and 8 overlap \(distance 0.346, while nei"):
        check(CALCULATOR, small_glass, small_minimum, [near])
    check(CALCULATOR, small_glass, small_minimum, [small_minimum + 0.05 * small_glass.diameters[:, None]])


def test_small_particles_of_a_wide_distribution_do_not_overlap(small_glass, small_minimum):
    """Near ones are compared with their diameters, and with their species."""
    positions, close = small_minimum.copy(), [3, 7]
    positions[7] = positions[3] + [0.3, 0.0, 0.0]
    with pytest.raises(StructureError, match="particles 4 and 8 overlap"):
        check(CALCULATOR, small_glass, positions)
    diameters = small_glass.diameters.copy()
    diameters[close] = 0.35
    check(CALCULATOR, replace(small_glass, diameters=diameters), positions)
    species = small_glass.species.copy()
    species[close] = 1
    potential = CALCULATOR.model_copy(update={"elements": ["Ar", "H"]})
    check(potential, replace(small_glass, species=species), positions)


def test_particles_at_the_same_position_are_named(small_glass, small_minimum):
    twice = np.concatenate([small_minimum[:60]] * 2)
    with pytest.raises(StructureError, match="a: particles 1 and 61 are at the same position"):
        check(CALCULATOR, small_glass, twice)


@pytest.mark.parametrize("potential", [CALCULATOR, pytest.param(REDUCED, marks=needs_lammps)])
def test_thin_cells_are_refused(potential):
    """A particle would have the same neighbour, or itself, on both sides."""
    rng = np.random.default_rng(0)
    layer = np.array([(x, y, 0.0) for x in range(12) for y in range(12)]) + 0.1 * rng.random((144, 3))
    for thickness in (0.9, 1.7):
        particles = one_species(np.ones(144), Cell(np.diag([12.0, 12.0, thickness])))
        with pytest.raises(StructureError, match=rf"a: the cell length {thickness} is below"):
            check(potential, particles, layer)


@needs_lammps
def test_cells_thinner_than_the_range_of_lammps_are_refused():
    rng = np.random.default_rng(1)
    cell = Cell(np.diag([12.0, 12.0, 2.4]))
    positions = rng.random((345, 3)) @ cell.vectors
    expected = r"the cell length 2\.4 is below the interaction range 2\.5, so that particles interact with th"
    with pytest.raises(StructureError, match=expected):
        check(REDUCED, one_species(np.ones(345), cell), positions)


def test_cells_thinner_than_the_range_of_a_calculator_are_refused(small_glass, small_minimum, monkeypatch):
    monkeypatch.setattr("plain_calculator.PlainSoftSpheres.cutoff", 4.0, raising=False)
    check(CALCULATOR, small_glass, small_minimum)
    monkeypatch.setattr("plain_calculator.PlainSoftSpheres.cutoff", 6.0)
    with pytest.raises(StructureError, match=r"cell length 4\.93\d* is below the interaction range 6"):
        check(CALCULATOR, small_glass, small_minimum)


@needs_lammps
def test_lengths_in_nanometre_are_refused():
    """A crude glass of copper and zirconium: soft spheres in angstrom."""
    particles, positions = draw_mixture(200, seed=1)

    def scaled(factor, potential=METAL):
        cell = Cell(factor * particles.cell.vectors)
        check(potential, in_cell(particles, cell), factor * positions)

    scaled(2.9)
    expected = r"neighbours are 0\.25\d apart, 0\.083 times the sum of their covalent radii in angstrom"
    with pytest.raises(StructureError, match=expected):
        scaled(0.29)
    with pytest.raises(StructureError, match="covalent radii"):
        scaled(29.0)
    nameless = METAL.model_copy(update={"elements": None, "fractions": [0.5, 0.5]})
    scaled(2.9, nameless)
    with pytest.raises(
        StructureError, match=r"neighbours are 0\.25\d apart, but the lengths of the potential"
    ):
        scaled(0.29, nameless)
    # reduced units have no length to compare with
    scaled(1.2, REDUCED)


def test_diameters_beside_species_with_sizes_are_refused():
    particles, positions = draw_mixture(200, seed=1)
    potential = PotentialSettings(model="kob-andersen")
    check(potential, particles, positions)
    sizes = np.where(particles.species == 0, 1.0, 0.88)
    expected = rf"a: particle {np.argmin(sizes) + 1} has diameter 0\.88, .* leave ingest\.diameter empty"
    with pytest.raises(StructureError, match=expected):
        check(potential, replace(particles, diameters=sizes), positions)


def test_structures_are_checked_when_they_are_read(tmp_path):
    """A dump of a simulation in two dimensions, for a calculator in three."""
    rng = np.random.default_rng(3)
    rows = [f"{i + 1} 1 {x} {y} 0" for i, (x, y) in enumerate(9.0 * rng.random((80, 2)))]
    head = "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n80\nITEM: BOX BOUNDS pp pp pp\n0 9\n0 9\n-0.5 0.5\n"
    (tmp_path / "a.dump").write_text(head + "ITEM: ATOMS id type x y z\n" + "\n".join(rows) + "\n")
    how = IngestSettings(format="lammps-dump", diameter=None)
    with pytest.raises(StructureError, match=r"a\.dump, frame 0: all particles lie in one plane"):
        inspect([tmp_path / "a.dump"], make_engine(CALCULATOR), how)
