"""Extension of a path beyond its two minima.

The path is continued on straight lines. The direction of a line is that of the chord over the last fifth of
the path, which does not depend on the number of images. The last segment alone would be too short: close to a
minimum, the tolerance of the band does not fix the displacements along soft modes. The direction of the
segment would be random, and the splitting too.
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
# distance between points on the extension, sigma
STEP = 0.02
# points that are evaluated together
BLOCK = 8
# largest length of the extension, sigma
LONGEST = 4.0
# fraction of the path whose chord gives the direction
CHORD = 0.2


def extension_action(units: QuantumUnits) -> float:
    """Action up to which paths are continued for some units and for every substance, sigma sqrt(m epsilon).

    It is the integral of sqrt(2 (V - V_minimum)) that the largest hbar of all substances needs, times a power
    of two if the units need more. Units that differ by little therefore share paths.
    """
    largest = max(known.hbar for known in SUBSTANCES)
    doublings = max(math.ceil(math.log2(units.hbar / largest)), 0)
    return float(DECAYS * largest * 2**doublings)


def extend(force_field: ForceField, band: Band, action: float, masses: Floats) -> Profile:
    """Continue a band beyond both minima, along the chords of its first and its last fifth.

    The potential is evaluated on the extension, not extrapolated. The extension ends where the integral of
    sqrt(2 (V - V_minimum)) over its length reaches `action`, sigma sqrt(m epsilon): a wave function of the
    well has then decayed by about exp(-action / hbar). If the potential does not rise, it ends at `LONGEST`.
    Lengths are weighted with `masses`, shape (N,).
    """
    inner = band.profile(masses)
    arc = inner.arc_length
    at_start, at_end = outward_directions(band)
    before, before_energy, before_slope = _beyond(
        force_field, band.images[0], at_start, band.energies[0], action, masses
    )
    after, after_energy, after_slope = _beyond(
        force_field, band.images[-1], at_end, band.energies[-1], action, masses
    )
    lower = min(band.energies[0], band.energies[-1])
    return Profile(
        arc_length=np.concatenate([-before[::-1], arc, arc[-1] + after]),
        energies=np.concatenate([before_energy[::-1] - lower, inner.energies, after_energy - lower]),
        slopes=np.concatenate([-before_slope[::-1], inner.slopes, after_slope]),
        start=len(before),
        end=len(before) + len(arc) - 1,
    )


def outward_directions(band: Band) -> tuple[Floats, Floats]:
    """Unit vectors, shape (N, 3), along which a band is continued beyond its first and its last image."""
    arc = band.arc_length
    ends = CubicSpline(arc, band.images)([CHORD * arc[-1], (1.0 - CHORD) * arc[-1]])
    first, last = band.images[0] - ends[0], band.images[-1] - ends[1]
    return first / np.linalg.norm(first), last / np.linalg.norm(last)


def _beyond(
    force_field: ForceField,
    minimum: Floats,
    direction: Floats,
    energy: float,
    action: float,
    masses: Floats,
) -> tuple[Floats, Floats, Floats]:
    """Distances, energies and outward slopes beyond one minimum, along a unit vector."""
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
