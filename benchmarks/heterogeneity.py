"""When chi_4 of the overlap is largest: of simulated liquids, and of the predictions for them.

    python benchmarks/heterogeneity.py [--samples 60] [--training 12]

Liquids, runs, descriptors and network are those of `config/examples/transfer.yaml`, with more samples. The
network learns the states of all temperatures from the training samples and predicts the others, from which
chi_4 follows: N times the variance over samples of the mean of N particles. Of the simulated overlap, a part
of it is the variance within samples, over runs with other velocities, which no prediction can have. `single
runs` contain it, `structure` does not. Errors are those of the bootstrap over test samples. Behind the time
of the maximum are the share of draws that have it there, and of those that have it one step away at most.
"""

import argparse
from pathlib import Path
from typing import NamedTuple

import numpy as np
from tqdm import tqdm

from glasscape.arrays import Floats, Integers
from glasscape.campaign.config import Config
from glasscape.config import config_of_ensemble, read_yaml
from glasscape.descriptors.configuration import Configuration
from glasscape.descriptors.describe import describe
from glasscape.forces.engine import make_engine
from glasscape.particles.data import ParticleData, Surroundings
from glasscape.particles.states import StateData, StatePoint
from glasscape.particles.transfer import predict_states
from glasscape.preparation.draw import draw_glass
from glasscape.preparation.prepare import thermal_positions
from glasscape.samplers.hybrid import hybrid_blocks
from glasscape.seeds import named_seed
from glasscape.studies.propensity.settings import PropensitySettings
from glasscape.trajectories.labels import overlap
from glasscape.trajectories.run import run_isoconfigurational

EXAMPLE = Path(__file__).parents[1] / "config" / "examples" / "transfer.yaml"
# relaxation times, measured by the example
RELAXATION = {"T0.8": 2.7, "T0.7": 5.2, "T0.6": 13.4}
DRAWS = 2000


class Liquid(NamedTuple):
    """A liquid, its descriptors, and the overlap of every run, shape (times, runs, N)."""

    configuration: Configuration
    x: Floats
    names: tuple[str, ...]
    overlaps: Floats


def make(config: Config, own: PropensitySettings, unit: float, name: str) -> Liquid:
    """Equilibrate a liquid, run it with other velocities, and describe it."""
    engine, preparation, runs = make_engine(config.potential), config.preparation, config.isoconfigurational
    rng = np.random.default_rng(named_seed(preparation.seed, name))
    assert config.potential.composition is not None
    particles = draw_glass(config.potential.composition, preparation.particles, rng)
    step = preparation.time_step
    positions = thermal_positions(engine, particles, preparation.temperature, step, rng)
    blocks = hybrid_blocks(particles, positions, preparation.blocks, engine, preparation, rng)
    found = run_isoconfigurational(
        engine,
        blocks.particles,
        blocks.positions,
        preparation.temperature,
        range(runs.runs),
        [time * unit for time in runs.times],
        runs.time_step,
        named_seed(preparation.seed, f"{name}/isoconfigurational"),
    )
    cage = own.descriptors.cage.model_copy(update={"temperature": preparation.temperature})
    configuration = Configuration.quenched(engine, found.particles, found.start, 1e-8, cage)
    table = describe(engine, configuration, own.descriptors)
    every = np.array([overlap(found, k, own.overlap).runs for k in range(len(runs.times))])
    return Liquid(configuration, table.values, table.names, every)


def joined(config: Config, ensembles: dict[str, dict[str, Liquid]], species: int) -> StateData:
    """Particles of one species in all states."""
    parts = {}
    for ensemble, liquids in ensembles.items():
        temperature = float(ensemble.removeprefix("T"))
        for k, time in enumerate(config.isoconfigurational.times):
            own = []
            for name, liquid in liquids.items():
                places = np.flatnonzero(liquid.configuration.particles.species == species - 1)
                own.append(
                    ParticleData(
                        np.full(len(places), name),
                        places,
                        liquid.x[places],
                        liquid.names,
                        liquid.overlaps[k].mean(axis=0)[places],
                        {name: Surroundings(liquid.configuration, liquid.x)},
                    )
                )
            parts[StatePoint(ensemble, temperature, time)] = ParticleData.join(own)
    return StateData.join(parts)


