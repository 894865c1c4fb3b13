"""Densities, distributions and specific heat, against closed forms."""

import numpy as np
import pandas as pd
import pytest
from studies.two_level_systems.analysis.double_wells import VOLUME, corrected, described, even, wells
from studies.two_level_systems.invented import FEATURES, TARGET, THRESHOLD

from glasscape.modes.elasticity import Elasticity
from glasscape.studies.two_level_systems import workflow
from glasscape.studies.two_level_systems.analysis import tables
from glasscape.studies.two_level_systems.analysis.densities import (
    count_levels,
    count_splittings,
    mean_properties,
)
from glasscape.studies.two_level_systems.analysis.sound import (
    ALONE,
    CONNECTED,
    HOPS,
    HOPS_ADIABATIC,
    POINTS,
    RELAXATION,
    RESONANCE,
    SOUND_FREQUENCIES,
    relaxation_times,
    slow_heat,
    sound_loss,
    tunnelling_strength,
    tunnelling_systems,
)
from glasscape.studies.two_level_systems.analysis.statistics import describe
from glasscape.studies.two_level_systems.analysis.sums import LabelledPairs, means, per_volume
from glasscape.studies.two_level_systems.analysis.survey import Survey, compare, count_samples, distributions
from glasscape.studies.two_level_systems.analysis.tables import (
    DISTRIBUTIONS,
    HEAT_TIME,
    LEVELS,
    LOSS,
    MEANS,
    PROCEDURES,
    STRENGTH,
    TIMES,
)
from glasscape.studies.two_level_systems.search.settings import TargetSettings
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.loss import SoundLoss
from glasscape.tunnelling.settings import QuantumSettings
from glasscape.units import ARGON, METAL, NIP, QuantumUnits


def loss_of(labels, weights, samples, units, rng):
    pairs = LabelledPairs(labels, weights, samples, TARGET, units, rng)
    return sound_loss(pairs, tunnelling_systems(pairs, SOLID))


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


@pytest.mark.parametrize("column", ["same_well", "above_barrier"])
def test_vibrations_are_counted_apart(column):
    labels = wells(even(40))
    labels.loc[labels.index[::4], column] = True
    samples, density, heat = described(labels)
    assert samples.targets.tolist() == [40]
    assert samples.targets_vibrational.tolist() == [10]
    assert density.found.iloc[0] > 0.0
    plateau = density[density.substance == "argon"].found.iloc[-1]
    assert plateau == pytest.approx(30 / THRESHOLD / VOLUME)
    assert heat.found.iloc[-1] < described(wells(even(40)))[2].found.iloc[-1]


def test_densities_are_those_of_the_target_and_without_zero_point_energies():
    labels = corrected(wells(even(40)))
    target = Target.of(TargetSettings(), QuantumSettings(zero_point="adiabatic"))
    samples, density, heat = described(labels, target=target)
    plateaus = density.groupby("substance", sort=False).found.last() * VOLUME
    assert plateaus.index.tolist() == ["argon", "argon, no zero-point energy", "NiP"]
    # one of the ten is a vibration
    assert plateaus.iloc[0] == pytest.approx(9 / THRESHOLD)
    assert plateaus.iloc[1] == pytest.approx(40 / THRESHOLD)
    assert (samples.double_wells[0], samples.targets[0], samples.targets_vibrational[0]) == (40, 10, 1)
    plain = described(labels)
    assert plain[1].groupby("substance", sort=False).found.last().iloc[0] == pytest.approx(
        40 / THRESHOLD / VOLUME
    )
    assert heat.found.iloc[-1] < plain[2].found.iloc[-1]


def test_intervals_are_those_of_samples_and_weights_lift_the_bias():
    labels = pd.concat([wells(even(n), f"g{n}") for n in (10, 20, 30, 40)], ignore_index=True)
    weights = np.full(len(labels), 1.5)
    samples, density, heat = described(labels, weights)
    last = density[density.substance == "argon"].iloc[-1]
    per_sample = 25 / THRESHOLD / VOLUME
    assert last.found == pytest.approx(per_sample)
    # Student's t for the mean of four
    spread = 2.353 * np.std([10, 20, 30, 40], ddof=1) / 2.0 / THRESHOLD / VOLUME
    assert last.found - last.low == pytest.approx(spread, rel=0.15)
    assert last.high - last.found == pytest.approx(spread, rel=0.15)
    assert last.unbiased == pytest.approx(1.5 * per_sample)
    assert heat.unbiased.to_numpy() == pytest.approx(1.5 * heat.found.to_numpy())
    assert samples.targets_unbiased.tolist() == [15.0, 30.0, 45.0, 60.0]
    alone = described(wells(even(10)))[1].iloc[-1]
    assert np.isnan([alone.low, alone.high, alone.unbiased]).all()


