"""References of the ternary mixture in two dimensions, and what a flow does between its temperatures.

    python benchmarks/sampling.py [--runs 4] [--sweeps 400000] [--configurations 4000] [--output FOLDER]

Swap Monte Carlo with parallel tempering gives energies and heat capacities, with errors from independent
runs, the energies that follow from the integral of the heat capacity, and configurations for the flow.
FOLDER receives the energies of every run.
"""

import argparse
from pathlib import Path

import pandas as pd
from scipy.interpolate import CubicSpline
from tqdm import tqdm

from glasscape.studies.sampling.compare import compare_samplers
from glasscape.studies.sampling.flow_steps import measure_flow_steps
from glasscape.studies.sampling.run import Run, run_sampler
from glasscape.studies.sampling.settings import ChainSettings, FlowSettings, SamplingSettings


def main() -> None:
    """Run and print tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--runs", type=int, default=4, help="independent runs")
    parser.add_argument("--sweeps", type=int, default=400_000, help="sweeps of every replica")
    parser.add_argument("--configurations", type=int, default=4000, help="configurations for the flow")
    parser.add_argument("--output", type=Path, help="folder for the energies")
    given = parser.parse_args()
    settings = SamplingSettings(
        chains=ChainSettings(sweeps=given.sweeps, equilibration=given.sweeps // 5),
        flow=FlowSettings(configurations=given.configurations, quenched=100),
    )
    runs, steps = [], []
    for index in tqdm(range(given.runs), "runs", disable=None):
        found = run_sampler(settings, "swap-tempering", str(index))
        if given.output:
            found.write(given.output / f"{index}.npz")
        runs.append(found)
        steps.append(measure_flow_steps(found, settings, str(index)))
    show(runs, settings)
    print(pd.concat(steps).groupby(["begin", "end"], sort=False).mean(numeric_only=True).round(4).to_string())


def show(runs: list[Run], settings: SamplingSettings) -> None:
    """Print energies, heat capacities and the integral of the latter."""
    table = compare_samplers({"swap-tempering": runs}, "swap-tempering", settings.particles)
    # temperatures descend
    capacity = CubicSpline(settings.temperatures[::-1], table.heat_capacity.to_numpy()[::-1])
    highest = settings.temperatures[0]
    table["integrated"] = [
        table.energy.iloc[0] - float(capacity.integrate(t, highest)) for t in settings.temperatures
    ]
    columns = ["temperature", "energy", "energy_error", "integrated", "heat_capacity", "heat_capacity_error"]
    columns += ["r_hat", "independent", "round_trips", "evaluations_per_sample", "warning"]
    print(table[columns].round(4).to_string(index=False))


if __name__ == "__main__":
    main()
