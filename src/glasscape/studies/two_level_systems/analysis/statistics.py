"""All statistics of a search."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from glasscape.arrays import Floats
from glasscape.modes.elasticity import Elasticity
from glasscape.studies.two_level_systems.analysis.densities import (
    count_levels,
    count_splittings,
    heat_capacity,
    mean_properties,
)
from glasscape.studies.two_level_systems.analysis.network import describe_network
from glasscape.studies.two_level_systems.analysis.sound import (
    relaxation_times,
    slow_heat,
    sound_loss,
    tunnelling_strength,
    tunnelling_systems,
)
from glasscape.studies.two_level_systems.analysis.sums import LabelledPairs
from glasscape.studies.two_level_systems.analysis.survey import (
    Survey,
    compare,
    count_samples,
    distributions,
)
from glasscape.studies.two_level_systems.analysis.tables import HEAT_TIME, LOSS, STRENGTH, TIMES
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.units import QuantumUnits


def describe(
    labels: pd.DataFrame,
    weights: Floats,
    pairs: Iterable[pd.DataFrame],
    volumes: Mapping[str, float],
    usual_volume: float,
    energies: Mapping[tuple[str, int], float],
    solid: Elasticity | None,
    target: Target,
    units: QuantumUnits,
    seed: int,
) -> dict[str, pd.DataFrame]:
    """Compute all statistics of a search: the tables of `STATISTICS` by name.

    Parameters
    ----------
    labels : DataFrame
        Labels of all pairs computed, columns of `labels_table`.
    weights : ndarray, shape (len(labels),)
        Number of pairs that every label represents (`represented`); NaN if it is not known.
    pairs : iterable of DataFrame
        All candidate pairs in blocks with the columns of `PairFeatures.pairs`.
    volumes : mapping of str to float
        Volumes of samples, sigma^3.
    usual_volume : float
        Volume of samples that are not in `volumes`, sigma^3; NaN if it is not known.
    energies : mapping of (str, int) to float
        Energies of minima by sample and index, epsilon; without those that are not known.
    solid : Elasticity or None
        Elasticity of the samples. Without it there is no loss of sound.
    target : Target
        The target of the search.
    units : QuantumUnits
        Units of the search.
    seed : int
        Seed of the bootstrap.
    """
    survey = Survey.of(pairs)
    samples = count_samples(labels, weights, survey, volumes, usual_volume, target)
    found = LabelledPairs(labels, weights, samples, target, units, np.random.default_rng(seed))
    loss, strength, heat_time, times = (each.empty() for each in (LOSS, STRENGTH, HEAT_TIME, TIMES))
    # sound needs a solid that resists compression and shear
    if solid is not None and min(solid.bulk, solid.shear) > 0.0:
        systems = tunnelling_systems(found, solid)
        loss = sound_loss(found, systems)
        strength = tunnelling_strength(systems)
        heat_time = slow_heat(systems)
        times = relaxation_times(systems)
    statistics = {
        "samples": samples,
        "density": count_splittings(found),
        "levels": count_levels(found),
        "means": mean_properties(found),
        "heat": heat_capacity(found),
        "heat_time": heat_time,
        "times": times,
        "loss": loss,
        "strength": strength,
        "network": describe_network(labels, energies, target),
        "distributions": distributions(labels, weights, survey, target),
        "procedures": compare(labels, weights, survey, target),
    }
    if np.isnan(weights).any():
        # without an audit, a sum over nothing would be an estimate of zero
        return {name: _without_unbiased(table) for name, table in statistics.items()}
    return statistics


def _without_unbiased(table: pd.DataFrame) -> pd.DataFrame:
    return table.assign(**{str(name): np.nan for name in table.filter(like="unbiased").columns})
