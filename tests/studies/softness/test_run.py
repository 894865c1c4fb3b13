"""The study as a user runs it."""

import numpy as np
import pytest
from glasses import draw_minimum_of
from runs import Run

from glasscape.minima.library import MinimaLibrary
from glasscape.particles.tables import COMPARED_LABELS, SCOREBOARD
from glasscape.potentials.models import SWITCHED_KOB_ANDERSEN
from glasscape.preparation.draw import draw_glass
from glasscape.structures.particle_table import ParticleTable
from glasscape.structures.writers import write_glass

RESULTS = "results/softness/glass"
SECTION = {
    "labels": ["log_vibrality"],
    "descriptors": {"families": ["hessian"], "lengths": [0.5, 1.0, 2.0]},
    "learning": {"families": ["ridge"]},
}


@pytest.mark.slow
def test_scores_of_glasses_that_are_read(tmp_path):
    run = Run(tmp_path)
    names = ("one", "two", "three")
    for seed, name in enumerate(names):
        rng = np.random.default_rng(seed)
        particles = draw_glass(SWITCHED_KOB_ANDERSEN.composition, 160, rng)
        minimum = draw_minimum_of(particles, SWITCHED_KOB_ANDERSEN.potential, seed)
        write_glass(
            tmp_path / f"{name}.extxyz", particles, minimum + 0.01 * rng.standard_normal(minimum.shape)
        )
    rows = "".join(f"glass\t{name}\t{name}.extxyz\n" for name in names)
    (tmp_path / "samples.tsv").write_text("ensemble\tsample\tpath\n" + rows)
    run.config = {
        "samples": "samples.tsv",
        "studies": ["softness"],
        "potential": {"model": "kob-andersen-switched"},
        "ingest": {"format": "extxyz", "species": "numbers", "diameter": None},
        "softness": SECTION,
    }
    run("softness")
    board = SCOREBOARD.read(tmp_path / RESULTS / "scoreboard.parquet")
    # labels have no errors, and stiff cages hold their particles
    assert board.ceiling.tolist() == [1.0]
    assert board.pearson[0] > 0.3
    library = MinimaLibrary.read(tmp_path / "results/samples/glass/one/minima.h5")
    assert library.positions.shape == (1, 160, 3)
    assert "Nothing to be done" in run("softness")
    # another label computes labels again, but not the descriptors
    run.config["softness"] = {**SECTION, "labels": ["softness"], "modes": [5]}
    again = run("softness", "--dry-run")
    assert "rule softness_labels" in again
    assert "rule particle_descriptors" not in again


@pytest.mark.slow
def test_glasses_are_made(tmp_path):
    run = Run(tmp_path)
    (tmp_path / "samples.tsv").write_text("ensemble\tsample\nglass\ta\nglass\tb\n")
    run.config = {
        "samples": "samples.tsv",
        "studies": ["softness"],
        "potential": {"model": "kob-andersen-switched"},
        "preparation": {"temperature": 0.5, "particles": 250, "blocks": 60, "time_step": 0.005},
        "softness": {
            **SECTION,
            "labels": ["softness"],
            "averaging_lengths": [1.0],
            "learning": {"families": ["ridge"], "folds": 2},
        },
    }
    run()
    board = SCOREBOARD.read(tmp_path / RESULTS / "scoreboard.parquet")
    assert board.label.tolist() == [
        "softness_10",
        "softness_30",
        "softness_10_over_1",
        "softness_30_over_1",
    ]
    labels = ParticleTable.read(tmp_path / RESULTS / "samples/a/labels.parquet")
    assert labels.values[:, 0].sum() == pytest.approx(10.0)
    assert not (tmp_path / "results/samples/glass/a/minima.h5").exists()
    # samples with parameters of their own are made anew
    ranges = {"density": [1.15, 1.25], "fraction": [0.75, 0.85]}
    run.config["preparation"]["ranges"] = ranges
    assert "rule prepare" in run("--dry-run")
    del run.config["preparation"]["ranges"]
    # labels of another study need no models
    run.config["studies"] = ["softness", "propensity"]
    run.config["isoconfigurational"] = {"runs": 6, "relaxation_time": 10, "times": [1.0]}
    run.config["propensity"] = {
        "descriptors": {"families": ["bonds"]},
        "learning": {"families": ["ridge"], "folds": 2},
    }
    run("compare_labels")
    compared = COMPARED_LABELS.read(tmp_path / "results/particles/glass/labels.parquet")
    first = compared[(compared.species == 1) & (compared.label == "softness: softness_30")]
    soft = first.set_index("other")
    # the relation shows in cold liquids only: this one has 0.2 with a standard error of 0.05
    assert soft.loc["propensity: propensity"].spearman > 0.05
    assert soft.samples.tolist() == [2] * 4
    assert (tmp_path / "results/particles/glass/figures/labels.png").exists()
