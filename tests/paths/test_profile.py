import numpy as np
import pytest

from glasscape.paths.profile import Profile, find_wells, turning_points


@pytest.mark.parametrize(
    ("energies", "maxima", "minima"),
    [
        ([0, 1, 2, 3], [], []),
        ([3, 2, 1], [], []),
        ([0, 2, 1], [1], []),
        ([0, 2, 1.95, 2.1, 1], [3], []),
        ([0, 2, 1, 3, 0.5], [1, 3], [2]),
        ([1, 0, 2, 1], [2], [1]),
        ([0, 0.05, 0, 1, 0.95], [], []),
    ],
)
def test_turning_points_ignore_small_features(energies, maxima, minima):
    assert turning_points(np.array(energies, dtype=float), 0.1) == (maxima, minima)


def profile_of(function, slope):
    arc = np.linspace(-0.5, 1.5, 81)
    return Profile(arc, function(arc), slope(arc), start=20, end=60)


def test_well_shapes():
    two = profile_of(lambda s: 16 * s**2 * (1 - s) ** 2, lambda s: 32 * s * (1 - s) * (1 - 2 * s))
    wells = find_wells(two)
    assert wells.shape == "double well"
    assert wells.barrier == pytest.approx(1.0, rel=1e-6)
    assert wells.saddle == pytest.approx(0.5, abs=1e-3)
    three = profile_of(lambda s: np.sin(2 * np.pi * s) ** 2, lambda s: 2 * np.pi * np.sin(4 * np.pi * s))
    assert find_wells(three).shape == "multiple wells"
    assert find_wells(three).minima == pytest.approx((0.5,), abs=1e-3)
    slide = profile_of(lambda s: s**2, lambda s: 2 * s)
    assert find_wells(slide).shape == "no barrier"
