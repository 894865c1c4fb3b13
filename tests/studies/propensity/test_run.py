"""The study as a user runs it."""

import re
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest
from isoconfigurational_runs import contents
from runs import Run

from glasscape.files import read_json
from glasscape.particles.tables import ATTENTION, HETEROGENEITY, PREDICTIONS, SCOREBOARD, TRANSFER

RESULTS = "results/propensity/mixture"


@pytest.mark.slow
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
            "species": [1, 2],
            "learning": {"families": ["ridge"], "test": ["two"], "descriptors": ["all", "bonds"]},
        },
    }
    assert "particle_model" in run("--dry-run")
    run()
    board = SCOREBOARD.read(files / RESULTS / "scoreboard.parquet")
    assert board.descriptors.tolist() == ["all", "all", "bonds", "bonds"]
    assert board.species.tolist() == [1, 2, 1, 2]
    # the density of neighbours sets how far particles move
    assert board.pearson[0] > 0.3
    assert board.low[0] > board.null_high[0]
    assert board.null_low[0] < 0.15
    predictions = PREDICTIONS.read(files / RESULTS / "models/propensity/all/ridge.predictions.parquet")
    assert set(predictions["sample"]) == {"two"}
    predictions = predictions[predictions.species == 1]
    assert predictions[["value", "predicted"]].corr().iloc[0, 1] == pytest.approx(board.pearson[0])
    for name in ("scoreboard", "predicted"):
        assert (files / RESULTS / "figures" / f"{name}.png").stat().st_size > 1000
    assert "ridge" in (files / RESULTS / "particles.html").read_text()
    assert "Nothing to be done" in run()
    shapley = f"{RESULTS}/models/propensity/bonds/shapley.png"
    picture = f"{RESULTS}/figures/learning_curve_propensity.png"
    run(picture, shapley)
    for figure in (picture, shapley):
        assert (files / figure).stat().st_size > 1000
    # another model does not describe the samples again
    run.config["propensity"]["learning"]["families"] = ["ridge", "extra-trees"]
    again = run("--dry-run")
    assert "particle_descriptors" not in again
    assert "particle_model" in again
    assert len(pd.read_parquet(files / RESULTS / "scoreboard.parquet")) == 4


@pytest.mark.slow
def test_one_model_of_two_ensembles_and_times(mixtures, tmp_path):
    for name, runs in mixtures.items():
        later = runs.start + 2.0 * (runs.positions - runs.start)
        positions = np.stack([runs.positions[:, 0], later[:, 0]], axis=1)
        times = {"times": np.array([0.1, 1.0]), "positions": positions.astype(np.float32)}
        np.savez(tmp_path / f"{name}.npz", **(contents(runs) | times))
    run = Run(tmp_path)
    rows = "".join(f"{kind}\t{name}\t{name}.npz\n" for kind in ("warm", "cold") for name in mixtures)
    (tmp_path / "samples.tsv").write_text("ensemble\tsample\tpath\n" + rows)
    temperatures = {"warm": 1.0, "cold": 0.5}
    network = {"attention": True, "networks": 2, "epochs": 3, "patience": 3}
    run.config = {
        "samples": "samples.tsv",
        "studies": ["propensity"],
        "potential": {"model": "kob-andersen"},
        "propensity": {
            "cell": float(mixtures["one"].particles.cell.vectors[0, 0]),
            "times": [0.1, 1.0],
            "descriptors": {"families": ["coarse-grained"], "lengths": [0.5, 1.0], "states": ["inherent"]},
            "learning": {
                "families": ["ridge"],
                "transfer": ["ridge", "tglassmlp"] if find_spec("jax") else ["ridge"],
                "tglassmlp": network,
            },
        },
        "ensembles": {
            kind: {"propensity": {"descriptors": {"cage": {"temperature": value}}}}
            for kind, value in temperatures.items()
        },
    }
    names = [
        "transfer_matrix",
        "transfer_times",
        "heterogeneity",
        *(["attention"] if find_spec("jax") else []),
    ]
    folder = tmp_path / "results/propensity/_transfer/propensity"
    run(*(f"results/propensity/_transfer/propensity/figures/{name}.png" for name in names))
    table = TRANSFER.read(folder / "transfer.parquet")
    ridge = table[table.model == "ridge"]
    assert ridge.trained_on.unique().tolist() == ["warm", "cold", "warm+cold"]
    assert ridge.groupby("ensemble").temperature.first().to_dict() == temperatures
    # all samples are the same in both ensembles, and at both times but for a factor
    assert ridge.pearson.min() > 0.2
    assert ridge[ridge.trained_on == "warm+cold"].null.abs().max() < 0.2
    found = HETEROGENEITY.read(folder / "heterogeneity.parquet")
    simulated = found[found.model == "simulated"].set_index(["ensemble", "time"]).s4
    assert simulated["warm", 1.0] == pytest.approx(4.0 * simulated["cold", 0.1], rel=1e-4)
    if find_spec("jax"):
        lengths = ATTENTION.read(folder / "all/tglassmlp.attention.parquet")
        assert lengths.length.between(0.5, 1.0).all()
        # three folds of two networks for each of three training sets, in four states
        assert len(lengths) == 3 * 2 * 3 * 4
    for name in names:
        assert (folder / "figures" / f"{name}.png").stat().st_size > 1000


