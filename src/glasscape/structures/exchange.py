"""Identical particles: configurations that differ by their exchange are the same state."""

import numpy as np

from glasscape.arrays import Floats, Integers
from glasscape.structures.particles import Particles

# particles that move less than this fraction of the mean distance between particles keep their places: the
# places of two identical particles are further apart than three times that
STAYS = 0.25
# rounds after which the removal of the common shift no longer changes who is exchanged
ROUNDS = 5
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
        squares: dict[int, Floats] = {}
        new = np.flatnonzero(own > (0.5 * self.stays) ** 2)
        while len(new):
            # row by row: all displacements at once would not fit into the cache
            for k in new.tolist():
                squares[k] = np.sum(self._cell.minimum_image(start[group[k]] - end[group]) ** 2, axis=1)
            taken = np.any([squares[k] < own[k] for k in new.tolist()], axis=0)
            new = np.setdiff1d(np.flatnonzero(taken), list(squares))
        involved = np.array(sorted(squares), dtype=np.int64)
        members = group[involved]
        cost = np.array([squares[k][involved] for k in involved]).reshape(len(members), len(members))
        change[members] = members[linear_sum_assignment(cost)[1]]
