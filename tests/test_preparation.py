"""Swap Monte Carlo, equilibration and cooling, with fixed seeds where the tests are statistical."""

import itertools
import json
from dataclasses import replace

import numpy as np
import pytest
from conftest import SOFT_SPHERES, draw_minimum, one_species
from numba import njit

from glasscape import versions
from glasscape.dynamics.velocities import thermal_velocities
from glasscape.errors import ConfigError
from glasscape.exploration.figures import show_glass
from glasscape.forces.compiled import CompiledForceField
from glasscape.plotting import save
from glasscape.potentials.models import KOB_ANDERSEN
from glasscape.potentials.models import POLYDISPERSE_SOFT_SPHERES
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation import prepare
from glasscape.preparation.draw import draw_glass
from glasscape.preparation.prepare import prepare_glass
from glasscape.preparation.settings import PreparationSettings
from glasscape.samplers.equilibration import judge_equilibration
from glasscape.samplers.equilibration import overlap
from glasscape.samplers.hybrid import hybrid_blocks
from glasscape.samplers.swap import swap_particles
from glasscape.seeds import named_seed
from glasscape.structures.particles import Particles
from glasscape.structures.readers import read_structure
from glasscape.structures.writers import GLASS_FORMAT
from glasscape.structures.writers import write_glass


POTENTIAL = PotentialSettings()


def energy(glass, positions, potential=SOFT_SPHERES):
    return CompiledForceField(glass, potential).evaluate(positions[None]).energies[0]


def test_diameters_have_the_published_distribution():
    glass = draw_glass(POLYDISPERSE_SOFT_SPHERES.composition, 20_000, np.random.default_rng(0))
    assert (glass.diameters.min() >= 0.73) & (glass.diameters.max() <= 1.62)
    # means of s and s^2 of the density s^-3
    low, high = 0.73, 1.62
    assert glass.diameters.mean() == pytest.approx(2 * low * high / (low + high), abs=1e-4)
    square = 2 * np.log(high / low) / (low**-2 - high**-2)
    assert np.mean(glass.diameters**2) == pytest.approx(square, abs=1e-4)
    assert np.corrcoef(glass.diameters[1:], glass.diameters[:-1])[0, 1] == pytest.approx(0.0, abs=0.03)
    assert glass.cell.volume == pytest.approx(20_000)
    assert not glass.species.any()


@pytest.mark.parametrize("n_particles", [1000, 1001, 99])
def test_mixtures_have_their_fractions(n_particles):
    glass = draw_glass(KOB_ANDERSEN.composition, n_particles, np.random.default_rng(0))
    assert abs((glass.species == 0).sum() - 0.8 * n_particles) <= 0.5
    assert n_particles / glass.cell.volume == pytest.approx(1.2)
    assert (glass.diameters == 1.0).all()


def test_seeds_differ_by_name_and_by_seed():
    seeds = {named_seed(seed, name) for seed in range(5) for name in ("a/1", "a/2", "b/1")}
    assert len(seeds) == 15
    assert named_seed(1, "a/1") == named_seed(1, "a/1")


def test_thermal_velocities():
    velocities = thermal_velocities(20_000, 0.04, np.random.default_rng(0))
    assert np.abs(velocities.mean(axis=0)).max() < 1e-12
    assert np.mean(velocities**2) == pytest.approx(0.04, rel=0.02)


