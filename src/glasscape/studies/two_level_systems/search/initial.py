"""Choose the initial pairs, before any model exists."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from glasscape.arrays import Integers
from glasscape.errors import LearningError
from glasscape.studies.two_level_systems.search.settings import InitialSettings
from glasscape.studies.two_level_systems.search.tables import PREDICTION

# size of the cells, in decades of total displacement and of energy difference
DISPLACEMENT_CELL, ENERGY_CELL = 0.1, 0.5


def select_initial(
    blocks: Iterable[pd.DataFrame], settings: InitialSettings, seed: int, zero_point: bool = False
) -> pd.DataFrame:
    """Choose the K_0 pairs on which the first models are trained.

    A part of them is drawn at random from all pairs. The others are drawn evenly from the cells of a grid in
    log total displacement and log energy difference. Double wells are frequent at small values of both, where
    few of the pairs are. So such a draw contains many double wells, even if only one pair in two hundred is
    a double well.

    Every pair gets a random number, and the smallest numbers are chosen. Memory does not grow with the number
    of pairs.

    Parameters
    ----------
    blocks : iterable of DataFrame
        All pairs with their features.
    settings : InitialSettings
        K_0 and the random part.
    seed : int
        Seed of the draws.
    zero_point : bool
        Whether zero-point energies count. The energy difference of the grid is then that with them.

    Raises
    ------
    LearningError
        If there is no pair.
    """
    rng = np.random.default_rng(seed)
    total = settings.pairs
    held = pd.DataFrame()
    for block in blocks:
        drawn = block.assign(draw=rng.random(len(block)), cell=_cells(block, zero_point))
        held = pd.concat([held, drawn], ignore_index=True).sort_values("draw", ignore_index=True)
        # the first K_0 of all pairs and of every cell suffice, because at most K_0 are chosen
        held = held[(held.index < total) | (held.groupby("cell").cumcount() < total)]
    if held.empty:
        raise LearningError(
            "no pair of minima passes the filters; raise two_level_systems.pairs.max_energy_difference or "
            "two_level_systems.pairs.max_displacement, or exploration.steps if samples are made"
        )
    total = min(total, len(held))
    n_random = round(settings.random_part * total)
    others = held.iloc[n_random:]
    turn = others.groupby("cell").cumcount()
    even = others.iloc[np.lexsort((others.cell, turn))[: total - n_random]]
    selected = pd.concat([held.iloc[:n_random], even], ignore_index=True)
    selected["reason"] = ["random"] * n_random + ["even"] * len(even)
    for column in PREDICTION:
        selected[column.name] = np.nan
    return selected.drop(columns=["draw", "cell"])


def _cells(pairs: pd.DataFrame, zero_point: bool) -> Integers:
    """Number of the cell of every pair."""
    energy = pairs.energy_difference
    if zero_point:
        energy = (energy + pairs.zero_point_shift).abs()
    displacement, energy = (
        np.floor(np.log10(np.maximum(values.to_numpy(), 1e-9)) / width)
        for values, width in ((pairs.total_displacement, DISPLACEMENT_CELL), (energy, ENERGY_CELL))
    )
    return np.asarray(1000 * displacement + energy, dtype=np.int64)