@pytest.mark.parametrize(("count", "first"), [(1, 1), (2, 1), (5, 3), (9, 5), (40, 5)])
def test_densities_begin_where_a_few_splittings_are_smaller(count, first):
    splittings = even(count)
    density = described(wells(splittings))[1]
    assert density[density.substance == "argon"].splitting.iloc[0] == pytest.approx(splittings[first - 1])


def test_a_sample_without_any_counts_and_unknown_volumes_give_no_density():
    labels = wells(even(10))
    empty = wells([], "empty")
    survey = Survey.of([labels])
    samples = count_samples(labels, np.ones(10), survey, {"g": VOLUME, "empty": VOLUME}, np.nan, TARGET)
    assert samples.targets_unbiased.tolist() == [0.0, 10.0]
    assert samples.set_index("sample").targets.to_dict() == {"g": 10, "empty": 0}
    rng = np.random.default_rng(0)
    density = count_splittings(LabelledPairs(labels, np.ones(10), samples, TARGET, ARGON, rng))
    assert density[density.substance == "argon"].found.iloc[-1] == pytest.approx(5 / THRESHOLD / VOLUME)
    assert described(labels, volume=np.nan)[1].found.isna().all()
    assert count_splittings(LabelledPairs(empty, np.ones(0), samples, TARGET, ARGON, rng)).empty


def test_every_pair_is_in_one_bin():
    labels = wells(even(33))
    weights = np.linspace(1.0, 3.0, 33)
    pairs = labels[FEATURES.pairs.names]
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
    transitions = table[(table.quantity == "transitions") & (table.group == "all pairs")]
    assert transitions.low.iloc[0] == 4.0
    assert transitions["count"].tolist() == [4, 8, 16, 5]


def test_the_dynamical_filter_keeps_pairs_seen_often_in_both_directions():
    labels = wells(even(20))
    weights = np.full(20, 2.0)
    table = compare(labels, weights, Survey.of([labels, labels]), TARGET).set_index("procedure")
    PROCEDURES.arrow(table.reset_index())
    assert table.loc["search"].tolist() == [20, 20, pytest.approx(np.nan, nan_ok=True), 1.0]
    # pairs 4 to 19 of both copies
    assert table.loc["dynamical filter"].tolist() == [32, 16, 32.0, 1.0]
    uncounted = labels.assign(transitions_ab=np.nan)
    assert len(compare(uncounted, weights, Survey.of([uncounted]), TARGET)) == 1
    # both are evaluated where transitions were counted; those of pairs from paths never are
    labels.loc[labels.index[:10], "transitions_ab"] = np.nan
    both = pd.concat([labels, uncounted.assign(sample="uncounted")], ignore_index=True)
    mixed = compare(both, np.ones(40), Survey.of([both]), TARGET).set_index("procedure")
    assert mixed.computed.tolist() == [20, 10]
    assert mixed.found.tolist() == [20, 10]


def test_only_known_reduced_units_stand_beside_each_other():
    units = QuantumUnits("custom", 0.02, 0.01, epsilon_kelvin=100.0)
    labels = wells(even(20)).assign(
        quantum_splitting_NiP=even(20), same_well_NiP=False, above_barrier_NiP=False
    )
    samples, *_ = described(labels)
    table = count_splittings(
        LabelledPairs(labels, np.ones(20), samples, TARGET, units, np.random.default_rng(0))
    )
    assert table.substance.unique().tolist() == ["custom"]
    assert table[table.substance == "custom"].splitting_kelvin.iloc[-1] == pytest.approx(1.0)
    assert table[table.substance == "custom"].per_ev_cm3.isna().all()
    table = count_splittings(
        LabelledPairs(labels, np.ones(20), samples, TARGET, METAL, np.random.default_rng(0))
    )
    assert table.substance.unique().tolist() == ["metal"]
    table = count_splittings(
        LabelledPairs(labels, np.ones(20), samples, TARGET, ARGON, np.random.default_rng(0))
    )
    assert table.substance.unique().tolist() == ["argon", "NiP"]


VOIGT = ("xx", "yy", "zz", "yz", "xz", "xy")


