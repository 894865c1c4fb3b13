"""The study as a user runs it, and the runs and flows of which it consists."""

import numpy as np
import pytest
from runs import Run as Folder

from glasscape.potentials.models import TERNARY_KOB_ANDERSEN_2D
from glasscape.samplers.walkers import Walkers
from glasscape.studies.sampling.flow_steps import carry_cross_fitted, measure_flow_steps, same_minimum
from glasscape.studies.sampling.run import Run, run_sampler
from glasscape.studies.sampling.settings import (
    AnnealingSettings,
    ChainSettings,
    FlowSettings,
    SamplingSettings,
)
from glasscape.studies.sampling.tables import FLOW_STEPS, SAMPLERS

SHORT = SamplingSettings(
    temperatures=[1.0, 0.8],
    chains=ChainSettings(sweeps=8000, equilibration=1000),
    annealing=AnnealingSettings(members=640, equilibration=60, sweeps=2),
    flow=FlowSettings(configurations=800, quenched=5),
)
CELL = TERNARY_KOB_ANDERSEN_2D.composition.cell(43)


@pytest.fixture(scope="module")
def tempered():
    """A run of the reference."""
    return run_sampler(SHORT, "swap-tempering", "a")


def test_a_run_is_written_and_read(tempered, tmp_path):
    tempered.write(tmp_path / "a.npz")
    again = Run.read(tmp_path / "a.npz")
    for name, value in vars(tempered).items():
        np.testing.assert_array_equal(getattr(again, name), value)
    assert tempered.positions.shape == (800, 2, 43, 3)
    less = Run.read(tmp_path / "a.npz", configurations=False)
    assert (less.positions.size, less.diameters.size, less.species.size) == (0, 0, 0)
    np.testing.assert_array_equal(less.energies, tempered.energies)
    # the energies belong to the configurations
    last = Walkers(tempered.positions[-1], np.ones((2, 43)), tempered.species[-1], CELL)
    found = np.sort(last.energies(TERNARY_KOB_ANDERSEN_2D.potential)) / 43
    assert found == pytest.approx(np.sort(tempered.energies[:, -1]))
    assert tempered.evaluations.tolist() == [2 * 9000] * 2
    assert tempered.seconds[0] == tempered.seconds[1] > 0.0
    assert tempered.energies.mean(axis=1) == pytest.approx([-1.88, -2.07], abs=0.1)


def test_the_same_name_gives_the_same_run(tempered):
    again, other = (run_sampler(SHORT, "swap-tempering", name) for name in "ab")
    np.testing.assert_array_equal(again.energies, tempered.energies)
    assert not np.array_equal(other.energies, tempered.energies)


@pytest.mark.parametrize(
    "sampler",
    [
        "molecular-dynamics",
        "local",
        "swap-annealing",
        "flow-annealing",
        pytest.param("flow", marks=pytest.mark.slow),
    ],
)
def test_every_sampler_leaves_the_same_record(sampler):
    found = run_sampler(SHORT, sampler, "a")
    assert len(found.energies) == len(found.evaluations) == len(found.seconds) == 2
    assert -3.0 < found.energies.mean() < -0.5
    assert not found.positions.size
    assert np.isfinite(found.families).all() == (sampler.endswith("annealing") or sampler == "flow")
    # annealing comes from higher temperatures
    assert (found.evaluations[1] > found.evaluations[0]) == np.isfinite(found.families).all()


def test_flows_between_temperatures(tempered):
    table = measure_flow_steps(tempered, SHORT, "a")
    assert table.run.tolist() == ["a"]
    assert table.variance[0] < table.variance_without[0]
    assert 0.0 < table.effective[0] <= 1.0
    assert table.same_minimum[0] > 0.5
    assert FLOW_STEPS.arrow(table).num_rows == 1


def test_a_moved_particle_is_another_minimum(tempered):
    some = Walkers(tempered.positions[:4, 0], np.ones((4, 43)), tempered.species[:4, 0], CELL)
    potential = TERNARY_KOB_ANDERSEN_2D.potential
    assert same_minimum(some, some, potential) == 1.0
    other = Walkers(tempered.positions[400:404, 0], np.ones((4, 43)), tempered.species[400:404, 0], CELL)
    assert same_minimum(some, other, potential) < 1.0
    assert same_minimum(some.take(np.arange(0)), some, potential) is None


def test_no_configuration_is_carried_by_a_flow_that_it_trained(tempered):
    """Changed configurations of one half change the flow of the other half only."""
    count = 100
    some = Walkers(tempered.positions[:count, 0], np.ones((count, 43)), tempered.species[:count, 0], CELL)
    potential = TERNARY_KOB_ANDERSEN_2D.potential
    _, before = carry_cross_fitted(some, potential, 1.0, 1.25, 1)
    changed = some.take(np.arange(count))
    changed.positions[:10] = some.positions[10:20]
    changed.species[:10] = some.species[10:20]
    _, after = carry_cross_fitted(changed, potential, 1.0, 1.25, 1)
    same = np.isclose(before, after, rtol=0.0, atol=1e-12)
    # those of the same half that did not change; the flow of the other half has changed
    assert same[10:].sum() == 40


@pytest.mark.slow
def test_samplers_are_compared(tmp_path):
    folder = Folder(tmp_path)
    (tmp_path / "samples.tsv").write_text("ensemble\tsample\nliquid\ta\nliquid\tb\n")
    folder.config = {
        "samples": "samples.tsv",
        "studies": ["sampling"],
        "sampling": {
            "temperatures": [1.0, 0.8],
            "samplers": ["local", "swap-tempering", "swap-annealing", "flow-annealing"],
            "chains": {"sweeps": 4000, "equilibration": 1000},
            "annealing": {"members": 640, "equilibration": 200, "sweeps": 5},
            "flow": {"configurations": 400, "quenched": 3},
        },
    }
    folder()
    results = tmp_path / "results/sampling/liquid"
    table = SAMPLERS.read(results / "samplers.parquet")
    assert len(table) == 8
    assert (table.runs == 2).all()
    assert (np.abs(table.distance) < 0.2).all()
    steps = FLOW_STEPS.read(results / "flow_steps.parquet")
    assert steps.run.tolist() == ["a", "b"]
    for name in ("energies", "costs"):
        assert (results / "figures" / f"{name}.png").stat().st_size > 1000
    # runs of other ensembles have other random numbers
    own = SamplingSettings.model_validate(folder.config["sampling"])
    same = run_sampler(own, "local", "liquid/a").energies
    np.testing.assert_array_equal(Run.read(results / "runs/local/a.npz").energies, same)
    assert "Nothing to be done" in folder()
    # another setting of annealing repeats no chain
    folder.config["sampling"]["annealing"]["sweeps"] = 6
    again = folder("--dry-run")
    assert "runs/swap-annealing/a.npz" in again
    assert "runs/local/a.npz\n    log" not in again
