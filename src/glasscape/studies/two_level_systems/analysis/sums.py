"""Sums and means over double wells, with intervals over samples; which ones tunnel."""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

from glasscape.arrays import Flags, Floats, Integers
from glasscape.studies.two_level_systems.exact.tables import ADIABATIC
from glasscape.studies.two_level_systems.search.labels import is_vibration
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.verdict import DOUBLE_WELLS
from glasscape.units import QuantumUnits

RESAMPLES = 1000
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True, eq=False)
class LabelledPairs:
    """Labels of a search, and what sums over them need.

    Attributes
    ----------
    labels : DataFrame
        Labels of n pairs, columns of `labels_table`.
    weights : ndarray, shape (n,)
        Number of pairs that each represents; NaN if it is not known.
    samples : DataFrame
        Columns of `SAMPLES`.
    target : Target
        The target of the search.
    units : QuantumUnits
        Units of the search.
    rng : Generator
        Source of randomness of the bootstrap.
    """

    labels: pd.DataFrame
    weights: Floats
    samples: pd.DataFrame
    target: Target
    units: QuantumUnits
    rng: np.random.Generator

    def only(self, which: Flags) -> "LabelledPairs":
        """Some of the pairs."""
        return replace(self, labels=self.labels[which], weights=self.weights[which])

    def two_level_systems(self) -> "LabelledPairs":
        """The two-level systems in the units of the search."""
        return self.only(two_level_systems(self.labels, self.units, self.target.suffix))

    def column(self, name: str) -> Floats:
        """A column of the labels, shape (n,)."""
        return self.labels[name].to_numpy(np.float64, na_value=np.nan)

    def per_volume(self, terms: NDArray[Any]) -> pd.DataFrame:
        """Sums of terms over the pairs, per volume; see `per_volume`."""
        return per_volume(terms, self.labels["sample"], self.weights, self.samples, self.rng)

    def mean(self, name: str) -> dict[str, float]:
        """Mean of a column over the pairs that have it; see `means`."""
        known = self.only(self.labels[name].notna().to_numpy())
        return means(known.column(name), known.labels["sample"], known.weights, self.samples, self.rng)


def per_volume(
    terms: NDArray[Any],
    sample: pd.Series,
    weights: Floats,
    samples: pd.DataFrame,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Sums of terms over double wells, per volume of all samples: columns of `PER_VOLUME`, n rows.

    Values are NaN if a volume is not known. Intervals are NaN for a single sample, and where no sample has a
    term: the absence in few samples gives no upper limit.

    Parameters
    ----------
    terms : ndarray, shape (m, n)
        Terms of m double wells.
    sample : Series, shape (m,)
        Their samples.
    weights : ndarray, shape (m,)
        Number of pairs that each represents; NaN if it is not known.
    samples : DataFrame
        Columns of `SAMPLES`.
    rng : Generator
        Source of randomness of the bootstrap.
    """
    volumes = samples.volume.to_numpy(np.float64)
    drawn = _draws(len(samples), rng)
    columns: dict[str, Any] = {}
    for prefix, values in _unbiased_too(terms, weights):
        sums = _of_samples(values, sample, samples)
        columns[prefix or "found"] = estimate = sums.sum(axis=0) / volumes.sum()
        resampled = (drawn @ sums) / (drawn @ volumes)[:, None]
        resampled = np.where(sums.any(axis=0), resampled, np.nan)
        columns |= _interval(resampled, estimate, prefix, len(samples))
    return pd.DataFrame(columns)


def means(
    values: Floats, sample: pd.Series, weights: Floats, samples: pd.DataFrame, rng: np.random.Generator
) -> dict[str, float]:
    """Mean of one value of every double well: columns of `PER_VOLUME`. Parameters as in `per_volume`.

    Resamples without any double well are left out of the intervals, which need double wells in two samples.
    """
    drawn = _draws(len(samples), rng)
    columns: dict[str, Any] = {}
    terms = np.column_stack([values, np.ones(len(values))])
    for prefix, each in _unbiased_too(terms, weights):
        sums = _of_samples(each, sample, samples)
        total, count = sums.sum(axis=0)
        resampled = drawn @ sums
        # samples without double wells say nothing about a mean
        telling = int(np.count_nonzero(sums[:, 1]))
        known = resampled[(telling > 1) & (resampled[:, 1] > 0.0)]
        ratios = known[:, :1] / known[:, 1:]
        columns[prefix or "found"] = mean = total / count if count > 0.0 else np.nan
        columns |= _interval(ratios, np.array([mean]), prefix, telling)
    return {name: float(np.ravel(value)[0]) for name, value in columns.items()}


def two_level_systems(labels: pd.DataFrame, units: QuantumUnits, suffix: str = "") -> Flags:
    """Which labels are double wells below the threshold of a substance that are not vibrations."""
    verdict = labels[f"verdict{ADIABATIC}"] if suffix == ADIABATIC else labels.verdict
    below = labels[f"quantum_splitting{suffix}"].astype(float) < units.splitting_threshold
    chosen = verdict.isin(DOUBLE_WELLS) & below & ~is_vibration(labels, suffix)
    return chosen.to_numpy(np.bool_)


def _unbiased_too(terms: NDArray[Any], weights: Floats) -> list[tuple[str, NDArray[Any]]]:
    return [("", terms), ("unbiased", terms * weights[:, None])]


def _of_samples(values: NDArray[Any], sample: pd.Series, samples: pd.DataFrame) -> Floats:
    """Sums over the double wells of every sample, shape (len(samples), n)."""
    number = {name: place for place, name in enumerate(samples["sample"])}
    places: Integers = np.array([number[name] for name in sample], dtype=np.int64)
    sums = np.zeros((len(samples), values.shape[1]))
    np.add.at(sums, places, values)
    return sums


def _draws(count: int, rng: np.random.Generator) -> Integers:
    """How often every sample is drawn in every resample; no resamples of a single sample."""
    return rng.multinomial(count, np.full(count, 1 / count), RESAMPLES if count > 1 else 0)


def _interval(resampled: Floats, estimate: Floats, prefix: str, count: int) -> dict[str, Floats]:
    """Interval of 90 % around an estimate that is not negative, shape (n,), from `count` samples.

    Quantiles of a bootstrap of few samples are too close to the estimate. Their distances from it are
    stretched by sqrt(count / (count - 1)) for the scatter, and by the ratio of the quantiles of Student's t
    and the normal distribution.
    """
    low = high = np.full(len(estimate), np.nan)
    if len(resampled):
        stretch = math.sqrt(count / (count - 1)) * stdtrit(count - 1, HIGH) / ndtri(HIGH)
        low, high = estimate + stretch * (np.quantile(resampled, [LOW, HIGH], axis=0) - estimate)
        low = np.maximum(low, 0.0)
    stem = f"{prefix}_" if prefix else ""
    return {f"{stem}low": low, f"{stem}high": high}
