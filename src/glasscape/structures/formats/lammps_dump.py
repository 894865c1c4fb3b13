"""LAMMPS dumps with any columns.

The reader of ASE knows only some columns. The reader of MDAnalysis rounds to single precision.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from ase.io.lammpsrun import construct_cell
from numpy.typing import NDArray

from glasscape.arrays import Floats
from glasscape.structures.formats.frame import ID, Frame
from glasscape.structures.formats.text import blocks, numbers
from glasscape.structures.settings import StructureFormat

# columns that hold positions, and whether they are fractions of the cell
POSITIONS = (
    (("x", "y", "z"), False),
    (("xu", "yu", "zu"), False),
    (("xs", "ys", "zs"), True),
    (("xsu", "ysu", "zsu"), True),
)


def read_lammps_dump(path: Path, how: StructureFormat) -> Iterator[Frame | None]:
    """Frames of a LAMMPS dump. None stands for an incomplete frame."""
    yield from map(_read_dump, blocks(path, _split))


def _split(lines: Iterator[str]) -> Iterator[list[str]]:
    block: list[str] = []
    begun: set[str] = set()
    for line in filter(str.strip, lines):
        rest, found, item = line.partition("ITEM: ")
        if rest and found:
            # a run was killed while it wrote a line, and then continued
            block.append(rest)
        title = next(iter(item.split()), "")
        # UNITS and TIME may precede TIMESTEP
        if block and found and (rest or "ATOMS" in begun or title in begun):
            yield block
            block, begun = [], set()
        if not block and not found:
            raise ValueError(f"{line.strip()[:40]!r} should be 'ITEM: TIMESTEP'")
        block.append(found + item if found else line)
        begun.add(title)
    if block:
        yield block


def _read_dump(block: list[str]) -> Frame | None:
    """One frame of a dump. None if it is incomplete."""
    if not block[-1].endswith("\n"):
        return None
    titles = [k for k, line in enumerate(block) if line.startswith("ITEM:")]
    items = {
        block[start].removeprefix("ITEM:").strip(): block[start + 1 : end]
        for start, end in zip(titles, [*titles[1:], len(block)], strict=True)
    }
    heads = {name.split()[0]: name for name in items}
    if not {"TIMESTEP", "NUMBER", "BOX", "ATOMS"} <= heads.keys():
        return None
    for title in ("TIMESTEP", "NUMBER OF ATOMS"):
        if len(items.get(title, [])) != 1:
            raise ValueError(f"'ITEM: {title}' should be followed by one number")
    rows = items[heads["ATOMS"]]
    count = int(items["NUMBER OF ATOMS"][0])
    if len(rows) < count:
        return None
    if len(rows) > count:
        raise ValueError(f"the header gives {count} atoms, but {len(rows)} follow")
    vectors, origin, periodic = _read_box(heads["BOX"].split()[2:], items[heads["BOX"]])
    names = heads["ATOMS"].split()[1:]
    if not rows:
        raise ValueError("there are no atoms")
    if ID not in names:
        raise ValueError(
            f"there is no column '{ID}', without which the order of atoms is unknown; write the dump with "
            "it, or convert the file to extended XYZ if all frames have the same order"
        )
    if len(set(names)) < len(names):
        raise ValueError(f"a column occurs twice: {', '.join(names)}")
    words = [row.split() for row in rows]
    for k, row in enumerate(words):
        if len(row) != len(names):
            raise ValueError(f"row {k + 1} of 'ITEM: ATOMS' has {len(row)} values for {len(names)} columns")
    columns = dict(zip(names, map(_numbers_or_words, np.array(words).T), strict=True))
    for axes, fractions in POSITIONS:
        if set(axes) <= set(names):
            positions = np.column_stack([columns[axis] for axis in axes]).astype(np.float64)
            # the reader of structures refuses what is not finite, and shows it as it is
            if fractions and np.isfinite(positions).all():
                positions = origin + positions @ vectors
            return Frame(
                vectors,
                periodic,
                positions,
                columns,
                float(items["TIMESTEP"][0]),
            )
    raise ValueError(f"no columns hold positions; there are {', '.join(names)}")


def _numbers_or_words(values: NDArray[np.str_]) -> NDArray[Any]:
    with suppress(ValueError):
        return values.astype(np.int64)
    with suppress(ValueError):
        return numbers(values)
    return values


def _read_box(flags: list[str], lines: list[str]) -> tuple[Floats, Floats, tuple[bool, bool, bool]]:
    """Lattice vectors, origin and periodicity of a LAMMPS box."""
    if len(flags) < 3:
        raise ValueError("'ITEM: BOX BOUNDS' does not give the boundary conditions, such as pp pp pp")
    bounds = numbers(np.array([line.split() for line in lines]))
    if flags[0] != "abc" and (bounds[:, 1] < bounds[:, 0]).any():
        raise ValueError(f"the cell ends before it begins: {bounds[:, :2].tolist()}")
    x, y, z = (flag == "pp" for flag in flags[-3:])
    if flags[0] == "abc":
        return bounds[:, :3], bounds[:, 3], (x, y, z)
    tilts = bounds[:, 2] if bounds.shape[1] > 2 else np.zeros(3)
    vectors, origin = construct_cell(bounds[:, :2].ravel(), tilts)  # type: ignore[no-untyped-call]
    return vectors, origin, (x, y, z)
