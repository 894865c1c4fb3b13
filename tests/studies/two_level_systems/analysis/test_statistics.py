"""Densities, distributions and specific heat, against closed forms."""

import numpy as np
import pandas as pd
import pytest

from glasscape.analysis.physics_figures import show_glasses
from glasscape.analysis.statistics import count_glasses
from glasscape.plotting import save
from glasscape.studies.two_level_systems.analysis.figures import show_profiles
from glasscape.studies.two_level_systems.analysis.physics_figures import show_density
from glasscape.studies.two_level_systems.analysis.physics_figures import show_distributions
from glasscape.studies.two_level_systems.analysis.physics_figures import show_heat
from glasscape.studies.two_level_systems.analysis.statistics import Survey
from glasscape.studies.two_level_systems.analysis.statistics import compare
from glasscape.studies.two_level_systems.analysis.statistics import count_splittings
from glasscape.studies.two_level_systems.analysis.statistics import distributions
from glasscape.studies.two_level_systems.analysis.statistics import heat_capacity
from glasscape.studies.two_level_systems.analysis.tables import DENSITY
from glasscape.studies.two_level_systems.analysis.tables import DISTRIBUTIONS
from glasscape.studies.two_level_systems.analysis.tables import HEAT
from glasscape.studies.two_level_systems.analysis.tables import PROCEDURES
from glasscape.studies.two_level_systems.search.settings import TargetSettings
from glasscape.studies.two_level_systems.search.tables import defects_table
from glasscape.studies.two_level_systems.search.tables import labels_table
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tables import GLASSES
from glasscape.tables import pairs_table
from glasscape.units import ARGON
from glasscape.units import NIP
from glasscape.units import QuantumUnits


TARGET = Target.of(TargetSettings(), ARGON)
THRESHOLD = ARGON.splitting_threshold
VOLUME = 1000.0


def wells(splittings, glass="g", **columns):
    """Labels of double wells with given splittings."""
    n = len(splittings)
    frame = pd.DataFrame(
        {
            "sample": glass,
            "a": np.arange(n),
            "b": np.arange(n) + 1,
            "iteration": 0,
            "reason": "random",
            "verdict": np.where(np.asarray(splittings) < THRESHOLD, "two-level system", "double well"),
            "status": "ok",
            "quantum_splitting": splittings,
            "quantum_splitting_NiP": np.asarray(splittings) / 10.0,
            "same_well": False,
            "same_well_NiP": False,
            "energy_difference": np.geomspace(1e-4, 1e-1, n),
            "displacement_1": 0.5,
            "total_displacement": 0.8,
            "participation_ratio": 3.0,
            # of Wentzel, Kramers and Brillouin: as small as you like
            "tunnelling_matrix_element": np.geomspace(1e-40, 1e-3, n),
            "energy_barrier": 0.01,
            "transitions_ab": np.arange(n, dtype=float),
            "transitions_ba": 4.0,
        }
    )
    for column in labels_table(3).names:
        if column not in frame:
            frame[column] = pd.NA
    return frame.assign(**columns)


def described(labels, weights=None, volume=VOLUME):
    """All tables of some labels that are all pairs."""
    weights = np.full(len(labels), np.nan) if weights is None else weights
    survey = Survey.of([labels[:7], labels[7:]])
    volumes = dict.fromkeys([*survey.pairs] or ["g"], volume)
    glasses = count_glasses(labels, weights, survey, volumes, np.nan, TARGET)
    GLASSES.arrow(glasses)
    rng = np.random.default_rng(1)
    density = count_splittings(labels, weights, glasses, ARGON, rng)
    heat = heat_capacity(labels, weights, glasses, ARGON, rng)
    DENSITY.arrow(density)
    HEAT.arrow(heat)
    return glasses, density, heat


def even(count):
    """Splittings of a constant density up to the threshold."""
    return (np.arange(count) + 0.5) * THRESHOLD / count


