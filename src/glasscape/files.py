"""Atomic writes: a file appears complete or not at all."""

import hashlib
import json
import os
import shutil
import tempfile
import tokenize
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from glasscape.errors import FileError

# what NumPy and zipfile raise for files that are damaged
DAMAGED = (
    *(OSError, EOFError, ValueError, RuntimeError, MemoryError),
    *(zipfile.BadZipFile, zlib.error, tokenize.TokenError),
)


@contextmanager
def atomic_path(path: str | Path) -> Iterator[Path]:
    """Yield a temporary path in the same folder and rename it to `path` if the block succeeds."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{target.stem}-", suffix=target.suffix, dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        # mkstemp makes private files: give the result ordinary permissions
        temporary.chmod(0o666 & ~_umask())
        # on the disk before its name is: a name without content would look complete after a power failure
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def regular_files(folder: str | Path) -> list[Path]:
    """List all files below a folder, sorted. Hidden files and folders are left out."""
    return [path for path in visible(folder) if path.is_file()]


def visible(folder: str | Path) -> list[Path]:
    """List all that is below a folder, sorted, but what is hidden."""
    names = (path.relative_to(folder) for path in Path(folder).rglob("*"))
    return sorted(Path(folder) / name for name in names if not any(part[0] == "." for part in name.parts))


def copy_whole(source: str | Path, target: str | Path) -> None:
    """Copy a file or a folder. Each file is copied atomically.

    Other files in the target folder are removed.
    """
    source, target = Path(source), Path(target)
    if not source.is_dir():
        with atomic_path(target) as temporary:
            shutil.copyfile(source, temporary)
        return
    kept = {path.relative_to(source) for path in regular_files(source)}
    for name in kept:
        copy_whole(source / name, target / name)
    for path in regular_files(target):
        if path.relative_to(target) not in kept:
            path.unlink()


def sha256(path: str | Path) -> str:
    """SHA-256 of the content of a file."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_json(path: str | Path, content: dict[str, Any]) -> None:
    """Write `content` as indented JSON, atomically."""
    with atomic_path(path) as temporary:
        temporary.write_text(json.dumps(content, indent=2, allow_nan=False) + "\n")


def read_json(path: str | Path) -> dict[str, Any]:
    """Read a JSON object.

    Raises
    ------
    FileError
        If the file is no JSON.
    """
    try:
        content: dict[str, Any] = json.loads(Path(path).read_text())
    except ValueError as error:
        raise FileError(f"{path}: is not JSON ({error}); delete it and run again") from error
    return content


def write_arrays(path: str | Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write named arrays as an `.npz` file, atomically."""
    contents: dict[str, Any] = dict(arrays)
    with atomic_path(path) as temporary:
        np.savez(temporary, **contents)


def read_arrays(path: str | Path, but: Collection[str] = ()) -> dict[str, NDArray[Any]]:
    """Read all arrays of an `.npz` file, but those of some names. Nothing in the file is executed.

    Raises
    ------
    FileError
        If it is no such file, or holds objects.
    """
    try:
        with zipfile.ZipFile(path), np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in file.files if name not in but}
    except DAMAGED as error:
        raise FileError(f"{path}: is not an .npz file of plain arrays ({error})") from error
