"""Particles with descriptors and a label."""

from dataclasses import replace

import numpy as np
import pytest
from particles.grid import draw_particles

from glasscape.errors import LearningError


def test_parts_of_the_particles_are_taken_whole():
    data = draw_particles()
    first = data.only(data.places < 50)
    assert len(first.y) == 6 * 50 == len(first.x) == len(first.samples) == len(first.places)
    some = data.of_samples(np.array(["s01", "s04"]))
    assert set(some.samples) == {"s01", "s04"}
    np.testing.assert_array_equal(some.y, data.y[np.isin(data.samples, ["s01", "s04"])])


def test_arrays_that_do_not_belong_together_are_refused():
    data = draw_particles()
    for change in ({"y": data.y[1:]}, {"x": data.x[:, 1:]}, {"places": data.places[1:]}, {"names": ("a",)}):
        with pytest.raises(LearningError, match="900 particles with . descriptors have labels of shape"):
            replace(data, **change)
    y = data.y.copy()
    y[200] = np.nan
    with pytest.raises(LearningError, match="sample s01: a label is not finite"):
        replace(data, y=y)
