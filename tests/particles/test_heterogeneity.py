"""Dynamic heterogeneity of fields that are known."""

import numpy as np
import pandas as pd
import pytest

from glasscape.descriptors.configuration import Configuration
from glasscape.errors import LearningError
from glasscape.particles.heterogeneity import (
    SIMULATED,
    Field,
    correlation_length,
    heterogeneity,
    heterogeneity_of_predictions,
    structure_factor,
    susceptibility,
)
from glasscape.particles.tables import HETEROGENEITY
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles
from glasscape.structures.waves import wave_vectors

LENGTH = 6.0
CELL = Cell.cubic(LENGTH)


def test_the_structure_factor_of_a_wave_and_of_independent_numbers():
    rng = np.random.default_rng(0)
    side = np.arange(12) * LENGTH / 12
    lattice = np.stack(np.meshgrid(side, side, side), axis=-1).reshape(-1, 3)
    waves, _ = wave_vectors(CELL)
    wave = Field(CELL, lattice, 5.0 + np.cos(2 * np.pi * lattice[:, 0] / LENGTH))
    found = structure_factor(wave, waves, 5.0)
    # of the three vectors of this length, one has the amplitude N / 2
    assert found[0] == pytest.approx(len(lattice) / 4 / 3)
    assert np.abs(found[1:]).max() < 1e-20
    noise = [Field(CELL, lattice, 2.0 * rng.standard_normal(len(lattice))) for _ in range(40)]
    mean = np.mean([structure_factor(each, waves, 0.0) for each in noise], axis=0)
    # their variance at all wave numbers
    assert mean == pytest.approx(4.0, rel=0.3)
    shifted = wave._replace(positions=lattice + np.array([0.3, 1.0, 7.0]))
    assert structure_factor(shifted, waves, 5.0)[0] == pytest.approx(found[0])


def test_the_susceptibility_of_known_fields():
    assert susceptibility(np.array([1.0, 2.0, 3.0]), 50) == pytest.approx(50.0)
    # independent numbers have chi_4 equal to their variance, blocks of k equal numbers k times as much
    rng = np.random.default_rng(1)
    independent = rng.standard_normal((4000, 60)).mean(axis=1)
    blocks = np.repeat(rng.standard_normal((4000, 6)), 10, axis=1).mean(axis=1)
    assert susceptibility(independent, 60) == pytest.approx(1.0, rel=0.1)
    assert susceptibility(blocks, 60) == pytest.approx(10.0, rel=0.1)


def test_the_length_of_ornstein_and_zernike():
    numbers = np.linspace(0.5, 2.0, 8)
    assert correlation_length(numbers, 3.0 / (1 + (1.7 * numbers) ** 2)) == pytest.approx(1.7)
    assert np.isnan(correlation_length(numbers, 1.0 + numbers))
    # of a label that is the same for all particles
    assert np.isnan(correlation_length(numbers, np.zeros(8)))


def test_errors_are_those_of_the_jackknife():
    """That of a mean is the standard error of the mean."""
    rng = np.random.default_rng(2)
    positions = rng.uniform(0.0, LENGTH, (80, 3))
    fields = [Field(CELL, positions, rng.standard_normal(80)) for _ in range(5)]
    found = heterogeneity(fields)
    waves, numbers = wave_vectors(CELL)
    level = np.mean([field.values for field in fields])
    smallest = np.array([structure_factor(field, waves, level)[0] for field in fields])
    assert found.s4 == pytest.approx(smallest.mean())
    assert found.s4_error == pytest.approx(smallest.std(ddof=1) / np.sqrt(5))
    assert found.wave_number == numbers[0]
    assert found.chi4 == pytest.approx(80 * np.var([field.values.mean() for field in fields], ddof=1))
    with pytest.raises(LearningError, match="needs three samples; there are 2"):
        heterogeneity(fields[:2])


def test_labels_and_predictions_are_compared(tmp_path):
    rng = np.random.default_rng(3)
    particles = Particles(np.ones(30), np.zeros(30, dtype=np.int32), CELL)
    configurations = {
        ("warm", name): Configuration(particles, rng.uniform(0.0, LENGTH, (30, 3))) for name in "abc"
    }
    rows = []
    for name in "abc":
        value = rng.standard_normal(30)
        # of the training samples of the fold
        level = rng.standard_normal()
        for model, trained_on in (("ridge", "warm"), ("ridge", "warm+cold"), ("xgboost", "warm")):
            about = {"label": "overlap", "descriptors": "cage", "species": 1, "ensemble": "warm"}
            about |= {"temperature": 1.0, "time": 0.5, "model": model, "trained_on": trained_on}
            columns = {"particle": np.arange(30), "value": value, "predicted": level + 0.5 * value}
            rows.append(pd.DataFrame(columns).assign(sample=name, level=level, **about))
    table = heterogeneity_of_predictions(pd.concat(rows), configurations)
    HETEROGENEITY.write(tmp_path / "table", table)
    assert table.model.tolist() == [SIMULATED, "ridge", "ridge", "xgboost"]
    # half of the field has a quarter of its power
    assert table.chi4[1:].to_numpy() == pytest.approx(table.chi4[0] / 4)
    assert table.s4[1:].to_numpy() == pytest.approx(table.s4[0] / 4)
