"""Labels of double wells with given splittings, and their statistics."""

import numpy as np
import pandas as pd
from studies.two_level_systems.invented import FEATURES, TARGET, THRESHOLD

from glasscape.studies.two_level_systems.analysis.densities import count_splittings, heat_capacity
from glasscape.studies.two_level_systems.analysis.sums import LabelledPairs
from glasscape.studies.two_level_systems.analysis.survey import Survey, count_samples
from glasscape.studies.two_level_systems.analysis.tables import DENSITY, HEAT, SAMPLES
from glasscape.studies.two_level_systems.search.tables import labels_table
from glasscape.units import ARGON

VOLUME = 1000.0


def wells(splittings, sample="g", **columns):
    """Labels of double wells with given splittings."""
    n = len(splittings)
    frame = pd.DataFrame(
        {
            "sample": sample,
            "a": np.arange(n),
            "b": np.arange(n) + 1,
            "iteration": 0,
            "reason": "random",
            "verdict": np.where(np.asarray(splittings) < THRESHOLD, "two-level system", "double well"),
            "status": "ok",
            "quantum_splitting": splittings,
            "quantum_splitting_NiP": np.asarray(splittings) / 10.0,
            "same_well": False,
            "same_well_NiP": False,
            "above_barrier": False,
            "above_barrier_NiP": False,
            "energy_difference": np.geomspace(1e-4, 1e-1, n),
            "displacement_1": 0.5,
            "total_displacement": 0.8,
            "participation_ratio": 3.0,
            # of the WKB approximation: arbitrarily small
            "tunnelling_matrix_element": np.geomspace(1e-40, 1e-3, n),
            "asymmetry": np.linspace(-1e-3, 1e-3, n),
            "delta_0": np.geomspace(1e-6, 1e-3, n),
            "gamma_longitudinal": np.linspace(0.5, 2.5, n),
            "gamma_transverse": np.linspace(0.3, 2.0, n),
            "energy_barrier": 0.01,
            "transitions_ab": np.arange(n, dtype=float),
            "transitions_ba": 4.0,
        }
    )
    for column in labels_table(FEATURES).names:
        if column not in frame:
            frame[column] = pd.NA
    return frame.assign(**columns)


def corrected(labels):
    """The labels with zero-point energies.

    Every other double well stays one, every fourth of all below the threshold. The first is a vibration.
    """
    k = np.arange(len(labels))
    stays, below = k % 2 == 0, k % 4 == 0
    return labels.assign(
        zero_point_difference=0.01 * np.cos(k),
        verdict_adiabatic=np.select([below, stays], ["two-level system", "double well"], "no double well"),
        quantum_splitting_adiabatic=np.where(stays, np.where(below, 0.5, 5.0) * THRESHOLD, np.nan),
        same_well_adiabatic=k == 0,
        above_barrier_adiabatic=False,
        soft_overlap=np.linspace(0.1, 0.9, len(labels)),
        vibrality_rank=np.linspace(0.0, 0.5, len(labels)),
    )


def described(labels, weights=None, volume=VOLUME, target=TARGET):
    """All tables of some labels that are all pairs."""
    weights = np.full(len(labels), np.nan) if weights is None else weights
    survey = Survey.of([labels[:7], labels[7:]])
    volumes = dict.fromkeys([*survey.pairs] or ["g"], volume)
    samples = count_samples(labels, weights, survey, volumes, np.nan, target)
    SAMPLES.arrow(samples)
    pairs = LabelledPairs(labels, weights, samples, target, ARGON, np.random.default_rng(1))
    density, heat = count_splittings(pairs), heat_capacity(pairs)
    DENSITY.arrow(density)
    HEAT.arrow(heat)
    return samples, density, heat


def even(count):
    """Splittings of a constant density up to the threshold."""
    return (np.arange(count) + 0.5) * THRESHOLD / count
