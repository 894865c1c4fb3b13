"""One frame of a file, before it is checked and converted."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from ase import Atoms
from numpy.typing import NDArray

from glasscape.arrays import Floats

# column that identifies particles
ID = "id"


@dataclass(frozen=True, eq=False)
class Frame:
    """One frame of a file, before it is checked and converted.

    Attributes
    ----------
    vectors : ndarray, shape (3, 3)
        Lattice vectors in rows.
    periodic : tuple of bool
        Whether the cell is periodic along each of them.
    positions : ndarray, shape (N, 3)
        Positions, wrapped or not.
    columns : mapping of str to ndarray, shape (N,)
        Other properties of every particle.
    stamp : float or None
        Step or time of the frame. None if the file has neither.
    """

    vectors: Floats
    periodic: tuple[bool, bool, bool]
    positions: Floats
    columns: Mapping[str, NDArray[Any]]
    stamp: float | None = None

    @property
    def is_blank(self) -> bool:
        """Whether several particles are at the origin: frames that were never written are read as zeros."""
        return int(np.count_nonzero(~np.any(self.positions, axis=1))) > 1

    def in_order(self) -> "Frame":
        """The frame with its particles sorted by id, if the file has ids.

        Raises
        ------
        ValueError
            If the shapes of cell, positions and columns do not fit, or if ids are not distinct whole numbers.
        """
        count = len(self.positions)
        if not count or self.positions.shape != (count, 3) or self.vectors.shape != (3, 3):
            raise ValueError(
                f"positions of shape {self.positions.shape} in a cell of shape {self.vectors.shape} are not "
                "a configuration in three dimensions"
            )
        for name, values in self.columns.items():
            if values.shape != (count,):
                raise ValueError(f"'{name}' has {len(values)} values for {count} particles")
        if ID not in self.columns:
            return self
        ids = self.columns[ID]
        distinct, counts = np.unique(ids, return_counts=True)
        if ids.dtype.kind not in "iu":
            raise ValueError("ids are not whole numbers")
        if len(distinct) < count:
            raise ValueError(f"id {distinct[counts > 1][0]} occurs twice")
        order = np.argsort(ids)
        columns = {name: values[order] for name, values in self.columns.items()}
        return replace(self, positions=self.positions[order], columns=columns)

    @classmethod
    def of(cls, atoms: Atoms, stamp: float | None = None) -> "Frame":
        """Make a frame of ASE atoms."""
        x, y, z = map(bool, atoms.pbc)
        columns = {name: values for name, values in atoms.arrays.items() if values.ndim == 1}
        return cls(np.asarray(atoms.cell.array), (x, y, z), atoms.positions, columns, stamp)
