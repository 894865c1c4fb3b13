"""Extended XYZ files.

The reader of ASE refuses labels that are not chemical symbols, and drops values that `Properties` does not
name.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from ase.data import atomic_numbers
from ase.io.extxyz import key_val_str_to_dict
from numpy.typing import NDArray

from glasscape.arrays import Floats
from glasscape.structures.formats.frame import Frame
from glasscape.structures.formats.text import blocks, numbers
from glasscape.structures.settings import StructureFormat

# keys in which programs store the step or time of a frame
STAMPS = ("step", "timestep", "time")
KINDS: dict[str, Callable[[NDArray[np.str_]], NDArray[Any]]] = {
    "R": numbers,
    "I": lambda words: words.astype(np.int64),
    "S": lambda words: words,
    "L": lambda words: words,
}
POSITIONS = {"pos", "positions"}
# what the comment line must say
NEEDED = {
    "Lattice": 'Lattice="ax ay az bx by bz cx cy cz", the lattice vectors',
    "Properties": "Properties=species:S:1:pos:R:3, the columns (these are a species and three coordinates)",
}


def read_extxyz(path: Path, how: StructureFormat) -> Iterator[Frame | None]:
    """Frames of an extended XYZ file. None stands for an incomplete frame."""
    for number, block in enumerate(blocks(path, _split)):
        # a file of one frame may be written by hand and lack the last newline
        if len(block) < int(block[0]) + 2 or (number and not block[-1].endswith("\n")):
            yield None
            continue
        yield _read_block(block[1], [line.split() for line in block[2:]])


def _split(lines: Iterator[str]) -> Iterator[list[str]]:
    for line in lines:
        if line.strip():
            if not line.strip().isdecimal():
                raise ValueError(f"{line.strip()[:40]!r} should be the number of particles")
            if not int(line):
                raise ValueError("a frame has no particles")
            yield [line, *islice(lines, int(line) + 1)]


def _read_block(comment: str, rows: list[list[str]]) -> Frame:
    info: dict[str, Any] = key_val_str_to_dict(comment)  # type: ignore[no-untyped-call]
    for key, example in NEEDED.items():
        if key not in info:
            raise ValueError(f"the comment line has no {key}; write {example}")
    positions, columns = _read_rows(str(info["Properties"]), rows)
    x, y, z = map(bool, np.broadcast_to(info.get("pbc", True), 3))
    stamps = [value for key, value in info.items() if key.lower() in STAMPS]
    times = [float(value) for value in stamps if isinstance(value, (int, float, np.number))]
    # ASE reads lattice vectors as columns
    vectors = info["Lattice"].T.astype(np.float64)
    return Frame(vectors, (x, y, z), positions, columns, times[0] if times else None)


def _read_rows(properties: str, rows: list[list[str]]) -> tuple[Floats, dict[str, NDArray[Any]]]:
    """Positions and single columns, as `Properties` tells."""
    names, kinds, sizes = (properties.split(":")[k::3] for k in range(3))
    widths = [int(size) for size in sizes]
    for k, row in enumerate(rows):
        if len(row) != sum(widths):
            raise ValueError(
                f"particle {k + 1} has {len(row)} values, but Properties={properties} has {sum(widths)}"
            )
    positions: Floats | None = None
    columns: dict[str, NDArray[Any]] = {}
    ends = np.cumsum(widths, dtype=np.int64)
    for name, kind, start, end in zip(names, kinds, ends - widths, ends, strict=True):
        if kind not in KINDS:
            raise ValueError(f"Properties: {kind!r} is not one of {', '.join(KINDS)}")
        values = KINDS[kind](np.array([row[start:end] for row in rows], dtype=np.str_))
        if name in POSITIONS:
            positions = values.astype(np.float64)
        elif end - start == 1:
            columns[name] = values[:, 0]
    if positions is None:
        raise ValueError(f"Properties={properties} has no positions, pos:R:3")
    return positions, _with_numbers(columns)


def _with_numbers(columns: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
    """Columns with atomic numbers, if the file has them or its species are chemical symbols."""
    if "Z" in columns:
        return {"numbers": columns["Z"], **columns}
    symbols = [symbol.capitalize() for symbol in columns.get("species", np.array([])).astype(str).tolist()]
    if not symbols or not set(symbols) <= atomic_numbers.keys():
        return columns
    return {"numbers": np.array([atomic_numbers[symbol] for symbol in symbols]), **columns}
