"""The tunnelling element of a double well in the approximation of Wentzel, Kramers and Brillouin."""

import numpy as np

from glasscape.paths.profile import Profile

# frequencies are taken from the slopes at this part of the way from a minimum to the saddle
NEARBY = 0.1
SAMPLES = 20_001


def tunnelling_matrix_element(profile: Profile, saddle: float, hbar: float) -> float | None:
    """Delta_0 = (hbar omega / pi) exp(-(1 / hbar) int sqrt(2 (V - E)) ds), in epsilon.

    Landau and Lifshitz, Quantum Mechanics, section 50, problem 3. For the asymmetric wells of a glass, omega
    is the geometric mean of the harmonic frequencies of both, E the higher of their two zero-point levels,
    and the integral runs over the classically forbidden part around the saddle.

    Parameters
    ----------
    profile : Profile
        A double well that goes on beyond both minima.
    saddle : float
        Arc length at the top of the barrier, in sigma.
    hbar : float
        Reduced Planck constant in sigma sqrt(m epsilon).

    Returns
    -------
    float or None
        None when a zero-point level is above the barrier, or a minimum has no curvature along the path.
    """
    energy = profile.interpolation
    slope = energy.derivative()
    curvatures, minima = [], []
    for minimum in (profile.arc_length[profile.start], profile.arc_length[profile.end]):
        reach = NEARBY * abs(saddle - minimum)
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
