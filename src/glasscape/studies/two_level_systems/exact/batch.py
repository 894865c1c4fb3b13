"""Exact results of a batch of pairs: read from the store of paths if possible, computed otherwise."""

import logging
from pathlib import Path
from typing import NamedTuple

import pandas as pd
from tqdm import tqdm

from glasscape.forces.engine import make_engine
from glasscape.paths import store
from glasscape.paths.path import PathResult, add_vibrations, compute_path
from glasscape.paths.settings import PathSettings
from glasscape.studies.two_level_systems.exact.minima import AllMinima
from glasscape.studies.two_level_systems.exact.outcome import dipole_columns, outcome, strain_columns
from glasscape.studies.two_level_systems.exact.tables import EXACT, INTERMEDIATE_OF_PATHS
from glasscape.tunnelling.verdict import DOUBLE_WELLS, TWO_LEVEL_SYSTEM
from glasscape.units import QuantumUnits

# a path is not computed again after so many processes were killed while they computed it
MOST_DEATHS = 2

logger = logging.getLogger(__name__)


class Results(NamedTuple):
    """Exact results of some pairs.

    Attributes
    ----------
    outcomes : DataFrame
        Columns of `EXACT`, one row for every pair.
    intermediate : DataFrame
        Columns of `INTERMEDIATE_OF_PATHS`: the intermediate minima of their paths.
    """

    outcomes: pd.DataFrame
    intermediate: pd.DataFrame


class _Pair(NamedTuple):
    sample: str
    a: int
    b: int


def compute_batch(
    pairs: pd.DataFrame,
    minima: AllMinima,
    settings: PathSettings,
    units: QuantumUnits,
    zero_point: bool,
    store_folder: str | Path,
) -> Results:
    """Compute the exact results of pairs, with paths from the store where they exist.

    Parameters
    ----------
    pairs : DataFrame
        Columns sample, a and b.
    minima : AllMinima
        Minima of all samples.
    settings : PathSettings
        Settings of potential and paths.
    units : QuantumUnits
        Units of the quantum mechanics.
    zero_point : bool
        Whether vibrations across the path are computed for all double wells. Otherwise, they are computed for
        two-level systems alone, if the engine has a Hessian of its own.
    store_folder : path
        Store of computed paths. Every new path is written there at once.
    """
    requested = [
        _Pair(str(name), int(a), int(b)) for name, a, b in zip(pairs["sample"], pairs.a, pairs.b, strict=True)
    ]
    keys = minima.path_keys(pairs, settings)
    engine = make_engine(settings.potential)
    known = store.load(store_folder, set(keys))
    deaths = store.deaths(store_folder)
    # without a Hessian of the engine, vibrations take too long for what only stands beside the results
    beside = (TWO_LEVEL_SYSTEM,) if engine.analytic_hessian else ()
    with_vibrations = DOUBLE_WELLS if zero_point else beside
    rows, intermediate = [], []
    with store.StoreWriter(store_folder) as writer:
        progress = tqdm(zip(requested, keys, strict=True), "exact", len(keys), disable=None)
        for pair, key in progress:
            particles = minima.libraries[pair.sample].particles
            start, end = (minima.positions(pair.sample, index) for index in (pair.a, pair.b))
            # whether the vibrations of this pair have just failed
            tried = False
            if key not in known and deaths[key] >= MOST_DEATHS:
                message = (
                    f"{deaths[key]} processes were killed while they computed it, or are still running; to "
                    f"try again, delete {store_folder}/*{store.BEGUN} and run with --forcerun exact"
                )
                known[key] = PathResult(None, None, False, None, (), engine.name, 0, 0.0, message)
            elif key not in known:
                writer.begin(key)
                known[key] = compute_path(engine, particles, start, end, settings, zero_point)
                # Failed paths are not stored: the cause may be temporary, such as a lack of memory.
                if known[key].profile is not None:
                    writer.append(key, known[key])
                tried = zero_point
            row = outcome(known[key], units, zero_point, with_vibrations)
            missing = known[key].vibrations is None and not tried and deaths[key] < MOST_DEATHS
            if missing and row["verdict"] in with_vibrations:
                writer.begin(key)
                known[key] = add_vibrations(known[key], engine, particles, start, end, settings)
                if known[key].vibrations is not None:
                    writer.append(key, known[key])
                row = outcome(known[key], units, zero_point, with_vibrations)
            if row["verdict"] in DOUBLE_WELLS:
                row |= strain_columns(engine.force_field(particles), start, end)
                row |= dipole_columns(particles, settings.potential, *minima.ends(*pair))
            rows.append({**pair._asdict(), **row})
            for step, minimum in enumerate(known[key].intermediate):
                place = {"step": step, "energy": minimum.energy, "positions": minimum.positions.ravel()}
                intermediate.append({**pair._asdict(), **place})
    return Results(
        pd.DataFrame(rows) if rows else EXACT.empty(),
        pd.DataFrame(intermediate) if intermediate else INTERMEDIATE_OF_PATHS.empty(),
    )


def batch_rows(selected: pd.DataFrame, batch: int, n_batches: int) -> pd.DataFrame:
    """Rows of one of `n_batches` batches. Pairs of adjacent rank are in different batches."""
    return selected.iloc[batch::n_batches]
