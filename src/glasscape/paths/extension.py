"""The energy along a path that goes on beyond its two minima.

The straight line on which it goes on has the direction in which the path arrives, over a part of its
length that does not depend on the number of images. The last segment alone would not do: nearer to a
minimum than its soft modes are settled by the tolerance of the band, the direction is chance, and the
splitting with it.
"""

import math

import numpy as np
from scipy.interpolate import CubicSpline

from glasscape.arrays import Floats
from glasscape.forces.force_field import ForceField
from glasscape.paths.band import Band, stretch
from glasscape.paths.profile import Profile
from glasscape.units import SUBSTANCES, QuantumUnits

# a path is continued beyond its minima until wave functions have decayed by exp(-DECAYS)
DECAYS = 40.0
# distance between the points that continue a path beyond its minima, and the furthest of them, in sigma
STEP = 0.02
BLOCK = 8
LONGEST = 4.0
# part of the path whose chord gives the direction
CHORD = 0.2


def extension_action(units: QuantumUnits) -> float:
    """How far paths are continued so that they suit some units and every substance, sigma sqrt(m epsilon).

    It is the integral of sqrt(2 (V - V_minimum)) that the largest hbar of all substances needs, times a power
    of two, so that units that differ a little share paths.
    """
    largest = max(known.hbar for known in SUBSTANCES)
    doublings = max(math.ceil(math.log2(units.hbar / largest)), 0)
    return float(DECAYS * largest * 2**doublings)


def extend(force_field: ForceField, band: Band, action: float, masses: Floats) -> Profile:
    """Continue a band beyond both minima, along the chords of its first and its last fifth.

    The potential is evaluated there, not extrapolated, until the integral of sqrt(2 (V - V_minimum))
    over the added length reaches `action`, in sigma sqrt(m epsilon): a wave function of the well has then
    decayed by about exp(-action / hbar). Where the potential does not rise, the path ends after `LONGEST`.
    Lengths are weighted with `masses`, shape (N,).
    """
    inner = band.profile(masses)
    arc, plain = inner.arc_length, band.arc_length
    ends = CubicSpline(plain, band.images)([CHORD * plain[-1], (1.0 - CHORD) * plain[-1]])
    before, before_energy, before_slope = _beyond(
        force_field, band.images[0], band.images[0] - ends[0], band.energies[0], action, masses
    )
    after, after_energy, after_slope = _beyond(
        force_field, band.images[-1], band.images[-1] - ends[1], band.energies[-1], action, masses
    )
    lower = min(band.energies[0], band.energies[-1])
    return Profile(
        arc_length=np.concatenate([-before[::-1], arc, arc[-1] + after]),
        energies=np.concatenate([before_energy[::-1] - lower, inner.energies, after_energy - lower]),
        slopes=np.concatenate([-before_slope[::-1], inner.slopes, after_slope]),
        start=len(before),
        end=len(before) + len(arc) - 1,
    )


def _beyond(
    force_field: ForceField,
    minimum: Floats,
    outward: Floats,
    energy: float,
    action: float,
    masses: Floats,
) -> tuple[Floats, Floats, Floats]:
    """Distances, energies and outward slopes beyond one minimum."""
    direction = outward / np.linalg.norm(outward)
    weight = float(stretch(direction[None], masses)[0])
    distances = np.empty(0)
    energies, slopes = np.empty(0), np.empty(0)
    while True:
        block = STEP * np.arange(len(distances) + 1.0, len(distances) + BLOCK + 1)
        value = force_field.evaluate(minimum + block[:, None, None] * direction)
        distances = np.append(distances, block)
        energies = np.append(energies, value.energies)
        slopes = np.append(slopes, -np.tensordot(value.forces, direction, axes=2))
        root = np.sqrt(2.0 * np.maximum(energies - energy, 0.0))
        if np.trapezoid(root, dx=weight * STEP) >= action or distances[-1] >= LONGEST:
            return weight * distances, energies, slopes / weight
