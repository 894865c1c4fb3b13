"""Target of a search: double wells with a quantity on one side of a threshold."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from glasscape.arrays import Floats
from glasscape.studies.two_level_systems.exact.tables import ADIABATIC
from glasscape.studies.two_level_systems.search.settings import SPLITTING, TargetSettings
from glasscape.tunnelling.settings import QuantumSettings
from glasscape.tunnelling.verdict import DOUBLE_WELLS


@dataclass(frozen=True)
class Target:
    """Quantity and threshold that define the targets of a search.

    Attributes
    ----------
    column : str
        Column of the exact results.
    threshold : float
        Threshold in the unit of the column.
    low : bool
        Whether targets are below the threshold (true) or above it (false).
    logarithmic : bool
        Whether the models predict log10 of the values.
    name : str
        Name of the targets, in the plural.
    suffix : str
        Suffix of the columns with splitting and verdict: that of the adiabatic potential, or none.
    """

    column: str
    threshold: float
    low: bool
    logarithmic: bool
    name: str
    suffix: str = ""

    @classmethod
    def of_config(cls, target: dict[str, Any], quantum: dict[str, Any]) -> "Target":
        """The target from the sections `search.target` and `quantum` of a config."""
        return cls.of(TargetSettings.model_validate(target), QuantumSettings.model_validate(quantum))

    @classmethod
    def of(cls, settings: TargetSettings, quantum: QuantumSettings) -> "Target":
        """The target from settings.

        Without a threshold, targets are two-level systems. If zero-point energies count, the splitting is
        that in the adiabatic potential.
        """
        low = settings.side == "low"
        logarithmic = settings.scale == "logarithmic"
        splitting = settings.column == SPLITTING
        suffix = ADIABATIC if splitting and quantum.counts_zero_point else ""
        column = settings.column + suffix
        if settings.threshold is None:
            threshold = quantum.units.splitting_threshold
            return cls(column, threshold, low, logarithmic, "two-level systems", suffix)
        quantity = column.replace("_", " ")
        name = f"double wells with {quantity} {'<' if low else '>'} {settings.threshold:g}"
        return cls(column, settings.threshold, low, logarithmic, name, suffix)

    @property
    def zero_point(self) -> bool:
        """Whether zero-point energies count."""
        return bool(self.suffix)

    @property
    def is_doublet(self) -> bool:
        """Whether targets have two close levels, with zero-point energies."""
        return self.zero_point and self.low and self.threshold > 0.0

    @property
    def quantity(self) -> str:
        """The column without the suffix."""
        return self.column.removesuffix(self.suffix)

    def is_target(self, results: pd.DataFrame) -> pd.Series:
        """Which exact results are targets."""
        values = results[self.column].astype(float)
        side = values < self.threshold if self.low else values > self.threshold
        if self.logarithmic:
            side &= values > 0.0
        # if zero-point energies count, there must be two wells with them, too
        side &= results.verdict.isin(DOUBLE_WELLS)
        return side & results[f"verdict{self.suffix}"].isin(DOUBLE_WELLS)

    def scaled(self, results: pd.DataFrame) -> Floats:
        """Values on the scale of the regressor, shape (n,); NaN where the results have no value."""
        return self.scale(results[self.column].to_numpy(np.float64, na_value=np.nan))

    def scale(self, values: Floats) -> Floats:
        """Values on the scale of the regressor; NaN where the logarithm is not defined."""
        if not self.logarithmic:
            return values
        return np.log10(values, out=np.full(len(values), np.nan), where=values > 0.0)

    def unscaled(self, scaled: Floats) -> Floats:
        """Values from values on the scale of the regressor."""
        return np.power(10.0, scaled) if self.logarithmic else scaled

    def margin(self, scaled: Floats) -> Floats:
        """Distance of scaled values from the threshold, positive on the side of the targets."""
        threshold = np.log10(self.threshold) if self.logarithmic else self.threshold
        return threshold - scaled if self.low else scaled - threshold
