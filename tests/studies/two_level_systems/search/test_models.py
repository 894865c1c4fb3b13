"""What a search learns, and what its models predict."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score
from studies.two_level_systems.invented import QUICK, TARGET, TRAINING, exact_results

from glasscape.errors import LearningError
from glasscape.studies.two_level_systems.pairs.tables import KEY
from glasscape.studies.two_level_systems.search.labels import usable, was_drawn
from glasscape.studies.two_level_systems.search.models import Models, predict, train
from glasscape.studies.two_level_systems.search.settings import TargetSettings
from glasscape.studies.two_level_systems.search.tables import PREDICTIONS
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.settings import QuantumSettings
from glasscape.tunnelling.verdict import DOUBLE_WELLS


def test_models_learn_and_predict_the_same_when_read_from_files(pairs, labels, tmp_path):
    models = train(labels, TRAINING)
    assert models.full.doublets is None
    assert models.scores["folds_by_sample"]
    assert models.scores["double_well_roc_auc"] > 0.95
    assert models.scores["value_r2"] > 0.8
    predicted = predict(models, pairs, threads=1)
    PREDICTIONS.arrow(predicted)
    real = exact_results(pairs)
    best = predicted.sort_values("target_probability", ascending=False).index[:50]
    assert (real.verdict[best] == "two-level system").mean() > 0.7
    models.write(tmp_path)
    again = Models.read(tmp_path)
    pd.testing.assert_frame_equal(predicted, predict(again, pairs, threads=1))
    pd.testing.assert_frame_equal(again.out_of_fold, models.out_of_fold)
    retrained = train(labels, TRAINING)
    pd.testing.assert_frame_equal(predicted, predict(retrained, pairs, threads=2))


def test_pairs_of_the_training_are_predicted_without_their_fold(labels):
    models = train(labels, TRAINING)
    unseen, seen = models.out_of_fold, predict(models, labels, threads=1)
    PREDICTIONS.arrow(unseen)
    assert (unseen[KEY].to_numpy() == labels[KEY].to_numpy()).all()
    is_target = TARGET.is_target(labels).to_numpy(float)
    errors = [np.mean((each.target_probability - is_target) ** 2) for each in (unseen, seen)]
    assert errors[0] > 1.3 * errors[1]
    # they are as sure as they may be
    assert unseen.target_probability.sum() == pytest.approx(is_target.sum(), rel=0.2)


def test_the_prefilter_settles_only_pairs_that_cannot_be_targets(pairs, labels):
    models = train(labels, TRAINING)
    assert models.cut > 0.0
    quick = predict(replace(models, cut=2.0), pairs, threads=1)
    full = predict(replace(models, cut=0.0), pairs, threads=1)
    both = predict(models, pairs, threads=1)
    settled = quick.target_probability < models.cut
    assert settled.mean() > 0.5
    pd.testing.assert_frame_equal(both[settled], quick[settled])
    pd.testing.assert_frame_equal(both[~settled], full[~settled])
    pd.testing.assert_frame_equal(full, predict(replace(models, prefilter=None), pairs, threads=1))
    assert not TARGET.is_target(exact_results(pairs))[settled].any()
    alone = train(labels, replace(TRAINING, learning=QUICK.model_copy(update={"prefilter": False})))
    assert alone.prefilter is None


def test_without_targets_neither_second_layer_nor_prefilter(pairs, labels):
    poor = labels[labels.verdict != "two-level system"]
    models = train(poor, TRAINING)
    assert models.prefilter is None
    assert models.full.stacked is None
    assert models.scores["target_average_precision"] is None
    assert predict(models, pairs, threads=1).target_probability.between(0.0, 1.0).all()


def test_other_targets_are_learnt(pairs, labels):
    known = labels.assign(
        energy_barrier=np.where(labels.quantum_splitting.notna(), labels.total_displacement, np.nan)
    )
    target = Target.of(
        TargetSettings(column="energy_barrier", threshold=0.25, side="high"), QuantumSettings()
    )
    models = train(known, replace(TRAINING, target=target))
    assert models.scores["value_r2"] > 0.9
    predicted = predict(models, pairs, threads=1)
    best = predicted.target_probability.nlargest(50).index
    assert pairs.total_displacement[best].between(0.24, 0.29).mean() > 0.8


def test_models_refuse_pairs_with_other_features(pairs, labels):
    models = train(labels, TRAINING)
    other = replace(models, inputs=models.inputs[:-1])
    with pytest.raises(LearningError, match=r"trained on energy_difference, .*train the models again"):
        predict(other, pairs, threads=1)


def test_scores_of_random_labels_are_those_of_chance(labels):
    shuffled = labels.copy()
    shuffled["verdict"] = np.random.default_rng(0).permutation(labels.verdict)
    wells = shuffled.verdict != "multiple wells"
    shuffled["quantum_splitting"] = np.where(
        wells, np.random.default_rng(1).uniform(1e-4, 1e-2, len(wells)), np.nan
    )
    scores = train(shuffled, TRAINING).scores
    assert 0.35 < scores["double_well_roc_auc"] < 0.65
    assert scores["value_r2"] < 0.2


def test_scores_are_those_of_pairs_that_no_model_chose(labels):
    chosen = np.arange(len(labels)) % 3 == 0
    marked = labels.assign(reason=np.where(chosen, "best", labels.reason))
    alone = replace(TRAINING, learning=QUICK.model_copy(update={"prefilter": False}))
    models = train(marked, alone)
    known = usable(marked)
    drawn = known[[*KEY, "verdict"]].merge(models.out_of_fold, on=KEY)[was_drawn(known)]
    is_well = drawn.verdict.isin(DOUBLE_WELLS)
    assert models.scores["drawn"] == len(drawn) < models.scores["pairs"]
    assert models.scores["double_well_roc_auc"] == roc_auc_score(is_well, drawn.double_well_probability)
    nothing = train(labels.assign(reason="best"), alone).scores
    assert (nothing["drawn"], nothing["double_well_roc_auc"], nothing["value_r2"]) == (0, None, None)


def test_too_few_double_wells_raise_an_error_with_advice(labels):
    poor = labels[labels.verdict == "multiple wells"]
    with pytest.raises(LearningError, match=r"0 double wells.*search.initial.pairs"):
        train(poor, TRAINING)


def test_few_double_wells_make_few_folds(labels):
    wells = labels.verdict != "multiple wells"
    few = pd.concat([labels[wells][:4], labels[~wells][:50]]).assign(sample="one")
    settings = QUICK.model_copy(update={"fewest": 2, "folds": 20})
    models = train(few, replace(TRAINING, learning=settings))
    assert not models.scores["folds_by_sample"]
    assert models.scores["double_wells"] == 4
