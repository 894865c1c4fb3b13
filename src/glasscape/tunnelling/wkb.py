"""The tunnelling matrix element of a double well in the WKB approximation (Wentzel, Kramers, Brillouin)."""

import numpy as np

from glasscape.paths.profile import Profile

# frequencies come from the slopes at this fraction of the distance from a minimum to the saddle
NEARBY = 0.1
SAMPLES = 20_001


def tunnelling_matrix_element(profile: Profile, saddle: float, hbar: float) -> float | None:
    """Delta_0 = (hbar omega / pi) exp(-(1 / hbar) int sqrt(2 (V - E)) ds), in epsilon.

    Landau and Lifshitz, Quantum Mechanics, section 50, problem 3. The wells of a glass are asymmetric. Here
    omega is the geometric mean of their harmonic frequencies. On each side of the saddle, E is the zero-point
    level of the well on this side, because the state in this well decays there, and the matrix element is the
    current of both states at the saddle (Bardeen, Phys. Rev. Lett. 6, 57 (1961)). The integral covers the
    classically forbidden region around the saddle.

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
    levels = minima + 0.5 * hbar * frequencies
    start, end = profile.arc_length[profile.start], profile.arc_length[profile.end]
    values = energy(np.linspace(start, end, SAMPLES))
    top = int(np.argmax(values))
    if values[top] <= levels.max():
        return None
    action = 0.0
    # from the saddle into both wells
    for side, level in zip((values[top::-1], values[top:]), levels, strict=True):
        below = np.flatnonzero(side <= level)
        forbidden = side[: below[0] if len(below) else len(side)] - level
        action += np.trapezoid(np.sqrt(2.0 * forbidden), dx=(end - start) / (SAMPLES - 1))
    return float(hbar * np.sqrt(frequencies.prod()) / np.pi * np.exp(-action / hbar))
