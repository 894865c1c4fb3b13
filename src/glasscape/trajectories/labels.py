"""Labels of particles from isoconfigurational runs, and how well a model could predict them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from glasscape.arrays import Flags, Floats, Integers
from glasscape.errors import StructureError
from glasscape.forces.force_field import ForceField
from glasscape.forces.neighbours import find_close_pairs
from glasscape.minimise.quench import quench
from glasscape.trajectories.isoconfigurational import Isoconfigurational


@dataclass(frozen=True, eq=False)
class Label:
    """A number per particle, measured in several runs.

    Attributes
    ----------
    runs : ndarray, shape (R, N)
        Value of every particle in each of the R runs.
    """

    runs: Floats

    @property
    def mean(self) -> Floats:
        """Mean over the runs, shape (N,): what models predict."""
        return np.asarray(self.runs.mean(axis=0))

    def ceiling(self, rows: Flags | Integers) -> float:
        """Largest Pearson correlation of any prediction with the mean over the runs.

        The mean over R runs differs from the mean over infinitely many runs. Its reliability is the fraction
        of its variance that is not due to the finite number of runs. The exact expectation correlates with
        it by the square root of the reliability. The reliability is Cronbach's alpha: the mean, over all
        splits of the runs into two halves, of the split-half reliability of all R runs (Cronbach,
        Psychometrika 16, 297 (1951)).

        Parameters
        ----------
        rows : ndarray of bool, shape (N,), or of int
            Particles to correlate, for example those of one species.

        Raises
        ------
        StructureError
            If there is only one run.
        """
        values = self._several(rows)
        count = len(values)
        total = values.sum(axis=0).var()
        # without any variance there is nothing to predict
        unreliable = values.var(axis=1).sum() / total if total > 0.0 else 1.0
        return float(np.sqrt(max(0.0, count / (count - 1) * (1.0 - unreliable))))

    def single_run(self, rows: Flags | Integers) -> float:
        """Mean Pearson correlation of one run with the mean over the others.

        Parameters
        ----------
        rows : ndarray of bool, shape (N,), or of int
            Particles to correlate.

        Raises
        ------
        StructureError
            If there is only one run.
        """
        values = self._several(rows)
        others = (values.sum(axis=0) - values) / (len(values) - 1)
        one, rest = (each - each.mean(axis=1, keepdims=True) for each in (values, others))
        norms = np.linalg.norm(one, axis=1) * np.linalg.norm(rest, axis=1)
        # a run in which all particles have the same value correlates with nothing
        return float(np.mean(np.sum(one * rest, axis=1) / np.where(norms > 0.0, norms, np.inf)))

    def _several(self, rows: NDArray[np.generic]) -> Floats:
        if len(self.runs) < 2:
            raise StructureError("a label of a single run has no ceiling; give at least two runs")
        return self.runs[:, rows]


def propensity(runs: Isoconfigurational, k: int) -> Label:
    """Distance of every particle at time `k` from its initial position, sigma, without the drift of each run.

    Its mean over the runs is the propensity of motion (Widmer-Cooper, Harrowell and Fynewever, Phys. Rev.
    Lett. 93, 135701 (2004)).

    Parameters
    ----------
    runs : Isoconfigurational
        The runs.
    k : int
        Index of the time.
    """
    return Label(np.linalg.norm(runs.displacements(k), axis=2))


def overlap(runs: Isoconfigurational, k: int, distance: float) -> Label:
    """Whether every particle is within a distance of its initial position at time `k`, without the drift.

    Its mean over runs and particles is the overlap function (Lacevic, Starr, Schroder and Glotzer, J. Chem.
    Phys. 119, 7372 (2003)), the self part alone.

    Parameters
    ----------
    runs : Isoconfigurational
        The runs.
    k : int
        Index of the time.
    distance : float
        The distance, sigma.
    """
    return Label((propensity(runs, k).runs < distance).astype(np.float64))


def inherent_propensity(
    runs: Isoconfigurational, k: int, force_field: ForceField, inherent: Floats, max_force: float
) -> Label:
    """Distance of every particle between the inherent structures at time `k` and at time zero, sigma.

    Positions of all runs are quenched. Vibrations do not contribute (Widmer-Cooper and Harrowell, Phys. Rev.
    Lett. 96, 185701 (2006)).

    Parameters
    ----------
    runs : Isoconfigurational
        The runs.
    k : int
        Index of the time.
    force_field : ForceField
        Engine with the particles.
    inherent : ndarray, shape (N, 3)
        Inherent structure of the initial positions, sigma.
    max_force : float
        Tolerance of the quenches, epsilon / sigma.

    Raises
    ------
    StructureError
        If a quench does not converge.
    """
    distances = np.empty((len(runs.positions), len(runs.particles)))
    for run, end in enumerate(tqdm(runs.positions[:, k], "quenches", disable=None)):
        found = quench(force_field, end.astype(np.float64), max_force)
        if not found.converged:
            raise StructureError(
                f"run {run}: the quench ended with a force of {found.max_force:.2g}; check that the "
                "potential fits the runs, or raise minima.max_force"
            )
        # quenches keep positions unwrapped; the initial inherent structure may be another periodic image
        before = runs.start + runs.particles.cell.displacement(runs.start, inherent)
        changes = found.positions - before
        distances[run] = np.linalg.norm(changes - changes.mean(axis=0), axis=1)
    return Label(distances)


def bond_breaking(runs: Isoconfigurational, k: int, reach: Floats, exit_reach: Floats) -> Label:
    """Fraction of the initial neighbours of every particle that are still neighbours at time `k` of a run.

    A neighbour leaves only beyond a larger distance than that at which it counts as one, so that vibrations
    break no bonds (Yamamoto and Onuki, Phys. Rev. E 58, 3515 (1998)).

    Parameters
    ----------
    runs : Isoconfigurational
        The runs.
    k : int
        Index of the time.
    reach : ndarray, shape (K, K)
        Neighbours at time zero are closer than this, sigma, by the species of both particles: the first
        minimum of the pair correlation function. It is about 1.4, 1.25 and 1.05 for AA, AB and BB of the
        mixture of Kob and Andersen.
    exit_reach : ndarray, shape (K, K)
        Neighbours at the end are closer than this, sigma. It is at least `reach`, and larger by about 0.3.

    Raises
    ------
    StructureError
        If the distances are not symmetric matrices for all species, if a neighbour could be its own periodic
        image, or if a particle has no neighbours.
    """
    particles = runs.particles
    reaches = np.asarray(reach, dtype=np.float64), np.asarray(exit_reach, dtype=np.float64)
    kinds = particles.n_species
    for name, given in zip(("reach", "exit_reach"), reaches, strict=True):
        if given.shape != (kinds, kinds) or not np.array_equal(given, given.T):
            raise StructureError(f"{name}: should be a symmetric matrix of shape ({kinds}, {kinds})")
        if not np.all((given > 0.0) & (given <= 0.5 * particles.cell.width)):
            raise StructureError(f"{name}: should be positive and at most half the width of the cell")
    inside, outside = reaches
    if np.any(outside < inside):
        raise StructureError("exit_reach: should be at least reach for every pair of species")
    one, other = _neighbours(runs, inside)
    initial = np.bincount(np.concatenate([one, other]), minlength=len(particles))
    if not initial.all():
        alone = int(np.argmin(initial))
        raise StructureError(
            f"reach: particle {alone + 1} has no neighbours at time zero; give larger distances"
        )
    limit = outside[particles.species[one], particles.species[other]]
    kept = np.empty((len(runs.positions), len(particles)))
    for run, end in enumerate(runs.positions[:, k].astype(np.float64)):
        separations = particles.cell.minimum_image(end[one] - end[other])
        stays = np.linalg.norm(separations, axis=1) < limit
        kept[run] = np.bincount(np.concatenate([one[stays], other[stays]]), minlength=len(particles))
    return Label(kept / initial)


def _neighbours(runs: Isoconfigurational, reach: Floats) -> tuple[Integers, Integers]:
    """Both particles of every pair that is closer than `reach` of its species at time zero."""
    pairs = find_close_pairs(runs.start, runs.particles.cell, float(reach.max()))
    one, other = pairs.ends
    species = runs.particles.species
    near = pairs.distance2 < reach[species[one], species[other]] ** 2
    return one[near], other[near]
