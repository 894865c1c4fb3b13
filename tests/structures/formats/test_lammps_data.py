import typing

import numpy as np
import pytest

from glasscape.errors import StructureError
from glasscape.structures.formats.lammps_data import COLUMNS
from glasscape.structures.readers import read_structure
from glasscape.structures.settings import StructureFormat

HEADER = """written by hand

4 atoms
2 atom types

-2.5 2.5 xlo xhi
-2 4 ylo yhi
-3 4 zlo zhi
0.5 0.25 -0.5 xy xz yz

"""
VECTORS = [[5.0, 0.0, 0.0], [0.5, 6.0, 0.0], [0.25, -0.5, 7.0]]
TYPES = {1: 2, 2: 1, 3: 1, 4: 2}
DIAMETERS = {1: 0.9, 2: 1.0, 3: 1.1, 4: 1.2}
PLACES = {1: (0.1, 0.2, 0.3), 2: (1.0, -1.0, 0.5), 3: (-1.0, 1.5, 2.0), 4: (2.0, 2.5, -1.5)}
# what a row of each style has before the coordinates
ROWS = {
    "atomic": "{id} {type}",
    "charge": "{id} {type} {diameter}",
    "bond": "{id} 3 {type}",
    "angle": "{id} 3 {type}",
    "molecular": "{id} 3 {type}",
    "full": "{id} 3 {type} {diameter}",
    "sphere": "{id} {type} {diameter} 1.7",
}


def data(
    style="atomic", comment=None, flags=" 0 -1 2", names=None, sections="Masses\n\n1 58.69\n2 30.97\n\n"
):
    """A data file with masses of nickel and phosphorus, and rows that are not sorted."""
    head = f"Atoms{f' # {style}' if comment is None else comment}\n\n"
    rows = [
        ROWS[style].format(id=id, type=(names or {}).get(TYPES[id], TYPES[id]), diameter=DIAMETERS[id])
        + " ".join(["", *map(repr, PLACES[id])])
        + flags
        for id in (3, 1, 4, 2)
    ]
    return HEADER + sections + head + "\n".join(rows) + "\n\nVelocities\n\n1 0 0 0\n2 0 0 0\n"


def read(folder, text, **how):
    (folder / "a.data").write_text(text)
    settings = StructureFormat.model_validate({"diameter": None, "species": "type", **how})
    return read_structure(folder / "a.data", settings)


def assert_right(structure):
    np.testing.assert_allclose(structure.particles.cell.vectors, VECTORS, rtol=1e-15)
    np.testing.assert_array_equal(structure.positions, [PLACES[id] for id in (1, 2, 3, 4)])
    assert structure.particles.species.tolist() == [1, 0, 0, 1]


def test_every_style_that_a_config_can_name_has_columns():
    names, _ = typing.get_args(StructureFormat.model_fields["atom_style"].annotation)
    assert set(typing.get_args(names)) == set(COLUMNS) == set(ROWS)


@pytest.mark.parametrize("flags", ["", " 0 -1 2"])
@pytest.mark.parametrize("style", COLUMNS)
def test_every_style_is_read_by_its_comment_or_by_the_setting(tmp_path, style, flags):
    """Whatever the masses, which are no reason to change types."""
    assert_right(read(tmp_path, data(style, flags=flags)))
    assert_right(read(tmp_path, data(style, flags=flags), atom_style=style))
    assert_right(read(tmp_path, data(style, comment="", flags=flags), atom_style=style))


@pytest.mark.parametrize(
    ("style", "column"),
    [("charge", "initial_charges"), ("full", "initial_charges"), ("sphere", "diameter")],
)
def test_diameters_are_charges_or_those_of_spheres(tmp_path, style, column):
    particles = read(tmp_path, data(style), diameter=column).particles
    assert particles.diameters.tolist() == [0.9, 1.0, 1.1, 1.2]


@pytest.mark.parametrize(
    ("written", "setting"), [("bond", "charge"), ("charge", "bond"), ("sphere", "full"), ("dipole", "charge")]
)
def test_a_style_that_contradicts_the_comment_is_refused(tmp_path, written, setting):
    text = data(setting, comment=f" # {written}")
    with pytest.raises(
        StructureError, match=f"a.data: .*line 16: .*says '{written}', ingest.atom_style says '{setting}'"
    ):
        read(tmp_path, text, atom_style=setting)


