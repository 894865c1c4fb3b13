"""Double wells with two close levels, if zero-point energies count."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import norm
from studies.two_level_systems.invented import FEATURES, TARGET, TRAINING

from glasscape.studies.two_level_systems.search.doublets import Doublets
from glasscape.studies.two_level_systems.search.features import CORRECTED, model_features
from glasscape.studies.two_level_systems.search.initial import select_initial
from glasscape.studies.two_level_systems.search.models import Models, predict, train
from glasscape.studies.two_level_systems.search.settings import InitialSettings, TargetSettings
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.settings import QuantumSettings

CORRECTED_TARGET = Target.of(TargetSettings(), QuantumSettings(zero_point="adiabatic"))
THRESHOLD = CORRECTED_TARGET.threshold


@pytest.fixture(scope="module")
def shifted(pairs):
    """Pairs whose minima have other zero-point energies."""
    shift = np.random.default_rng(5).uniform(-0.15, 0.05, len(pairs))
    return pairs.assign(zero_point_shift=shift)


def corrected_results(labels):
    """Results whose asymmetry is nearly the corrected energy difference; far minima are slow."""
    rng = np.random.default_rng(6)
    asymmetry = labels.energy_difference + labels.zero_point_shift + rng.normal(0.0, 0.005, len(labels))
    element = 10 ** (-1.0 - 10.0 * labels.total_displacement)
    splitting = np.hypot(asymmetry, element)
    wells = labels.verdict != "multiple wells"
    two = np.where(splitting < THRESHOLD, "two-level system", "double well")
    return labels.assign(
        verdict_adiabatic=np.where(wells, two, None),
        quantum_splitting_adiabatic=splitting.where(wells),
        tunnelling_matrix_element_adiabatic=element.where(wells),
        asymmetry_adiabatic=asymmetry.where(wells),
        same_well_adiabatic=np.where(wells, False, None),
    )


@pytest.fixture(scope="module")
def corrected(labels, shifted):
    """Labels with results in both potentials. None of them is a target."""
    known = labels.merge(shifted[["a", "zero_point_shift"]], on="a", suffixes=("_none", ""))
    known = corrected_results(known.drop(columns="zero_point_shift_none"))
    return known[known.verdict_adiabatic != "two-level system"]


def test_the_probability_is_that_of_a_small_asymmetry_and_a_small_element():
    doublets = Doublets(None, 0.5, 1, 0.01)
    element, difference = np.array([-4.0, -2.0, -4.0, -4.0]), np.array([0.0, 0.0, 0.02, -0.02])
    x = np.column_stack([np.full(4, np.nan), difference])
    found = ndtr(doublets.deviates(element, x, CORRECTED_TARGET))
    drawn = norm(difference, 0.01)
    expected = norm.sf(element, np.log10(THRESHOLD), 0.5) * (drawn.cdf(THRESHOLD) - drawn.cdf(-THRESHOLD))
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    assert found[2] == pytest.approx(found[3])
    far = doublets.deviates(element, x + 10.0, CORRECTED_TARGET)
    assert np.all(np.isfinite(far))


def test_doublets_are_ranked_first_before_any_is_known(corrected, shifted, tmp_path):
    models = train(corrected, replace(TRAINING, target=CORRECTED_TARGET))
    assert models.scores["targets"] == 0
    doublets = models.full.doublets
    assert models.inputs[doublets.column] == CORRECTED
    assert doublets.error == corrected.quantum_splitting_adiabatic.median()
    predicted = predict(models, shifted, threads=1)
    real = shifted.assign(
        verdict=np.where(shifted.total_displacement < 0.28, "double well", "multiple wells")
    )
    is_target = CORRECTED_TARGET.is_target(corrected_results(real)).to_numpy()
    best = predicted.target_probability.nlargest(20).index
    assert is_target[best].mean() > 20 * is_target.mean()
    # as many as expected
    assert 0.3 < predicted.target_probability.sum() / is_target.sum() < 3.0
    models.write(tmp_path)
    again = predict(Models.read(tmp_path), shifted, threads=1)
    np.testing.assert_array_equal(predicted.target_probability, again.target_probability)


def test_other_targets_are_no_doublets():
    assert not TARGET.is_doublet
    quantum = QuantumSettings(zero_point="adiabatic")
    assert not Target.of(TargetSettings(threshold=0.1, side="high"), quantum).is_doublet
    assert not Target.of(TargetSettings(column="energy_barrier", threshold=0.1), quantum).is_doublet


def test_initial_pairs_are_even_in_the_corrected_energy_difference(shifted):
    corrected = model_features(shifted, FEATURES, True)[CORRECTED]
    small = set(shifted.a[np.abs(corrected) < 0.001])
    settings = InitialSettings(pairs=600)
    plain, even = (select_initial([shifted], settings, 1, counted) for counted in (False, True))
    assert len(small & set(even.a)) > 2 * len(small & set(plain.a))
