"""Shapley values of descriptors."""

import numpy as np
import pytest
from particles.grid import draw_particles, with_columns

from glasscape.learning.families.model import TrainingData
from glasscape.learning.families.ridge import RidgeModel
from glasscape.learning.settings import RidgeSettings
from glasscape.particles.figures import show_shapley
from glasscape.particles.shapley import quantity_of, shapley_values
from glasscape.particles.tables import SHAPLEY
from glasscape.plotting import save


def test_contributions_sum_to_the_prediction():
    data = draw_particles()
    rows = TrainingData(data.x, data.y, data.samples, np.ones(len(data.y)))
    model = RidgeModel.fit("regression", rows, RidgeSettings(), 1, 1)
    parts = model.contributions(data.x)
    predicted = model.predict(data.x, 1)
    np.testing.assert_allclose(parts.sum(axis=1), predicted - predicted.mean(), atol=1e-12)
    # a feature contributes as its change alone changes the prediction
    without = data.x.copy()
    without[:, 0] = data.x[:, 0].mean()
    np.testing.assert_allclose(parts[:, 0], predicted - model.predict(without, 1), atol=1e-12)


def test_the_quantity_that_sets_the_label_contributes_most(tmp_path):
    train, test = (with_columns(draw_particles(first), "signal", "weak", "noise") for first in (0, 20))
    values = shapley_values(train, test, RidgeSettings(), 1)
    SHAPLEY.write(tmp_path / "shapley.parquet", values)
    assert values.quantity[0] == values.strongest[0] == "signal"
    # mean absolute value of a normal variable
    assert values.contribution[0] == pytest.approx(np.sqrt(2.0 / np.pi), rel=0.15)
    save(show_shapley(values, "propensity"), [tmp_path / "shapley.png"])
    assert (tmp_path / "shapley.png").stat().st_size > 1000


@pytest.mark.parametrize(
    ("name", "quantity"),
    [
        ("cage_density_species1_L0.75", "cage_density"),
        ("inherent_energy_variance_all_L4", "inherent_energy_variance"),
        ("thermal_energy_own", "thermal_energy"),
        ("inherent_g_species2_r0.725", "inherent_g"),
        ("thermal_q6_averaged", "thermal_q6"),
        ("inherent_stiffness_lowest", "inherent_stiffness_lowest"),
    ],
)
def test_descriptors_of_one_quantity_are_taken_together(name, quantity):
    assert quantity_of(name) == quantity
