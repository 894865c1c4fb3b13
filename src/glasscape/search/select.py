"""Which pairs to compute next."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from glasscape.search.settings import InitialSettings
from glasscape.tables import PAIR, PREDICTION

KEY = [column.name for column in PAIR]

# cells of the grid in displacement and energy difference from which the mixture draws evenly
CELLS = 8


def select_initial(blocks: Iterable[pd.DataFrame], settings: InitialSettings, seed: int) -> pd.DataFrame:
    """Choose the K_0 pairs that the first models learn from.

    A part of them is drawn at random from all pairs. The others are drawn evenly from the cells of a grid
    in log total displacement and log energy difference: double wells crowd at small values of both, which
    hold few of the pairs, so an even draw meets many of them even where they are one pair in two hundred.

    Raising K_0 keeps the pairs that a smaller K_0 chose at random.

    Parameters
    ----------
    blocks : iterable of DataFrame
        All pairs, with features.
    settings : InitialSettings
        K_0 and the random part.
    seed : int
        Seed of the draws.
    """
    pairs = pd.concat(blocks, ignore_index=True)
    rng = np.random.default_rng(seed)
    total = min(settings.pairs, len(pairs))
    n_random = round(_random_part(settings) * total)
    shuffled = rng.permutation(len(pairs))
    chosen = shuffled[:n_random]
    even = _even_draw(pairs.iloc[shuffled[n_random:]], total - n_random)
    selected = pairs.iloc[np.concatenate([chosen, shuffled[n_random:][even]])].copy()
    selected["reason"] = ["random"] * n_random + ["even"] * len(even)
    for column in PREDICTION:
        selected[column.name] = np.nan
    return selected


def _random_part(settings: InitialSettings) -> float:
    return 1.0 if settings.strategy == "random" else settings.random_part


def _even_draw(shuffled: pd.DataFrame, count: int) -> NDArray[np.int64]:
    """Positions of `count` rows of an already shuffled table, one cell after another in turn."""
    cell = CELLS * _bins(shuffled.total_displacement) + _bins(shuffled.energy_difference)
    turn = pd.Series(cell).groupby(cell).cumcount().to_numpy()
    order: NDArray[np.int64] = np.lexsort((cell, turn))[:count]
    return order


def _bins(values: pd.Series) -> NDArray[np.int64]:
    """Equal intervals of the logarithm between the 0.1 % quantile and the maximum."""
    logarithm = np.log10(np.maximum(values.to_numpy(), 1e-9))
    low, high = np.quantile(logarithm, 0.001), logarithm.max()
    scaled = (logarithm - low) / max(high - low, 1e-12)
    cells: NDArray[np.int64] = np.clip((CELLS * scaled).astype(np.int64), 0, CELLS - 1)
    return cells


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
        [block[pd.MultiIndex.from_frame(block[KEY]).isin(index)] for block in blocks],
        ignore_index=True,
    )
    return selected.merge(found, on=KEY, how="left", validate="one_to_one")
