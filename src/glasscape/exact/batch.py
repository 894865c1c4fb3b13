"""Exact results of a batch of pairs: from the store if they are there, computed otherwise."""

import logging
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from tqdm import tqdm

from glasscape.exact import store
from glasscape.exact.path import PathResult, compute_path, path_key
from glasscape.exact.settings import ExactSettings
from glasscape.forces.engine import make_force_field
from glasscape.paths.profile import Profile, find_wells
from glasscape.structures.library import AllMinima
from glasscape.tables import EXACT, PROFILE, VISITED
from glasscape.tunnelling.schroedinger import N_LEVELS, RangeError
from glasscape.tunnelling.verdict import DOUBLE_WELL, Tunnelling, splitting_errors, tunnel_each
from glasscape.units import SUBSTANCES, QuantumUnits

# a path at which this many processes have died is not tried again
MOST_DEATHS = 2

logger = logging.getLogger(__name__)


class Results(NamedTuple):
    """Exact results of some pairs.

    Attributes
    ----------
    outcomes : DataFrame
        Columns of `EXACT`, one row for every pair.
    visited : DataFrame
        Columns of `VISITED`: the minima between the ends of their paths.
    """

    outcomes: pd.DataFrame
    visited: pd.DataFrame


class _Pair(NamedTuple):
    glass: str
    a: int
    b: int


def compute_batch(
    pairs: pd.DataFrame,
    minima: AllMinima,
    settings: ExactSettings,
    store_folder: str | Path,
) -> Results:
    """Compute pairs, or take them from the store.

    Parameters
    ----------
    pairs : DataFrame
        Columns glass, a and b.
    minima : AllMinima
        Of every glass.
    settings : ExactSettings
        Potential, path, units.
    store_folder : path
        Store of computed paths. Every new path goes there at once.
    """
    wanted = [
        _Pair(str(glass), int(a), int(b)) for glass, a, b in zip(pairs.glass, pairs.a, pairs.b, strict=True)
    ]
    ends = [(minima.positions(pair.glass, pair.a), minima.positions(pair.glass, pair.b)) for pair in wanted]
    keys = [
        path_key(minima.libraries[pair.glass].glass, start, end, settings)
        for pair, (start, end) in zip(wanted, ends, strict=True)
    ]
    known = store.load(store_folder, set(keys))
    deaths = store.deaths(store_folder)
    rows, visited = [], []
    with store.StoreWriter(store_folder) as writer:
        progress = tqdm(zip(wanted, ends, keys, strict=True), "exact", len(keys), disable=None)
        for pair, (start, end), key in progress:
            if key not in known and deaths[key] >= MOST_DEATHS:
                message = (
                    f"{deaths[key]} processes were killed at it, or are still there; to try again, delete "
                    f"{store_folder}/*{store.BEGUN} and run with --forcerun exact"
                )
                engine = settings.potential.engine
                known[key] = PathResult(None, None, False, None, (), engine, 0, 0.0, message)
            elif key not in known:
                force_field = make_force_field(minima.libraries[pair.glass].glass, settings.potential)
                writer.begin(key)
                known[key] = compute_path(force_field, start, end, settings)
                # what failed may do so for a passing reason, such as a lack of memory: it is tried again
                if known[key].profile is not None:
                    writer.append(key, known[key])
            rows.append({**pair._asdict(), **outcome(known[key], settings.units)})
            for step, minimum in enumerate(known[key].intermediate):
                place = {"step": step, "energy": minimum.energy, "positions": minimum.positions.ravel()}
                visited.append({**pair._asdict(), **place})
    return Results(
        pd.DataFrame(rows) if rows else EXACT.empty(), pd.DataFrame(visited) if visited else VISITED.empty()
    )


def outcome(path: PathResult, units: QuantumUnits) -> dict[str, Any]:
    """Columns of `EXACT` that follow from a path, with verdict and levels in the given units."""
    row: dict[str, Any] = dict.fromkeys([c.name for c in EXACT.columns if c.nullable])
    row |= {
        "verdict": "failed",
        "status": "failed",
        "message": path.message,
        "engine": path.engine,
        "residual_force": path.residual_force,
        "evaluations": path.evaluations,
        "seconds": path.seconds,
    }
    if path.profile is None:
        return row
    row |= zip(
        [c.name for c in PROFILE],
        (path.profile.arc_length, path.profile.energies, path.profile.slopes),
        strict=True,
    )
    row["path_length"] = path.profile.path_length
    if not path.converged:
        if not path.intermediate:
            return row | {
                "verdict": "not converged",
                "status": "not converged",
                "message": f"the largest force across the path is still {path.residual_force:.1e}",
            }
        # minima that are relaxed themselves need no relaxed path
        return row | {
            "verdict": "multiple wells",
            "status": "ok",
            "interior_minima": len(path.intermediate),
            "message": "left unrelaxed: it visits other minima",
        }
    try:
        row |= _shape(path.profile)
        if row["verdict"] == DOUBLE_WELL:
            row |= _tunnelling(path.profile, path.coarser_profile, units)
        return row
    except RangeError as error:
        message = str(error)
    except Exception as error:  # whatever it is, it concerns this pair only
        logger.warning("a profile could not be judged", exc_info=True)
        message = f"{type(error).__name__}: {error}"
    return row | {"verdict": "failed", "status": "failed", "message": message}


def _shape(profile: Profile) -> dict[str, Any]:
    """Columns that follow from the energies alone of a converged path."""
    wells = find_wells(profile)
    row: dict[str, Any] = {"verdict": wells.shape, "status": "ok", "interior_minima": len(wells.minima)}
    if wells.shape != "no barrier":
        higher = abs(profile.energies[profile.end] - profile.energies[profile.start])
        row |= {"energy_barrier": wells.barrier, "energy_barrier_from_b": wells.barrier - float(higher)}
    return row


def _tunnelling(profile: Profile, coarser: Profile | None, units: QuantumUnits) -> dict[str, Any]:
    """Columns that follow from the quantum mechanics of a double well."""
    found = tunnel_each(profile, units)
    own = found[0]
    errors = splitting_errors(profile, coarser, units, own.levels)
    row = {
        "verdict": own.verdict,
        "splitting_error_grid": errors.grid,
        "splitting_error_extension": errors.extension,
        "splitting_error_images": errors.images,
        **_splitting_columns(own, ""),
    }
    for k in range(N_LEVELS):
        row[f"E_{k + 1}"] = own.levels.energies[k]
        row[f"population_{k + 1}"] = own.levels.left_probabilities[k]
    for each in found:
        if each.units in SUBSTANCES:
            row |= _splitting_columns(each, f"_{each.units.name}")
    return row


def _splitting_columns(result: Tunnelling, suffix: str) -> dict[str, Any]:
    return {
        f"quantum_splitting{suffix}": result.levels.splitting,
        f"tunnelling_element{suffix}": result.tunnelling_element,
        f"same_well{suffix}": result.levels.same_well,
    }


def batch_rows(selected: pd.DataFrame, batch: int, n_batches: int) -> pd.DataFrame:
    """Rows of one of `n_batches` batches; neighbours in rank go to different batches."""
    return selected.iloc[batch::n_batches]