def test_a_constant_density_is_a_plateau_and_a_linear_heat_capacity():
    labels = wells(even(2000))
    _, density, heat = described(labels)
    n0 = 2000 / THRESHOLD / VOLUME
    argon = density[density.substance == "argon"]
    assert argon.found.iloc[-1] == pytest.approx(n0)
    assert argon.found.to_numpy() == pytest.approx(n0, rel=0.15)
    assert argon.splitting.iloc[-1] == pytest.approx(THRESHOLD)
    assert argon.splitting_kelvin.iloc[-1] == pytest.approx(1.0, rel=0.01)
    # of the standard tunnelling model: pi^2 / 6 k_B^2 n0 T
    expected = np.pi**2 / 6.0 * n0 * heat.temperature
    assert heat.found.to_numpy() == pytest.approx(expected.to_numpy(), rel=0.01)
    volume = 1e-30 * 3.405**3
    assert heat.joule_per_kelvin_m3.iloc[0] == pytest.approx(1.380649e-23 / volume)
    assert argon.per_ev_cm3.iloc[0] == pytest.approx(1.97e24 / 4.47, rel=0.01)
    nip = density[density.substance == "NiP"]
    assert nip.splitting.iloc[-1] == pytest.approx(NIP.splitting_threshold)
    assert nip.per_ev_cm3.isna().all()


@pytest.mark.parametrize(("reduced", "physical"), [(0.67, 2.95e23), (4.47, 1.97e24), (25.14, 1.11e25)])
def test_published_densities_are_converted_as_published(reduced, physical):
    assert reduced / (ARGON.electronvolt * ARGON.centimetre**3) == pytest.approx(physical, rel=0.01)


def test_levels_in_one_well_are_counted_apart():
    labels = wells(even(40))
    labels.loc[labels.index[::4], "same_well"] = True
    glasses, density, heat = described(labels)
    assert glasses.wanted.tolist() == [40]
    assert glasses.targets_in_one_well.tolist() == [10]
    assert density.found.iloc[0] > 0.0
    plateau = density[density.substance == "argon"].found.iloc[-1]
    assert plateau == pytest.approx(30 / THRESHOLD / VOLUME)
    assert heat.found.iloc[-1] < described(wells(even(40)))[2].found.iloc[-1]


def test_intervals_are_those_of_glasses_and_weights_lift_the_bias():
    labels = pd.concat([wells(even(n), f"g{n}") for n in (10, 20, 30, 40)], ignore_index=True)
    weights = np.full(len(labels), 1.5)
    glasses, density, heat = described(labels, weights)
    last = density[density.substance == "argon"].iloc[-1]
    per_glass = 25 / THRESHOLD / VOLUME
    assert last.found == pytest.approx(per_glass)
    # the mean of four draws out of 10, 20, 30, 40
    spread = 1.645 * np.std([10, 20, 30, 40]) / 2.0 / THRESHOLD / VOLUME
    assert last.found - last.low == pytest.approx(spread, rel=0.15)
    assert last.high - last.found == pytest.approx(spread, rel=0.15)
    assert last.unbiased == pytest.approx(1.5 * per_glass)
    assert heat.unbiased.to_numpy() == pytest.approx(1.5 * heat.found.to_numpy())
    assert glasses.targets_unbiased.tolist() == [15.0, 30.0, 45.0, 60.0]
    alone = described(wells(even(10)))[1].iloc[-1]
    assert np.isnan([alone.low, alone.high, alone.unbiased]).all()


def test_a_glass_without_any_counts_and_unknown_volumes_give_no_density():
    labels = wells(even(10))
    empty = wells([], "empty")
    survey = Survey.of([labels])
    glasses = count_glasses(labels, np.ones(10), survey, {"g": VOLUME, "empty": VOLUME}, np.nan, TARGET)
    assert glasses.targets_unbiased.tolist() == [0.0, 10.0]
    assert glasses.set_index("sample").wanted.to_dict() == {"g": 10, "empty": 0}
    rng = np.random.default_rng(0)
    density = count_splittings(labels, np.ones(10), glasses, ARGON, rng)
    assert density[density.substance == "argon"].found.iloc[-1] == pytest.approx(5 / THRESHOLD / VOLUME)
    assert described(labels, volume=np.nan)[1].found.isna().all()
    assert count_splittings(empty, np.ones(0), glasses, ARGON, rng).empty


