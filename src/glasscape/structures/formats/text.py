"""Text files of frames, compressed or not. Each frame is a block of lines."""

import zlib
from collections.abc import Callable, Iterator
from lzma import LZMAError
from pathlib import Path
from typing import IO

from ase.io.formats import open_with_compression

from glasscape.errors import StructureError

# first bytes of compressed files, and their name endings
COMPRESSED = {b"\x1f\x8b": ".gz", b"BZh": ".bz2", b"\xfd7zXZ": ".xz"}
# errors of a compressed stream that ends too early
CUT_SHORT = (EOFError, zlib.error, LZMAError)


def check_ending(path: Path) -> None:
    """Check that the ending of a file agrees with its compression: the ending decides how it is opened."""
    with path.open("rb") as file:
        begin = file.read(6)
    for magic, ending in COMPRESSED.items():
        if begin.startswith(magic) and path.suffix != ending:
            raise StructureError(f"{path.name}: is compressed; give its name the ending {ending}")
        if path.suffix == ending and not begin.startswith(magic):
            raise StructureError(f"{path.name}: is not compressed; remove the ending {ending} from its name")


def blocks(path: Path, split: Callable[[Iterator[str]], Iterator[list[str]]]) -> Iterator[list[str]]:
    """Blocks of lines, one for each frame. The last block may be incomplete."""
    with open_with_compression(str(path), "rt") as file:
        yield from split(_until_cut(file))


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
