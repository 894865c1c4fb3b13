"""Which pairs are computed next: the best, and an audit."""

import numpy as np
import pandas as pd
import pytest
from studies.two_level_systems.invented import (
    FEATURES,
    NO_LABELS,
    TARGET,
    TRAINING,
    choose,
    exact_results,
    predictions,
    search_settings,
)

from glasscape.studies.two_level_systems.search.labels import extend_labels
from glasscape.studies.two_level_systems.search.models import predict, train
from glasscape.studies.two_level_systems.search.select import (
    DECADES,
    by_decade,
    decade_of,
    select_best,
    stratum_of,
    with_features,
)
from glasscape.studies.two_level_systems.search.tables import STRATA, labels_table, selected_table


def test_the_best_remaining_pairs_are_selected(pairs, labels):
    models = train(labels, TRAINING)
    predicted = predict(models, pairs, threads=1)
    blocks = [predicted[:3000], predicted[3000:3001], predicted[3001:]]
    best = choose(blocks, labels, 80).pairs
    known = set(labels.a)
    expected = predicted[~predicted.a.isin(known)].sort_values(
        ["target_probability", "sample", "a", "b"],
        ascending=[False, True, True, True],
    )
    assert best.a.tolist() == expected.a.tolist()[:80]
    full = with_features(best, [pairs[:5000], pairs[5000:]])
    assert full.a.tolist() == best.a.tolist()
    assert not full.total_displacement.isna().any()
    selected_table(FEATURES).arrow(full)
    grown = extend_labels(labels, full, [exact_results(full)[:30], exact_results(full)[30:]], 1)
    labels_table(FEATURES).arrow(grown)
    assert len(grown) == 680
    assert (grown.iteration == 1).sum() == 80


def test_audits_cover_all_strata_and_blocks_do_not_matter():
    table = predictions(0)
    whole = select_best([table], NO_LABELS, search_settings(), TARGET, 2)
    parts = select_best([table[:50], table[50:7000], table[7000:]], NO_LABELS, search_settings(), TARGET, 2)
    pd.testing.assert_frame_equal(whole.pairs, parts.pairs)
    pd.testing.assert_frame_equal(whole.strata, parts.strata)
    STRATA.arrow(whole.strata)
    audit = whole.pairs[whole.pairs.reason == "audit"]
    assert whole.pairs.reason.value_counts().to_dict() == {"best": 100, "audit": 100}
    assert not whole.pairs.duplicated("a").any()
    counts = np.bincount(decade_of(audit.target_probability), minlength=len(DECADES) + 1)
    assert counts.tolist() == by_decade(whole.strata).audited.tolist()
    fine = np.bincount(stratum_of(audit.target_probability), minlength=len(whole.strata))
    assert fine.tolist() == whole.strata.audited.tolist()
    assert counts.min() > 0
    left = table[~table.a.isin(whole.pairs.a)]
    assert whole.strata.pairs.sum() == len(left) + 100
    assert whole.strata.expected.sum() == pytest.approx(left.target_probability.sum())
    other = select_best([table], NO_LABELS, search_settings(), TARGET, 3).pairs
    assert set(other.a[other.reason == "audit"]) != set(audit.a)
    assert other.a[other.reason == "best"].tolist() == whole.pairs.a[whole.pairs.reason == "best"].tolist()


def test_small_strata_are_audited_as_a_whole():
    table = predictions(0, 300)
    selection = select_best([table], NO_LABELS, search_settings(), TARGET, 1)
    assert len(selection.pairs) == 200
    assert (selection.strata.audited <= selection.strata.pairs).all()
    everything = select_best([table[:150]], NO_LABELS, search_settings(), TARGET, 1)
    assert sorted(everything.pairs.a) == table.a[:150].tolist()
    assert everything.strata.expected.sum() == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    ("acquisition", "column"),
    [
        ("probability", "target_probability"),
        ("expected-improvement", "expected_improvement"),
    ],
)
def test_acquisitions_rank_by_their_column(acquisition, column):
    table = predictions(0)
    chosen = search_settings(acquisition=acquisition, audit_part=0.0)
    best = select_best([table], NO_LABELS, chosen, TARGET, 1).pairs
    assert best.a.tolist() == table.nlargest(200, column).a.tolist()


def test_the_published_acquisition_excludes_what_the_classifier_rejects():
    table = predictions(0)
    chosen = search_settings(acquisition="lowest-value", audit_part=0.0)
    best = select_best([table], NO_LABELS, chosen, TARGET, 1).pairs
    allowed = table[table.double_well_probability > 0.5]
    assert best.a.tolist() == allowed.nsmallest(200, "predicted_value").a.tolist()
    few = select_best([table[:400]], NO_LABELS, chosen, TARGET, 1).pairs
    assert len(few) == (table.double_well_probability[:400] > 0.5).sum() < 200