@pytest.mark.slow
def test_liquids_are_made_and_run(tmp_path):
    run = Run(tmp_path)
    (tmp_path / "samples.tsv").write_text("ensemble\tsample\n" + "".join(f"liquid\t{k}\n" for k in "abcd"))
    run.config = {
        "samples": "samples.tsv",
        "studies": ["propensity"],
        "potential": {"model": "kob-andersen"},
        "preparation": {"temperature": 0.8, "particles": 250, "blocks": 60, "time_step": 0.005},
        "isoconfigurational": {"runs": 8, "runs_per_job": 6, "times": [0.01, 0.1, 1.0]},
        "propensity": {
            "labels": ["propensity", "bond_breaking"],
            "times": [0.1, 1.0],
            "descriptors": {
                "families": ["coarse-grained", "hessian"],
                "lengths": [0.5, 1.0],
                "states": ["inherent", "cage"],
                "cage": {"runs": 1, "duration": 2.0},
            },
            "learning": {"families": ["ridge"], "folds": 2},
        },
    }
    run()
    results = tmp_path / "results/propensity/liquid"
    board = SCOREBOARD.read(results / "scoreboard.parquet")
    assert board.label.tolist() == [
        f"{label}_t{time}" for label in ("propensity", "bond_breaking") for time in (1, 0.1)
    ]
    assert (board.pearson[board.label == "propensity_t1"] > 0.1).all()
    assert (board.ceiling < 1.0).all()
    assert (results / "figures/times_bond_breaking.png").stat().st_size > 1000
    made = tmp_path / "results/samples/liquid"
    found = [read_json(path)["relaxation_time"] for path in made.glob("*/relaxation.json")]
    assert len(found) == 4
    assert all(0.5 < each < 50.0 for each in found)
    with np.load(made / "a/isoconfigurational/0.npz") as runs:
        # in whole time steps
        assert runs["times"][-1] == pytest.approx(np.median(found), abs=0.005)
    # more runs leave those of other jobs as they are
    run.config["isoconfigurational"]["runs"] = 14
    again = run("--dry-run")
    assert "isoconfigurational/2.npz" in again
    assert "isoconfigurational/0.npz" not in re.sub("(?m)^    input: .*", "", again)
    # longer runs do not equilibrate the liquid again
    run.config["isoconfigurational"]["times"] = [0.01, 0.1, 1.0, 2.0]
    again = run("--dry-run")
    assert "rule isoconfigurational" in again
    assert "rule prepare" not in again
