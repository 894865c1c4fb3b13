"""Inputs of the models: features of a pair, and functions of them that trees approximate badly."""

import numpy as np
import pandas as pd

from glasscape.arrays import Floats
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures

SMALLEST = 1e-9
# name of the energy difference with zero-point energies
CORRECTED = "corrected_energy_difference"


def model_features(
    pairs: pd.DataFrame, features: PairFeatures, zero_point: bool = False
) -> dict[str, Floats]:
    """Inputs of the models by name, each of shape (n,).

    Randomised trees draw split points uniformly between the extremes, so quantities that span decades are
    given as logarithms. Ratios measure how localised a rearrangement is. Absent features are NaN.

    Parameters
    ----------
    pairs : DataFrame
        Pairs with their features.
    features : PairFeatures
        Which features.
    zero_point : bool
        Whether zero-point energies count.
    """
    names = features.used(zero_point)
    plain = {name: pairs[name].to_numpy(np.float64, na_value=np.nan) for name in names}
    moved = [plain[f"displacement_{k}"] for k in range(1, features.displacements + 1)]
    total, difference = plain["total_displacement"], plain["energy_difference"]
    others = np.sqrt(np.maximum(total**2 - sum(each**2 for each in moved), 0.0))
    forth, back = 1.0 + plain["transitions_ab"], 1.0 + plain["transitions_ba"]
    # without a third minimum the detour is infinite and its inverse 0
    inverse_detour = np.nan_to_num(1.0 / plain.pop("detour"))
    corrected = {}
    if zero_point:
        both = difference + plain["zero_point_shift"]
        corrected = {
            CORRECTED: both,
            f"log_{CORRECTED}": _log(np.abs(both)),
        }
    return {
        **plain,
        **corrected,
        "inverse_detour": inverse_detour,
        "log_energy_difference": _log(difference),
        "log_total_displacement": _log(total),
        "log_participation_ratio": _log(plain["participation_ratio"]),
        # proportional to the force constant of a parabola through both minima
        "log_energy_per_squared_displacement": _log(difference / total**2),
        **{f"log_displacement_{k}": _log(each) for k, each in enumerate(moved, start=1)},
        **{f"displacement_ratio_{k}": each / moved[0] for k, each in enumerate(moved[1:], start=2)},
        "first_displacement_fraction": moved[0] / total,
        "other_displacement_fraction": others / total,
        "log_other_displacement": _log(others),
        "log_transitions_ab": np.log10(forth),
        "log_transitions_ba": np.log10(back),
        "log_transitions": np.log10(forth + back - 1.0),
        "log_transition_ratio": np.log10(forth / back),
    }


def feature_matrix(features: dict[str, Floats]) -> Floats:
    """The inputs as an array of shape (n, inputs)."""
    return np.column_stack(list(features.values()))


def _log(values: Floats) -> Floats:
    return np.log10(np.maximum(values, SMALLEST))
