"""Identical particles: configurations that differ by their exchange are the same state."""

import numpy as np

from glasscape.arrays import Floats, Integers
from glasscape.structures.particles import Particles

# particles that move less than this fraction of the mean distance between particles keep their places: the
# places of two identical particles are further apart than three times that
STAYS = 0.25
# rounds after which the removal of the common shift no longer changes who is exchanged
ROUNDS = 5
# number of displacements that are computed together: they fit into the cache
TOGETHER = 2**15
# kind of a particle that is identical to no other
UNIQUE = -1


class IdenticalParticles:
    """The identical particles of a sample: those with the same species and the same diameter.

    Attributes
    ----------
    kinds : ndarray of int, shape (N,)
        A number that identical particles share. It is -1 for a particle that is identical to no other.
    stays : float
        Displacement below which a particle is not exchanged, sigma.
    """

    def __init__(self, particles: Particles) -> None:
        described = np.column_stack([particles.species, particles.diameters])
        _, kinds, counts = np.unique(described, axis=0, return_inverse=True, return_counts=True)
        self.kinds: Integers = np.where(counts[kinds] > 1, kinds, UNIQUE)
        self.stays = STAYS * particles.cell.spacing(len(particles))
        self._cell = particles.cell
        self._groups = [np.flatnonzero(self.kinds == kind) for kind in np.flatnonzero(counts > 1)]

    def __bool__(self) -> bool:
        """Whether any two particles are identical."""
        return bool(self._groups)

    def closest_copy(self, start: Floats, end: Floats) -> Floats:
        """The configuration `end` with identical particles exchanged so that it is closest to `start`.

        The sum of squared displacements is minimised by linear assignment, for each kind among the particles
        that moved and those whose places they may take. Memory grows as the product of their number and that
        of all particles of the kind.

        Parameters
        ----------
        start, end : ndarray, shape (N, 3)
            Positions in sigma, wrapped or not.

        Returns
        -------
        ndarray, shape (N, 3)
            The positions of `end` in another order, or `end` itself if no exchange brings it closer.
        """
        if not self:
            return end
        moved = self._cell.displacement(start, end)
        if np.linalg.norm(moved, axis=1).max() < self.stays:
            return end
        closest, shortest = end, float(np.linalg.norm(moved))
        # the order of particles may be arbitrary: the common shift is then unknown, and probably zero
        for guess in (start + moved, end):
            copy = end[self._order(start, guess)]
            length = float(np.linalg.norm(self._cell.displacement(start, copy)))
            # an exchange that changes the length by rounding only changes nothing
            if length < (1.0 - 1e-9) * shortest:
                closest, shortest = copy, length
        return closest

    def _order(self, start: Floats, end: Floats) -> Integers:
        """Order of the particles of `end` that brings them closest to those of `start`."""
        order = np.arange(len(end))
        for _ in range(ROUNDS):
            change = np.arange(len(end))
            for group in self._groups:
                self._assign(group, start, end, change)
            if np.array_equal(change, np.arange(len(end))):
                break
            order, end = order[change], end[change]
            end = start + self._cell.displacement(start, end)
        return order

    def _assign(self, group: Integers, start: Floats, end: Floats, change: Integers) -> None:
        """Exchange particles of one kind: those that moved, and those whose places they may take."""
        # its import takes as long as a small job; few models have identical particles
        from scipy.optimize import linear_sum_assignment

        own = np.sum(self._cell.minimum_image(start[group] - end[group]) ** 2, axis=1)
        involved = np.empty(0, dtype=np.int64)
        squares = np.empty((0, len(group)))
        new = np.flatnonzero(own > (0.5 * self.stays) ** 2)
        while len(new):
            found = np.concatenate(
                [
                    np.sum(self._cell.minimum_image(start[group[rows], None] - end[None, group]) ** 2, axis=2)
                    for rows in np.array_split(new, 1 + len(new) * len(group) // TOGETHER)
                ]
            )
            involved, squares = np.concatenate([involved, new]), np.concatenate([squares, found])
            new = np.setdiff1d(np.flatnonzero(np.any(found < own[new, None], axis=0)), involved)
        order = np.argsort(involved)
        members = group[involved[order]]
        cost = squares[order][:, involved[order]]
        change[members] = members[linear_sum_assignment(cost)[1]]
