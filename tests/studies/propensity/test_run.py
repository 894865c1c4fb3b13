"""The study as a user runs it."""

import pandas as pd
import pytest
from runs import Run

from glasscape.particles.tables import PREDICTIONS, SCOREBOARD

RESULTS = "results/propensity/mixture"


def test_scores_of_samples_with_runs(mixtures, files):
    run = Run(files)
    rows = "".join(f"mixture\t{name}\t{name}.npz\n" for name in mixtures)
    (files / "samples.tsv").write_text("ensemble\tsample\tpath\n" + rows)
    run.config = {
        "samples": "samples.tsv",
        "studies": ["propensity"],
        "potential": {"model": "kob-andersen"},
        "propensity": {
            "cell": float(mixtures["one"].particles.cell.vectors[0, 0]),
            "descriptors": {
                "families": ["coarse-grained", "bonds"],
                "lengths": [0.5, 1.0],
                "states": ["thermal"],
            },
            "learning": {"families": ["ridge"], "test": ["two"], "descriptors": ["all", "bonds"]},
        },
    }
    assert "particle_model" in run("--dry-run")
    run()
    board = SCOREBOARD.read(files / RESULTS / "scoreboard.parquet")
    assert board.descriptors.tolist() == ["all", "bonds"]
    # the density of neighbours sets how far particles move
    assert board.pearson[0] > 0.4
    assert board.null_low[0] < 0.15
    predictions = PREDICTIONS.read(files / RESULTS / "models/propensity/all/ridge.predictions.parquet")
    assert set(predictions["sample"]) == {"two"}
    assert predictions[["value", "predicted"]].corr().iloc[0, 1] == pytest.approx(board.pearson[0])
    for name in ("scoreboard", "predicted"):
        assert (files / RESULTS / "figures" / f"{name}.png").stat().st_size > 1000
    assert "Nothing to be done" in run()
    picture = f"{RESULTS}/figures/learning_curve_propensity.png"
    run(picture)
    assert (files / picture).stat().st_size > 1000
    # another model does not describe the samples again
    run.config["propensity"]["learning"]["families"] = ["ridge", "extra-trees"]
    again = run("--dry-run")
    assert "particle_descriptors" not in again
    assert "particle_model" in again
    assert len(pd.read_parquet(files / RESULTS / "scoreboard.parquet")) == 2


@pytest.mark.slow
def test_liquids_are_made_and_run(tmp_path):
    run = Run(tmp_path)
    (tmp_path / "samples.tsv").write_text("ensemble\tsample\nliquid\ta\nliquid\tb\n")
    run.config = {
        "samples": "samples.tsv",
        "studies": ["propensity"],
        "potential": {"model": "kob-andersen"},
        "preparation": {"temperature": 0.8, "particles": 250, "blocks": 60, "time_step": 0.005},
        "isoconfigurational": {"runs": 8, "time": 2.0},
        "propensity": {
            "labels": ["propensity", "bond_breaking"],
            "descriptors": {"families": ["coarse-grained", "hessian"], "lengths": [0.5, 1.0]},
            "learning": {"families": ["ridge"], "folds": 2},
        },
    }
    run()
    board = SCOREBOARD.read(tmp_path / "results/propensity/liquid/scoreboard.parquet")
    assert board.label.tolist() == ["propensity", "bond_breaking"]
    assert (board.pearson > 0.1).all()
    assert (board.ceiling < 1.0).all()
    # runs that are longer do not equilibrate the liquid again
    run.config["isoconfigurational"]["time"] = 3.0
    again = run("--dry-run")
    assert "rule isoconfigurational" in again
    assert "rule prepare" not in again
