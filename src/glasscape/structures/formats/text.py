"""Text files of frames, compressed or not, one block of lines for each frame."""

import zlib
from collections.abc import Callable, Iterator
from lzma import LZMAError
from pathlib import Path
from typing import IO

from ase.io.formats import open_with_compression

from glasscape.errors import StructureError

# first bytes of compressed files, and their name endings
COMPRESSED = {b"\x1f\x8b": ".gz", b"BZh": ".bz2", b"\xfd7zXZ": ".xz"}
# a compressed stream that ends too early
CUT_SHORT = (EOFError, zlib.error, LZMAError)


def check_ending(path: Path) -> None:
    """Compressed files are told by their ending; one that has another would be taken for text."""
    with path.open("rb") as file:
        begin = file.read(6)
    for magic, ending in COMPRESSED.items():
        if begin.startswith(magic) and path.suffix != ending:
            raise StructureError(f"{path.name}: is compressed; give its name the ending {ending}")
        if path.suffix == ending and not begin.startswith(magic):
            raise StructureError(
                f"{path.name}: is not compressed as its ending says; take {ending} off its name"
            )


def blocks(path: Path, split: Callable[[Iterator[str]], Iterator[list[str]]]) -> Iterator[list[str]]:
    """Blocks of lines, one for each frame; the last one may lack some."""
    with open_with_compression(str(path), "rt") as file:
        yield from split(_until_cut(file))


def _until_cut(file: IO[str]) -> Iterator[str]:
    """Lines of a file, up to where a compressed one is cut short."""
    read = False
    try:
        for line in file:
            yield line
            read = True
    except CUT_SHORT:
        if not read:
            raise