@pytest.mark.parametrize("kind", ["diameters", "species"])
def test_exchanges_sample_all_arrangements_by_their_weights(kind):
    """Every arrangement of five particles on fixed places comes as often as Boltzmann says."""
    rng = np.random.default_rng(4)
    cell = 6.0 * np.eye(3)
    places = 3.0 + np.array([[0, 0, 0], [1.0, 0, 0], [0, 1.0, 0.1], [0.9, 0.9, 0], [0.4, 0.5, 0.95]])
    if kind == "diameters":
        glass = one_species(np.array([0.9, 0.93, 0.96, 0.99, 1.02]), cell)
        potential, temperature = SOFT_SPHERES, 0.3
        values = glass.diameters
    else:
        glass = Particles(np.ones(5), np.array([0, 0, 0, 1, 1], dtype=np.int32), cell)
        potential, temperature = replace(KOB_ANDERSEN.potential, cutoff=2.0), 1.5
        values = glass.species

    weights = {}
    for arrangement in set(itertools.permutations(values.tolist())):
        other = replace(glass, **{kind: np.array(arrangement, dtype=values.dtype)})
        weights[arrangement] = np.exp(-energy(other, places, potential) / temperature)
    total = sum(weights.values())

    visits = dict.fromkeys(weights, 0)
    samples = 40_000
    for _ in range(samples):
        glass, _ = swap_particles(glass, potential, places, temperature, 4, rng)
        visits[tuple(getattr(glass, kind).tolist())] += 1
    expected = np.array([samples * weight / total for weight in weights.values()])
    seen = np.array(list(visits.values()))
    assert expected.max() / expected.min() > 2.0
    # successive samples are correlated: allow a few times the chi square of independent ones
    assert np.sum((seen - expected) ** 2 / expected) < 3.0 * len(expected)


def test_exchanges_keep_the_particles_and_count(small_glass, small_minimum):
    rng = np.random.default_rng(0)
    swapped, accepted = swap_particles(small_glass, SOFT_SPHERES, small_minimum, 0.3, 5000, rng)
    assert 0 < accepted < 5000
    assert not np.array_equal(swapped.diameters, small_glass.diameters)
    np.testing.assert_array_equal(np.sort(swapped.diameters), np.sort(small_glass.diameters))
    # nothing that raises the energy is accepted without temperature
    cold, _ = swap_particles(small_glass, SOFT_SPHERES, small_minimum, 1e-12, 5000, rng)
    assert energy(cold, small_minimum) <= energy(small_glass, small_minimum)


def test_particles_that_may_not_be_exchanged_are_left():
    positions = np.random.default_rng(0).random((10, 3)) * 6.0
    # all alike, and two sizes too different
    for diameters in (np.ones(10), np.repeat([0.8, 1.2], 5)):
        glass = one_species(diameters, 6.0 * np.eye(3))
        same, accepted = swap_particles(glass, SOFT_SPHERES, positions, 9.0, 100, np.random.default_rng(1))
        assert (same, accepted) == (glass, 0)


# 80 particles are the fewest in whose cell none meets its own image
N_SMALL = 80


@njit
def plain_monte_carlo(positions, diameters, cell, temperature, sweeps, largest_move, rng):
    """Metropolis moves and exchanges of single particles with energies summed over all others."""
    n = len(positions)
    c0, c2, c4 = -28.0 / 1.25**12, 48.0 / 1.25**14, -21.0 / 1.25**16

    def energy_of(i, place, diameter, skip):
        total = 0.0
        for m in range(n):
            if m not in (i, skip):
                r2 = 0.0
                for axis in range(3):
                    d = place[axis] - positions[m, axis]
                    d -= cell * np.rint(d / cell)
                    r2 += d * d
                sigma = 0.5 * (diameter + diameters[m]) * (1 - 0.2 * abs(diameter - diameters[m]))
                t = r2 / sigma**2
                if t < 1.5625:
                    total += t**-6 + c0 + c2 * t + c4 * t * t
        return total

    energies = np.empty(sweeps)
    for sweep in range(sweeps):
        for _ in range(n):
            i = int(n * rng.random())
            place = positions[i] + largest_move * (2 * rng.random(3) - 1)
            gain = energy_of(i, place, diameters[i], -1) - energy_of(i, positions[i], diameters[i], -1)
            if rng.random() < np.exp(-gain / temperature):
                positions[i] = place
            i, j = int(n * rng.random()), int(n * rng.random())
            if i != j:
                si, sj = diameters[i], diameters[j]
                gain = energy_of(i, positions[i], sj, j) - energy_of(i, positions[i], si, j)
                gain += energy_of(j, positions[j], si, i) - energy_of(j, positions[j], sj, i)
                if rng.random() < np.exp(-gain / temperature):
                    diameters[i], diameters[j] = sj, si
        total = 0.0
        for i in range(n):
            total += 0.5 * energy_of(i, positions[i], diameters[i], -1)
        energies[sweep] = total
    return energies


