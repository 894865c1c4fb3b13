"""All pairs of minima of a sample that pass the filters, with their features.

Features are written block by block. Only indices and total displacements of all pairs stay in memory.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from glasscape.arrays import Floats, Integers
from glasscape.minima.library import MinimaLibrary, Transitions
from glasscape.studies.two_level_systems.pairs.detour import detours
from glasscape.studies.two_level_systems.pairs.displaced import DisplacedMinima
from glasscape.studies.two_level_systems.pairs.exchange import closer_ends
from glasscape.studies.two_level_systems.pairs.kernels import pair_features
from glasscape.studies.two_level_systems.pairs.near import near_pairs
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.pairs.zero_point import ZeroPointEnergies

# number of pairs whose features are in memory at a time
BLOCK = 100_000
# number of minima a whose pairs with one b are described one after the other
TILE = 16


@dataclass(frozen=True)
class PairCounts:
    """Numbers of minima and pairs of a sample.

    Attributes
    ----------
    minima, pairs, within_energy, kept : int
        Minima, all pairs, pairs within the limit of the energy difference, and pairs that are also within
        the limit of the displacement.
    """

    minima: int
    pairs: int
    within_energy: int
    kept: int


def screen_pairs(
    name: str,
    library: MinimaLibrary,
    zero_point: ZeroPointEnergies,
    settings: PairSettings,
    output: str | Path,
) -> PairCounts:
    """Write the features of all pairs of minima that pass the filters.

    Parameters
    ----------
    name : str
        Name of the sample, the first column.
    library : MinimaLibrary
        Its minima, ordered by energy.
    zero_point : ZeroPointEnergies
        Zero-point energies of the minima.
    settings : PairSettings
        Limits of the filters and number of features.
    output : path
        Parquet file to write, with the columns of `PairFeatures.pairs`.

    Returns
    -------
    PairCounts
        Numbers of minima and pairs.
    """
    features = PairFeatures(settings.displacements)
    n = len(library.energies)
    minima = DisplacedMinima.of(library.positions, library.particles)
    within_energy = 0
    kept: list[tuple[Integers, Integers, Floats]] = []
    for a, b, within in _near(library, minima, zero_point, settings):
        within_energy += within
        for start in range(0, len(a), BLOCK):
            block = slice(start, start + BLOCK)
            apart = total_displacements(minima, a[block], b[block], settings.max_displacement)
            near = apart <= settings.max_displacement
            kept.append((a[block][near], b[block][near], apart[near]))
    none = (np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    a, b, apart = (np.concatenate(values) for values in zip(none, *kept, strict=True))
    if zero_point.counted:
        order = np.lexsort((b, a))
        a, b, apart = a[order], b[order], apart[order]
    detour = detours(a, b, apart, (a, b, apart))
    with features.pairs.writer(output) as writer:
        for start in tqdm(range(0, len(a), BLOCK), "features", disable=None):
            block = slice(start, start + BLOCK)
            frame = describe_pairs(name, library, minima, zero_point.values, a[block], b[block], features)
            writer.write_table(features.pairs.arrow(frame.assign(detour=detour[block])))
    return PairCounts(n, n * (n - 1) // 2, within_energy, len(a))


def _near(
    library: MinimaLibrary, minima: DisplacedMinima, zero_point: ZeroPointEnergies, settings: PairSettings
) -> Iterator[tuple[Integers, Integers, int]]:
    """Pairs a < b within the limit of the energy difference, and about within that of the displacement."""
    energies = library.energies
    limits = settings.max_energy_difference, settings.max_displacement
    if not zero_point.counted:
        yield from near_pairs(energies, minima, *limits)
        return
    energies = energies + zero_point.values
    order = np.argsort(energies, kind="stable")
    ordered = replace(minima, moved=minima.moved[order])
    for one, other, within in near_pairs(energies[order], ordered, *limits):
        a, b = np.sort([order[one], order[other]], axis=0)
        yield a, b, within


def total_displacements(minima: DisplacedMinima, a: Integers, b: Integers, limit: float = math.inf) -> Floats:
    """Total displacement between the minima of every pair, shape (P,), sigma.

    It is correct if it is within `limit`, and beyond the limit otherwise.
    """
    return _features(minima, a, b, 2, limit)[:, 3]


def _features(
    minima: DisplacedMinima, a: Integers, b: Integers, n_displacements: int, limit: float = math.inf
) -> Floats:
    """Features of pairs in the order of `pair_features`, shape (P, 2 M + 1)."""

    def described(moved: Floats, origin: Integers, destination: Integers) -> Floats:
        features = np.empty((len(origin), 2 * n_displacements + 1))
        pair_features(
            minima.reference,
            moved,
            minima.wraps,
            minima.particles.cell.vectors,
            origin,
            destination,
            n_displacements,
            features,
        )
        return features

    # every b is used for several a one after the other, so that it stays in the cache
    order = np.lexsort((a, b, a // TILE))
    features = np.empty((len(a), 2 * n_displacements + 1))
    features[order] = described(minima.moved, a[order], b[order])
    exchanged, ends = closer_ends(minima, a, b, limit)
    if len(exchanged):
        both = np.concatenate([minima.moved[a[exchanged]], ends])
        k = np.arange(len(exchanged))
        features[exchanged] = described(both, k, k + len(exchanged))
    return features


def describe_pairs(
    name: str,
    library: MinimaLibrary,
    minima: DisplacedMinima,
    zero_point: Floats,
    a: Integers,
    b: Integers,
    features: PairFeatures,
) -> pd.DataFrame:
    """Features of pairs of minima, with the columns of `PairFeatures.pairs` except for the detour.

    Parameters
    ----------
    name : str
        Name of the sample.
    library : MinimaLibrary
        Its minima.
    minima : DisplacedMinima
        The same minima as displacements.
    zero_point : ndarray, shape (n,)
        Their zero-point energies, epsilon.
    a, b : ndarray of int, shape (P,)
        Indices of the lower and of the higher minimum of every pair.
    features : PairFeatures
        Which features.
    """
    values = dict(
        zip(
            features.geometric,
            _features(minima, a, b, features.displacements).T,
            strict=True,
        )
    )
    return pd.DataFrame(
        {
            "sample": name,
            "a": a.astype(np.int32),
            "b": b.astype(np.int32),
            "energy_difference": library.energies[b] - library.energies[a],
            **values,
            "zero_point_shift": zero_point[b] - zero_point[a],
            "transitions_ab": _counts(library.transitions, a, b),
            "transitions_ba": _counts(library.transitions, b, a),
        }
    )


def _counts(transitions: Transitions | None, origin: Integers, destination: Integers) -> Floats | None:
    """Transition counts of the pairs: zero if none was seen, None if transitions were not counted."""
    if transitions is None:
        return None
    seen = pd.Series(
        transitions.count.astype(np.float64),
        index=pd.MultiIndex.from_arrays([transitions.origin, transitions.destination]),
    )
    requested = pd.MultiIndex.from_arrays([origin, destination])
    return np.asarray(seen.reindex(requested, fill_value=0.0), dtype=np.float64)
