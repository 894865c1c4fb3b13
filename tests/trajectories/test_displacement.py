import numpy as np
import pytest
from moving_particles import INTERVAL, hopping, steps, write_motion

from glasscape.errors import StructureError
from glasscape.trajectories.displacement import displacements


def test_distances_from_the_central_frame(tmp_path):
    positions = np.concatenate(
        [steps(21, (12, [0.6, 0.0, 0.8]), (15, [0.0, 2.0, 0.0]))[None], hopping(5, 21, 0.2, 1.0, 0.1, seed=0)]
    )
    trajectory = write_motion(tmp_path / "t.h5", positions)
    assert trajectory.centre == 10
    found = displacements(trajectory, [1 * INTERVAL, 2 * INTERVAL, 10 * INTERVAL])
    assert found.shape == (3, 12)
    np.testing.assert_allclose(found[:, 0], [0.0, 1.0, np.sqrt(5.0)], atol=1e-6)
    np.testing.assert_allclose(
        found[2, :6], np.linalg.norm(positions[:, 20] - positions[:, 10], axis=1), atol=1e-5
    )
    with pytest.raises(StructureError, match=r"ends 5 after the central frame; leave out the time 5\.5"):
        displacements(trajectory, [11 * INTERVAL])
