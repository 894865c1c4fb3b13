"""Figures of what was found, from full and from empty tables."""

import numpy as np
import pandas as pd
import pytest
from studies.two_level_systems.analysis.double_wells import VOLUME, corrected, described, even, wells
from studies.two_level_systems.invented import FEATURES, TARGET, THRESHOLD

from glasscape.modes.elasticity import Elasticity
from glasscape.plotting import save
from glasscape.studies.two_level_systems.analysis.density_figures import show_density, show_heat, show_levels
from glasscape.studies.two_level_systems.analysis.distribution_figures import show_distributions, show_samples
from glasscape.studies.two_level_systems.analysis.figures import show_profiles
from glasscape.studies.two_level_systems.analysis.loss_figures import show_loss, show_network
from glasscape.studies.two_level_systems.analysis.physics_figures import (
    show_coupling,
    show_soft_modes,
    show_zero_point,
)
from glasscape.studies.two_level_systems.analysis.statistics import describe
from glasscape.studies.two_level_systems.analysis.tables import (
    DISTRIBUTIONS,
    HEAT_TIME,
    LEVELS,
    LOSS,
    NETWORK,
    STRENGTH,
    TIMES,
)
from glasscape.studies.two_level_systems.search.tables import defects_table
from glasscape.units import ARGON


def test_figures_show_the_tables_and_accept_empty_ones(tmp_path):
    labels = pd.concat([wells(even(n), f"g{n}") for n in (10, 20)], ignore_index=True)
    labels = labels.assign(
        attempt_frequency=1.0,
        attempt_frequency_from_b=1.0,
        energy_barrier=labels.energy_difference + 0.05,
        energy_barrier_from_b=0.05,
        **dict.fromkeys([f"gamma_{ij}" for ij in ("xx", "yy", "zz", "yz", "xz", "xy")], 0.5),
    )
    volumes = {"g10": VOLUME, "g20": VOLUME}
    energies = {(sample, index): 0.1 * index for sample in volumes for index in range(21)}
    solid = Elasticity(bulk=90.0, shear=40.0, density=1.0, mass_density=1.0)
    found = describe(labels, np.ones(30), [labels], volumes, np.nan, energies, solid, TARGET, ARGON, 0)
    samples, density, heat, table = found["samples"], found["density"], found["heat"], found["distributions"]
    figure = show_density(density)
    assert figure.axes[0].lines[0].get_ydata()[-1] == pytest.approx(density.found.iloc[39])
    assert show_heat(heat, found["heat_time"]).axes[0].lines[0].get_ydata().tolist() == heat.found.tolist()
    bars = [patch.get_height() for patch in show_samples(samples, "systems").axes[1].patches]
    assert sum(bars) == 2
    shown = show_distributions(table)
    assert len([axes for axes in shown.axes if axes.axison]) == 7
    left, right = show_zero_point(corrected(labels), THRESHOLD).axes
    shifts = np.concatenate([np.asarray(dots.get_offsets())[:, 1] for dots in left.collections])
    assert np.sort(shifts) == pytest.approx(np.sort(corrected(labels).zero_point_difference.to_numpy()))
    labelled = left.get_legend_handles_labels()[1]
    assert "with and without (8)" in labelled
    assert len(right.collections) == len(labelled)
    some = labels.assign(quantum_splitting=np.where(labels.index < 2, 0.5, 5.0) * THRESHOLD)
    overlaps, ranks = show_soft_modes(corrected(some), TARGET).axes
    assert overlaps.get_legend_handles_labels()[1] == ["other double wells (28)", "two-level systems (2)"]
    curve = overlaps.lines[0].get_xdata()
    assert curve[-1] == pytest.approx(0.9)
    assert len(ranks.lines) == 3
    coupling, states, *_ = show_coupling(corrected(some), TARGET, ARGON).axes
    names = coupling.get_legend_handles_labels()[1]
    assert names == ["other double wells (28)", "two-level systems (2)", "longitudinal", "transverse"]
    assert sum(len(dots.get_offsets()) for dots in states.collections) == 30
    sound = show_loss(found["loss"], found["strength"])
    rows = [
        f"{name}: {row}" for row in ("tunnelling", "thermal hops") for name in ("longitudinal", "transverse")
    ]
    assert [axes.get_title() for axes in sound.axes] == rows
    assert sound.axes[0].lines[0].get_label() == "1 kHz"
    network = show_network(found["network"], found["loss"])
    names = network.axes[1].get_legend_handles_labels()[1]
    assert names == ["1 kHz", "1 MHz", "1 GHz", "connected", "each double well alone"]
    field = found["loss"][found["loss"].polarisation == "transverse"].assign(polarisation="electric")
    electric = show_loss(pd.concat([found["loss"], field]), found["strength"])
    assert electric.axes[2].get_title() == "electric: tunnelling"
    levels = show_levels(found["levels"], found["times"])
    assert len(levels.legends[0].get_texts()) == 4
    assert len(levels.axes[1].get_legend().get_texts()) == 3
    none = wells([])
    empty = described(none, np.ones(0))
    pictures = [
        figure,
        shown,
        show_density(empty[1]),
        show_heat(empty[2], HEAT_TIME.empty()),
        show_heat(heat, HEAT_TIME.empty()),
        levels,
        show_levels(LEVELS.empty(), TIMES.empty()),
        network,
        show_network(NETWORK.empty(), LOSS.empty()),
        show_samples(empty[0], "systems"),
        show_distributions(DISTRIBUTIONS.empty()),
        show_distributions(table[table.group != "two-level systems"]),
        show_distributions(table[table.low == 0.0]),
        show_density(described(labels, volume=np.nan)[1]),
        show_zero_point(corrected(labels), THRESHOLD),
        show_zero_point(none, THRESHOLD),
        show_soft_modes(corrected(labels), TARGET),
        show_soft_modes(none.assign(soft_overlap=np.nan), TARGET),
        show_coupling(corrected(labels), TARGET, ARGON),
        show_coupling(none, TARGET, ARGON),
        show_coupling(corrected(labels).assign(same_well=True), TARGET, ARGON),
        sound,
        electric,
        show_loss(LOSS.empty(), STRENGTH.empty()),
        show_profiles(defects_table(FEATURES).empty()),
    ]
    for k, picture in enumerate(pictures):
        save(picture, [tmp_path / f"{k}.png"])
        assert (tmp_path / f"{k}.png").stat().st_size > 1000
