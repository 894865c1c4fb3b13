"""Ceilings of labels, against noise whose strength is known."""

import numpy as np
import pytest

from glasscape.particles.ceilings import exact_ceilings, measured_ceilings, of_one_run
from glasscape.particles.tables import CEILINGS
from glasscape.trajectories.labels import Label

SPECIES = np.repeat([0, 1], 3000).astype(np.int32)


def label(noise, runs):
    rng = np.random.default_rng(0)
    return Label(rng.standard_normal(6000) + noise * rng.standard_normal((runs, 6000)))


def test_the_largest_correlation_with_one_run():
    # reliability 1 / (1 + noise / R) of the mean, 1 / (1 + noise) of one run
    assert of_one_run((1.0 / (1.0 + 4.0 / 10)) ** 0.5, 10) == pytest.approx((1.0 / 5.0) ** 0.5)
    assert of_one_run(1.0, 5) == 1.0
    assert of_one_run(0.0, 5) == 0.0


def test_every_species_has_the_ceiling_of_its_noise():
    found = measured_ceilings({"mean": label(2.0, 10), "one": label(2.0, 10)}, SPECIES, single={"one"})
    CEILINGS.arrow(found)
    assert found.species.tolist() == [1, 2, 1, 2]
    assert found.runs.tolist() == [10, 10, 1, 1]
    assert found.ceiling.to_numpy() == pytest.approx(np.repeat([1.4**-0.5, 5.0**-0.5], 2), abs=0.03)


def test_without_a_second_run_nothing_is_known():
    found = measured_ceilings({"one": label(1.0, 1)}, SPECIES)
    CEILINGS.arrow(found)
    assert found.runs.tolist() == [1, 1]
    assert found[["ceiling", "single_run"]].isna().all(axis=None)


def test_labels_without_errors_can_be_predicted_exactly():
    found = exact_ceilings(["a", "b"], SPECIES)
    CEILINGS.arrow(found)
    assert found.label.tolist() == ["a", "a", "b", "b"]
    assert (found.ceiling == 1.0).all()
