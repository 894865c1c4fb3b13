import json
from dataclasses import asdict

import numpy as np
import pytest
from glasses import SOFT_SPHERES
from programs import needs_lammps

from glasscape import versions
from glasscape.errors import ConfigError
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.engine import make_engine
from glasscape.potentials.models import POLYDISPERSE_SOFT_SPHERES
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation import prepare
from glasscape.preparation.draw import draw_glass
from glasscape.preparation.prepare import prepare_glass, thermal_positions
from glasscape.preparation.settings import PreparationSettings, RangeSettings
from glasscape.samplers.hybrid import hybrid_blocks
from glasscape.samplers.settings import HybridMonteCarloSettings
from glasscape.structures.readers import read_structure
from glasscape.structures.writers import GLASS_FORMAT, write_glass

POTENTIAL = PotentialSettings()
QUICK = PreparationSettings(particles=100, temperature=0.15, blocks=120)


def energy(particles, positions):
    return CompiledForceField(particles, SOFT_SPHERES).evaluate(positions[None]).energies[0]


def make(tmp_path, settings=QUICK, name="e/g", potential=POTENTIAL):
    return prepare_glass(potential, settings, 0.04, name, tmp_path / "state.npz")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("made"))


def test_a_glass_is_cold_and_reported(made, tmp_path):
    report = json.loads(json.dumps(asdict(made.report)))
    assert report["particles"] == 100
    assert report["block"][-1] == 120
    assert len(report["energy"]) == len(report["overlap"]) == len(report["block"]) == 120
    assert 0.1 < report["exchange_acceptance"] < 0.9
    assert report["dynamics_acceptance"] > 0.8
    # equipartition: the glass has half its kinetic energy as potential energy of vibration above the minimum
    above = energy(made.particles, made.positions) / 100 - report["inherent_structure_energy"]
    assert above == pytest.approx(1.5 * 0.04, rel=0.35)
    write_glass(tmp_path / "glass.extxyz", made.particles, made.positions)
    read = read_structure(tmp_path / "glass.extxyz", GLASS_FORMAT)
    np.testing.assert_allclose(read.particles.diameters, made.particles.diameters, atol=1e-8)
    np.testing.assert_array_equal(read.particles.species, made.particles.species)
    assert energy(read.particles, read.positions) == pytest.approx(
        energy(made.particles, made.positions), abs=1e-4
    )


def test_a_short_equilibration_is_marked(tmp_path):
    report = make(tmp_path, QUICK.model_copy(update={"temperature": 0.06, "blocks": 40})).report
    assert not report.equilibration.equilibrated
    assert "NOT equilibrated: " in report.headline()


def test_seed_and_name_decide_every_bit(made, tmp_path):
    again = make(tmp_path)
    np.testing.assert_array_equal(again.positions, made.positions)
    np.testing.assert_array_equal(again.particles.diameters, made.particles.diameters)
    assert again.report == made.report
    for other in (
        make(tmp_path, name="e/h"),
        make(tmp_path, QUICK.model_copy(update={"seed": QUICK.seed + 1})),
    ):
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


MIXTURE = PotentialSettings(model="kob-andersen")
RANGING = PreparationSettings(
    particles=200,
    blocks=40,
    time_step=0.002,
    cooling_time=1.0,
    ranges={"temperature": [3.0, 6.0], "density": [0.9, 1.1], "fraction": [0.55, 0.75]},
)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """A glass with drawn parameters, and the folder with its state."""
    folder = tmp_path_factory.mktemp("drawn")
    return make(folder, RANGING, potential=MIXTURE), folder


def test_a_glass_has_the_parameters_that_were_drawn(drawn, tmp_path):
    glass, _ = drawn
    report = glass.report
    first, second = report.fractions
    assert 3.0 < report.preparation_temperature < 6.0
    assert 0.9 < report.density < 1.1
    assert 0.55 < first < 0.75
    assert 200 / glass.particles.cell.volume == pytest.approx(report.density)
    assert np.bincount(glass.particles.species).tolist() == [round(200 * first), 200 - round(200 * first)]
    assert json.loads(json.dumps(asdict(report)))["density"] == report.density
    assert (
        f"200 particles at T = {report.preparation_temperature:.4g}, density {report.density:.4g}, fractions "
        f"{first:.4g} + {second:.4g}, 40 blocks: " in report.headline()
    )
    # without ranges, these values give the same glass bit for bit: all other random numbers are the same
    values = {"temperature": report.preparation_temperature, "ranges": RangeSettings()}
    own = MIXTURE.model_copy(update={"density": report.density, "fractions": [first, second]})
    again = make(tmp_path, RANGING.model_copy(update=values), potential=own)
    np.testing.assert_array_equal(again.positions, glass.positions)
    assert again.report == report


def test_a_state_with_other_parameters_is_not_taken(drawn, monkeypatch):
    glass, folder = drawn
    monkeypatch.setattr(prepare, "hybrid_blocks", lambda *_: pytest.fail("equilibrated again"))
    assert make(folder, RANGING, potential=MIXTURE).report == glass.report
    for parameter, limits in (("temperature", [4.0, 7.0]), ("density", [1.0, 1.1]), ("fraction", [0.6, 0.7])):
        ranges = RANGING.ranges.model_copy(update={parameter: limits})
        with pytest.raises(pytest.fail.Exception, match="equilibrated again"):
            make(folder, RANGING.model_copy(update={"ranges": ranges}), potential=MIXTURE)


def test_ranges_that_are_not_given_change_no_bit(made, tmp_path):
    absent = PreparationSettings(**QUICK.model_dump(exclude={"ranges"}))
    ranges = dict.fromkeys(("temperature", "density", "fraction"))
    null = PreparationSettings(**QUICK.model_dump(exclude={"ranges"}), ranges=ranges)
    assert absent == null == QUICK
    again = make(tmp_path, null)
    np.testing.assert_array_equal(again.positions, made.positions)
    np.testing.assert_array_equal(again.liquid, made.liquid)
    assert again.report == made.report


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


@needs_lammps
def test_both_engines_make_the_same_glass(tmp_path):
    """Bit for bit they cannot: rounding makes paths part, so the first blocks are compared."""
    settings = PreparationSettings(particles=100, temperature=0.15, blocks=40, cooling_time=1.0)
    ours, theirs = (
        prepare_glass(PotentialSettings(engine=engine), settings, 0.04, "g", tmp_path / "state.npz").report
        for engine in ("compiled", "lammps-serial")
    )
    np.testing.assert_allclose(theirs.energy[:5], ours.energy[:5], atol=1e-9)
    assert theirs.exchange_acceptance == pytest.approx(ours.exchange_acceptance, rel=0.1)


def test_hybrid_monte_carlo_starts_in_large_samples():
    """From a minimum, it would reject every segment of such a sample."""
    rng = np.random.default_rng(1)
    engine = make_engine(POTENTIAL)
    particles = draw_glass(POLYDISPERSE_SOFT_SPHERES.composition, 4000, rng)
    settings = HybridMonteCarloSettings()
    positions = thermal_positions(engine, particles, settings.temperature, settings.time_step, rng)
    # the minimum has 0.35, the liquid 0.39
    assert energy(particles, positions) / 4000 > 0.4
    assert hybrid_blocks(particles, positions, 10, engine, settings, rng).accepted >= 3
