"""The tunnelling matrix element of a double well in the WKB approximation (Wentzel, Kramers, Brillouin)."""

import numpy as np

from glasscape.paths.profile import Profile

# frequencies come from the slopes at this fraction of the distance from a minimum to the saddle
NEARBY = 0.1
SAMPLES = 20_001


def tunnelling_matrix_element(profile: Profile, saddle: float, hbar: float) -> float | None:
    """Delta_0 = (hbar omega / pi) exp(-(1 / hbar) int sqrt(2 (V - E)) ds), in epsilon.

    Landau and Lifshitz, Quantum Mechanics, section 50, problem 3. The wells of a glass are
    asymmetric. Here omega is the geometric mean of their harmonic frequencies, and E is the higher of their
    zero-point levels. The integral covers the classically forbidden region around the saddle.

    Parameters
    ----------
    profile : Profile
        A double well that extends beyond both minima.
    saddle : float
        Arc length at the top of the barrier, in sigma sqrt(m).
    hbar : float
        Reduced Planck constant in sigma sqrt(m epsilon).

    Returns
    -------
    float or None
        None if there is no barrier, if a zero-point level is above it, or if the curvature at a minimum is
        not positive.
    """
    energy = profile.interpolation
    slope = energy.derivative()
    curvatures, minima = [], []
    for minimum in (profile.arc_length[profile.start], profile.arc_length[profile.end]):
        reach = NEARBY * abs(saddle - minimum)
        if reach == 0.0:
            return None
        curvatures.append(float(slope(minimum + reach) - slope(minimum - reach)) / (2.0 * reach))
        minima.append(float(energy(minimum)))
    if min(curvatures) <= 0.0:
        return None
    frequencies = np.sqrt(curvatures)
    level = float(np.max(minima + 0.5 * hbar * frequencies))
    start, end = profile.arc_length[profile.start], profile.arc_length[profile.end]
    height = energy(np.linspace(start, end, SAMPLES)) - level
    if height.max() <= 0.0:
        return None
    top = int(np.argmax(height))
    allowed = np.flatnonzero(height <= 0.0)
    left = allowed[allowed < top].max(initial=-1) + 1
    right = allowed[allowed > top].min(initial=SAMPLES)
    spacing = (end - start) / (SAMPLES - 1)
    action = np.trapezoid(np.sqrt(2.0 * height[left:right]), dx=spacing)
    return float(hbar * np.sqrt(frequencies.prod()) / np.pi * np.exp(-action / hbar))