def report(title: str, values: Floats, times: list[float]) -> None:
    """Print chi_4 of means of every sample, and what to subtract for it, shape (2, samples, times)."""
    rng, count = np.random.default_rng(1), values.shape[1]

    def chi4(chosen: Integers) -> Floats:
        means, within = values[:, chosen]
        return np.asarray(means.var(axis=0, ddof=1) - within.mean(axis=0))

    found = chi4(np.arange(count, dtype=np.int64))
    draws = np.array([chi4(rng.integers(count, size=(count,))) for _ in range(DRAWS)])
    best, top = np.argmax(draws, axis=1), int(np.argmax(found))
    cells = " ".join(f"{a:.2f}+-{b:.2f}" for a, b in zip(found, draws.std(axis=0), strict=True))
    near = np.mean(np.abs(best - top) <= 1)
    print(
        f"{title:32} {cells}; maximum at {times[top]:g} ({np.mean(best == top):.0%}, {near:.0%})", flush=True
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--samples", type=int, default=60, help="liquids of every temperature")
    parser.add_argument("--training", type=int, default=12, help="how many of them the network learns")
    given = parser.parse_args()
    content = read_yaml(EXAMPLE)
    configs = {name: config_of_ensemble(content, name, str(EXAMPLE)) for name in RELAXATION}
    any_config = next(iter(configs.values()))
    own, times = any_config.section(PropensitySettings), any_config.isoconfigurational.times
    training: dict[str, dict[str, Liquid]] = {name: {} for name in RELAXATION}
    test: dict[str, dict[str, Liquid]] = {name: {} for name in RELAXATION}
    for name, unit in RELAXATION.items():
        for k in tqdm(range(given.samples), name):
            side = training if k < given.training else test
            side[name][str(k)] = make(configs[name], own, unit, f"{name}/{k}")
    for species in own.species:
        known = joined(any_config, test, species)
        predicted, _ = predict_states(
            joined(any_config, training, species), known, "tglassmlp", own.learning, 1
        )
        print(f"\nspecies {species}, times {times}")
        for number, state in enumerate(known.states):
            if state.time != times[0]:
                continue
            liquids = test[state.ensemble].values()
            rows = [each.configuration.particles.species == species - 1 for each in liquids]
            particles = int(rows[0].sum())
            # samples, times, runs
            single = np.array(
                [each.overlaps[..., row].mean(axis=2) for each, row in zip(liquids, rows, strict=True)]
            )
            scaled = np.sqrt(particles) * single
            within = scaled.var(axis=2, ddof=1)
            means, runs = scaled.mean(axis=2), single.shape[2]
            # the variance of single runs is that between samples and that within them
            report(f"{state.ensemble}, single runs", np.array([means, within / runs - within]), times)
            report(f"{state.ensemble}, structure", np.array([means, within / runs]), times)
            of_model = [
                [
                    predicted[known.of_row == number + k][
                        known.samples[known.of_row == number + k] == name
                    ].mean()
                    for k in range(len(times))
                ]
                for name in test[state.ensemble]
            ]
            means = np.sqrt(particles) * np.array(of_model)
            report(f"{state.ensemble}, tglassmlp", np.array([means, np.zeros_like(means)]), times)
            share = [
                float(np.corrcoef(single.mean(axis=2)[:, k], np.array(of_model)[:, k])[0, 1])
                for k in range(len(times))
            ]
            print(f"{state.ensemble}, correlation of means: {np.round(share, 2)}")


if __name__ == "__main__":
    main()
