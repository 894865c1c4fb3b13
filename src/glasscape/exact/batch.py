"""Exact results of a batch of pairs: from the store if they are there, computed otherwise."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from tqdm import tqdm

from glasscape.exact import store
from glasscape.exact.path import PathResult, compute_path, path_key
from glasscape.forces.engine import make_force_field
from glasscape.paths.settings import PathSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.library import MinimaLibrary
from glasscape.tables import EXACT, PROFILE
from glasscape.tunnelling.schroedinger import N_LEVELS
from glasscape.tunnelling.verdict import judge
from glasscape.units import QuantumUnits

logger = logging.getLogger(__name__)


class _Pair(NamedTuple):
    glass: str
    a: int
    b: int


def compute_batch(
    pairs: pd.DataFrame,
    libraries: Mapping[str, MinimaLibrary],
    potential: PotentialSettings,
    settings: PathSettings,
    units: QuantumUnits,
    store_folder: str | Path,
) -> pd.DataFrame:
    """One row of `EXACT` for every row of `pairs`.

    Parameters
    ----------
    pairs : DataFrame
        Columns glass, a and b.
    libraries : mapping of str to MinimaLibrary
        The minima of every glass by name.
    potential, settings, units
        The physics.
    store_folder : path
        Store of computed paths. Every new path goes there at once.
    """
    wanted = [
        _Pair(str(glass), int(a), int(b)) for glass, a, b in zip(pairs.glass, pairs.a, pairs.b, strict=True)
    ]
    keys = [
        path_key(
            libraries[pair.glass].glass,
            potential.potential,
            libraries[pair.glass].positions[pair.a],
            libraries[pair.glass].positions[pair.b],
            settings,
        )
        for pair in wanted
    ]
    known = store.load(store_folder, set(keys))
    rows = []
    with store.StoreWriter(store_folder) as writer:
        progress = tqdm(zip(wanted, keys, strict=True), "exact", len(keys), disable=None)
        for pair, key in progress:
            if key not in known:
                library = libraries[pair.glass]
                known[key] = compute_path(
                    make_force_field(library.glass, potential),
                    library.positions[pair.a],
                    library.positions[pair.b],
                    settings,
                )
                # what failed may do so for a passing reason, such as a lack of memory: it is tried again
                if known[key].profile is not None:
                    writer.append(key, known[key])
            rows.append({**pair._asdict(), **outcome(known[key], units)})
    return pd.DataFrame(rows) if rows else EXACT.empty()


def glass_name(library: str) -> str:
    """Name of the glass to which a library of minima belongs: its folder."""
    return Path(library).parent.name


def outcome(path: PathResult, units: QuantumUnits) -> dict[str, Any]:
    """Columns of `EXACT` that follow from a path, with verdict and levels in the given units."""
    row: dict[str, Any] = dict.fromkeys(
        [c.name for c in EXACT.columns if c.nullable],
    )
    row |= {
        "verdict": "failed",
        "status": "failed",
        "message": path.message,
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
        return row | {
            "verdict": "not converged",
            "status": "not converged",
            "message": f"the largest force across the path is still {path.residual_force:.1e}",
        }
    try:
        judgement = judge(path.profile, units)
    except Exception as error:  # whatever it is, it concerns this pair only
        logger.warning("a profile could not be judged", exc_info=True)
        return row | {"message": f"{type(error).__name__}: {error}"}
    row |= {
        "verdict": judgement.verdict,
        "status": "failed" if judgement.verdict == "failed" else "ok",
        "message": judgement.message,
        "barrier": None if judgement.wells.shape == "no barrier" else judgement.wells.barrier,
        "interior_minima": len(judgement.wells.minima),
    }
    levels = judgement.levels
    if levels is not None:
        row |= {
            "quantum_splitting": levels.splitting,
            "splitting_error": levels.splitting_error,
            "same_well": levels.same_well,
        }
        for k in range(N_LEVELS):
            row[f"E_{k + 1}"] = levels.energies[k]
            row[f"population_{k + 1}"] = levels.left_probabilities[k]
    return row


def batch_rows(selected: pd.DataFrame, batch: int, n_batches: int) -> pd.DataFrame:
    """Rows of one of `n_batches` batches; neighbours in rank go to different batches."""
    return selected.iloc[batch::n_batches]