def sample(temperature, blocks, seed):
    """Potential energies of a small liquid by the hybrid of exchanges and dynamics."""
    rng = np.random.default_rng(seed)
    glass = draw_glass(POLYDISPERSE_SOFT_SPHERES.composition, N_SMALL, np.random.default_rng(9))
    positions = draw_minimum(glass, seed=5)
    # a long time step makes the refusal of pieces count
    settings = PreparationSettings(particles=N_SMALL, temperature=temperature, time_step=0.03)
    energies = []
    accepted = 0
    for _ in range(blocks):
        done = hybrid_blocks(glass, positions, 1, POTENTIAL, settings, rng)
        glass, positions = done.particles, done.positions
        accepted += done.accepted
        energies.append(done.potential_energy)
    assert 0.5 < accepted / blocks < 0.99
    return np.array(energies[blocks // 10 :])


@pytest.fixture(scope="module")
def sampled():
    return {temperature: sample(temperature, 8000, seed=1) for temperature in (0.4, 0.43)}


def block_error(values, blocks=20):
    return np.std([part.mean() for part in np.array_split(values, blocks)], ddof=1) / np.sqrt(blocks)


def test_energies_are_those_of_plain_monte_carlo(sampled):
    glass = draw_glass(POLYDISPERSE_SOFT_SPHERES.composition, N_SMALL, np.random.default_rng(9))
    positions = draw_minimum(glass, seed=5)
    plain = plain_monte_carlo(
        positions.copy(),
        glass.diameters.copy(),
        glass.cell[0, 0],
        0.4,
        12_000,
        0.15,
        np.random.default_rng(1),
    )[1000:]
    ours = sampled[0.4]
    error = np.hypot(block_error(plain), block_error(ours))
    assert error < 0.004 * plain.mean()
    assert abs(plain.mean() - ours.mean()) < 4 * error
    assert ours.std() == pytest.approx(plain.std(), rel=0.06)
    for part in (0.1, 0.5, 0.9):
        assert np.quantile(ours, part) == pytest.approx(np.quantile(plain, part), abs=0.12 * plain.std())


def test_energies_at_two_temperatures_have_the_ratio_of_boltzmann(sampled):
    """log P_1(E) / P_2(E) is linear in E with slope 1/T_2 - 1/T_1, whatever the density of states."""
    (cold, one), (hot, two) = sorted(sampled.items())
    edges = np.linspace(np.quantile(two, 0.05), np.quantile(one, 0.95), 9)
    centres = 0.5 * (edges[1:] + edges[:-1])

    def slope(a, b):
        counts = [np.histogram(values, edges)[0] for values in (a, b)]
        weight = 1 / np.sqrt(1 / counts[0] + 1 / counts[1])
        return np.polyfit(centres, np.log(counts[0] / counts[1]), 1, w=weight)[0]

    parts = [slope(a, b) for a, b in zip(np.array_split(one, 6), np.array_split(two, 6), strict=True)]
    error = np.std(parts, ddof=1) / np.sqrt(len(parts))
    expected = 1 / hot - 1 / cold
    assert error < 0.15 * abs(expected)
    assert slope(one, two) == pytest.approx(expected, abs=3 * error)


def test_overlap_counts_particles_that_stayed():
    cell = 5.0 * np.eye(3)
    before = np.random.default_rng(0).random((10, 3)) * 5.0
    now = before + 0.05
    now[:3] += [0.5, 0.0, 0.0]
    now[0, 1] += 5.0
    assert overlap(before, before + 7.0, cell) == 1.0
    assert overlap(before, now, cell) == 0.7


def test_equilibration_is_judged():
    rng = np.random.default_rng(1)
    blocks = list(range(100, 10_100, 100))
    flat = 0.3 + 1e-3 * rng.standard_normal(100)
    decay = np.exp(-np.array(blocks) / 2000.0)
    good = judge_equilibration(blocks, flat, decay, 0.9)
    assert good.equilibrated
    assert good.relaxation_blocks == 2100.0
    assert good.energy == pytest.approx(0.3, abs=1e-3)
    fast = np.exp(-np.array(blocks) / 200.0)
    drifting = judge_equilibration(blocks, flat - 1e-4 * np.arange(100), fast, 0.9)
    assert not drifting.equilibrated
    assert "drifts by -0.005" in drifting.reason
    # the same change is no more than a fluctuation where the structure relaxes slowly, but that is too short
    slow = judge_equilibration(blocks, flat - 1e-4 * np.arange(100), np.exp(-np.array(blocks) / 7000.0), 0.9)
    assert slow.reason == "the second half lasted only 1.4 relaxation times"
    refused = judge_equilibration(blocks, flat, decay, 0.01)
    assert not refused.equilibrated
    assert "only 1% of the dynamics was accepted (lower preparation.time_step)" in refused.reason
    stuck = judge_equilibration(blocks, flat, 0.5 + 0.5 * decay, 0.9)
    assert not stuck.equilibrated
    assert stuck.relaxation_blocks is None
    assert "50% of the particles are where they were halfway" in stuck.reason


QUICK = PreparationSettings(particles=100, temperature=0.15, blocks=120)


def make(tmp_path, settings=QUICK, name="e/g", potential=POTENTIAL):
    return prepare_glass(potential, settings, 0.04, name, tmp_path / "state.npz")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("made"))


def test_a_glass_is_cold_and_reported(made, tmp_path):
    report = json.loads(json.dumps(made.report.as_dict()))
    assert report["particles"] == 100
    assert report["block"][-1] == 120
    assert len(report["energy"]) == len(report["overlap"]) == len(report["block"]) == 120
    assert 0.1 < report["exchange_acceptance"] < 0.9
    assert report["dynamics_acceptance"] > 0.9
    # equipartition: the glass has half its kinetic energy as potential energy of vibration above the minimum
    above = energy(made.particles, made.positions) / 100 - report["inherent_structure_energy"]
    assert above == pytest.approx(1.5 * 0.04, rel=0.35)
    write_glass(tmp_path / "glass.extxyz", made.particles, made.positions)
    read = read_structure(tmp_path / "glass.extxyz", GLASS_FORMAT)
    np.testing.assert_allclose(read.particles.diameters, made.particles.diameters, atol=1e-8)
    np.testing.assert_array_equal(read.particles.species, made.particles.species)
    assert energy(read.particles, read.positions) == pytest.approx(energy(made.particles, made.positions), abs=1e-4)


def test_the_figure_of_a_glass_shows_all_samples(made, tmp_path):
    report = made.report.as_dict()
    figure = show_glass(report, {"new_of_trajectory": [4, 0, 3]})
    energy, overlap, found = figure.axes
    assert energy.lines[0].get_ydata().tolist() == report["energy"]
    assert sum(len(line.get_xdata()) for line in overlap.lines[:2]) == len(report["overlap"])
    # the second decay starts from the middle, where the overlap is one
    assert overlap.lines[1].get_xdata()[0] > 60
    assert overlap.lines[1].get_ydata()[0] > overlap.lines[0].get_ydata()[-1]
    assert found.lines[0].get_ydata().tolist() == [0, 4, 4, 7]
    assert ("NOT" in energy.get_title()) != report["equilibration"]["equilibrated"]
    save(figure, [tmp_path / "glass.png"])
    assert (tmp_path / "glass.png").exists()


def test_a_short_equilibration_is_marked(tmp_path):
    glass = make(tmp_path, QUICK.model_copy(update={"temperature": 0.06, "blocks": 40}))
    assert not glass.report.equilibration.equilibrated
    assert "NOT equilibrated: " in glass.report.headline()


def test_seed_and_name_decide_every_bit(made, tmp_path):
    again = make(tmp_path)
    np.testing.assert_array_equal(again.positions, made.positions)
    np.testing.assert_array_equal(again.particles.diameters, made.particles.diameters)
    assert again.report == made.report
    for other in (make(tmp_path, name="e/h"), make(tmp_path, QUICK.model_copy(update={"seed": 2}))):
        assert not np.array_equal(other.particles.diameters, made.particles.diameters)


def test_an_interrupted_preparation_goes_on_and_ends_the_same(made, tmp_path, monkeypatch):
    calls = []

    def break_off(*arguments):
        calls.append(1)
        if len(calls) == 50:
            raise KeyboardInterrupt
        return hybrid_blocks(*arguments)

    monkeypatch.setattr(prepare, "hybrid_blocks", break_off)
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path)
    assert (tmp_path / "state.npz").exists()
    again = make(tmp_path)
    # nothing was done twice
    assert len(calls) == 50 + (120 - 49)
    np.testing.assert_array_equal(again.positions, made.positions)
    assert again.report == made.report


