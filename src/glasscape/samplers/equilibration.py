"""Whether a liquid has equilibrated: its energy does not drift and its structure has relaxed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from glasscape.arrays import Floats
from glasscape.structures.cell import Cell

# a particle that is further from where it was no longer overlaps with its past, sigma
OVERLAP_DISTANCE = 0.3
RELAXED = math.exp(-1.0)
# relaxation times that the second half has to last, and how many standard errors a drift may be
FEWEST_RELAXATIONS = 2.0
LARGEST_DRIFT = 3.0
FEWEST_ACCEPTED = 0.2


def overlap(before: Floats, now: Floats, cell: Cell) -> float:
    """Part of the particles that are still where they were, for positions of shape (N, 3)."""
    moved = cell.displacement(before, now)
    return float(np.mean(np.sum(moved**2, axis=1) < OVERLAP_DISTANCE**2))


@dataclass(frozen=True)
class Equilibration:
    """Verdict on the second half of an equilibration.

    Attributes
    ----------
    equilibrated : bool
        The energy does not drift and the structure has relaxed, more than once.
    reason : str
        What speaks against it, or nothing.
    energy : float
        Mean potential energy per particle, epsilon.
    drift, drift_error : float
        Change of the energy per particle between its quarters, and the statistical error of that.
    final_overlap : float
        Overlap of the end with the middle.
    relaxation_blocks : float or None
        Blocks after which the overlap with the middle fell below 1/e; None when it did not.
    """

    equilibrated: bool
    reason: str
    energy: float
    drift: float
    drift_error: float
    final_overlap: float
    relaxation_blocks: float | None


def judge_equilibration(
    blocks: Sequence[int], energies: Sequence[float], overlaps: Sequence[float], acceptance: float
) -> Equilibration:
    """Judge the second half of an equilibration from its samples.

    Parameters
    ----------
    blocks : sequence of int
        Blocks done after the middle, at every sample.
    energies : sequence of float
        Potential energy per particle, mean since the sample before.
    overlaps : sequence of float
        Overlap with the middle.
    acceptance : float
        Part of the pieces of molecular dynamics that were accepted.
    """
    samples = np.asarray(energies)
    first, second = np.array_split(samples, 2)
    drift = float(second.mean() - first.mean())
    relaxed = np.flatnonzero(np.asarray(overlaps) < RELAXED)
    relaxation = float(blocks[relaxed[0]]) if len(relaxed) else None
    # a mean over the time t of what is correlated over tau has 2 tau / t of its variance, at most all
    correlated = 1.0 if relaxation is None else min(1.0, 4.0 * relaxation / blocks[-1])
    error = float(samples.std(ddof=1)) * math.sqrt(2.0 * correlated)
    reasons = []
    if acceptance < FEWEST_ACCEPTED:
        reasons.append(f"only {acceptance:.0%} of the dynamics was accepted (lower preparation.time_step)")
    if abs(drift) > LARGEST_DRIFT * error:
        reasons.append(f"the energy per particle still drifts by {drift:.2g} +- {error:.1g}")
    if relaxation is None:
        reasons.append(f"{overlaps[-1]:.0%} of the particles are where they were halfway")
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
