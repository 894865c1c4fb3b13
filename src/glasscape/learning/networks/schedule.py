"""Learning rates of all steps of a training."""

import numpy as np

from glasscape.arrays import Floats

# the learning rate rises during this part of the training
WARM_UP = 0.05


def learning_rates(largest: float, epochs: int, steps: int) -> Floats:
    """Learning rate of every step of every epoch, shape (epochs, steps).

    It rises in proportion to the number of the step, then falls as a cosine. It is never zero.
    """
    done = np.linspace(0.0, 1.0, epochs * steps + 2)[1:-1].reshape(epochs, steps)
    return largest * np.minimum(done / WARM_UP, 0.5 * (1.0 + np.cos(np.pi * done)))