def test_a_finished_liquid_is_only_cooled_again(made, tmp_path, monkeypatch):
    make(tmp_path)
    monkeypatch.setattr(prepare, "hybrid_blocks", lambda *_: pytest.fail("equilibrated again"))
    colder = prepare_glass(
        POTENTIAL, QUICK.model_copy(update={"cooling_time": 7.0}), 0.02, "e/g", tmp_path / "state.npz"
    )
    np.testing.assert_array_equal(colder.particles.diameters, made.particles.diameters)
    assert colder.report.equilibration == made.report.equilibration
    assert not np.array_equal(colder.positions, made.positions)
    monkeypatch.undo()
    monkeypatch.setattr(versions, "PREPARATION", versions.PREPARATION + 1)
    monkeypatch.setattr(prepare, "hybrid_blocks", lambda *_: pytest.fail("equilibrated again"))
    with pytest.raises(pytest.fail.Exception):
        make(tmp_path)


@pytest.mark.parametrize("blocks", [228, 401])
def test_the_second_half_begins_at_a_sample(tmp_path, blocks):
    """Neither number of blocks has a sample at its half."""
    report = make(tmp_path, QUICK.model_copy(update={"blocks": blocks})).report
    after = report.block.index(report.middle) + 1
    assert report.block[after - 2] < blocks / 2 <= report.middle
    # the overlap starts anew there
    assert report.overlap[after] > max(report.overlap[after - 1], 0.5)
    assert report.equilibration.final_overlap == report.overlap[-1]
    assert report.equilibration.energy == pytest.approx(np.mean(report.energy[after:]))


