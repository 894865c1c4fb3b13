"""Append-only store of computed paths: nothing finished is lost, nothing is computed twice.

Every writer has files of its own in the folder, so that any number may write at once on a shared file system:

- `NAME.paths`: one line for every path: checksum, key, JSON record. A line torn by a kill fails its checksum
  and is passed over.
- `NAME.index`: one line for every path: checksum, key, where its line begins and how long it is. Readers look
  into all of these, at what lines follow the last entry, and then only at the paths they want.
- `NAME.begun`: the key of the path that is being computed. It stays behind when the process dies.
"""

import base64
import json
import os
import socket
import time
import zlib
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import numpy as np

from glasscape.errors import StoreError
from glasscape.paths.intermediate import IntermediateMinimum
from glasscape.paths.path import PathResult
from glasscape.paths.profile import Profile

PATHS, INDEX, BEGUN = ".paths", ".index", ".begun"


def load(folder: str | Path, keys: Collection[str]) -> dict[str, PathResult]:
    """Read the stored paths among `keys`."""
    found: dict[str, PathResult] = {}
    wanted = set(keys)
    for path in sorted(Path(folder).glob(f"*{PATHS}")):
        with path.open("rb") as file:
            for key, begins, length in _entries(path):
                if key not in wanted:
                    continue
                file.seek(begins)
                content = _checked(file.read(length))
                if content is not None:
                    found[key] = _decode(json.loads(content.partition(b" ")[2]))
    return found


def deaths(folder: str | Path) -> Counter[str]:
    """How many processes have died, or are still at work, while computing the path of a key."""
    found: Counter[str] = Counter()
    for path in Path(folder).glob(f"*{BEGUN}"):
        # its writer may finish meanwhile
        with suppress(OSError):
            found[path.read_text()] += 1
    return found


def _entries(path: Path) -> Iterator[tuple[str, int, int]]:
    """Key, beginning and length of the lines of a file of paths.

    From its index, as far as that goes: a kill may come between a path and its entry.
    """
    index, end = path.with_suffix(INDEX), 0
    for line in index.read_bytes().splitlines() if index.exists() else ():
        entry = _checked(line)
        if entry is None:
            break
        key, begins, length = entry.split()
        yield key.decode(), int(begins), int(length)
        end = int(begins) + int(length) + 1
    with path.open("rb") as file:
        file.seek(end)
        for line in file:
            content = _checked(line.rstrip(b"\n"))
            if content is not None:
                yield content.partition(b" ")[0].decode(), end, len(line) - 1
            end += len(line)


class StoreWriter:
    """Appends to files of its own in the store, made at the first path.

    Parameters
    ----------
    folder : path
        The store; it is made if it is missing.
    """

    def __init__(self, folder: str | Path) -> None:
        # unique among machines that share the folder
        name = f"{time.time_ns()}-{socket.gethostname()}-{os.getpid()}"
        self._path = Path(folder) / f"{name}{PATHS}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # the error of the block counts, not that of tidying up after it
        with suppress(OSError):
            self._path.with_suffix(BEGUN).unlink()

    def begin(self, key: str) -> None:
        """Tell other processes which path is computed now.

        Raises
        ------
        StoreError
            When the store cannot be written to.
        """
        with _writable(self._path.parent):
            self._path.with_suffix(BEGUN).write_text(key)

    def append(self, key: str, result: PathResult) -> None:
        """Write one path and push it to the disk before returning.

        Raises
        ------
        StoreError
            When the store cannot be written to.
        """
        content = f"{key} {json.dumps(_encode(result))}".encode()
        line = _with_checksum(content)
        with _writable(self._path.parent):
            with self._path.open("ab") as file:
                start = file.tell()
                _push(file, line)
            with self._path.with_suffix(INDEX).open("ab") as file:
                _push(file, _with_checksum(f"{key} {start} {len(line)}".encode()))


@contextmanager
def _writable(folder: Path) -> Iterator[None]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise StoreError(
            f"{folder}: cannot be written to ({error.strerror}); make room or mend its permissions and run "
            "again: finished paths are kept"
        ) from error


def _push(file: IO[bytes], line: bytes) -> None:
    file.write(line + b"\n")
    file.flush()
    os.fsync(file.fileno())


def _with_checksum(content: bytes) -> bytes:
    return b"%08x " % zlib.crc32(content) + content


def _checked(line: bytes) -> bytes | None:
    """Content of a line, or None if it is not whole."""
    content = line[9:]
    return content if _with_checksum(content) == line else None


def _encode(result: PathResult) -> dict[str, Any]:
    if result.profile is None:
        raise ValueError("a path that failed has no place in the store")
    return {
        **vars(result),
        "profile": _encode_profile(result.profile),
        "coarser_profile": _encode_profile(result.coarser_profile),
        "intermediate": [
            {
                "energy": minimum.energy,
                "positions": base64.b64encode(minimum.positions.astype("<f8").tobytes()).decode(),
            }
            for minimum in result.intermediate
        ],
    }


def _encode_profile(profile: Profile | None) -> dict[str, Any] | None:
    if profile is None:
        return None
    return {
        name: value.tolist() if isinstance(value, np.ndarray) else value
        for name, value in vars(profile).items()
    }


def _decode(record: dict[str, Any]) -> PathResult:
    return PathResult(
        **{
            **record,
            "profile": _decode_profile(record["profile"]),
            "coarser_profile": _decode_profile(record["coarser_profile"]),
            "intermediate": tuple(
                IntermediateMinimum(
                    np.frombuffer(base64.b64decode(minimum["positions"]), "<f8").reshape(-1, 3),
                    minimum["energy"],
                )
                for minimum in record["intermediate"]
            ),
        }
    )


def _decode_profile(content: dict[str, Any] | None) -> Profile | None:
    if content is None:
        return None
    for name in ("arc_length", "energies", "slopes"):
        content[name] = np.array(content[name])
    return Profile(**content)
