"""Append-only store of computed paths. Finished paths are kept, and no path is computed twice.

Every process writes its own files, so that many can write at the same time on a shared file system:

- `NAME.paths`: one line for every path: checksum, key, JSON record. If a process is killed while it writes a
  line, the line has a wrong checksum and is ignored.
- `NAME.index`: one line for every path: checksum, key, start and length of its line. Readers read every
  index, and the lines that follow its last entry. Then they read only the requested paths.
- `NAME.begun`: the key of the path that is being computed. The file remains if the process dies.
"""

import base64
import json
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from glasscape import versions
from glasscape.paths.intermediate import IntermediateMinimum
from glasscape.paths.isotopes import SpeciesSteps
from glasscape.paths.path import PathResult
from glasscape.paths.profile import Profile
from glasscape.paths.saddle import Saddle
from glasscape.paths.vibrations import Vibrations
from glasscape.records import checked, own_file, push, with_checksum, writable

PATHS, INDEX, BEGUN = ".paths", ".index", ".begun"


def load(folder: str | Path, keys: Collection[str]) -> dict[str, PathResult]:
    """Read the stored paths among `keys`."""
    found: dict[str, PathResult] = {}
    asked = set(keys)
    for path in sorted(Path(folder).glob(f"*{PATHS}")):
        with path.open("rb") as file:
            for key, begins, length in _entries(path):
                if key not in asked:
                    continue
                file.seek(begins)
                content = checked(file.read(length))
                if content is None:
                    continue
                result = _decode(json.loads(content.partition(b" ")[2]))
                # a path may be there twice, first without vibrations
                if key not in found or found[key].vibrations is None:
                    found[key] = result
    return found


def deaths(folder: str | Path) -> Counter[str]:
    """Number of processes that died, or are still at work, on the path of every key."""
    found: Counter[str] = Counter()
    for path in Path(folder).glob(f"*{BEGUN}"):
        # its writer may finish and remove the file meanwhile
        with suppress(OSError):
            found[path.read_text()] += 1
    return found


def _entries(path: Path) -> Iterator[tuple[str, int, int]]:
    """Key, start and length of the lines of a file of paths.

    They are read from its index. Lines after the last entry are read from the file: a process may be killed
    after it has written a path and before it writes the entry.
    """
    index, end = path.with_suffix(INDEX), 0
    for line in index.read_bytes().splitlines() if index.exists() else ():
        entry = checked(line)
        if entry is None:
            break
        key, begins, length = entry.split()
        yield key.decode(), int(begins), int(length)
        end = int(begins) + int(length) + 1
    with path.open("rb") as file:
        file.seek(end)
        for line in file:
            content = checked(line.rstrip(b"\n"))
            if content is not None:
                yield content.partition(b" ")[0].decode(), end, len(line) - 1
            end += len(line)


class StoreWriter:
    """Appends paths to its own files in the store. The files are made with the first path.

    Parameters
    ----------
    folder : path
        Folder of the store. It is made if it is missing.
    """

    def __init__(self, folder: str | Path) -> None:
        self._path = own_file(folder, PATHS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # an error of this removal must not hide an error of the block
        with suppress(OSError):
            self._path.with_suffix(BEGUN).unlink()

    def begin(self, key: str) -> None:
        """Record which path is being computed, for other processes.

        Raises
        ------
        StoreError
            If the store cannot be written to.
        """
        with writable(self._path.parent):
            self._path.with_suffix(BEGUN).write_text(key)

    def append(self, key: str, result: PathResult) -> None:
        """Write one path and flush it to the disk.

        Raises
        ------
        StoreError
            If the store cannot be written to.
        """
        content = f"{key} {json.dumps(_encode(result))}".encode()
        line = with_checksum(content)
        with writable(self._path.parent):
            with self._path.open("ab") as file:
                start = file.tell()
                push(file, line)
            with self._path.with_suffix(INDEX).open("ab") as file:
                push(file, with_checksum(f"{key} {start} {len(line)}".encode()))


def _encode(result: PathResult) -> dict[str, Any]:
    if result.profile is None:
        raise ValueError("a path that failed cannot be stored")
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
        "vibrations": _encode_vibrations(result.vibrations),
        "steps": result.steps and {name: value.tolist() for name, value in vars(result.steps).items()},
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
            "vibrations": _decode_vibrations(record["vibrations"]),
            "steps": _decode_steps(record["steps"]),
        }
    )


def _decode_profile(content: dict[str, Any] | None) -> Profile | None:
    if content is None:
        return None
    for name in ("arc_length", "energies", "slopes"):
        content[name] = np.array(content[name])
    return Profile(**content)


def _decode_steps(content: dict[str, Any] | None) -> SpeciesSteps | None:
    if content is None:
        return None
    return SpeciesSteps(**{name: np.array(value) for name, value in content.items()})


def _encode_vibrations(vibrations: Vibrations | None) -> dict[str, Any] | None:
    if vibrations is None:
        return None
    saddle = vibrations.saddle
    return {
        "version": versions.VIBRATIONS,
        "arc_length": vibrations.arc_length.tolist(),
        "frequency_sums": vibrations.frequency_sums.tolist(),
        "modes": vibrations.modes,
        "path_length": vibrations.path_length,
        "saddle": None if saddle is None else vars(saddle),
        "soft_overlap": vibrations.soft_overlap,
        "vibrality_rank": vibrations.vibrality_rank,
    }


def _decode_vibrations(content: dict[str, Any] | None) -> Vibrations | None:
    if content is None or content.pop("version") != versions.VIBRATIONS:
        return None
    arrays = {name: np.array(content[name]) for name in ("arc_length", "frequency_sums")}
    saddle = content["saddle"] and Saddle(**content["saddle"])
    return Vibrations(**{**content, **arrays, "saddle": saddle})
