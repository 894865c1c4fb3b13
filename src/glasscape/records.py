"""Files that grow by lines with checksums, for results that must outlive a killed process.

A line that was cut by the end of its process has a wrong checksum and is left out.
"""

import os
import socket
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from glasscape.errors import StoreError


def own_file(folder: str | Path, suffix: str) -> Path:
    """Path of a new file of this process, unique among machines that share the folder."""
    return Path(folder) / f"{time.time_ns()}-{socket.gethostname()}-{os.getpid()}{suffix}"


def with_checksum(content: bytes) -> bytes:
    """A line of a file, without its end."""
    return b"%08x " % zlib.crc32(content) + content


def checked(line: bytes) -> bytes | None:
    """Content of a line. None if its checksum is wrong."""
    content = line[9:]
    return content if with_checksum(content) == line else None


def push(file: IO[bytes], line: bytes) -> None:
    """Append a line, and wait until it is on the disk."""
    file.write(line + b"\n")
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """Make a folder, and say what to do if it cannot be written to.

    Raises
    ------
    StoreError
        If it cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise StoreError(
            f"{folder}: cannot be written to ({error.strerror}); make room or correct its permissions and "
            "run again; finished results are kept"
        ) from error
