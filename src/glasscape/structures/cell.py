"""Periodic cells of any shape, in one standard form.

The rows of a cell are its lattice vectors, a lower triangular matrix: a points along x, and b lies in the
plane of x and y. Every tilt is at most half a length. Separations are reduced along z, then y, then x. They
then lie in a box with the three lengths. A reduced separation shorter than half the smallest length is the
shortest of all its periodic images.
"""

from dataclasses import dataclass

import numpy as np

from glasscape.arrays import Floats

# length of the third lattice vector of a plane, sigma, beyond the range of any interaction
PLANE_THICKNESS = 1000.0
# by which elastic moduli contract a cell at most
LARGEST_STRAIN = 1e-3
# tilts and shifts below this fraction of a length are rounding errors
ROUNDING = 1e-9
# tilts of plus and minus half a length are equivalent; this limit selects one in spite of rounding errors
HALF = 0.5 + 1e-6


@dataclass(frozen=True, eq=False)
class Cell:
    """A periodic cell in its standard form.

    Attributes
    ----------
    vectors : ndarray, shape (3, 3)
        Lattice vectors in rows, sigma; lower triangular with positive diagonal.
    """

    vectors: Floats

    @classmethod
    def cubic(cls, length: float) -> "Cell":
        """A cubic cell with the given length, sigma."""
        return cls(length * np.eye(3))

    @classmethod
    def square(cls, length: float) -> "Cell":
        """A square cell in two dimensions with the given length, sigma.

        It is a plane in a cell of three dimensions. All particles have z = 0 and never leave this plane.
        """
        return cls(np.diag([length, length, PLANE_THICKNESS]))

    @classmethod
    def of_length(cls, length: float, dimensions: int) -> "Cell":
        """A square cell in two dimensions, or a cubic cell in three, with the given length, sigma."""
        return cls.square(length) if dimensions == 2 else cls.cubic(length)

    @classmethod
    def standard(cls, vectors: Floats) -> tuple["Cell", Floats]:
        """The standard form of a cell, and the rotation that turns positions into its frame.

        Parameters
        ----------
        vectors : ndarray, shape (3, 3)
            Lattice vectors in rows, linearly independent.

        Returns
        -------
        cell : Cell
            The standard form, which spans the same lattice.
        rotation : ndarray, shape (3, 3)
            `positions @ rotation` are in the frame of `cell`.
        """
        right_handed = np.array(vectors, dtype=np.float64)
        # -c and c span the same lattice
        right_handed[2] *= np.sign(np.linalg.det(right_handed))
        if np.any(np.triu(right_handed, 1)) or np.any(np.diag(right_handed) <= 0.0):
            # imported late: every read of a config imports this module, and ASE is slow to import
            from ase.cell import Cell as AseCell

            turned, back = AseCell(right_handed).standard_form()  # type: ignore[no-untyped-call]
            rows, rotation = np.tril(turned.array), np.asarray(back).T
        else:
            rows, rotation = right_handed, np.eye(3)
        for row, column in ((2, 1), (2, 0), (1, 0)):
            length = rows[column, column]
            rows[row] -= np.ceil(rows[row, column] / length - HALF) * rows[column]
            if abs(rows[row, column]) < ROUNDING * length:
                rows[row, column] = 0.0
        return cls(rows), rotation

    @property
    def lengths(self) -> Floats:
        """Lengths of the box that holds all reduced separations, shape (3,), sigma."""
        return np.diag(self.vectors)

    @property
    def dimensions(self) -> int:
        """Number of dimensions in which particles move: two if the cell has the thickness of a plane."""
        return 2 if self.vectors[2, 2] == PLANE_THICKNESS else 3

    @property
    def volume(self) -> float:
        """Volume in sigma^3, or area of a plane in sigma^2."""
        return float(np.prod(self.lengths[: self.dimensions]))

    @property
    def width(self) -> float:
        """Smallest length, sigma. No particle is closer to its own periodic image."""
        return float(self.lengths.min())

    @property
    def height(self) -> float:
        """Smallest distance between opposite faces, sigma.

        It is at most the width. Unlike that, it does not depend on which lattice vector comes first.
        """
        if not self.is_tilted:
            return self.width
        return float(1.0 / np.linalg.norm(np.linalg.inv(self.vectors), axis=0).max())

    def is_wide(self, interaction_range: float) -> bool:
        """Whether no particle interacts with its own periodic image, also in a slightly strained cell."""
        return self.width > 2.0 * (1.0 + LARGEST_STRAIN) * interaction_range

    def spacing(self, count: int) -> float:
        """Mean distance between so many particles, (volume per particle)^(1 / dimensions), sigma."""
        return float((self.volume / count) ** (1 / self.dimensions))

    @property
    def is_tilted(self) -> bool:
        """Whether the cell is not orthogonal."""
        return bool(np.any(np.tril(self.vectors, -1)))

    @property
    def numbers(self) -> Floats:
        """Lengths, shape (3,), then the tilts xy, xz, yz if the cell is tilted, sigma."""
        tilts = self.vectors[[1, 2, 2], [0, 0, 1]]
        return np.concatenate([self.lengths, tilts if self.is_tilted else []])

    def minimum_image(self, separations: Floats) -> Floats:
        """Separations, shape (..., 3), reduced to the box with the lengths of the cell."""
        near = np.array(separations)
        for axis in (2, 1, 0):
            row = self.vectors[axis]
            near[..., : axis + 1] -= np.rint(near[..., axis, None] / row[axis]) * row[: axis + 1]
        return near

    def wrap(self, positions: Floats) -> Floats:
        """Positions, shape (..., 3), moved by lattice vectors into the cell."""
        inside = np.array(positions)
        for axis in (2, 1, 0):
            row = self.vectors[axis]
            rest = inside[..., axis] % row[axis]
            turns = np.rint((inside[..., axis] - rest) / row[axis])
            inside[..., :axis] -= turns[..., None] * row[:axis]
            inside[..., axis] = rest
        return inside

    def displacement(self, start: Floats, end: Floats) -> Floats:
        """Displacement of every particle from `start` to `end`, without a common shift, by minimum image.

        The shift is removed before images are chosen. It is first estimated, along every lattice vector, by
        the circular mean of the changes in fractional coordinates (Bai and Breen, J. Graph. Tools 13, 53
        (2008)). It is then refined until it is the mean of the changes to the nearest images. The result
        does not depend on the origin of either configuration, or on the images of particles.

        Parameters
        ----------
        start, end : ndarray, shape (N, 3)
            Positions in sigma, wrapped or not.

        Returns
        -------
        ndarray, shape (N, 3)
            Displacements whose mean is zero, sigma.
        """
        # imported late, as numba is slow to import
        from glasscape.structures.kernels import box_of, remove_shift

        changes = np.ascontiguousarray((end - start).T)
        remove_shift(changes, box_of(self.vectors))
        return changes.T
