"""The table of descriptors: one row per particle, one column per descriptor."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from glasscape.arrays import Floats
from glasscape.errors import DescriptorError


@dataclass(frozen=True, eq=False)
class Descriptors:
    """Numbers that describe the neighbourhood of every particle.

    Attributes
    ----------
    values : ndarray, shape (N, F)
        One row per particle, one column per descriptor.
    names : tuple of str
        Name of every descriptor, unique.
    units : tuple of str
        Unit of every descriptor; `1` if it has none.
    meanings : tuple of str
        What every descriptor is, in a few words.
    """

    values: Floats
    names: tuple[str, ...]
    units: tuple[str, ...]
    meanings: tuple[str, ...]

    def __post_init__(self) -> None:
        width = self.values.shape[1]
        if not width == len(self.names) == len(self.units) == len(self.meanings):
            raise ValueError(
                f"{width} columns with {len(self.names)} names, {len(self.units)} units and "
                f"{len(self.meanings)} meanings"
            )
        if len(set(self.names)) < width:
            raise ValueError("two descriptors have the same name")

    @classmethod
    def join(cls, parts: Sequence["Descriptors"]) -> "Descriptors":
        """Descriptors of the same particles side by side.

        Parameters
        ----------
        parts : sequence of Descriptors
            At least one. All have the same particles, and no two descriptors have the same name.
        """
        return cls(
            np.hstack([part.values for part in parts]),
            tuple(name for part in parts for name in part.names),
            tuple(unit for part in parts for unit in part.units),
            tuple(meaning for part in parts for meaning in part.meanings),
        )

    def only(self, names: Sequence[str]) -> "Descriptors":
        """The descriptors with the given names, in this order.

        Raises
        ------
        DescriptorError
            If there is no descriptor of such a name.
        """
        column = {name: k for k, name in enumerate(self.names)}
        missing = [name for name in names if name not in column]
        if missing:
            raise DescriptorError(
                f"there is no descriptor {missing[0]!r}; the names are {', '.join(self.names[:5])}, ... "
                f"({len(self.names)} descriptors)"
            )
        chosen = [column[name] for name in names]
        return Descriptors(
            self.values[:, chosen],
            tuple(self.names[k] for k in chosen),
            tuple(self.units[k] for k in chosen),
            tuple(self.meanings[k] for k in chosen),
        )
