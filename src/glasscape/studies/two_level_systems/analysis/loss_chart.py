"""The loss of sound in pages for a browser: content of the template `loss.html`."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from glasscape.pages.render import rounded
from glasscape.studies.two_level_systems.analysis.sound import name_frequency
from glasscape.tunnelling.loss import ELECTRIC

# columns of `LOSS` among whose values a reader chooses, with their names in the page
CHOICES = {"mechanism": "mechanism", "polarisation": "wave", "frequency_hertz": "frequency"}


def loss_chart(lines: Mapping[str, pd.DataFrame], by: Sequence[str]) -> dict[str, Any] | None:
    """What the template `loss.html` draws; None if no loss is known.

    Parameters
    ----------
    lines : mapping of str to DataFrame
        Rows of `LOSS` by the name of the line that shows them.
    by : sequence of str
        Names of `CHOICES`. A line shows the rows with the values that are chosen.
    """
    known = {name: loss.dropna(subset="found") for name, loss in lines.items()}
    if all(rows.empty for rows in known.values()):
        return None
    values = pd.concat([rows[[*by]] for rows in known.values()])
    return {
        "names": list(known),
        "choices": [
            {"column": name, "name": CHOICES[name], "options": [_option(x) for x in values[name].unique()]}
            for name in by
        ],
        "lines": [_curves(rows, by) for rows in known.values()],
    }


def _option(value: Any) -> tuple[str, str]:
    """A value that can be chosen, and its name."""
    if not isinstance(value, str):
        return f"{value:.0f}", name_frequency(value)
    return value, "electric field" if value == ELECTRIC else value


def _curves(loss: pd.DataFrame, by: Sequence[str]) -> dict[str, dict[str, list[float]]]:
    """Curves against temperature, by the values that are chosen, with a line between these."""
    return {
        "|".join(_option(value)[0] for value in key): {
            "kelvin": rounded(rows.temperature_kelvin),
            "found": rounded(rows.found),
        }
        for key, rows in loss.groupby([*by], sort=False)
    }
