"""H5MD files (de Buyl, Colberg and Hofling, Comput. Phys. Commun. 185, 1546 (2014)).

An element is a group with a value for every step at which it was stored, or a dataset that holds for all
frames.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import h5py
import numpy as np
from numpy.typing import NDArray

from glasscape.arrays import Floats, Integers
from glasscape.structures.formats.frame import ID, Frame
from glasscape.structures.settings import StructureFormat

# what says when a value was stored
CLOCKS = ("step", "time")
# times that differ by less, relative to their size, are equal
SAME_TIME = 1e-9


def read_h5md(path: Path, how: StructureFormat) -> Iterator[Frame]:
    """Frames of an H5MD file."""
    with h5py.File(path, "r") as file:
        groups = [group for group in file.get("particles", {}).values() if "position" in group]
        if len(groups) != 1:
            raise ValueError(f"{len(groups)} groups below 'particles' have positions; there must be one")
        group = groups[0]
        box = group.get("box", {})
        if "edges" not in box:
            raise ValueError("the box has no edges; only periodic boxes can be read")
        periodic = _periodic(box)
        place = group["position"]
        frames = _length(place)
        clocks = _clocks(place)
        position, edges = (_Element.of(each, frames, clocks) for each in (place, box["edges"]))
        columns = _columns(group, frames, clocks, {how.diameter, how.species, ID})
        for k in range(frames):
            lengths = edges.at(k)
            yield Frame(
                np.diag(lengths) if lengths.ndim == 1 else lengths,
                periodic,
                position.at(k).astype(np.float64),
                {name: column.at(k) for name, column in columns.items()},
                next((float(stamps[k]) for stamps in clocks.values()), None),
            )


@dataclass(frozen=True, eq=False)
class _Element:
    """An H5MD element. `rows` has the index of its value at every frame, or -1. None if it is fixed."""

    values: h5py.Dataset
    rows: Integers | None = None

    @classmethod
    def of(cls, element: h5py.Group | h5py.Dataset, frames: int, clocks: dict[str, Floats]) -> Self:
        """The element at frames with given steps or times: its latest value that is not later."""
        if isinstance(element, h5py.Dataset):
            return cls(element)
        count, own = _length(element), _clocks(element)
        clock = next((name for name in CLOCKS if name in own and name in clocks), None)
        if clock is not None and not np.array_equal(own[clock], clocks[clock]):
            if np.any(np.diff(own[clock]) < 0):
                raise ValueError(
                    f"'{element.name}/{clock}' decreases, so its values cannot be assigned to frames; store "
                    "the element at the steps of 'position'"
                )
            now = clocks[clock] + SAME_TIME * np.abs(clocks[clock])
            return cls(element["value"], np.searchsorted(own[clock], now, side="right") - 1)
        if count != frames:
            raise ValueError(
                f"'{element.name}' has {count} values for {frames} frames, and no steps that say when they "
                f"hold; write '{element.name}/step' and 'position/step', or a fixed element"
            )
        return cls(element["value"], np.arange(frames))

    def at(self, k: int) -> NDArray[Any]:
        """Value at frame k. Names instead of numbers if it is an enumeration."""
        if self.rows is not None and self.rows[k] < 0:
            raise ValueError(f"'{self.values.parent.name}' has no value at this frame or before")
        source = self.values.asstr() if h5py.check_string_dtype(self.values.dtype) else self.values
        values = np.asarray(source[() if self.rows is None else self.rows[k]])
        names = h5py.check_enum_dtype(self.values.dtype)
        if names is None:
            return values
        words = {number: name for name, number in names.items()}
        return np.array([words.get(number, str(number)) for number in values.ravel().tolist()])


def _length(element: h5py.Group | h5py.Dataset) -> int:
    """Number of values of an element."""
    if isinstance(element, h5py.Dataset):
        return 1
    if "value" not in element:
        raise ValueError(f"'{element.name}' has no 'value'; it should be a dataset or an H5MD element")
    return len(element["value"])


def _clocks(element: h5py.Group | h5py.Dataset) -> dict[str, Floats]:
    """Steps and times of the values of an element, or those of equal distance that a number stands for."""
    clocks = {}
    for name in CLOCKS if isinstance(element, h5py.Group) else ():
        if name in element:
            stamps = np.asarray(element[name][()], dtype=np.float64)
            count = _length(element)
            if not stamps.ndim:
                stamps = element[name].attrs.get("offset", 0) + stamps * np.arange(count)
            if len(stamps) < count:
                raise ValueError(f"'{element.name}/{name}' has {len(stamps)} values for {count} frames")
            clocks[name] = stamps[:count]
    return clocks


def _periodic(box: h5py.Group) -> tuple[bool, bool, bool]:
    """Whether the box is periodic along each axis. One word may stand for all of them."""
    if "boundary" not in box.attrs:
        raise ValueError(
            f"'{box.name}' has no attribute 'boundary'; if the box is periodic, write it with "
            f"h5py.File(..., 'a')['{box.name}'].attrs['boundary'] = ['periodic'] * 3"
        )
    words = [word.decode() if isinstance(word, bytes) else word for word in np.ravel(box.attrs["boundary"])]
    if len(words) not in (1, 3):
        raise ValueError(f"the attribute 'boundary' of '{box.name}' should have one word or three")
    x, y, z = (word == "periodic" for word in (words * 3)[:3])
    return x, y, z


def _columns(
    group: h5py.Group, frames: int, clocks: dict[str, Floats], needed: set[str | None]
) -> dict[str, _Element]:
    """Elements with one number or name for every particle. Others than the needed ones may be wrong."""
    columns = {}
    for name in group.keys() - {"position", "box"}:
        try:
            element = _Element.of(group[name], frames, clocks)
        except ValueError:
            if name in needed:
                raise
            continue
        late = element.rows is not None and min(element.rows, default=0) < 0
        if element.values.ndim == (1 if element.rows is None else 2) and (name in needed or not late):
            columns[name] = element
    return columns
