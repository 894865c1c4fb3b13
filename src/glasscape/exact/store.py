"""Append-only store of computed paths: nothing finished is lost, nothing is computed twice.

A folder holds one file for every writer, one line for every path: checksum, key, JSON record. A line torn
by a kill fails its checksum and is passed over. Readers take the union of all files.
"""

import base64
import json
import os
import socket
import time
import zlib
from collections.abc import Collection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from glasscape.exact.path import PathResult
from glasscape.paths.intermediate import IntermediateMinimum
from glasscape.paths.profile import Profile

SUFFIX = ".paths"


def load(folder: str | Path, keys: Collection[str]) -> dict[str, PathResult]:
    """Read the stored paths among `keys`."""
    found: dict[str, PathResult] = {}
    wanted = {key.encode() for key in keys}
    for path in sorted(Path(folder).glob(f"*{SUFFIX}")):
        with path.open("rb") as file:
            for line in file:
                checksum, _, content = line.rstrip(b"\n").partition(b" ")
                key, _, record = content.partition(b" ")
                if key in wanted and checksum == _checksum(content):
                    found[key.decode()] = _decode(json.loads(record))
    return found


class StoreWriter:
    """Appends to a file of its own in the store, made at the first path.

    Parameters
    ----------
    folder : path
        The store; it is made if it is missing.
    """

    def __init__(self, folder: str | Path) -> None:
        self._folder = Path(folder)
        self._file: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()

    def append(self, key: str, result: PathResult) -> None:
        """Write one path and push it to the disk before returning."""
        if self._file is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            name = f"{time.time_ns()}-{socket.gethostname()}-{os.getpid()}{SUFFIX}"
            self._file = (self._folder / name).open("xb")
        content = f"{key} {json.dumps(_encode(result))}".encode()
        self._file.write(_checksum(content) + b" " + content + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())


def _checksum(content: bytes) -> bytes:
    return f"{zlib.crc32(content):08x}".encode()


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