@pytest.fixture
def two_samples():
    """Double wells of two samples with vibrations, weights of 3, and the counts of the samples."""
    labels = pd.concat([wells(even(40), "g"), wells(even(20), "h")], ignore_index=True)
    labels = labels.assign(attempt_frequency=2.0, attempt_frequency_from_b=3.0)
    labels["energy_barrier"] = labels.energy_difference + 0.05
    labels["energy_barrier_from_b"] = 0.05
    labels["energy_barrier_adiabatic"] = np.where(labels.index % 2, labels.energy_barrier, np.nan)
    labels["energy_barrier_from_b_adiabatic"] = np.where(labels.index % 2, 0.05, np.nan)
    for ij in VOIGT:
        labels[f"gamma_{ij}"] = 0.3
    survey, weights = Survey.of([labels]), np.full(60, 3.0)
    samples = count_samples(labels, weights, survey, {"g": VOLUME, "h": VOLUME}, np.nan, TARGET)
    return labels, weights, samples


SOLID = Elasticity(bulk=90.0, shear=40.0, density=1.0, mass_density=1.0)


def test_sound_is_lost_by_the_two_level_systems_of_all_samples(two_samples):
    labels, weights, samples = two_samples
    pairs = LabelledPairs(labels, weights, samples, TARGET, ARGON, np.random.default_rng(1))
    strength = tunnelling_strength(tunnelling_systems(pairs, SOLID))
    STRENGTH.arrow(strength)
    first = strength.iloc[0]
    share = (labels.delta_0 / np.hypot(labels.asymmetry, labels.delta_0)) ** 2 * labels.gamma_longitudinal**2
    # rho v^2 is the longitudinal modulus
    modulus = 90.0 + 4.0 / 3.0 * 40.0
    assert first.found == pytest.approx(share.sum() / (modulus * 2.0 * VOLUME * THRESHOLD))
    assert first.unbiased == pytest.approx(3.0 * first.found)
    assert first.low < first.found < first.high
    # weights that are all alike scale the interval, too
    assert first.unbiased_low == pytest.approx(3.0 * first.low)
    loss = loss_of(labels, weights, samples, ARGON, np.random.default_rng(1))
    LOSS.arrow(loss)
    each = loss.groupby("mechanism", sort=False)
    assert [*each.groups] == [RELAXATION, RESONANCE, HOPS, HOPS_ADIABATIC, ALONE, CONNECTED]
    assert (each.size() == 2 * len(SOUND_FREQUENCIES) * POINTS).all()
    curves = {name: rows.set_index(["polarisation", "frequency_hertz"]) for name, rows in each}
    resonance = curves[RESONANCE].loc[("longitudinal", 1e9)]
    ratio = 2.0 * np.pi * 1e9 * ARGON.second * ARGON.hbar / (2.0 * resonance.temperature)
    assert resonance.found.to_numpy() == pytest.approx((np.pi * first.found * np.tanh(ratio)).to_numpy())
    # half of the double wells stay double wells, with the same barriers
    hops, corrected = (curves[name].loc[("transverse", 1e6)].found for name in (HOPS, HOPS_ADIABATIC))
    assert (corrected < hops).all()
    assert (corrected.to_numpy()[10:30] > 0.0).all()
    # without a unit of time there are no frequencies and no times
    custom = QuantumUnits("custom", 0.0125, 0.0015)
    assert loss_of(labels, weights, samples, custom, np.random.default_rng(1)).empty
    for against_time in (slow_heat, relaxation_times):
        pairs = LabelledPairs(labels, weights, samples, TARGET, custom, np.random.default_rng(1))
        assert against_time(tunnelling_systems(pairs, SOLID)).empty


def test_charges_add_the_loss_of_an_electric_field(two_samples):
    labels, weights, samples = two_samples
    charged = labels.assign(dipole_change=0.4)
    loss = loss_of(charged, weights, samples, ARGON, np.random.default_rng(1))
    LOSS.arrow(loss)
    electric = loss[loss.polarisation == "electric"]
    # networks need the dipole moment of every minimum
    assert [*electric.mechanism.unique()] == [RELAXATION, RESONANCE, HOPS, HOPS_ADIABATIC, ALONE]
    # all couple alike, so the ratio is that of the couplings
    alike = charged.assign(gamma_transverse=1.0)
    both = loss_of(alike, weights, samples, ARGON, np.random.default_rng(1))
    both = both[both.mechanism == HOPS].set_index("polarisation").found
    ratio = ARGON.charge_squared * 0.2**2 / 3.0 * SOLID.shear
    assert both["electric"].to_numpy() == pytest.approx(ratio * both["transverse"].to_numpy())


