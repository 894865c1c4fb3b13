"""Which particles move in double wells."""

import numpy as np
import pandas as pd
import pytest

from glasscape.studies.two_level_systems.analysis.moving import moving_particles


def test_particles_share_the_displacement_of_every_double_well(minima):
    paths = pd.DataFrame(
        {"sample": ["g", "g", "h"], "a": [0, 0, 0], "b": [1, 2, 1], "is_target": [False, True, True]}
    )
    labels = moving_particles("g", paths, minima)
    wells, targets = labels.values.T
    assert labels.names == ("in_double_wells", "in_targets")
    assert (wells.sum(), targets.sum()) == pytest.approx((2.0, 1.0))
    # without drift, the others move a little
    assert set(np.argsort(-wells)[:2]) == {7, 9}
    assert targets.argmax() == 9
    assert targets.max() > 0.95
