"""Two-level systems of other isotopes, from stored paths: masses change levels, but no path or minimum."""

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from tqdm import tqdm

from glasscape.errors import ConfigError
from glasscape.paths import store
from glasscape.paths.isotopes import with_masses
from glasscape.paths.settings import PathSettings
from glasscape.studies.two_level_systems.exact.minima import AllMinima
from glasscape.studies.two_level_systems.exact.tables import ISOTOPES
from glasscape.tunnelling.double_well import tunnel
from glasscape.tunnelling.schroedinger import RangeError
from glasscape.tunnelling.verdict import DOUBLE_WELLS
from glasscape.units import QuantumUnits

logger = logging.getLogger(__name__)


def isotope_levels(
    labels: pd.DataFrame,
    minima: AllMinima,
    settings: PathSettings,
    units: QuantumUnits,
    isotopes: Sequence[Sequence[float]],
    store_folder: str | Path,
) -> pd.DataFrame:
    """Levels of all double wells for other masses: columns of `ISOTOPES`.

    Zero-point energies of other vibrations do not count. Paths that are not in the store, or that do not
    extend far enough for light particles, are left out and counted in the log.

    Parameters
    ----------
    labels : DataFrame
        Labels of all pairs computed, columns of `labels_table`.
    minima : AllMinima
        Minima of all samples.
    settings : PathSettings
        Settings with which the paths were computed.
    units : QuantumUnits
        Units of the quantum mechanics.
    isotopes : sequence of sequence of float
        Masses of every species, m, for every composition.
    store_folder : path
        Store of computed paths.

    Raises
    ------
    ConfigError
        If there are no isotopes.
    """
    if not isotopes:
        raise ConfigError("two_level_systems.isotopes: is empty; give a list of the masses of every species")
    wells = labels[labels.verdict.isin(DOUBLE_WELLS)]
    keys = minima.path_keys(wells, settings)
    known = store.load(store_folder, set(keys))
    own = settings.potential.masses or [1.0] * len(isotopes[0])
    rows: list[dict[str, Any]] = []
    missing = too_short = 0
    for (_, well), key in tqdm(zip(wells.iterrows(), keys, strict=True), "isotopes", len(keys), disable=None):
        path = known.get(key)
        if path is None or path.profile is None or path.steps is None:
            missing += len(isotopes)
            continue
        for masses in isotopes:
            try:
                found = tunnel(with_masses(path.profile, path.steps, own, masses), units)
            except RangeError:
                too_short += 1
                continue
            rows.append(
                {
                    "sample": well["sample"],
                    "a": well.a,
                    "b": well.b,
                    "masses": ", ".join(f"{mass:g}" for mass in masses),
                    "verdict": found.verdict,
                    "quantum_splitting_before": well.quantum_splitting,
                    "quantum_splitting": found.levels.splitting,
                    "asymmetry": found.asymmetry,
                    "delta_0": found.delta_0,
                    "same_well": found.levels.same_well,
                    "above_barrier": found.above_barrier,
                }
            )
    if missing:
        logger.warning(
            "%d of %d levels are left out: the store has no path",
            missing,
            len(keys) * len(isotopes),
        )
    if too_short:
        logger.warning(
            "%d of %d levels are left out: the paths do not extend far enough for particles so light",
            too_short,
            len(keys) * len(isotopes),
        )
    return pd.DataFrame(rows) if rows else ISOTOPES.empty()
