from types import SimpleNamespace
from typing import get_args

import pytest

from glasscape.campaign.config import Campaign, Sample
from glasscape.config import parse_config
from glasscape.errors import ConfigError
from glasscape.references import BY_NAME
from glasscape.studies.sampling.check import check
from glasscape.studies.sampling.plan import plan
from glasscape.studies.sampling.settings import TRAITS, SamplerName, SamplingSettings
from glasscape.studies.sampling.workflow import Sampling

RUNS = [Sample(ensemble="e", sample=name) for name in ("a", "b")]


def config(**section):
    return parse_config({"studies": ["sampling"], "sampling": section})


def test_a_config_that_fits_its_samples():
    check(config(), RUNS)
    check(config(model="kob-andersen", particles=160), RUNS)
    # what the samplers do not need is not checked
    check(config(samplers=["local", "swap-annealing"], reference="local", annealing={"members": 50}), RUNS)
    few = {"sweeps": 400, "sweeps_per_round": 100, "steps_per_segment": 200}
    check(config(samplers=["local"], reference="local", chains=few), RUNS)
    found = plan(config(samplers=["swap", "swap-tempering"]), RUNS)
    assert "43 particles of ternary-kob-andersen-2d at T = 1, 0.8" in found.lines[0]
    assert found.lines[1] == "samplers swap, swap-tempering, one run of each for every sample"
    # 1000 configurations at eight temperatures
    assert found.each.disk == 1000 * 8 * 43 * 36
    assert found.each.memory == pytest.approx(5e8 + 2 * found.each.disk)
    assert plan(config(samplers=["swap"], reference="swap"), RUNS).each.disk == 0.0
    assert 0.0 < found.each.core_seconds < plan(config(), RUNS).each.core_seconds < 3600


@pytest.mark.parametrize(
    ("section", "samples", "message"),
    [
        ({}, RUNS[:1], "needs two samples or more"),
        ({}, [Sample(ensemble="e", sample="a", path="a.tar")], "have no path"),
        ({"particles": 29}, RUNS, "sampling.particles: 29 particles are too few: .* use 30 or more"),
        ({"model": "kob-andersen"}, RUNS, "use 151 or more"),
        (
            {"annealing": {"members": 599}},
            RUNS,
            "annealing.members: 599 are too few to train the flow of flow; use 600 or more",
        ),
        (
            {"samplers": ["local"], "reference": "local", "chains": {"sweeps": 400, "sweeps_per_round": 101}},
            RUNS,
            "chains.sweeps: 400 are 3 measurements with sampling.chains.sweeps_per_round: 101; use 404",
        ),
        (
            {"chains": {"sweeps_per_round": 101, "equilibration": 100}},
            RUNS,
            "chains.equilibration: 100 is shorter than sampling.chains.sweeps_per_round: 101; use 101",
        ),
        (
            {"chains": {"steps_per_segment": 1000, "sweeps": 3999}},
            RUNS,
            "3 measurements with sampling.chains.steps_per_segment: 1000; use 4000",
        ),
        (
            {"chains": {"sweeps": 9990}},
            RUNS,
            "flow.configurations: 1000 exceeds the rounds of swap-tempering, 999; use 10000",
        ),
    ],
)
def test_mistakes_are_named(section, samples, message):
    with pytest.raises(ConfigError, match=message):
        check(config(**section), samples)


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"temperatures": [0.5, 0.6]}, "temperatures must descend"),
        ({"temperatures": [0.5]}, "sampling.temperatures: .*at least 2"),
        ({"samplers": ["local"]}, "reference: swap-tempering is not one of the samplers"),
    ],
)
def test_wrong_values_are_told(section, message):
    with pytest.raises(ConfigError, match=message):
        config(**section)


def test_every_sampler_has_its_traits():
    assert tuple(TRAITS) == get_args(SamplerName)
    # everybody knows the others
    assert set(TRAITS) - set(BY_NAME) == {"molecular-dynamics", "local"}


def test_runs_depend_on_their_own_settings_only():
    def study(**section):
        return Sampling(Campaign({"e": config(**section)}, {"e": tuple(RUNS)}))

    def of(sampler, **section):
        return study(**section).settings_of_run(SimpleNamespace(ensemble="e", sampler=sampler))

    def of_flow(**section):
        return study(**section).settings_of_flow(SimpleNamespace(ensemble="e"))

    other = {"annealing": {"members": 70}, "flow": {"quenched": 7}}
    assert of("local") == of("local", **other)
    assert of("swap-tempering") == of("swap-tempering", **other)
    assert of("swap-annealing") != of("swap-annealing", **other)
    assert of("swap-tempering") != of("swap-tempering", flow={"configurations": 500})
    longer = {"chains": {"sweeps": 40_000}}
    assert of("local", **longer) != of("local")
    # annealing is no chain
    assert of("flow", **longer) == of("flow")
    for key, value, readers in (
        ("swap_fraction", 0.3, {"swap", "swap-tempering", "swap-annealing"}),
        ("sweeps_per_round", 5, {"local", "swap", "local-tempering", "swap-tempering"}),
        ("time_step", 0.004, {"molecular-dynamics"}),
    ):
        assert {
            name for name in get_args(SamplerName) if of(name, chains={key: value}) != of(name)
        } == readers
    # every other key enters what is computed, too
    for section in ("chains", "annealing", "flow"):
        for key, value in getattr(SamplingSettings(), section):
            half = {section: {key: value // 2 if isinstance(value, int) else value / 2}}
            changed = any(of(name, **half) != of(name) for name in get_args(SamplerName))
            assert changed or of_flow(**half) != of_flow(), key
    # what is left out keeps its default
    SamplingSettings.model_validate(of("local", samplers=["local"], reference="local"))


def test_files_of_the_runs():
    campaign = Campaign({"e": config(samplers=["local", "swap"], reference="swap")}, {"e": tuple(RUNS)})
    found = Sampling(campaign)
    here = SimpleNamespace(ensemble="e")
    assert found.runs(here) == [
        f"results/sampling/e/runs/{sampler}/{name}.npz" for sampler in ("local", "swap") for name in "ab"
    ]
    # the flow carries configurations of swap-tempering
    assert found.flow_steps(here) == []
    assert "results/sampling/e/samplers.parquet" in found.results()