def test_slow_heat_ends_at_the_heat_capacity(two_samples):
    labels, weights, samples = two_samples
    # fast enough for all of them to relax within the longest time
    labels = labels[labels.quantum_splitting > 1e-4].reset_index(drop=True)
    labels = labels.assign(delta_0=1e-4, asymmetry=np.sqrt(np.square(labels.quantum_splitting) - 1e-8))
    weights = weights[: len(labels)]
    pairs = LabelledPairs(labels, weights, samples, TARGET, ARGON, np.random.default_rng(1))
    slow = slow_heat(tunnelling_systems(pairs, SOLID))
    HEAT_TIME.arrow(slow)
    coldest, *_, warmest = slow.temperature.unique()
    assert (warmest / THRESHOLD, coldest / THRESHOLD) == pytest.approx((0.1, 0.01))
    for temperature in (coldest, warmest):
        rows = slow[slow.temperature == temperature]
        assert (np.diff(rows.found) >= 0.0).all()
        x = labels.quantum_splitting.to_numpy() / (2.0 * temperature)
        expected = np.sum(np.square(x / np.cosh(x))) / (2.0 * VOLUME)
        assert rows.found.iloc[-1] == pytest.approx(expected, rel=1e-6)


def test_relaxation_times_are_those_of_the_rates(two_samples):
    labels, weights, samples = two_samples
    pairs = LabelledPairs(labels, weights, samples, TARGET, ARGON, np.random.default_rng(1))
    systems = tunnelling_systems(pairs, SOLID)
    table = relaxation_times(systems)
    TIMES.arrow(table)
    rows = table[table.temperature == table.temperature.max()]
    states = labels.asymmetry.to_numpy(), labels.delta_0.to_numpy()
    rates = SoundLoss(*states, systems.couplings, ARGON.hbar).rates(rows.temperature.to_numpy()[:1])[:, 0]
    seconds = np.sort(ARGON.second / rates)
    expected = np.searchsorted(seconds, rows.second, side="right") / (2.0 * VOLUME)
    assert rows.found.to_numpy() == pytest.approx(expected)
    assert rows.found.iloc[0] < rows.found.iloc[-1]


def test_the_density_of_localised_states_is_flat_in_the_standard_model():
    rng = np.random.default_rng(0)
    n = 40_000
    asymmetry = rng.uniform(-1.0, 1.0, n) * THRESHOLD
    delta_0 = THRESHOLD * 10.0 ** rng.uniform(-7.0, 0.0, n)
    labels = wells(np.hypot(asymmetry, delta_0), asymmetry=asymmetry, delta_0=delta_0)
    samples, *_ = described(labels)
    table = count_levels(LabelledPairs(labels, np.full(n, 2.0), samples, TARGET, ARGON, rng))
    LEVELS.arrow(table)
    density = n / VOLUME / (THRESHOLD * np.log(1e7))
    complete = table[(table.delta_0_high < 0.5 * THRESHOLD) & (table.asymmetry_high < 0.9 * THRESHOLD)]
    assert len(complete) == 12
    assert complete.found.to_numpy() == pytest.approx(density, rel=0.1)
    assert complete.unbiased.to_numpy() == pytest.approx(2.0 * complete.found.to_numpy())
    # P is that of the tunnelling strength
    labels = labels.assign(gamma_longitudinal=1.0, **{f"gamma_{ij}": 1.0 for ij in VOIGT})
    pairs = LabelledPairs(labels, np.ones(n), samples, TARGET, ARGON, rng)
    strength = tunnelling_strength(tunnelling_systems(pairs, SOLID)).set_index("polarisation")
    modulus = 90.0 + 4.0 / 3.0 * 40.0
    assert strength.found["longitudinal"] * modulus == pytest.approx(density, rel=0.1)
    # those above the threshold are not counted
    assert table["count"].sum() == (labels.quantum_splitting < THRESHOLD).sum()


def test_means_are_those_of_two_level_systems_with_weights(two_samples):
    labels, _, samples = two_samples
    labels = labels.assign(participation_ratio=np.where(labels["sample"] == "g", 2.0, 5.0))
    weights = np.where(labels["sample"] == "g", 1.0, 4.0)
    table = mean_properties(LabelledPairs(labels, weights, samples, TARGET, ARGON, np.random.default_rng(0)))
    MEANS.arrow(table)
    row = table.set_index("quantity").loc["participation_ratio"]
    assert row.found == pytest.approx((40 * 2.0 + 20 * 5.0) / 60)
    assert row.unbiased == pytest.approx((40 * 2.0 + 80 * 5.0) / 120)
    # resamples are 2, 3 and 5; with two samples, Student's t is 3.84 times as wide as the normal distribution
    assert (row.low, row.high) == pytest.approx((0.0, 3.0 + 2**0.5 * 3.8384 * 2.0), rel=1e-4)
    assert row.unbiased_high == pytest.approx(4.0 + 2**0.5 * 3.8384 * 1.0, rel=1e-4)
    none = mean_properties(
        LabelledPairs(labels[:0], weights[:0], samples, TARGET, ARGON, np.random.default_rng(0))
    )
    MEANS.arrow(none)
    assert none.found.isna().all()


