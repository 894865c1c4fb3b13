import numpy as np
import pytest
from ase import Atoms
from ase.io import write
from glasses import one_species
from hypothesis import given
from hypothesis import strategies as st
from plain_calculator import shortest_images
from strategies import FEW, cells
from trajectories import dump_text, ingest_trajectory

from glasscape.errors import StructureError
from glasscape.ingest.settings import IngestSettings
from glasscape.structures.cell import Cell
from glasscape.structures.readers import check_same_particles, read_structure, read_structures
from glasscape.structures.settings import StructureFormat


@st.composite
def structures(draw):
    """Atoms with diameters and species, in any cell, as an ASE user would have them."""
    n = draw(st.integers(1, 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    turn = np.linalg.qr(rng.standard_normal((3, 3)))[0] if draw(st.booleans()) else np.eye(3)
    vectors = draw(cells()).vectors @ turn
    atoms = Atoms(
        numbers=rng.integers(1, 4, n), positions=rng.uniform(-20, 20, (n, 3)), cell=vectors, pbc=True
    )
    atoms.arrays["size"] = rng.uniform(0.5, 2.0, n)
    return atoms


@given(st.lists(structures(), min_size=1, max_size=3))
@FEW
def test_what_is_written_is_read(tmp_path, frames):
    """Particles, volume and all distances, whatever the cell."""
    path = tmp_path / "some.extxyz"
    write(path, frames, format="extxyz", columns=["symbols", "positions", "size"])
    how = StructureFormat(format="extxyz", diameter="size", species="numbers")
    read = list(read_structures(path, how))
    assert len(read) == len(frames)
    for atoms, structure in zip(frames, read, strict=True):
        # eight digits are written
        np.testing.assert_allclose(structure.particles.diameters, atoms.arrays["size"], atol=1e-8)
        np.testing.assert_array_equal(structure.particles.species + 1, atoms.numbers)
        assert structure.particles.cell.volume == pytest.approx(atoms.get_volume(), rel=1e-6)
        i, j = np.triu_indices(len(atoms), 1)
        apart = shortest_images(
            structure.positions[j] - structure.positions[i], structure.particles.cell.vectors
        )
        there = atoms.get_all_distances(mic=True)[i, j]
        np.testing.assert_allclose(np.linalg.norm(apart.reshape(-1, 3), axis=1), there, atol=1e-6)


def test_cells_that_are_turned_against_each_other_are_no_cells_of_one_sample(tmp_path):
    """Their standard cells are equal, but positions were turned differently."""
    atoms = Atoms(
        "Ar3", positions=np.random.default_rng(0).uniform(0.0, 6.0, (3, 3)), cell=6.0 * np.eye(3), pbc=True
    )
    other = atoms.copy()
    other.set_cell(atoms.cell.array[[1, 2, 0]])
    write(tmp_path / "two.extxyz", [atoms, other, atoms], format="extxyz")
    one, turned, again = read_structures(
        tmp_path / "two.extxyz", StructureFormat(format="extxyz", diameter=None)
    )
    check_same_particles(again, one)
    with pytest.raises(
        StructureError, match=r"frame 1: the vectors of the cell are turned, .* of two.extxyz, frame 0"
    ):
        check_same_particles(turned, one)


def test_radii_are_doubled(trajectory_particles, trajectory_frames, tmp_path):
    (tmp_path / "some.dump").write_text(dump_text(trajectory_particles, trajectory_frames, "id radius x y z"))
    library, _ = ingest_trajectory(tmp_path / "some.dump", diameter="radius")
    np.testing.assert_allclose(library.particles.diameters, trajectory_particles.diameters, rtol=1e-15)


def test_a_cell_with_the_thickness_of_a_plane_holds_a_plane(tmp_path):
    how = StructureFormat(format="extxyz", diameter=None, species="numbers")
    flat, column = [[0, 0, 0], [3, 0, 0]], [[0, 0, 0], [0, 0, 3]]
    for name, positions in (("flat", flat), ("column", column)):
        atoms = Atoms("Ar2", positions, cell=[20, 20, 1000], pbc=True)
        write(tmp_path / f"{name}.extxyz", atoms, format="extxyz")
    assert read_structure(tmp_path / "flat.extxyz", how).particles.cell.dimensions == 2
    with pytest.raises(StructureError, match=r"column.*the length 1000 along z, which stands for a plane"):
        read_structure(tmp_path / "column.extxyz", how)


def test_symbols_become_species(tmp_path):
    atoms = Atoms("ZrCuZrCu", np.arange(12.0).reshape(4, 3), cell=[20, 20, 20], pbc=True)
    write(tmp_path / "some.extxyz", atoms, format="extxyz")
    particles = one_species(np.ones(4), Cell.cubic(20.0))
    (tmp_path / "some.dump").write_text(dump_text(particles, [atoms.positions], "id element x y z"))
    xyz = IngestSettings(format="extxyz", diameter=None, species="numbers")
    dump = IngestSettings(format="lammps-dump", diameter=None, species="element")
    species = read_structure(tmp_path / "some.extxyz", xyz, ["Cu", "Zr"]).particles.species
    assert species.tolist() == [1, 0, 1, 0]
    assert read_structure(tmp_path / "some.dump", dump, ["Ar"]).particles.species.tolist() == [0] * 4
    with pytest.raises(StructureError, match="particle 1 is 'Zr'.*potential.elements has Cu, Ni"):
        read_structure(tmp_path / "some.extxyz", xyz, ["Cu", "Ni"])
    with pytest.raises(StructureError, match="particle 1 is 'Ar'.*ingest.labels.*has none"):
        read_structure(tmp_path / "some.dump", dump)


def write_dump(path, column, words):
    """A dump of four particles with a column `type` or `element` of given words."""
    places = np.arange(12.0).reshape(4, 3)
    text = dump_text(one_species(np.ones(4), Cell.cubic(20.0)), [places], f"id {column} diameter x y z")
    head, *rows = text.split(f"{column} diameter x y z \n")
    table = sorted(row.split() for row in rows[0].splitlines())
    lines = [" ".join([row[0], word, *row[2:]]) for row, word in zip(table, words, strict=True)]
    path.write_text(f"{head}{column} diameter x y z\n" + "\n".join(lines) + "\n")


@pytest.mark.parametrize(
    ("words", "labels"),
    [("BAAB", ["A", "B"]), ("1001", [0, 1]), ("1001", ["0", "1"]), (["1.0", "0", "0", "1"], [0, 1])],
)
def test_labels_stand_for_species_in_their_order(tmp_path, words, labels):
    write_dump(tmp_path / "some.dump", "element", words)
    how = StructureFormat(format="lammps-dump", diameter=None, species="element", labels=labels)
    for elements in ([], ["Ni", "P"]):
        structure = read_structure(tmp_path / "some.dump", how, elements)
        assert structure.particles.species.tolist() == [1, 0, 0, 1]


def test_labels_that_are_not_listed_are_refused_with_one_remedy(tmp_path):
    write_dump(tmp_path / "some.dump", "element", "ABAB")
    how = StructureFormat(format="lammps-dump", diameter=None, species="element")
    with pytest.raises(StructureError, match="particle 1 is 'A' in 'element'; .*in ingest.labels"):
        read_structure(tmp_path / "some.dump", how)
    how = how.model_copy(update={"labels": ["A", "C"]})
    with pytest.raises(StructureError, match="particle 2 is 'B' in 'element'; .*ingest.labels has A, C"):
        read_structure(tmp_path / "some.dump", how)


def test_species_from_zero_are_refused_with_a_remedy(tmp_path):
    write_dump(tmp_path / "some.dump", "type", "1001")
    how = StructureFormat(format="lammps-dump", diameter=None, species="type")
    with pytest.raises(StructureError, match="particle 2 has species 0; .*ingest.labels, such as .0, 1."):
        read_structure(tmp_path / "some.dump", how)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"labels": ["A", "B"]}, "labels need species"),
        ({"labels": ["A", "A"], "species": "type"}, "labels must differ"),
        ({"labels": [1, "1"], "species": "type"}, "labels must differ"),
    ],
)
def test_labels_without_meaning_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        StructureFormat.model_validate(settings)


def test_columns_of_zeros_are_no_diameters(tmp_path):
    """Charges are zero in most files."""
    write_dump(tmp_path / "some.dump", "element", "0000")
    how = StructureFormat(format="lammps-dump", diameter="element")
    with pytest.raises(StructureError, match="has diameter 0; .*or leave it empty if the potential gives"):
        read_structure(tmp_path / "some.dump", how)
