"""Figures of what a search has found, and of how good its predictions were."""

import numpy as np
import pytest
from studies.two_level_systems.analysis.double_wells import even, wells
from studies.two_level_systems.invented import TARGET, TRAINING, choose, exact_results

from glasscape.plotting import save
from glasscape.studies.two_level_systems.analysis.figures import (
    show_found,
    show_predicted_against_exact,
    show_profiles,
)
from glasscape.studies.two_level_systems.search.labels import extend_labels
from glasscape.studies.two_level_systems.search.models import predict, train
from glasscape.studies.two_level_systems.search.select import with_features


def test_figures_show_every_row_and_accept_empty_tables(pairs, labels, tmp_path):
    models = train(labels, TRAINING)
    full = with_features(choose([predict(models, pairs, 1)], labels, 80).pairs, [pairs])
    grown = extend_labels(labels, full, [exact_results(full)], 1)
    figure = show_predicted_against_exact(grown, TARGET)
    shown = sum(len(points.get_offsets()) for points in figure.axes[0].collections)
    assert shown == (grown.iteration.eq(1) & grown.verdict.ne("multiple wells")).sum()
    found = show_found(grown, TARGET)
    assert found.axes[0].lines[0].get_ydata()[-1] == (grown.verdict != "multiple wells").sum()
    assert found.axes[1].lines[0].get_ydata()[-1] == (grown.verdict == "two-level system").sum()
    none = labels[labels.verdict == "multiple wells"]
    for k, table in enumerate((grown, none)):
        save(show_predicted_against_exact(table, TARGET), [tmp_path / f"p{k}.png", tmp_path / f"p{k}.pdf"])
        save(show_found(table, TARGET), [tmp_path / f"f{k}.png"])
    assert len(list(tmp_path.iterdir())) == 6


def test_best_pairs_are_drawn_with_their_levels():
    arc = np.linspace(-1.0, 1.0, 41)
    well = wells(even(8)).assign(E_1=1e-3, E_2=2e-3, energy_barrier=4e-3)
    defects = well.assign(
        arc_length=[arc] * 8,
        energy=[4e-3 * (arc**2 - 0.25) ** 2 * 16] * 8,
        slope=[4e-3 * 64 * arc * (arc**2 - 0.25)] * 8,
    )
    figure = show_profiles(defects)
    drawn = [axes for axes in figure.axes if axes.axison]
    assert len(drawn) == 6
    # up to a fifth above the barrier
    assert drawn[0].lines[0].get_ydata().max() == pytest.approx(4.8e-3, rel=0.01)
    assert np.nanmax(drawn[0].lines[1].get_ydata()) == 1e-3
