"""Style, colours, ticks and file formats of figures."""

from collections.abc import Iterable
from pathlib import Path

import matplotlib as mpl
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter

from glasscape.files import atomic_path

# palette of Okabe and Ito: readers with colour blindness can distinguish its colours
BLUE, VERMILLION, GREEN, GREY = "#0072B2", "#D55E00", "#009E73", "#777777"
# if the largest value exceeds the smallest by this factor, labels at 1, 2 and 5 of each decade overlap
MANY = 50.0
# decorates functions that draw or write figures: they have one look
styled = mpl.rc_context(fname=Path(__file__).with_name("plotting.mplstyle"))


@styled
def save(figure: Figure, paths: Iterable[str]) -> None:
    """Write a figure to `paths`. The endings give the formats."""
    for path in paths:
        with atomic_path(path) as temporary:
            # without a date, an unchanged figure gives an unchanged file
            metadata = {"CreationDate": None} if temporary.suffix == ".pdf" else {}
            figure.savefig(temporary, metadata=metadata)


def label_decades(axis: Axis, low: float, high: float) -> None:
    """Set the labels of a logarithmic axis so that they do not overlap."""
    axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0) if high < MANY * low else (1.0,)))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.set_minor_formatter(NullFormatter())
