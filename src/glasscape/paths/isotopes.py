"""The energy profile of a path for particles of other masses.

A path of steepest descent does not depend on masses. They enter through its length in mass-weighted
coordinates alone, which follows from how far every species moves between neighbouring points.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from glasscape.arrays import Floats, Integers, ShortIntegers
from glasscape.paths.band import Band, stretch
from glasscape.paths.extension import outward_directions
from glasscape.paths.profile import Profile


@dataclass(frozen=True, eq=False)
class SpeciesSteps:
    """How the particles of S species move between neighbouring points of a profile of P points.

    Attributes
    ----------
    squares : ndarray, shape (P - 1, S)
        Sums of the squared displacements of the particles of every species, sigma^2.
    shifts : ndarray, shape (P - 1, S, 3)
        Sums of their displacements, sigma.
    counts : ndarray of int, shape (S,)
        Number of particles of every species.
    """

    squares: Floats
    shifts: Floats
    counts: Integers

    def lengths(self, masses: Sequence[float]) -> Floats:
        """Mass-weighted lengths of the steps, without the motion of the centre of mass, shape (P - 1,).

        Masses of further species, of which the sample has no particle, do not matter.

        sqrt(sum_s m_s squares_s - |sum_s m_s shifts_s|^2 / sum_s m_s counts_s), sigma sqrt(m)
        """
        weights = np.asarray(masses, dtype=np.float64)[: len(self.counts)]
        centre = np.sum(np.einsum("ksx,s->kx", self.shifts, weights) ** 2, axis=1) / (weights @ self.counts)
        return np.asarray(np.sqrt(self.squares @ weights - centre))


def species_steps(band: Band, profile: Profile, masses: Floats, species: ShortIntegers) -> SpeciesSteps:
    """The steps along a band that is continued beyond both minima.

    Parameters
    ----------
    band : Band
        The band.
    profile : Profile
        Its profile, continued by `extend`.
    masses : ndarray, shape (N,)
        Masses of the particles with which the profile was made, m.
    species : ndarray of int, shape (N,)
        Species of the particles.
    """
    steps = np.diff(profile.arc_length)
    beyond = []
    for direction, lengths in zip(
        outward_directions(band), (steps[: profile.start], steps[profile.end :]), strict=True
    ):
        plain = lengths / stretch(direction[None], masses)[0]
        beyond.append((*_sums(direction[None], species), plain))
    (first, first_shift, before), (last, last_shift, after) = beyond
    squares, shifts = _sums(np.diff(band.images, axis=0), species)
    return SpeciesSteps(
        np.concatenate([before[:, None] ** 2 * first, squares, after[:, None] ** 2 * last]),
        np.concatenate([before[:, None, None] * first_shift, shifts, after[:, None, None] * last_shift]),
        np.bincount(species),
    )


def _sums(moves: Floats, species: ShortIntegers) -> tuple[Floats, Floats]:
    """Sums over the particles of every species of squared displacements and of displacements."""
    members = (np.arange(int(species.max()) + 1)[:, None] == species).astype(np.float64)
    return np.sum(moves**2, axis=2) @ members.T, np.einsum("kix,si->ksx", moves, members)


def with_masses(
    profile: Profile, steps: SpeciesSteps, masses: Sequence[float], others: Sequence[float]
) -> Profile:
    """The profile of the same path for other masses of the species.

    The extension beyond the minima has the same points. Much lighter particles may need a longer one.

    Parameters
    ----------
    profile : Profile
        The profile.
    steps : SpeciesSteps
        The steps between its points.
    masses, others : sequence of float
        Masses of the species with which the profile was made, and those that replace them, m.
    """
    factors = steps.lengths(others) / steps.lengths(masses)
    places = np.concatenate([[0.0], np.cumsum(factors * np.diff(profile.arc_length))])
    # slopes are at the points, factors between them
    at_points = 0.5 * (np.append(factors[0], factors) + np.append(factors, factors[-1]))
    return replace(profile, arc_length=places - places[profile.start], slopes=profile.slopes / at_points)
