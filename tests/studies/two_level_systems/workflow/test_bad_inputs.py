"""What users feed in by mistake, or others on purpose, is named with what to do; nothing is written."""

import re
import tarfile

import h5py
import numpy as np
import pytest
from plain_calculator import ASE
from studies.two_level_systems.workflow.user_folder import SHEET, assert_told, config

from glasscape.structures import sources


def moved(i, axis, value):
    def change(case):
        case.atoms[1].positions[i, axis] = value

    return change


def edited(old, new, count=1):
    """Another text in the place of an expression in the second file."""

    def change(case):
        assert re.search(old, case.data(1)), old
        case.files["minima/b.data"] = re.sub(old, new, case.data(1), count=count)

    return change


def no_overlap_free(case):
    case.atoms[1].positions[7] = case.atoms[1].positions[3] + 0.1


def fewer(case):
    case.atoms[1] = case.atoms[1][:-1]


def bigger(case):
    case.atoms[1].set_cell(1.01 * case.particles.cell.vectors)


def other_diameters(case):
    charges = case.particles.diameters.copy()
    charges[4] = 1.2345
    case.atoms[1].set_initial_charges(charges)


def flat(case):
    case.use_dump(re.sub(r"pp pp pp\n0 \S+", "pp pp pp\n0 0.0", case.dump()))


def narrow(case):
    for atoms in case.atoms:
        atoms.set_cell([2.0, 40.0, 40.0])


def file(name, content):
    return lambda case: case.files.update({name: content})


def dumped(old="", new="", count=1, columns="id x y z diameter", **ingest):
    def change(case):
        content = case.dump(columns)
        assert re.search(old, content), old
        case.use_dump(re.sub(old, new, content, count=count), **ingest)

    return change


def hdf5(content):
    def change(case):
        case.use_dump("", format="h5md", diameter=None)
        if isinstance(content, bytes):
            case.put("some.dump", content)
        else:
            with h5py.File(case.folder / "some.dump", "w") as file:
                content(file)

    return change


def two_groups(file):
    for name in ("a", "b"):
        file[f"particles/{name}/position/value"] = np.zeros((2, 3, 3))


def box_of(file, edges):
    box = file["particles/a"].create_group("box")
    box.attrs["boundary"] = ["periodic"] * 3
    box["edges"] = edges


def short_column(file):
    file["particles/a/position/value"] = np.random.default_rng(1).random((2, 3, 3))
    file["particles/a/species"] = [1, 1]
    box_of(file, [9.0, 9.0, 9.0])


def flat_world(file):
    file["particles/a/position/value"] = np.random.default_rng(1).random((2, 3, 2))
    box_of(file, [9.0, 9.0, 9.0])


def linked_folder(case):
    (case.folder / "elsewhere").mkdir()
    (case.folder / "minima").mkdir()
    (case.folder / "minima" / "more").symlink_to(case.folder / "elsewhere")


def xyz(symbol, column="species:S:1", value=None):
    """Two particles of extended XYZ."""
    lattice = 'Lattice="9 0 0 0 9 0 0 0 9" pbc="T T T"'
    rows = "".join(f"{symbol if value is None else value} {x} 1 1\n" for x in (1, 5))
    content = f"2\n{lattice} Properties={column}:pos:R:3\n{rows}"

    def change(case):
        case.use_dump(content, format="extxyz", diameter=None, species="numbers")
        if value is not None:
            case.config["potential"] = ASE

    return change


def no_edges(file):
    file["particles/a/position/value"] = np.zeros((2, 3, 3))
    file["particles/a"].create_group("box").attrs["boundary"] = ["none"] * 3


