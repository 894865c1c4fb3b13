"""The tables that a search ends with."""

from dataclasses import replace

import numpy as np
import pytest
from studies.two_level_systems.invented import TARGET, exact_results

from glasscape.files import write_json
from glasscape.modes.elasticity import Elasticity
from glasscape.studies.two_level_systems.analysis.statistics import describe
from glasscape.studies.two_level_systems.analysis.summary import collect_defects, summarise
from glasscape.studies.two_level_systems.exact.tables import EXACT
from glasscape.units import ARGON

SOLID = Elasticity(bulk=90.0, shear=40.0, density=1.0, mass_density=1.0)
# reports of two samples, as far as the summary reads them
PREPARATION = [{"equilibration": {"equilibrated": yes}} for yes in (True, False)]


def test_summary_and_defects(pairs, labels, tmp_path):
    exact = exact_results(labels)
    EXACT.write(tmp_path / "0.parquet", exact[:300])
    EXACT.write(tmp_path / "1.parquet", exact[300:])
    defects = collect_defects(labels, [str(tmp_path / "0.parquet"), str(tmp_path / "1.parquet")], TARGET)
    assert (defects.verdict == "two-level system").all()
    assert len(defects) == (labels.verdict == "two-level system").sum() > 0
    assert defects.quantum_splitting.is_monotonic_increasing
    statistics = describe(labels, np.ones(len(labels)), [pairs], {}, 500.0, {}, SOLID, TARGET, ARGON, 0)

    def summed(target):
        return summarise(
            "e",
            labels,
            [{"configurations": 9, "minima": 8, "unseen": {"estimate": 2.5, "low": 1.0, "high": 6.0}}],
            [{"pairs": 28, "kept": 20}],
            ARGON,
            target,
            [],
            None,
            PREPARATION,
            statistics,
        )

    summary = summed(TARGET)
    n0 = summary["n0"]
    assert summary["volume"] == 3000.0
    assert n0["found"] == pytest.approx(len(defects) / 4.5)
    assert n0["low"] < n0["found"] == n0["unbiased"] < n0["high"]
    assert n0["unbiased_error"] is None
    assert n0["per_ev_cm3"] == pytest.approx(4.4e23, rel=0.01)
    assert [row["procedure"] for row in summary["procedures"]] == ["search"]
    assert summary["procedures"][0]["found"] == len(defects)
    assert [row["polarisation"] for row in summary["tunnelling_strength"]] == ["longitudinal", "transverse"]
    assert summary["means"][0]["quantity"] == "gamma_longitudinal"
    assert summary["samples"] == 6
    # a search for less does not count all two-level systems
    assert summed(replace(TARGET, threshold=1e-3))["n0"] is None
    assert summed(replace(TARGET, threshold=1e-2))["n0"] == n0
    assert summary["samples_not_equilibrated"] == 1
    assert summary["configurations"] == 9
    assert summary["minima_unseen"] == 2.5
    assert summary["computed"] == 600
    assert summary["two_level_systems"] == len(defects)
    assert [entry["iteration"] for entry in summary["iterations"]] == [0]
    write_json(tmp_path / "summary.json", summary)