def test_styles_with_the_same_columns_do_not_contradict_each_other(tmp_path):
    assert_right(read(tmp_path, data("bond"), atom_style="molecular"))


def test_a_style_that_nothing_names_is_refused(tmp_path):
    with pytest.raises(StructureError, match="line 16: no comment after 'Atoms' .*set ingest.atom_style"):
        read(tmp_path, data(comment=""))
    with pytest.raises(StructureError, match="line 16: .*says 'ellipsoid', which is none of the atom styles"):
        read(tmp_path, data(comment=" # ellipsoid"))


LABELS = "Atom Type Labels\n\n1 Ni\n2 P\n\nMasses\n\n1 1\n2 1\n\n"


def test_labels_of_types_stand_for_their_types(tmp_path):
    text = data(names={1: "Ni", 2: "P"}, sections=LABELS)
    assert_right(read(tmp_path, text))
    assert_right(read(tmp_path, text, species="typelabel", labels=["Ni", "P"]))
    with pytest.raises(StructureError, match="line 23: 'Cu' should be .*or one of its labels Ni, P"):
        read(tmp_path, data(names={1: "Cu", 2: "P"}, sections=LABELS))


def test_labels_of_types_must_agree_with_the_elements(tmp_path):
    text = data(sections=LABELS)
    (tmp_path / "a.data").write_text(text)
    how = StructureFormat(diameter=None, species="type")
    assert_right(read_structure(tmp_path / "a.data", how, ["Ni", "P"]))
    assert_right(read_structure(tmp_path / "a.data", how, ["Cu", "Zr"]))
    with pytest.raises(StructureError, match="type 2 has the label 'P'.*set ingest.species to typelabel"):
        read_structure(tmp_path / "a.data", how, ["P", "Ni"])


def test_exponents_of_fortran_and_a_missing_blank_line_are_read(tmp_path):
    text = data().replace("Atoms # atomic\n\n", "Atoms # atomic\n").replace("1.5 2.0", "1.5D+00 0.2d1")
    assert_right(read(tmp_path, text))


def test_general_boxes_are_read(tmp_path):
    rows = "".join(
        f"{a!r} {b!r} {c!r} {key}\n" for (a, b, c), key in zip(VECTORS, ("avec", "bvec", "cvec"), strict=True)
    )
    text = data().replace(HEADER[HEADER.index("-2.5") :], rows + "0 0 0 abc origin\n\n")
    assert_right(read(tmp_path, text))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("4 atoms", "3 atoms", "line 21: 'Atoms' has 4 rows, but line 3 announces 3 atoms"),
        ("4 atoms", "5 atoms", "line 21: 'Atoms' has 4 rows, but line 3 announces 5 atoms"),
        ("4 atoms", "4.5 atoms", "line 3: '4.5' should be a whole number"),
        ("written by hand\n\n", "", "the header has no 'N atoms'"),
        ("-2.5 2.5 xlo xhi\n", "", "the header has no 'xlo xhi'"),
        ("-2.5 2.5 xlo xhi", "2.5 -2.5 xlo xhi", "the cell ends before it begins"),
        ("-2.5 2.5 xlo xhi", "nan 2.5 xlo xhi", r"the cell \[\[ *nan"),
        ("\n4 2 ", "\n1 2 ", "line 20: id 1 is that of line 19 too"),
        ("\n4 2 ", "\n4 1.5 ", "line 20: '1.5' should be a whole number .type"),
        ("\n4 2 ", "\n4 2 0.5 ", "line 20: has 9 values, but 5 are needed .id type x y z."),
        ("-1.5 0 -1 2", "-1.5 0.1 -1 2", "line 20: '0.1' should be a whole number .an image flag"),
        ("-1.5 0 -1 2", "- 0 -1 2", "line 20: '-' should be a number"),
        ("Atoms", "Bonds", "there is no section 'Atoms'"),
    ],
)
def test_damage_is_named_with_its_line(tmp_path, old, new, message):
    text = data()
    assert old in text
    with pytest.raises(StructureError, match=f"a.data: .*{message}"):
        read(tmp_path, text.replace(old, new))