def test_without_audits_nothing_is_estimated(two_samples):
    """Not even zero where nothing was found."""
    labels, weights, _ = two_samples
    labels = labels.assign(quantum_splitting=2.0 * THRESHOLD, verdict="double well")
    volumes = {"g": VOLUME, "h": VOLUME, "empty": VOLUME}
    for given, known in ((weights, True), (np.full_like(weights, np.nan), False)):
        found = describe(labels, given, [labels], volumes, np.nan, {}, SOLID, TARGET, ARGON, 0)
        for table in (found["samples"].targets_unbiased, found["heat"].unbiased, found["levels"].unbiased):
            assert (table == 0.0).all() if known else table.isna().all()
        search, dynamical = found["procedures"].unbiased
        assert np.isnan(search)
        assert dynamical == 0.0 if known else np.isnan(dynamical)


@pytest.mark.parametrize("count", [4, 10])
def test_intervals_of_few_samples_cover_the_truth(count):
    """A bootstrap alone would cover it in 70 to 76 % with four samples. Rates differ between samples."""
    rng = np.random.default_rng(count)
    samples = pd.DataFrame({"sample": [f"g{k}" for k in range(count)], "volume": 1.0})
    inside = 0
    for _ in range(300):
        found = rng.poisson(rng.gamma(2.0, 2.0, count))
        names = pd.Series(np.repeat(samples["sample"].to_numpy(), found))
        table = per_volume(np.ones((len(names), 1)), names, np.ones(len(names)), samples, rng)
        inside += table.low[0] <= 4.0 <= table.high[0]
    assert inside / 300 > 0.8


def test_samples_without_double_wells_do_not_narrow_the_interval_of_a_mean():
    """They say nothing about it: the interval is that of the samples with some."""
    values = np.array([2.0, 2.0, 2.0, 9.0])
    names = pd.Series(["g0", "g0", "g0", "g1"])

    def high(count):
        samples = pd.DataFrame({"sample": [f"g{k}" for k in range(count)], "volume": 1.0})
        return means(values, names, np.ones(4), samples, np.random.default_rng(0))["high"]

    assert high(8) > 0.9 * high(2) > 20.0


def test_vibrations_and_temperatures_of_tunnelling_are_no_hops(two_samples):
    labels, weights, samples = two_samples
    rng = np.random.default_rng(1)

    def coldest(labels):
        loss = loss_of(labels, weights, samples, ARGON, rng)
        return {name: rows.temperature.min() for name, rows in loss.groupby("mechanism")}

    assert coldest(labels)[HOPS] == pytest.approx(0.02 * labels.energy_barrier.median())
    # tunnelling is faster below the crossover
    assert coldest(labels.assign(crossover_temperature=0.01))[HOPS] == pytest.approx(0.01)
    assert coldest(labels.assign(crossover_temperature=0.1)).keys() == {RELAXATION, RESONANCE}
    assert coldest(labels.assign(above_barrier=True)) == {}


def test_without_a_solid_there_is_no_loss_and_without_energies_no_network(two_samples):
    labels, weights, _ = two_samples
    given = (labels, weights, [labels], {"g": VOLUME, "h": VOLUME}, np.nan)
    soft = Elasticity(bulk=90.0, shear=-1.0, density=1.0, mass_density=1.0)
    for solid in (None, soft):
        found = describe(*given, {}, solid, TARGET, ARGON, 0)
        assert found["loss"].empty
        assert found["strength"].empty
        assert found["heat_time"].empty
        assert found["network"].empty
    energies = {(sample, index): 0.1 * index for sample in "gh" for index in range(41)}
    found = describe(*given, energies, SOLID, TARGET, ARGON, 0)
    assert len(found["network"]) == 60
    assert not found["loss"].empty


def test_every_table_is_written_and_published(two_samples):
    labels, weights, _ = two_samples
    found = describe(labels, weights, [labels], {}, VOLUME, {}, None, TARGET, ARGON, 0)
    assert tuple(found) == tuple(tables.STATISTICS) == workflow.STATISTICS
