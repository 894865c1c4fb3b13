"""Double wells along a line."""

import numpy as np

from glasscape.paths.profile import Profile


def quartic_double_well(height, half_width):
    return lambda s: height * (s**2 / half_width**2 - 1.0) ** 2


def quartic_profile(height, half_width, tilt=0.0, points=181, reach=3.0):
    """The quartic double well. It extends to `reach` half widths."""
    s = np.linspace(-reach * half_width, reach * half_width, points)
    x = s / half_width
    start, end = (int(np.argmin(np.abs(x - side))) for side in (-1, 1))
    energies = height * (x**2 - 1) ** 2 + tilt * x
    slopes = (4 * height * x * (x**2 - 1) + tilt) / half_width
    return Profile(s - s[start], energies - min(energies[start], energies[end]), slopes, start, end)
