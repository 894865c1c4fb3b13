"""Features of the pairs of minima, as ASE atoms."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from ase import Atoms

from glasscape.api.atoms import chosen, structures_of
from glasscape.arrays import Integers
from glasscape.errors import StructureError
from glasscape.minima.library import MinimaLibrary, Transitions
from glasscape.studies.two_level_systems.pairs.screen import screen_pairs
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.pairs.zero_point import ZeroPointEnergies


def pair_features(
    minima: Sequence[Atoms],
    settings: PairSettings | dict[str, Any] | None = None,
    sample: str = "sample",
    transitions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Features of all pairs of minima that pass the filters.

    Displacements are between the closest copies: atoms of one element and mass are exchanged.

    Parameters
    ----------
    minima : sequence of Atoms
        Minima of one sample, each with its energy, as `quench` and `read_minima` give them.
    settings : PairSettings or dict, optional
        Limits of energy difference and displacement, and number of displaced particles. The default limits
        suit reduced units; in eV and angstrom, the largest displacement should be about 4.
    sample : str
        Name of the sample, the first column.
    transitions : DataFrame, optional
        Columns `from`, `to` and `count`: steps from one minimum to another, by their indices, as
        `find_minima` gives them.

    Returns
    -------
    DataFrame
        Columns of the tables `pairs.parquet`: `a` and `b` are the indices of the lower and of the higher
        minimum in `minima`, then come energy difference, displacements, participation ratio and detour.

    Raises
    ------
    ConfigError
        If a setting is not valid.
    StructureError
        If there are no minima, if they hold different atoms or have no energy, or if transitions name other
        minima.
    """
    if not minima:
        raise StructureError("there are no minima")
    settings = chosen(PairSettings, settings)
    structures, _ = structures_of(minima)
    for number, atoms in enumerate(minima):
        if atoms.calc is None:
            raise StructureError(
                f"minimum {number} has no energy; take minima as quench gives them, no copies"
            )
    energies = np.array([atoms.get_potential_energy() for atoms in minima])  # type: ignore[no-untyped-call]
    order = np.argsort(energies, kind="stable")
    library = MinimaLibrary(
        structures[0].particles,
        np.array([structures[k].positions for k in order]),
        energies[order],
        tuple(structures[k].name for k in order),
        None if transitions is None else _counted(transitions, np.argsort(order)),
    )
    unknown = ZeroPointEnergies(np.full(len(order), np.nan), counted=False)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "pairs.parquet"
        screen_pairs(sample, library, unknown, settings, file)
        pairs = PairFeatures(settings.displacements).pairs.read(file)
    return pairs.assign(a=order[pairs.a], b=order[pairs.b])


def _counted(transitions: pd.DataFrame, rank: Integers) -> Transitions:
    """Transitions between minima whose place by energy is `rank`."""
    missing = {"from", "to", "count"} - set(transitions.columns)
    if missing:
        raise StructureError(f"the transitions have no column {min(missing)!r}")
    ends = transitions[["from", "to"]].to_numpy()
    outside = ends[(ends < 0) | (ends >= len(rank))]
    if len(outside):
        raise StructureError(
            f"a transition names minimum {outside[0]}, and there are {len(rank)}; give transitions between "
            "these minima"
        )
    origin, destination, count = (transitions[name].to_numpy(np.int64) for name in ("from", "to", "count"))
    return Transitions(rank[origin], rank[destination], count)
