"""The summary of a search for two pairs of a small glass, and the loss of sound by them."""

import pandas as pd

from glasscape.studies.two_level_systems.analysis.sound import CONNECTED, RELAXATION
from glasscape.studies.two_level_systems.analysis.tables import LOSS

SUMMARY = {
    "ensemble": "cold <glass>",
    "substance": "argon",
    "target": {"name": "two-level systems"},
    "completeness": {
        "left": 0.8,
        "left_low": 0.0,
        "left_high": 3.0,
        "batch_targets": 2,
        "batch_low": 1.0,
        "batch_high": 4.0,
        "unbiased_total": 4.2,
        "unbiased_error": 1.1,
    },
    "n0": {"found": 2.0, "low": 1.0, "high": 3.0, "per_ev_cm3": 4.4e23},
    "n0_without_zero_point": None,
    "tunnelling_strength": [
        {"polarisation": "longitudinal", "found": 2e-4, "low": 1e-4, "high": 3e-4, "unbiased": None},
        {"polarisation": "transverse", "found": 0.0, "low": None, "high": None, "unbiased": None},
    ],
    "means": [
        {"quantity": "gamma_longitudinal", "found": 1.1, "low": 1.0, "high": 1.2},
        {"quantity": "gamma_transverse", "found": None, "low": None, "high": None},
        {"quantity": "energy_barrier", "found": 0.05, "low": None, "high": None},
    ],
    "zero_point": {"two_level_systems": 2, "computed": 2, "stay": 1, "new": None},
    "procedures": [
        {"procedure": "search", "computed": 40, "found": 2, "unbiased": None, "per_target": 20.0},
        {"procedure": "dynamical filter", "computed": 900, "found": 1, "unbiased": 1.5, "per_target": 600.0},
    ],
    "samples": 1,
    "minima": 2,
    "minima_unseen": 3.4,
    "candidate_pairs": 3,
    "candidate_pairs_from_paths": None,
    "computed": 3,
    "double_wells": 3,
    "targets": 2,
    "targets_vibrational": 0,
}

# at 1 kHz by one mechanism, at 1 GHz by two
LOST = pd.DataFrame(
    [
        [RELAXATION, "longitudinal", 1e3, 0.001, 0.1, 1e-4],
        [RELAXATION, "longitudinal", 1e3, 0.01, 1.0, 2e-4],
        [RELAXATION, "longitudinal", 1e9, 0.01, 1.0, 3e-5],
        [CONNECTED, "longitudinal", 1e9, 0.05, 5.0, 4e-3],
    ],
    columns=LOSS.names[:6],
).reindex(columns=LOSS.names)
