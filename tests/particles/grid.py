"""Particles with descriptors and a label that several tests share."""

import numpy as np

from glasscape.learning.settings import ExtraTreesSettings
from glasscape.particles.data import ParticleData

NAMES = ("signal", "weak", "noise", "sample")
TREES = ExtraTreesSettings(trees=20, min_rows_per_leaf=3)


def draw_particles(first=0, samples=6, size=150, noise=1.0, seed=0):
    """Particles of samples with different means of the label.

    The first descriptor is the signal in the label, the second one follows it, and the last one identifies
    the sample.
    """
    rng = np.random.default_rng([seed, first])
    number = np.repeat(np.arange(first, first + samples), size)
    signal = rng.standard_normal(len(number))
    weak = -signal + 2.0 * rng.standard_normal(len(number))
    x = np.stack([signal, weak, rng.standard_normal(len(number)), number], axis=1)
    level = np.sin(100.0 * number**2)
    y = signal + noise * rng.standard_normal(len(number)) + 3.0 * level
    places = np.tile(np.arange(size), samples)
    return ParticleData(np.array([f"s{k:02d}" for k in number]), places, x, NAMES, y)


def split(train, test):
    """Training and test particles together, and the rows of both."""
    data = ParticleData.join([train, test])
    rows = np.arange(len(data.y))
    return data, [(rows[: len(train.y)], rows[len(train.y) :])]


def with_columns(data, *names):
    """The particles with some of the descriptors."""
    columns = [data.names.index(name) for name in names]
    return ParticleData(data.samples, data.places, data.x[:, columns], names, data.y)
