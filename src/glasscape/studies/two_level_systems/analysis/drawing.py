"""What figures of sums over double wells share."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from numpy.typing import ArrayLike

from glasscape.plotting import BLUE, GREEN, VERMILLION

COLOURS = (VERMILLION, BLUE, GREEN, "black")


def draw_curve(
    axes: Axes,
    x: pd.Series,
    sums: pd.DataFrame,
    colour: str,
    name: str,
    interval: str | None = None,
    unbiased: str | None = None,
) -> None:
    """Draw sums with their interval, shaded, and the estimate of all, dashed; names are for the legend."""
    axes.plot(x, sums.found, color=colour, label=name)
    if sums.low.notna().any():
        axes.fill_between(x, sums.low, sums.high, color=colour, alpha=0.2, linewidth=0, label=interval)
    if sums.unbiased.notna().any():
        # darker, because it often lies on what was found
        darker = [0.5 * part for part in to_rgb(colour)]
        axes.plot(x, sums.unbiased, color=darker, linestyle="--", label=unbiased)


def nothing(axes: Axes, why: str) -> None:
    """Say in a panel why there is nothing to see."""
    axes.text(0.5, 0.5, why, ha="center", va="center")
    axes.set_axis_off()


def scaling(factor: float) -> tuple[Callable[[ArrayLike], ArrayLike], Callable[[ArrayLike], ArrayLike]]:
    """Functions that convert to another unit and back."""
    return lambda values: np.multiply(values, factor), lambda values: np.divide(values, factor)
