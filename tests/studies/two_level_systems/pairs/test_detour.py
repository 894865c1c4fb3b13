"""Ways over a third minimum."""

import numpy as np
import pytest

from glasscape.studies.two_level_systems.pairs.detour import detours


def test_a_minimum_in_between_makes_a_detour_short():
    # 1 lies in the middle between 0 and 2 on a line, 3 is off it at a right angle
    place = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [0.0, 2.0]])
    a, b = np.triu_indices(4, 1)
    lengths = np.linalg.norm(place[a] - place[b], axis=1)
    found = dict(zip(zip(a, b, strict=True), detours(a, b, lengths, (a, b, lengths)), strict=True))
    assert found[0, 2] == pytest.approx(0.5)
    assert found[2, 3] == pytest.approx(6 / 8)
    assert found[0, 1] == pytest.approx(5.0)
