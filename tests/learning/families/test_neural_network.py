"""Multilayer perceptrons."""

import numpy as np
from learning.training import training_data

from glasscape.learning.families.neural_network import MOST_EPOCHS, NeuralNetworkModel
from glasscape.learning.settings import NeuralNetworkSettings


def test_few_rows_are_passed_a_limited_number_of_times(rows):
    x, number, _, groups = (each[:30] for each in rows)
    data = training_data(x, number, groups)
    found = [
        NeuralNetworkModel.fit("regression", data, NeuralNetworkSettings(layers=[8], steps=steps), 1, 1)
        for steps in (MOST_EPOCHS - 10, MOST_EPOCHS, 50 * MOST_EPOCHS)
    ]
    shorter, longest, limited = (model.predict(x, 1) for model in found)
    np.testing.assert_array_equal(limited, longest)
    assert not np.array_equal(shorter, longest)