def test_every_pair_is_in_one_bin():
    labels = wells(even(33))
    weights = np.linspace(1.0, 3.0, 33)
    pairs = labels[pairs_table(3).names]
    survey = Survey.of([pairs[:5], pairs[5:]])
    table = distributions(labels, weights, survey, TARGET)
    DISTRIBUTIONS.arrow(table)
    sums = table.groupby(["quantity", "group"])[["count", "unbiased"]].sum()
    assert (sums["count"] == 33).all()
    assert sums.xs("two-level systems", level="group").unbiased.to_numpy() == pytest.approx(weights.sum())
    assert set(sums.xs("all pairs", level="group").index) == set(table.quantity) - {
        "energy_barrier",
        "tunnelling_matrix_element",
    }
    steps = table[(table.quantity == "transitions") & (table.group == "all pairs")]
    assert steps.low.iloc[0] == 4.0
    assert steps["count"].tolist() == [4, 8, 16, 5]


def test_the_dynamical_filter_computes_what_was_seen_often_both_ways():
    labels = wells(even(20))
    weights = np.full(20, 2.0)
    table = compare(labels, weights, Survey.of([labels, labels]), TARGET).set_index("procedure")
    PROCEDURES.arrow(table.reset_index())
    assert table.loc["search"].tolist() == [20, 20, pytest.approx(np.nan, nan_ok=True), 1.0]
    # pairs 4 to 19 of both copies
    assert table.loc["dynamical filter"].tolist() == [32, 16, 32.0, 1.0]
    uncounted = labels.assign(transitions_ab=np.nan)
    assert len(compare(uncounted, weights, Survey.of([uncounted]), TARGET)) == 1
    # both are judged where transitions were counted; steps to minima on paths never are
    labels.loc[labels.index[:10], "transitions_ab"] = np.nan
    both = pd.concat([labels, uncounted.assign(glass="uncounted")], ignore_index=True)
    mixed = compare(both, np.ones(40), Survey.of([both]), TARGET).set_index("procedure")
    assert mixed.computed.tolist() == [20, 10]
    assert mixed.found.tolist() == [20, 10]


def test_units_of_ones_own_come_first():
    units = QuantumUnits("custom", 0.02, 0.01, epsilon_kelvin=100.0)
    labels = wells(even(20)).assign(quantum_splitting_argon=even(20), same_well_argon=False)
    glasses, *_ = described(labels)
    table = count_splittings(labels, np.ones(20), glasses, units, np.random.default_rng(0))
    assert table.substance.unique().tolist() == ["custom", "argon", "NiP"]
    assert table[table.substance == "custom"].splitting_kelvin.iloc[-1] == pytest.approx(1.0)
    assert table[table.substance == "custom"].per_ev_cm3.isna().all()


def test_figures_show_the_tables_and_survive_empty_ones(tmp_path):
    labels = pd.concat([wells(even(n), f"g{n}") for n in (10, 20)], ignore_index=True)
    survey, weights = Survey.of([labels]), np.ones(30)
    glasses, density, heat = described(labels, weights)
    table = distributions(labels, weights, survey, TARGET)
    figure = show_density(density)
    assert figure.axes[0].lines[0].get_ydata()[-1] == pytest.approx(density.found.iloc[39])
    assert show_heat(heat).axes[0].lines[0].get_ydata().tolist() == heat.found.tolist()
    bars = [patch.get_height() for patch in show_glasses(glasses, "systems").axes[1].patches]
    assert sum(bars) == 2
    shown = show_distributions(table)
    assert len([axes for axes in shown.axes if axes.axison]) == 7
    none = wells([])
    empty = described(none, np.ones(0))
    pictures = [
        figure,
        shown,
        show_density(empty[1]),
        show_heat(empty[2]),
        show_glasses(empty[0], "systems"),
        show_distributions(DISTRIBUTIONS.empty()),
        show_distributions(table[table.group != "two-level systems"]),
        show_distributions(table[table.low == 0.0]),
        show_density(described(labels, volume=np.nan)[1]),
        show_profiles(defects_table(3).empty()),
    ]
    for k, picture in enumerate(pictures):
        save(picture, [tmp_path / f"{k}.png"])
        assert (tmp_path / f"{k}.png").stat().st_size > 1000


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
