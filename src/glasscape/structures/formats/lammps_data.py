"""LAMMPS data files: one configuration in each.

The reader of ASE drops rows beyond the announced number and takes types from masses.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from ase.io.formats import open_with_compression
from numpy.typing import NDArray

from glasscape.arrays import Floats, Integers
from glasscape.structures.formats.frame import ID, Frame
from glasscape.structures.formats.text import number
from glasscape.structures.settings import StructureFormat

# columns of every atom style; three image flags may follow
COLUMNS = {
    "atomic": ("id", "type", "x", "y", "z"),
    "charge": ("id", "type", "initial_charges", "x", "y", "z"),
    "bond": ("id", "mol-id", "type", "x", "y", "z"),
    "angle": ("id", "mol-id", "type", "x", "y", "z"),
    "molecular": ("id", "mol-id", "type", "x", "y", "z"),
    "full": ("id", "mol-id", "type", "initial_charges", "x", "y", "z"),
    "sphere": ("id", "type", "diameter", "density", "x", "y", "z"),
}
WHOLE = ("id", "mol-id", "type")
AXES = ("x", "y", "z")
IMAGE_FLAGS = 3


class _Row(NamedTuple):
    line: int
    words: list[str]


@dataclass
class _Section:
    """Rows of a section, and the comment after its title."""

    line: int
    comment: str
    rows: list[_Row] = field(default_factory=list)


def read_lammps_data(path: Path, how: StructureFormat) -> Iterator[Frame]:
    """The only frame of a LAMMPS data file."""
    with open_with_compression(str(path), "rt") as file:
        header, sections = _sections(file)
    if "Atoms" not in sections:
        raise ValueError("there is no section 'Atoms'")
    atoms = sections["Atoms"]
    _check_count(atoms, header)
    names = COLUMNS[_style(atoms, how)]
    for row in atoms.rows:
        _check_width(row, names)
    labels = _type_labels(sections)
    columns: dict[str, NDArray[Any]] = {}
    for k, name in enumerate(names):
        known = {label: str(kind) for kind, label in labels.items()} if name == "type" else {}
        words = [(row.line, known.get(row.words[k], row.words[k])) for row in atoms.rows]
        kind = int if name in WHOLE else float
        what = f"{name}, or one of its labels {', '.join(known)}" if known else name
        columns[name] = np.array([_value(line, word, kind, what) for line, word in words])
    _check_ids(columns[ID], atoms.rows)
    positions = np.column_stack([columns.pop(axis) for axis in AXES])
    types = columns["type"].tolist()
    if labels and set(types) <= labels.keys():
        columns["typelabel"] = np.array([labels[kind] for kind in types])
    yield Frame(_vectors(header), (True, True, True), positions, columns)


def _sections(lines: Iterable[str]) -> tuple[list[_Row], dict[str, _Section]]:
    """The header and the sections of a file. Titles begin with a letter."""
    header: list[_Row] = []
    sections: dict[str, _Section] = {}
    rows = header
    for line, content in enumerate(lines, start=1):
        text, _, comment = content.partition("#")
        words = text.split()
        # the first line is a comment
        if line == 1 or not words:
            continue
        # a header may begin with nan or inf, which are told as values
        if words[0][0].isalpha() and words[0].lower() not in ("nan", "inf", "infinity"):
            rows = sections.setdefault(" ".join(words), _Section(line, comment.strip())).rows
        else:
            rows.append(_Row(line, words))
    return header, sections


def _header(rows: list[_Row], key: str, count: int) -> _Row | None:
    """The row of the header in which a key follows a number of values."""
    return next((row for row in rows if row.words[count:] == key.split()), None)


def _check_count(atoms: _Section, header: list[_Row]) -> None:
    announced = _header(header, "atoms", 1)
    if announced is None:
        raise ValueError("the header has no 'N atoms' (the first line is a comment)")
    count = int(_value(announced.line, announced.words[0], int, "the number of atoms"))
    if not atoms.rows:
        raise ValueError(f"line {atoms.line}: there are no atoms")
    if len(atoms.rows) != count:
        where = atoms.rows[min(max(count, 0), len(atoms.rows) - 1)].line
        raise ValueError(
            f"line {where}: 'Atoms' has {len(atoms.rows)} rows, but line {announced.line} announces {count} "
            "atoms"
        )


def _style(atoms: _Section, how: StructureFormat) -> str:
    """The atom style, which is the comment after `Atoms`, or the setting if there is no comment."""
    told, style = atoms.comment, how.atom_style
    if not told and style is None:
        raise ValueError(
            f"line {atoms.line}: no comment after 'Atoms' names the atom style; set ingest.atom_style"
        )
    if style is None and told not in COLUMNS:
        raise ValueError(
            f"line {atoms.line}: the comment after 'Atoms' says {told!r}, which is none of the atom styles "
            f"{', '.join(COLUMNS)}; write the file in one of them, or correct the comment"
        )
    if style is None:
        return told
    if told and COLUMNS.get(told) != COLUMNS[style]:
        raise ValueError(
            f"line {atoms.line}: the comment after 'Atoms' says {told!r}, ingest.atom_style says {style!r}; "
            "leave ingest.atom_style empty if the comment is right, or correct the comment"
        )
    return style


def _check_width(row: _Row, names: tuple[str, ...]) -> None:
    if len(row.words) not in (len(names), len(names) + IMAGE_FLAGS):
        raise ValueError(
            f"line {row.line}: has {len(row.words)} values, but {len(names)} are needed ({' '.join(names)}), "
            f"or {len(names) + IMAGE_FLAGS} with image flags; check ingest.atom_style and the comment after "
            "'Atoms'"
        )
    for word in row.words[len(names) :]:
        _value(row.line, word, int, "an image flag")


def _value(line: int, word: str, kind: type[int] | type[float], what: str) -> float:
    try:
        return int(word) if kind is int else number(word)
    except ValueError as error:
        needed = "a whole number" if kind is int else "a number"
        raise ValueError(f"line {line}: {word!r} should be {needed} ({what})") from error


def _check_ids(ids: Integers, rows: list[_Row]) -> None:
    lines: dict[int, int] = {}
    for id, row in zip(ids.tolist(), rows, strict=True):
        if id in lines:
            raise ValueError(f"line {row.line}: id {id} is that of line {lines[id]} too; ids must differ")
        lines[id] = row.line


def _type_labels(sections: dict[str, _Section]) -> dict[int, str]:
    """Label of each type, if the file has labels."""
    labels: dict[int, str] = {}
    for line, words in sections["Atom Type Labels"].rows if "Atom Type Labels" in sections else ():
        if len(words) != 2 or words[1] in labels.values():
            raise ValueError(f"line {line}: should be a type and a label of its own")
        labels[int(_value(line, words[0], int, "a type"))] = words[1]
    return labels


def _vectors(header: list[_Row]) -> Floats:
    """Lattice vectors of a restricted or a general box."""
    if _header(header, "avec", 3) is not None:
        return np.array([_lengths(header, key, 3) for key in ("avec", "bvec", "cvec")])
    edges = np.array([_lengths(header, key, 2) for key in ("xlo xhi", "ylo yhi", "zlo zhi")])
    if (edges[:, 1] < edges[:, 0]).any():
        raise ValueError(f"the cell ends before it begins: {edges.tolist()}")
    vectors = np.diag(edges[:, 1] - edges[:, 0])
    if _header(header, "xy xz yz", 3) is not None:
        vectors[[1, 2, 2], [0, 0, 1]] = _lengths(header, "xy xz yz", 3)
    return vectors


def _lengths(header: list[_Row], key: str, count: int) -> list[float]:
    row = _header(header, key, count)
    if row is None:
        raise ValueError(f"the header has no '{key}'")
    return [_value(row.line, word, float, key) for word in row.words[:count]]