def test_the_state_of_another_preparation_is_not_taken(made, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr(prepare, "_cool", lambda *_: pytest.fail("stop here"))
    with pytest.raises(pytest.fail.Exception):
        make(tmp_path, QUICK.model_copy(update={"seed": 3}))
    assert (tmp_path / "state.npz").exists()
    monkeypatch.undo()
    np.testing.assert_array_equal(make(tmp_path).positions, made.positions)
    for rubbish in (b"no state", b""):
        (tmp_path / "state.npz").write_bytes(rubbish)
        np.testing.assert_array_equal(make(tmp_path).positions, made.positions)
        assert "cannot be read" in caplog.text
        caplog.clear()


def test_a_mixture_is_made(tmp_path):
    settings = PreparationSettings(particles=200, temperature=5.0, blocks=60, time_step=0.002)
    glass = make(tmp_path, settings, potential=PotentialSettings(model="kob-andersen"))
    assert glass.report.exchange_acceptance > 0.0
    assert glass.report.inherent_structure_energy < glass.report.equilibration.energy
    assert np.bincount(glass.particles.species).tolist() == [160, 40]


@pytest.mark.parametrize("changes", [{"density": 40.0}, {"model": "kob-andersen"}])
def test_a_glass_that_meets_its_own_image_is_an_error(tmp_path, changes):
    with pytest.raises(ConfigError, match="preparation.particles: 100 particles .* use [0-9]+ or more"):
        make(tmp_path, potential=PotentialSettings(**changes))
    assert list(tmp_path.iterdir()) == []


def test_exchanges_need_a_known_potential(tmp_path):
    potential = PotentialSettings(
        model="lammps", engine="lammps-serial", commands="pair_style zero 2.0", fractions=[1.0], density=0.5
    )
    with pytest.raises(ConfigError, match="preparation.swaps_per_particle.*set it to 0"):
        prepare_glass(potential, QUICK, 0.04, "e/g", tmp_path / "state.npz")
