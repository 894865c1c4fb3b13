"""Compare samplers: energies, heat capacities, costs, and warnings that need no reference."""

import logging
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from glasscape.samplers.convergence import (
    effective_samples,
    heat_capacity,
    neighbours_disagree,
    potential_scale_reduction,
    split,
)
from glasscape.studies.sampling.run import Run
from glasscape.studies.sampling.settings import TRAITS, SamplerName

logger = logging.getLogger(__name__)

# a sampler is equilibrated at a temperature if R-hat is at most this, if it has at least this number of
# independent samples and of round trips in all runs together, and if its energies agree with its neighbours
LARGEST_R_HAT = 1.01
FEWEST_INDEPENDENT = 100


def compare_samplers(
    runs: Mapping[SamplerName, Sequence[Run]], reference: SamplerName, n_particles: int
) -> pd.DataFrame:
    """Rows of `SAMPLERS` for every sampler and temperature.

    Parameters
    ----------
    runs : mapping of str to sequence of Run
        Independent runs of every sampler.
    reference : str
        Sampler to which the distance is given.
    n_particles : int
        Number of particles N.
    """
    rows = []
    for sampler, found in runs.items():
        higher = ""
        for k, temperature in enumerate(found[0].temperatures):
            rows.append(_row(sampler, found, n_particles, k))
            # relaxation slows down on cooling: who is stuck at a temperature is stuck at all lower ones
            rows[-1]["warning"] = rows[-1]["warning"] or higher
            if rows[-1]["warning"] and not higher:
                higher = f"not equilibrated at T = {temperature:g}"
    table = pd.DataFrame(rows)
    known = table[table.sampler == reference].set_index("temperature")
    own = known.loc[table.temperature]
    table["distance"] = table.energy - own.energy.to_numpy()
    errors = np.hypot(table.energy_error, own.energy_error.to_numpy())
    table["distance_error"] = np.where(table.sampler == reference, 0.0, errors)
    return table


def _row(sampler: SamplerName, runs: Sequence[Run], n_particles: int, k: int) -> dict[str, object]:
    temperature = float(runs[0].temperatures[k])
    energies = np.array([run.energies[k] for run in runs])
    means = energies.mean(axis=1)
    capacities = [n_particles * heat_capacity(each, temperature, means.mean()) for each in energies]
    # a population has no order in time
    series = TRAITS[sampler].kind != "population"
    trips = sum(int(run.round_trips) for run in runs) if runs[0].round_trips >= 0 else None
    independent = effective_samples(energies) if series else float(sum(run.families[k] for run in runs))
    half = energies.shape[1] // 2
    r_hat = potential_scale_reduction(energies) if series else None
    evaluations = sum(int(run.evaluations[k]) for run in runs)
    seconds = sum(float(run.seconds[k]) for run in runs)
    return {
        "sampler": sampler,
        "temperature": temperature,
        "runs": len(runs),
        "energy": means.mean(),
        "energy_error": _error(means),
        "heat_capacity": np.mean(capacities),
        "heat_capacity_error": _error(capacities),
        "halves": energies[:, half:].mean() - energies[:, :half].mean() if series else None,
        "r_hat": r_hat,
        "independent": independent,
        "round_trips": trips,
        "acceptance": _mean([run.acceptance[k] for run in runs]),
        "swap_acceptance": _mean([run.swap_acceptance[k] for run in runs]),
        "exchange_acceptance": _mean([run.exchange_acceptance[k] for run in runs]),
        "evaluations": evaluations,
        "seconds": seconds,
        "evaluations_per_sample": evaluations / independent,
        "seconds_per_sample": seconds / independent,
        "warning": "; ".join(_warnings(runs, n_particles, k, r_hat, independent, trips)),
    }


def _warnings(
    runs: Sequence[Run], n_particles: int, k: int, r_hat: float | None, independent: float, trips: int | None
) -> list[str]:
    """Why a sampler has not equilibrated at a temperature."""
    found = []
    if r_hat is not None and r_hat > LARGEST_R_HAT:
        found.append(f"runs differ, R-hat {r_hat:.3g}")
    if independent < FEWEST_INDEPENDENT:
        found.append(f"{independent:.0f} independent samples")
    if trips is not None and trips < FEWEST_INDEPENDENT:
        found.append(f"{trips} round trips")
    # the next higher temperature, or the next lower one of the highest
    hot, cold = (k - 1, k) if k else (0, 1)
    above, below = (n_particles * np.array([run.energies[index] for run in runs]) for index in (hot, cold))
    if r_hat is not None:
        # halves of series are more numerous than runs, and nearly independent
        above, below = split(above), split(below)
    temperatures = runs[0].temperatures
    if neighbours_disagree(above, below, (float(temperatures[hot]), float(temperatures[cold]))):
        found.append(f"energies do not fit to those at T = {temperatures[hot if k else cold]:g}")
    return found


def _mean(values: Sequence[float]) -> float | None:
    """Their mean. None if they are not numbers."""
    mean = float(np.mean(values))
    return None if np.isnan(mean) else mean


def _error(values: Sequence[float]) -> float:
    """Standard error of their mean."""
    return float(np.std(values, ddof=1) / np.sqrt(len(values)))


def log_warnings(table: pd.DataFrame) -> None:
    """Log which samplers have not equilibrated, and why. The columns are those of `SAMPLERS`."""
    for row in table[table.warning != ""].itertuples():
        logger.warning("%s has not equilibrated at T = %g: %s", row.sampler, row.temperature, row.warning)
