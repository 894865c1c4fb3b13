"""Test whether a liquid has equilibrated: its energy does not drift, and its structure has relaxed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from glasscape.arrays import Floats
from glasscape.structures.cell import Cell

# a particle overlaps with its earlier position if it has moved by less than this part of the mean distance
# between particles: further than it vibrates, whatever the unit of length
OVERLAP_DISTANCE = 0.3
# the structure has relaxed if the overlap is below this
RELAXED = math.exp(-1.0)
# smallest length of the second half, in relaxation times
FEWEST_RELAXATIONS = 2.0
# largest drift of the energy, in standard errors
LARGEST_DRIFT = 3.0
# smallest acceptance of the molecular dynamics
FEWEST_ACCEPTED = 0.2


def overlap(before: Floats, now: Floats, cell: Cell) -> float:
    """Fraction of particles that have moved by less than 0.3 of the mean distance between particles.

    Parameters
    ----------
    before, now : ndarray, shape (N, 3)
        Positions, wrapped or not.
    cell : Cell
        The cell.
    """
    moved = cell.displacement(before, now)
    reach = OVERLAP_DISTANCE * cell.spacing(len(now))
    return float(np.mean(np.sum(moved**2, axis=1) < reach**2))


@dataclass(frozen=True)
class Equilibration:
    """Result of the test of the second half of an equilibration.

    Attributes
    ----------
    equilibrated : bool
        Whether the energy does not drift, the structure has relaxed at least twice, and enough molecular
        dynamics was accepted.
    reason : str
        Why the liquid is not equilibrated. Empty if it is.
    energy : float
        Mean potential energy per particle, epsilon.
    drift, drift_error : float
        Change of the mean energy per particle from the first to the second part of this half, and its
        standard error, epsilon.
    final_overlap : float
        Overlap of the end with the middle.
    relaxation_blocks : float or None
        Number of blocks after which the overlap with the middle fell below 1/e. None if it did not.
    """

    equilibrated: bool
    reason: str
    energy: float
    drift: float
    drift_error: float
    final_overlap: float
    relaxation_blocks: float | None


def evaluate_equilibration(
    blocks: Sequence[int], energies: Sequence[float], overlaps: Sequence[float], acceptance: float
) -> Equilibration:
    """Test the second half of an equilibration.

    Parameters
    ----------
    blocks : sequence of int
        Number of blocks after the middle, at every measurement.
    energies : sequence of float
        Mean potential energy per particle since the measurement before, epsilon.
    overlaps : sequence of float
        Overlap with the configuration in the middle.
    acceptance : float
        Fraction of the segments of molecular dynamics that were accepted.
    """
    samples = np.asarray(energies)
    first, second = np.array_split(samples, 2)
    drift = float(second.mean() - first.mean())
    relaxed = np.flatnonzero(np.asarray(overlaps) < RELAXED)
    relaxation = float(blocks[relaxed[0]]) if len(relaxed) else None
    # for a correlation time tau, a mean over the time t has 2 tau / t of the variance of one value, or all of
    # it if tau exceeds t / 2
    correlated = 1.0 if relaxation is None else min(1.0, 4.0 * relaxation / blocks[-1])
    error = float(samples.std(ddof=1)) * math.sqrt(2.0 * correlated)
    reasons = []
    if acceptance < FEWEST_ACCEPTED:
        reasons.append(f"only {acceptance:.0%} of the dynamics was accepted (lower preparation.time_step)")
    if abs(drift) > LARGEST_DRIFT * error:
        reasons.append(f"the energy per particle still drifts by {drift:.2g} +- {error:.1g}")
    if relaxation is None:
        reasons.append(f"{overlaps[-1]:.0%} of the particles have not moved since the middle")
    elif FEWEST_RELAXATIONS * relaxation > blocks[-1]:
        reasons.append(f"the second half lasted only {blocks[-1] / relaxation:.1f} relaxation times")
    return Equilibration(
        equilibrated=not reasons,
        reason=" and ".join(reasons),
        energy=float(np.mean(energies)),
        drift=drift,
        drift_error=error,
        final_overlap=float(overlaps[-1]),
        relaxation_blocks=relaxation,
    )