BAD_STRUCTURES = [
    (lambda case: case.files.clear() or (case.folder / "minima").mkdir(), "minima: holds no files"),
    (lambda case: case.files.pop("minima/b.data"), "has one structure; pairs need at least two"),
    (moved(5, 1, np.nan), "b.data: particle 6 has a coordinate that is not finite"),
    (moved(5, 1, np.inf), "b.data: particle 6 has a coordinate that is not finite"),
    (no_overlap_free, "b.data: particles 4 and 8 overlap .*check the cell and the diameters"),
    (fewer, "b.data: has 119 particles, a.data has 120"),
    (other_diameters, "b.data: particle 5 has diameter 1.2345, in a.data it has"),
    (bigger, "b.data: the cell is .* all structures of a sample have the same cell"),
    (narrow, "a.data: the cell length 2 is not above twice the interaction range"),
    (flat, "some.dump, frame 0: the cell .* has a length that is not positive, or no volume"),
    (file("minima/b.data", ""), "b.data: cannot be read as lammps-data"),
    (file("minima/b.data", "some text\n"), "b.data: cannot be read as lammps-data"),
    (file("minima/b.data", bytes(range(256)) * 9), "b.data: cannot be read as lammps-data .*check the file"),
    (edited(r"(?s)(Atoms.{800}).*", r"\1"), "b.data: cannot be read as lammps-data"),
    (file("minima/{x}.data", 0), "minima: '{x}.data' has a brace in its name.*rename it"),
    (file("minima/sub/a.data", 0), "minima: the file name 'a.data' occurs twice"),
    (
        config(ingest={"diameter": "size"}),
        "a.data: has no per-atom array 'size'; set ingest.diameter",
    ),
    (config(ingest={"species": "kind"}), "a.data: has no per-atom array 'kind'; set ingest.species"),
    (
        config(ingest={"species": "initial_charges"}),
        "particle 1 has species 0.* species are whole numbers from 1",
    ),
    (config(potential={"model": "kob-andersen"}), "the potential has 2 species; set ingest.species"),
    (
        lambda case: case.atoms[0].set_initial_charges(-case.particles.diameters),
        "particle 1 has diameter -",
    ),
    (dumped(columns="id x y z diameter", species="type"), "no per-atom array 'type'"),
    (dumped(columns="x y z diameter"), "some.dump, frame 0: .*no column 'id', without which the order"),
    (dumped(columns="id x y diameter"), "frame 0: .*no columns hold positions; there are id, x, y, diameter"),
    (dumped(r"\n7 ", "\n8 "), "frame 0: .*id 8 occurs twice"),
    (dumped(r"\n7 \S+", "\n7 "), "frame 0: cannot be read as lammps-dump"),
    (dumped(r"\n7 \S+", "\n7 what"), "frame 0: .*could not convert .*what"),
    (dumped(r"\n7 \S+", "\n7 nan"), "frame 0: particle 7 has a coordinate that is not finite"),
    (dumped(r"(\n7 .*)\n", r"\1\n999 1 1 1 1\n"), "frame 0: .*the header gives 120 atoms, but 121 follow"),
    (dumped(r"\A", "some words\n"), "'some words' should be 'ITEM: TIMESTEP'"),
    (
        dumped(r"ATOMS\n120", "ATOMS\n "),
        "frame 0: .*'ITEM: NUMBER OF ATOMS' should be followed by one",
    ),
    (dumped("NUMBER OF ATOMS", "NUMBER OF ENTRIES"), "'ITEM: NUMBER OF ATOMS' should be followed by one"),
    (dumped("ATOMS id x", "ATOMS id x x"), "a column occurs twice: id, x, x"),
    (dumped(r"(BOUNDS.*\n)(\S+) (\S+)", r"\1\3 \2"), "frame 0: .*the cell ends before it begins"),
    (dumped("pp pp pp", "pp pp ff"), "frame 0: the cell is not periodic along c"),
    (dumped("pp pp pp", "pp"), "frame 0: cannot be read as lammps-dump"),
    (dumped("(?s).*", ""), "some.dump: holds no (complete )?structure"),
    (dumped(r"NUMBER OF ATOMS\n\d+", "NUMBER OF ATOMS\nmany"), "frame 0: .*many"),
    (dumped(r"NUMBER OF ATOMS\n\d+", "NUMBER OF ATOMS\n99999999999", 2), "holds no complete structure"),
    (dumped(format="extxyz"), "some.dump, frame 0: .*should be the number of particles"),
    (
        dumped("(?s).*", "2\nno lattice\nH 0 0 0\nH 1 1 1\n", format="extxyz"),
        "frame 0: .*the comment line has no Lattice; write Lattice=",
    ),
    (
        lambda case: case.use_dump() or case.put("some.dump", b"\x1f\x8b" + b"x" * 99),
        "give its name the ending .gz",
    ),
    (dumped(r"\n7 ", "\n7.5 "), "frame 0: .*ids are not whole numbers"),
    (dumped(r"\n7 \S+", "\n7 1e30"), "frame 0: a coordinate is 1e\\+30, so many lengths of the cell"),
    (dumped(r"(?s)(TIMESTEP\n1\n.*)\n7 ", r"\1\n777 "), "frame 1: has particle 8 in the place of 7"),
    (dumped("pp pp pp", ""), "frame 0: .*does not give the boundary conditions"),
    (
        dumped(r"(?s)NUMBER OF ATOMS\n120(.*?diameter\n).*", r"NUMBER OF ATOMS\n0\1"),
        "frame 0: .*there are no atoms",
    ),
    (linked_folder, "minima: 'more' is a link to a folder, which is not followed"),
    (xyz("A"), "frame 0: has no per-atom array 'numbers'; set ingest.species to one of species"),
    (xyz("H", "numbers:I:1", 300), "frame 0: 'numbers' holds 300, which is not an atomic number"),
    (hdf5(short_column), "frame 0: .*'species' has 2 values for 3 particles"),
    (hdf5(flat_world), "frame 0: .*not a configuration in three dimensions"),
    (hdf5(b"no HDF5 at all"), "some.dump, frame 0: cannot be read as h5md"),
    (hdf5(b"\x89HDF\r\n\x1a\n" + bytes(600)), "some.dump, frame 0: cannot be read as h5md"),
    (hdf5(lambda file: file.create_group("something")), "cannot be read as h5md .*particles"),
    (hdf5(two_groups), "2 groups below 'particles' have positions; there must be one"),
    (hdf5(no_edges), "the box has no edges"),
    (dumped("(?s).*", "CDF\x01broken", format="netcdf"), "some.dump, frame 0: cannot be read as netcdf"),
]


