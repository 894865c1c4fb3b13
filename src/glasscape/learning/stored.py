"""Models that consist of arrays, stored as `.npz` files. Nothing in the files is executed."""

import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from glasscape.arrays import Floats
from glasscape.errors import LearningError
from glasscape.files import atomic_path
from glasscape.learning.families.model import AGAIN


def write_arrays(path: Path, arrays: Mapping[str, Floats]) -> None:
    """Write named arrays, atomically."""
    contents: dict[str, Any] = dict(arrays)
    with atomic_path(path) as temporary:
        np.savez(temporary, **contents)


def read_arrays(path: Path) -> dict[str, Floats]:
    """Read named arrays of finite floats.

    Raises
    ------
    LearningError
        If the file is no such file.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (OSError, ValueError, EOFError, AttributeError, zipfile.BadZipFile) as error:
        raise LearningError(f"{path}: is not an .npz file of plain arrays ({error}); {AGAIN}") from error
    for name, array in arrays.items():
        if array.dtype != np.float64 or not np.isfinite(array).all():
            raise LearningError(f"{path}: {name} does not hold finite floats; {AGAIN}")
    return arrays
