"""Intermediate minima of paths join the minima of the search and give further candidate pairs."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from glasscape.arrays import Floats, Integers
from glasscape.minima.library import MinimaLibrary, count_transitions
from glasscape.minima.settings import MinimaSettings
from glasscape.minima.unique import UniqueMinima
from glasscape.studies.two_level_systems.exact.tables import INTERMEDIATE_MINIMA
from glasscape.studies.two_level_systems.pairs.detour import detours
from glasscape.studies.two_level_systems.pairs.displaced import DisplacedMinima
from glasscape.studies.two_level_systems.pairs.screen import describe_pairs, total_displacements
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.studies.two_level_systems.pairs.tables import KEY, PairFeatures
from glasscape.studies.two_level_systems.pairs.zero_point import ZeroPoint, ZeroPointEnergies
from glasscape.table import Table


class IntermediateMinima(NamedTuple):
    """Intermediate minima of the paths of a search up to some iteration, and pairs with them.

    Attributes
    ----------
    minima : DataFrame
        Columns of `INTERMEDIATE_MINIMA`.
    pairs : DataFrame
        Columns of `PairFeatures.pairs`: candidate pairs from paths. One or both minima are intermediate ones.
    """

    minima: pd.DataFrame
    pairs: pd.DataFrame


def collect_intermediate_minima(
    earlier: IntermediateMinima | None,
    found: Iterable[pd.DataFrame],
    libraries: Mapping[str, MinimaLibrary],
    minima: MinimaSettings,
    pairs: PairSettings,
    zero_point: ZeroPoint,
    of_libraries: Mapping[str, ZeroPointEnergies],
    iteration: int,
) -> IntermediateMinima:
    """Add the intermediate minima of the paths of one iteration, and the pairs of neighbours on these paths.

    A minimum keeps its index if it is in the library of its sample or was found before. New minima get the
    next indices. Pairs from paths have to pass the same filters as all pairs. A pair of two minima of the
    library is not added, because it is already a candidate if it passes the filters.

    Parameters
    ----------
    earlier : IntermediateMinima or None
        Result for the previous iteration; None at iteration 0.
    found : iterable of DataFrame
        Columns of `INTERMEDIATE_OF_PATHS`, batch by batch.
    libraries : mapping of str to MinimaLibrary
        The minima of every sample by name.
    minima, pairs
        Criteria for equal minima; filters and features of candidate pairs.
    zero_point : ZeroPoint
        How the zero-point energies of new minima are found.
    of_libraries : mapping of str to ZeroPointEnergies
        Those of the minima of every sample by name.
    iteration : int
        Number of this iteration.

    Returns
    -------
    IntermediateMinima
        All intermediate minima and pairs up to this iteration.
    """
    all_minima = [] if earlier is None else [earlier.minima]
    all_pairs = [] if earlier is None else [earlier.pairs]
    for name, paths in pd.concat(found, ignore_index=True).groupby("sample", sort=True):
        library = libraries[str(name)]
        before = None if earlier is None else earlier.minima[earlier.minima["sample"] == name]
        known = _known(library, before, minima)
        n = len(known.energies)
        rows, neighbours = _follow(paths, known, len(library.energies))
        new = zero_point.energies(library.particles, np.array(known.positions[n:])).values
        all_minima.append(pd.DataFrame(rows).assign(zero_point_energy=new, sample=name, iteration=iteration))
        if neighbours:
            own = of_libraries[str(name)]
            earlier_ones = [] if before is None else [before.zero_point_energy]
            added = own._replace(values=np.concatenate([own.values, *earlier_ones, new]))
            all_pairs.append(_describe(str(name), library, known, neighbours, pairs, added))
    stacked = _stack(all_pairs, PairFeatures(pairs.displacements).pairs)
    return IntermediateMinima(
        _stack(all_minima, INTERMEDIATE_MINIMA), stacked.drop_duplicates(KEY, ignore_index=True)
    )


def _stack(frames: list[pd.DataFrame], table: Table) -> pd.DataFrame:
    """Rows of all frames; an empty frame with the columns of the table if there are none."""
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else table.empty()


def _known(library: MinimaLibrary, before: pd.DataFrame | None, settings: MinimaSettings) -> UniqueMinima:
    """All minima of a sample found so far, first those of its library."""
    positions, energies = list(library.positions), library.energies.tolist()
    if before is not None:
        positions += [row.reshape(-1, 3) for row in before.positions]
        energies += before.energy.tolist()
    return UniqueMinima(library.particles, settings, positions, energies)


def _follow(
    paths: pd.DataFrame, known: UniqueMinima, in_library: int
) -> tuple[list[dict[str, Any]], list[tuple[int, int]]]:
    """Identify the minima on the paths of one sample: rows of new minima, and pairs that may be new."""
    rows: list[dict[str, Any]] = []
    neighbours: list[tuple[int, int]] = []
    for _, path in paths.sort_values("step").groupby(["a", "b"]):
        a, b = int(path.a.iloc[0]), int(path.b.iloc[0])
        chain = [a]
        for positions, energy in zip(path.positions, path.energy, strict=True):
            index, match = known.place(positions.reshape(-1, 3), energy)
            chain.append(index)
            if match is None:
                rows.append(
                    {"index": index, "path_a": a, "path_b": b, "energy": energy, "positions": positions}
                )
        for pair in pairwise([*chain, b]):
            lower, higher = sorted(pair, key=lambda index: (known.energies[index], index))
            if lower != higher and max(pair) >= in_library:
                neighbours.append((lower, higher))
    return rows, neighbours


def _describe(
    name: str,
    library: MinimaLibrary,
    known: UniqueMinima,
    neighbours: list[tuple[int, int]],
    settings: PairSettings,
    zero_point: ZeroPointEnergies,
) -> pd.DataFrame:
    """Pairs that pass the filters, with their features. No trajectory has seen these transitions."""
    ends = np.array(neighbours, dtype=np.int64)
    a, b = ends[:, 0], ends[:, 1]
    everything = MinimaLibrary(
        library.particles,
        np.array(known.positions),
        np.array(known.energies),
        (),
        None if library.transitions is None else count_transitions({}),
    )
    minima = DisplacedMinima.of(everything.positions, library.particles)
    frame = describe_pairs(
        name, everything, minima, zero_point.values, a, b, PairFeatures(settings.displacements)
    )
    energies = everything.energies + (zero_point.values if zero_point.counted else 0.0)
    near = _neighbours(minima, energies, np.unique(ends), settings)
    frame["detour"] = detours(a, b, frame.total_displacement.to_numpy(), near)
    difference = np.abs(energies[b] - energies[a])
    return frame[
        (difference <= settings.max_energy_difference)
        & (frame.total_displacement <= settings.max_displacement)
    ]


def _neighbours(
    minima: DisplacedMinima, energies: Floats, chosen: Integers, settings: PairSettings
) -> tuple[Integers, Integers, Floats]:
    """All pairs that contain one of some minima and pass the filters, and their total displacements.

    The energies of all minima are those of the filter, with zero-point energies if they count.
    """
    rows: list[tuple[Integers, Integers, Floats]] = []
    for minimum in chosen:
        close = np.abs(energies - energies[minimum]) <= settings.max_energy_difference
        # a pair of two of these minima is counted once
        close[chosen[chosen <= minimum]] = False
        others = np.flatnonzero(close)
        this = np.full(len(others), minimum)
        apart = total_displacements(minima, this, others, settings.max_displacement)
        near = apart <= settings.max_displacement
        rows.append((this[near], others[near], apart[near]))
    first, second, apart = (np.concatenate(values) for values in zip(*rows, strict=True))
    return first, second, apart