@pytest.mark.parametrize(("change", "expected"), BAD_STRUCTURES)
def test_bad_structures(case, change, expected, capsys):
    change(case)
    assert_told(case, capsys, expected)


def member(name, kind=tarfile.REGTYPE, size=0, link=""):
    entry = tarfile.TarInfo(name)
    entry.type, entry.size, entry.linkname = kind, size, link
    return entry


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (member("/tmp/evil"), "'/tmp/evil' would be written outside the folder"),
        (member("../../evil"), "'../../evil' would be written outside the folder"),
        (member("minima/../../evil"), "'minima/../../evil' would be written outside the folder"),
        (member("minima/c.data", tarfile.SYMTYPE, link="/etc/passwd"), "'minima/c.data' is neither file nor"),
        (member("minima/c.data", tarfile.LNKTYPE, link="../outside"), "'minima/c.data' is neither file nor"),
        (member("minima/c.data", tarfile.CHRTYPE), "'minima/c.data' is neither file nor folder"),
        (member("minima/c.data", tarfile.FIFOTYPE), "'minima/c.data' is neither file nor folder"),
        (member("minima/sub/a.data"), "the file name 'a.data' occurs twice"),
        (member("minima/c.data", size=50), "c.data: cannot be read as lammps-data"),
    ],
)
def test_bad_archives(case, entry, expected, capsys):
    case.archive(entry)
    assert_told(case, capsys, expected)
    assert not any((case.folder.parent / name).exists() for name in ("evil", "outside"))


@pytest.mark.parametrize("kind", ["gz", "xz", "bz2"])
@pytest.mark.parametrize("damage", ["truncated", "scrambled"])
def test_damaged_archives(case, kind, damage, capsys):
    content = case.archive(mode=f"w:{kind}", suffix=f".tar.{kind}")
    half = len(content) // 2
    rest = b"" if damage == "truncated" else bytes(255 - byte for byte in content[half:])
    case.put(f"minima.tar.{kind}", content[:half] + rest)
    message = case.check() + capsys.readouterr().out
    assert re.search(rf"minima.tar.{kind}: cannot be unpacked|b.data: cannot be read", message), message


def test_archives_without_room(case, capsys, monkeypatch):
    case.archive(member("minima/huge.data", size=10_000_000))
    usage = sources.shutil.disk_usage(case.folder)
    little = usage._replace(free=sources.LEFT_FREE + 5_000_000)
    monkeypatch.setattr(sources.shutil, "disk_usage", lambda folder: little)
    case.check()
    assert "'minima/huge.data' needs 10000000 bytes, but" in capsys.readouterr().out


def test_names_of_files_may_be_anything(case, capsys):
    case.files = {"meine Gläser (1)/a b.data": 0, "meine Gläser (1)/ü'$.data": 1}
    case.sheet = SHEET.replace("minima", "meine Gläser (1)")
    assert case.check() == ""
    assert "no problem found" in capsys.readouterr().out


BAD_TRANSITIONS = [
    ("from,to\na.data,b.data\n", "counts.csv: the transition table has no column count"),
    ("from,to,count\na.data,z.data,1\n", "counts.csv: line 2: column 'to' names 'z.data'"),
    ("from,to,count\na.data,,1\n", "counts.csv: line 2: column 'to' names ''"),
    ("from,to,count\na.data,b.data,-1\n", "counts.csv: line 2: the count must be a whole number"),
    ("from,to,count\na.data,b.data,inf\n", "counts.csv: line 2: the count must be a whole number"),
    ("from,to,count\na.data,b.data,some\n", "counts.csv: line 2: the count must be a whole number"),
    ("", "counts.csv: cannot be read as a transition table"),
    (b"\xff\xfe\x00", "counts.csv: cannot be read as a transition table"),
    (None, "counts.csv: cannot be read as a transition table"),
]


@pytest.mark.parametrize(("content", "expected"), BAD_TRANSITIONS)
def test_bad_transition_tables(case, content, expected, capsys):
    case.sheet = "ensemble\tsample\tpath\ttransitions\nmine\tone\tminima\tcounts.csv\n"
    if content is not None:
        case.put("counts.csv", content)
    assert_told(case, capsys, expected)


BAD_TABLES = [
    (b"PAR1 and then nothing PAR1", "labels.parquet: cannot be read"),
    (b"", "labels.parquet: cannot be read"),
    (None, "labels.parquet: cannot be read"),
]


@pytest.mark.parametrize(("content", "expected"), BAD_TABLES)
def test_bad_tables_of_labels(case, content, expected, capsys):
    case.sheet = "ensemble\tsample\nmine\tall\n"
    case.config["two_level_systems"] = {"lookup": {"tables": [{"path": "labels.parquet"}]}}
    if content is not None:
        case.put("labels.parquet", content)
    assert_told(case, capsys, expected)
