"""Extended XYZ files."""

from collections.abc import Iterator
from io import StringIO
from itertools import islice
from pathlib import Path

import numpy as np
from ase import Atoms
from ase.io import read as ase_read

from glasscape.structures.formats.frame import Frame
from glasscape.structures.formats.text import blocks
from glasscape.structures.settings import StructureFormat

# keys in which programs store the step or time of a frame
STAMPS = ("step", "timestep", "time")


def read_extxyz(path: Path, how: StructureFormat) -> Iterator[Frame | None]:
    """Frames of an extended XYZ file. None stands for an incomplete frame."""
    for number, block in enumerate(blocks(path, _split)):
        # a file of one frame may be written by hand and lack the last newline
        if len(block) < int(block[0]) + 2 or (number and not block[-1].endswith("\n")):
            yield None
            continue
        try:
            atoms = ase_read(StringIO("".join(block)), format="extxyz")
        except KeyError as error:
            raise ValueError(
                f"{error} is not a chemical symbol; write species as numbers into a separate column"
            ) from error
        assert isinstance(atoms, Atoms)
        stamps = [value for key, value in atoms.info.items() if key.lower() in STAMPS]
        numbers = [float(value) for value in stamps if isinstance(value, (int, float, np.number))]
        yield Frame.of(atoms, numbers[0] if numbers else None)


def _split(lines: Iterator[str]) -> Iterator[list[str]]:
    for line in lines:
        if line.strip():
            if not line.strip().isdecimal():
                raise ValueError(f"{line.strip()[:40]!r} should be the number of particles")
            yield [line, *islice(lines, int(line) + 1)]
