"""H5MD files (de Buyl, Colberg and Hofling, Comput. Phys. Commun. 185, 1546 (2014))."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
from numpy.typing import NDArray

from glasscape.structures.formats.frame import Frame
from glasscape.structures.settings import StructureFormat


def read_h5md(path: Path, how: StructureFormat) -> Iterator[Frame]:
    """Frames of an H5MD file."""
    with h5py.File(path, "r") as file:
        groups = [group for group in file["particles"].values() if "position" in group]
        if len(groups) != 1:
            raise ValueError(f"{len(groups)} groups below 'particles' have positions; there must be one")
        group = groups[0]
        place, box = group["position"], group["box"]
        edges = box.get("edges")
        if edges is None:
            raise ValueError("the box has no edges; only periodic boxes can be read")
        boundary = [name.decode() if isinstance(name, bytes) else name for name in box.attrs["boundary"]]
        x, y, z = (name == "periodic" for name in boundary)
        for k, positions in enumerate(place["value"]):
            columns = {name: _element(group[name], k) for name in group if name not in ("position", "box")}
            length = _element(edges, k)
            yield Frame(
                np.diag(length) if length.ndim == 1 else length,
                (x, y, z),
                np.asarray(positions, dtype=np.float64),
                {name: values for name, values in columns.items() if values.ndim == 1},
                _stamp(place, k),
            )


def _element(element: h5py.Group | h5py.Dataset, k: int) -> NDArray[Any]:
    """Value of an H5MD element at frame k. The element has one value per frame, or one for all frames."""
    return np.asarray(element["value"][k] if isinstance(element, h5py.Group) else element[()])


def _stamp(element: h5py.Group, k: int) -> float | None:
    """Step or time of frame k. The element has one value per frame, or the interval between two frames."""
    for name in ("step", "time"):
        if name in element:
            stamps = element[name]
            return float(stamps[k] if stamps.ndim else k * stamps[()])
    return None
