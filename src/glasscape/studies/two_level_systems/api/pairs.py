"""Features of the pairs of minima, as ASE atoms."""

import math
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd
from ase import Atoms
from ase.calculators.calculator import PropertyNotImplementedError
from numba.np.ufunc.parallel import threading_layer

from glasscape.api.atoms import chosen, listed, structures_of
from glasscape.arrays import Integers
from glasscape.errors import GlasscapeError, StructureError
from glasscape.minima.library import MinimaLibrary, Transitions
from glasscape.studies.two_level_systems.pairs.screen import screen_pairs
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.pairs.zero_point import ZeroPointEnergies

# whether this process was forked from one that had used threads of OpenMP
_forked = False


def pair_features(
    minima: Iterable[Atoms],
    settings: PairSettings | dict[str, Any] | None = None,
    sample: str = "sample",
    transitions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Features of all pairs of minima that pass the filters.

    Displacements are between the closest copies: atoms of one element and mass are exchanged.

    Parameters
    ----------
    minima : iterable of Atoms
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
        If minima is no list of atoms or empty, if they hold different atoms or have no energy, or if
        transitions name other minima or have wrong numbers.
    GlasscapeError
        If this process was forked from one that has computed features of pairs.
    """
    minima = listed("minima", minima)
    if not minima:
        raise StructureError("there are no minima")
    _check_threads()
    settings = chosen(PairSettings, settings)
    structures, _ = structures_of(minima)
    energies = np.array([_energy(atoms, number) for number, atoms in enumerate(minima)])
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


def _remember_fork() -> None:
    global _forked
    # Numba raises an error if nothing has run in threads yet
    with suppress(ValueError):
        _forked = threading_layer() == "omp"  # type: ignore[no-untyped-call]


os.register_at_fork(after_in_child=_remember_fork)


def _check_threads() -> None:
    """Check that features can be computed in threads: GNU OpenMP would end a process that was forked."""
    if _forked:
        raise GlasscapeError(
            "this process was forked from one that has computed features of pairs, and lacks its threads; "
            'start processes with multiprocessing.get_context("spawn"), or with joblib'
        )


def _energy(atoms: Atoms, number: int) -> float:
    """The energy of a minimum."""
    try:
        energy = math.nan if atoms.calc is None else float(atoms.get_potential_energy())  # type: ignore[no-untyped-call]
    except PropertyNotImplementedError:
        energy = math.nan
    if not math.isfinite(energy):
        raise StructureError(f"minimum {number} has no energy; take minima as quench gives them, no copies")
    return energy


def _counted(transitions: pd.DataFrame, rank: Integers) -> Transitions:
    """Transitions between different minima, whose place by energy is `rank`."""
    names = ["from", "to", "count"]
    missing = set(names) - set(transitions)
    if missing:
        raise StructureError(f"the transitions have no column {min(missing)!r}")
    table = pd.DataFrame({name: pd.to_numeric(transitions[name], errors="coerce") for name in names})
    wrong = np.flatnonzero(~((table >= 0) & (table % 1 == 0)).all(axis=1))
    if len(wrong):
        raise StructureError(
            f"row {wrong[0]} of the transitions: from, to and count must be whole numbers, zero or more"
        )
    outside = table[["from", "to"]].max().max()
    if outside >= len(rank):
        raise StructureError(
            f"a transition names minimum {outside:.0f}, and there are {len(rank)}; give transitions between "
            "these minima"
        )
    steps = table[table["from"] != table["to"]].astype(np.int64).groupby(["from", "to"])["count"].sum()
    origin, destination = (rank[steps.index.get_level_values(name)] for name in ("from", "to"))
    return Transitions(origin, destination, steps.to_numpy())
