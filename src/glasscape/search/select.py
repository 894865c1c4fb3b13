"""Which pairs to compute next."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from glasscape.errors import LearningError
from glasscape.search.settings import InitialSettings
from glasscape.tables import PAIR, PREDICTION

KEY = [column.name for column in PAIR]

# cells from which the mixture draws evenly: decades of total displacement and of energy difference
DISPLACEMENT_CELL, ENERGY_CELL = 0.1, 0.5


def select_initial(blocks: Iterable[pd.DataFrame], settings: InitialSettings, seed: int) -> pd.DataFrame:
    """Choose the K_0 pairs that the first models learn from.

    A part of them is drawn at random from all pairs. The others are drawn evenly from the cells of a grid
    in log total displacement and log energy difference: double wells crowd at small values of both, which
    hold few of the pairs, so an even draw meets many of them even where they are one pair in two hundred.

    Every pair gets a random number; small numbers win. Memory does not grow with the number of pairs.

    Parameters
    ----------
    blocks : iterable of DataFrame
        All pairs, with features.
    settings : InitialSettings
        K_0 and the random part.
    seed : int
        Seed of the draws.

    Raises
    ------
    LearningError
        When there is no pair at all.
    """
    rng = np.random.default_rng(seed)
    total = settings.pairs
    held = pd.DataFrame()
    for block in blocks:
        drawn = block.assign(draw=rng.random(len(block)), cell=_cells(block))
        held = pd.concat([held, drawn], ignore_index=True).sort_values("draw", ignore_index=True)
        # K_0 of all and K_0 of every cell are enough, whatever comes later
        held = held[(held.index < total) | (held.groupby("cell").cumcount() < total)]
    if held.empty:
        raise LearningError(
            "no pair of minima passes the filters; raise pairs.max_energy_difference or "
            "pairs.max_displacement, or exploration.steps where glasses are made"
        )
    total = min(total, len(held))
    n_random = round(_random_part(settings) * total)
    others = held.iloc[n_random:]
    turn = others.groupby("cell").cumcount()
    even = others.iloc[np.lexsort((others.cell, turn))[: total - n_random]]
    selected = pd.concat([held.iloc[:n_random], even], ignore_index=True)
    selected["reason"] = ["random"] * n_random + ["even"] * len(even)
    for column in PREDICTION:
        selected[column.name] = np.nan
    return selected.drop(columns=["draw", "cell"])


def _random_part(settings: InitialSettings) -> float:
    return 1.0 if settings.strategy == "random" else settings.random_part


def _cells(pairs: pd.DataFrame) -> NDArray[np.int64]:
    """Number of the cell of every pair."""
    displacement, energy = (
        np.floor(np.log10(np.maximum(values.to_numpy(), 1e-9)) / width)
        for values, width in (
            (pairs.total_displacement, DISPLACEMENT_CELL),
            (pairs.energy_difference, ENERGY_CELL),
        )
    )
    return np.asarray(1000 * displacement + energy, dtype=np.int64)


def select_best(predictions: Iterable[pd.DataFrame], labels: pd.DataFrame, count: int) -> pd.DataFrame:
    """Choose the K_i pairs most likely to be two-level systems among those not yet computed.

    Parameters
    ----------
    predictions : iterable of DataFrame
        Blocks with the columns of `PREDICTIONS`.
    labels : DataFrame
        Everything computed so far.
    count : int
        K_i.

    Returns
    -------
    DataFrame
        Pairs and their predictions, best first; fewer than K_i when the pairs run out.
    """
    known = pd.MultiIndex.from_frame(labels[KEY])
    best: pd.DataFrame | None = None
    for block in predictions:
        block = block[~pd.MultiIndex.from_frame(block[KEY]).isin(known)]
        candidates = block if best is None else pd.concat([best, block], ignore_index=True)
        # ties end in the order of the pairs, so that a selection is reproducible
        candidates = candidates.sort_values(
            ["two_level_system_probability", "predicted_splitting", *KEY],
            ascending=[False, True, True, True, True],
        )
        best = candidates.head(count)
    if best is None:
        raise ValueError("no predictions to select from")
    return best.assign(reason="best").reset_index(drop=True)


def with_features(selected: pd.DataFrame, blocks: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Add the features of the selected pairs, keeping their order."""
    index = pd.MultiIndex.from_frame(selected[KEY])
    found = pd.concat(
        [block[pd.MultiIndex.from_frame(block[KEY]).isin(index)] for block in blocks], ignore_index=True
    )
    return selected.merge(found, on=KEY, how="left", validate="one_to_one")
