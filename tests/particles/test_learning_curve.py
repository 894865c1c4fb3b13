"""Score against the number of training samples."""

import pytest
from particles.grid import TREES, draw_particles

from glasscape.errors import LearningError
from glasscape.particles.learning_curve import learning_curve
from glasscape.particles.tables import LEARNING_CURVE


def test_more_samples_give_better_models(tmp_path):
    train, test = draw_particles(samples=8, size=60), draw_particles(first=20, size=60)
    curve = learning_curve(train, test, "extra-trees", TREES, [1, 8], draws=3, seed=1, threads=1)
    assert curve.groupby("train_samples").draw.nunique().to_dict() == {1: 3, 8: 1}
    one, all_of_them = curve.groupby("train_samples").pearson.mean()
    assert 0.3 < one < all_of_them
    LEARNING_CURVE.write(tmp_path / "curve.parquet", curve)
    again = learning_curve(train, test, "extra-trees", TREES, [1, 8], draws=3, seed=1, threads=1)
    assert again.equals(curve)


def test_numbers_of_samples_that_are_not_there_are_refused():
    train, test = draw_particles(samples=3), draw_particles(first=20)
    for count in (0, 4):
        with pytest.raises(LearningError, match="there are 3 training samples"):
            learning_curve(train, test, "extra-trees", TREES, [1, count], 1, 1, 1)
