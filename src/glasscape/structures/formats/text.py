"""Text files of frames, compressed or not. Each frame is a block of lines."""

import zlib
from collections.abc import Callable, Iterator
from lzma import LZMAError
from pathlib import Path
from typing import IO

import numpy as np
from ase.io.formats import open_with_compression
from numpy.typing import NDArray

from glasscape.arrays import Floats
from glasscape.errors import StructureError

# first bytes of compressed files, and their name endings
COMPRESSED = {b"\x1f\x8b": ".gz", b"BZh": ".bz2", b"\xfd7zXZ": ".xz"}
# first bytes of files that cannot be read as they are
OTHER = {
    b"PK\x03\x04": "a zip archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a rar archive",
    b"\x28\xb5\x2f\xfd": "compressed with zstd",
    b"\x04\x22\x4d\x18": "compressed with lz4",
}
# errors of a compressed stream that ends too early
CUT_SHORT = (EOFError, zlib.error, LZMAError)


def check_compression(path: Path) -> None:
    """Check that a file is compressed as its ending says, which decides how it is opened, or not at all."""
    with path.open("rb") as file:
        begin = file.read(6)
    for magic, what in OTHER.items():
        if begin.startswith(magic):
            raise StructureError(
                f"{path.name}: is {what}, which cannot be read; unpack it, and give the folder or a tar "
                "archive of it"
            )
    for magic, ending in COMPRESSED.items():
        if begin.startswith(magic) and path.suffix != ending:
            raise StructureError(f"{path.name}: is compressed; give its name the ending {ending}")
        if path.suffix == ending and not begin.startswith(magic):
            raise StructureError(f"{path.name}: is not compressed; remove the ending {ending} from its name")


def number(word: str) -> float:
    """The number that a word stands for. Fortran writes 1D-3 for 1e-3."""
    return float(word.replace("D", "e").replace("d", "e"))


def numbers(words: NDArray[np.str_]) -> Floats:
    """The numbers that words stand for."""
    try:
        return words.astype(np.float64)
    except ValueError:
        return np.array([number(word) for word in words.ravel().tolist()]).reshape(words.shape)


def blocks(path: Path, split: Callable[[Iterator[str]], Iterator[list[str]]]) -> Iterator[list[str]]:
    """Blocks of lines, one for each frame. The last block may be incomplete."""
    with open_with_compression(str(path), "rt") as file:
        yield from split(_without_mark(_until_cut(file)))


def _without_mark(lines: Iterator[str]) -> Iterator[str]:
    """Lines of a file without the byte order mark, with which some editors begin it."""
    for first in lines:
        yield first.removeprefix("\ufeff")
        yield from lines


def _until_cut(file: IO[str]) -> Iterator[str]:
    """Lines of a file. A compressed file that ends too early is read as far as possible."""
    read = False
    try:
        for line in file:
            yield line
            read = True
    except CUT_SHORT:
        if not read:
            raise
