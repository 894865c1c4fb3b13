"""What a search looks for: double wells with a quantity on one side of a threshold."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from glasscape.arrays import Floats
from glasscape.studies.two_level_systems.search.settings import TargetSettings
from glasscape.tunnelling.settings import QuantumSettings
from glasscape.tunnelling.verdict import DOUBLE_WELLS
from glasscape.units import QuantumUnits


@dataclass(frozen=True)
class Target:
    """The quantity that a search is for.

    Attributes
    ----------
    column : str
        Column of the exact results.
    threshold : float
        Threshold of a target, in the unit of the column.
    low : bool
        Whether targets lie below the threshold, or above.
    logarithmic : bool
        Whether the models learn log10 of the values.
    name : str
        What a pair on the side of the targets is called, in the plural.
    """

    column: str
    threshold: float
    low: bool
    logarithmic: bool
    name: str

    @classmethod
    def of_config(cls, target: dict[str, Any], quantum: dict[str, Any]) -> "Target":
        """The target of two sections of a config."""
        return cls.of(TargetSettings.model_validate(target), QuantumSettings.model_validate(quantum).units)

    @classmethod
    def of(cls, settings: TargetSettings, units: QuantumUnits) -> "Target":
        """The target of a config: two-level systems of these units unless it says otherwise."""
        low = settings.side == "low"
        logarithmic = settings.scale == "logarithmic"
        if settings.threshold is None:
            return cls(settings.column, units.splitting_threshold, low, logarithmic, "two-level systems")
        quantity = settings.column.replace("_", " ")
        name = f"double wells with {quantity} {'<' if low else '>'} {settings.threshold:g}"
        return cls(settings.column, settings.threshold, low, logarithmic, name)

    def is_target(self, results: pd.DataFrame) -> pd.Series:
        """Which exact results are on the side of the targets of the threshold."""
        values = results[self.column].astype(float)
        side = values < self.threshold if self.low else values > self.threshold
        if self.logarithmic:
            side &= values > 0.0
        return side & results.verdict.isin(DOUBLE_WELLS)

    def scaled(self, results: pd.DataFrame) -> Floats:
        """What the regressor learns: NaN where the results have no value."""
        return self.scale(results[self.column].to_numpy(np.float64, na_value=np.nan))

    def scale(self, values: Floats) -> Floats:
        """Values on the scale of the regressor; NaN where it has none."""
        if not self.logarithmic:
            return values
        return np.log10(values, out=np.full(len(values), np.nan), where=values > 0.0)

    def unscaled(self, scaled: Floats) -> Floats:
        """Values that belong to scaled ones."""
        return np.power(10.0, scaled) if self.logarithmic else scaled

    def margin(self, scaled: Floats) -> Floats:
        """How far values are on the side of the targets of the threshold; negative on the other."""
        threshold = np.log10(self.threshold) if self.logarithmic else self.threshold
        return threshold - scaled if self.low else scaled - threshold
