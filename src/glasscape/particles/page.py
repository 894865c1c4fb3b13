"""A page for a browser: particles of test samples, coloured by label and prediction."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from glasscape.descriptors.configuration import Configuration
from glasscape.pages import render
from glasscape.pages.render import rounded

TEMPLATE = Path(__file__).with_name("page.html")
# A report embeds the page in a frame, and browsers show no frame above 2 MB. So there are limits on the
# number of samples, and on the number of predictions.
SAMPLES, PREDICTIONS = 2, 60_000
POINT = ["label", "species", "descriptors", "model"]
# numbers of a row of the scoreboard in the table
NUMBERS = ("pearson", "low", "high", "spearman", "top_precision", "ceiling", "best_single", "null")


def write_page(
    path: str | Path,
    title: str,
    scoreboard: pd.DataFrame,
    predictions: pd.DataFrame,
    configurations: Mapping[str, Configuration],
) -> None:
    """Write the page as one HTML file that needs no other file.

    Of every label and species it shows the predictions with the highest Pearson correlation.

    Parameters
    ----------
    path : path
        File to write.
    title : str
        Title of the page.
    scoreboard, predictions : DataFrame
        Columns of `SCOREBOARD` and `PREDICTIONS`.
    configurations : mapping of str to Configuration
        Configuration of every test sample.
    """
    best = scoreboard.loc[scoreboard.groupby(["label", "species"], sort=False).pearson.idxmax()]
    samples = [name for name in configurations if name in set(predictions["sample"])][:SAMPLES]
    left = PREDICTIONS
    drawn: list[dict[str, Any] | None] = []
    chosen = predictions[predictions["sample"].isin(samples)].groupby(POINT)
    for point in best[POINT].itertuples(index=False, name=None):
        rows = chosen.get_group(point)
        left -= len(rows)
        drawn.append(None if left < 0 else {name: _shown(rows[rows["sample"] == name]) for name in samples})
    render.write_page(
        path,
        TEMPLATE,
        title=title,
        rows=[{**row, **{key: _number(row[key]) for key in NUMBERS}} for row in best.to_dict("records")],
        samples={name: _configuration(configurations[name]) for name in samples},
        planar=configurations[samples[0]].particles.cell.dimensions == 2,
        drawn=drawn,
    )


def _number(value: float) -> str:
    """A number of the table. There is no ceiling of a single trajectory, for example."""
    return f"{value:.3f}" if np.isfinite(value) else "unknown"


def _shown(rows: pd.DataFrame) -> dict[str, list[Any]]:
    """Particles of a sample with label and prediction."""
    return {
        "particle": rows.particle.tolist(),
        "value": rounded(rows.value),
        "predicted": rounded(rows.predicted),
    }


def _configuration(configuration: Configuration) -> dict[str, list[Any]]:
    """Positions relative to the middle of the cell, diameters, and the diagonal of the cell."""
    cell = configuration.particles.cell
    diagonal = cell.vectors[: cell.dimensions].sum(axis=0)
    inside = cell.wrap(configuration.inherent) - 0.5 * diagonal
    return {
        "place": [[round(float(x), 2) for x in each] for each in inside],
        "diameter": rounded(configuration.particles.diameters),
        "size": rounded(np.linalg.norm(diagonal)),
    }
