"""Figure of a sample that was made: its equilibration and its minima."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from glasscape.plotting import BLUE, GREY, VERMILLION, styled
from glasscape.samplers.equilibration import RELAXED


@styled
def show_glass(preparation: dict[str, Any], minima: dict[str, Any]) -> Figure:
    """Plot the equilibration of the liquid, and the number of minima that trajectories of its glass visited.

    Parameters
    ----------
    preparation : dict
        A `PreparationReport` as a dict.
    minima : dict
        An `ExplorationReport` as a dict.
    """
    state = preparation["equilibration"]
    figure = Figure(figsize=(5.0, 6.5))
    energy, overlap, found = figure.subplots(3, 1)
    blocks = preparation["block"]
    energy.plot(blocks, preparation["energy"], color=GREY, linewidth=0.8)
    energy.axhline(
        state["energy"], color=BLUE, linestyle="--", linewidth=0.8, label="mean of the second half"
    )
    energy.legend(fontsize="small")
    energy.set(ylabel="potential energy\n" r"per particle ($\epsilon$)")
    verdict = "equilibrated" if state["equilibrated"] else "NOT equilibrated"
    energy.set_title(
        f"{verdict} at T = {preparation['preparation_temperature']:.4g}",
        fontsize="medium",
        color="black" if state["equilibrated"] else VERMILLION,
    )
    # two relaxations: from the beginning, and from the middle
    middle = blocks.index(preparation["middle"]) + 1
    for part in (slice(middle), slice(middle, None)):
        overlap.plot(blocks[part], preparation["overlap"][part], color=GREY, linewidth=0.8)
    overlap.axhline(RELAXED, color=BLUE, linestyle="--", linewidth=0.8, label="1/e")
    overlap.legend(fontsize="small")
    overlap.set(xlabel="blocks of equilibration", ylabel="overlap with beginning\nand middle", ylim=(0, 1.05))
    overlap.sharex(energy)
    new = np.cumsum([0, *minima["new_of_trajectory"]])
    found.plot(range(len(new)), new, marker=".", color=VERMILLION, clip_on=False)
    found.set(
        xlabel="trajectories", ylabel="distinct minima", xlim=(0, len(new) - 1), ylim=(0, 1.05 * new[-1])
    )
    for axes in (energy, overlap):
        axes.set_xlim(0, blocks[-1])
    found.xaxis.get_major_locator().set_params(integer=True)
    return figure
