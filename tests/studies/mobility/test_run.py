"""The study as a user runs it."""

import numpy as np
import pytest
from glasses import draw_mixture
from runs import Run

from glasscape.files import read_json
from glasscape.particles.tables import CEILINGS, SCOREBOARD
from glasscape.structures.particle_table import ParticleTable
from glasscape.structures.writers import write_configurations
from glasscape.studies.mobility.tables import RUN_HOPS, RUNS

RESULTS = "results/mobility"


def write_sample(path, seed, frames=61):
    """A trajectory in which particles with few neighbours hop more often, wrapped."""
    particles, minimum = draw_mixture(260, seed)
    rng = np.random.default_rng(seed)
    apart = particles.cell.minimum_image(minimum[:, None] - minimum[None])
    near = (np.linalg.norm(apart, axis=2) < 1.6).sum(axis=1)
    rate = np.where(near <= np.median(near), 0.02, 0.0)
    vectors = np.clip(rng.standard_normal((frames, 260, 3)), -1.0, 1.0)
    moved = 0.5 * np.where(rng.random((frames, 260, 1)) < rate[:, None], vectors, 0.0).cumsum(axis=0)
    positions = minimum + moved - moved[frames // 2] + 0.05 * rng.standard_normal((frames, 260, 3))
    write_configurations(path, particles, particles.cell.wrap(positions))


@pytest.mark.slow
def test_scores_of_trajectories_that_are_read(tmp_path):
    run = Run(tmp_path)
    names = ("one", "two")
    for seed, name in enumerate(names):
        write_sample(tmp_path / f"{name}.xyz", seed)
    rows = "".join(f"mixture\t{name}\t{name}.xyz\n" for name in names)
    (tmp_path / "samples.tsv").write_text("ensemble\tsample\tpath\n" + rows)
    run.config = {
        "samples": "samples.tsv",
        "studies": ["mobility"],
        "potential": {"model": "kob-andersen"},
        "ingest": {"format": "extxyz", "diameter": "diameter", "species": "numbers"},
        "mobility": {
            "frame_interval": 0.5,
            "measures": ["wavelet"],
            "scales": [2.5],
            "averaging_lengths": [1.0],
            "draws": ["single"],
            "descriptors": {"families": ["coarse-grained"], "lengths": [0.5, 1.0], "states": ["thermal"]},
            "learning": {"families": ["ridge"], "test": ["two"]},
        },
    }
    run()
    folder = tmp_path / RESULTS / "mixture"
    board = SCOREBOARD.read(folder / "scoreboard.parquet").set_index("label")
    assert list(board.index) == ["wavelet_2.5_single", "wavelet_2.5_over_1_single"]
    # the number of neighbours sets who hops
    assert board.pearson["wavelet_2.5_over_1_single"] > 0.2
    # a single trajectory does not tell what could be reached
    assert board.ceiling.isna().all()
    threshold = read_json(folder / "threshold.json")
    assert threshold["measured"]
    # the plateau of cages alone is 0.05 sqrt(6)
    assert 0.12 < threshold["threshold"] < 0.2
    labels = ParticleTable.read(folder / "samples/two/labels.parquet")
    assert labels.values.shape == (260, 2)
    hops = RUN_HOPS.read(folder / "samples/two/hops.parquet")
    assert len(hops) > 100
    about = RUNS.read(folder / "samples/two/trajectories.parquet")
    assert about.hops.tolist() == [len(hops)]
    assert about.crystalline_last.item() < 0.1
    for name in ("scoreboard", "predicted", "cage", "hops", "facilitation"):
        assert (folder / "figures" / f"{name}.png").stat().st_size > 1000
    assert "Nothing to be done" in run()
    # another threshold reads no trajectory again
    run.config["mobility"]["hops"] = {"threshold": 0.2}
    again = run("--dry-run")
    assert "rule mobility_labels" in again
    assert "rule mobility_read" not in again


@pytest.mark.slow
def test_liquids_are_made_and_run(tmp_path):
    run = Run(tmp_path)
    (tmp_path / "samples.tsv").write_text("ensemble\tsample\nliquid\ta\nliquid\tb\n")
    run.config = {
        "samples": "samples.tsv",
        "studies": ["mobility"],
        "potential": {"model": "kob-andersen"},
        "preparation": {"temperature": 0.8, "particles": 250, "blocks": 60, "time_step": 0.005},
        "mobility": {
            "trajectories": {"runs": 6, "half_time": 5.0},
            "hops": {"resolution": 2.0},
            "scales": [1.5],
            "averaging_lengths": [1.0],
            "descriptors": {"families": ["coarse-grained", "hessian"], "lengths": [0.5, 1.0]},
            "learning": {"families": ["ridge"], "folds": 2},
        },
    }
    run()
    folder = tmp_path / RESULTS / "liquid"
    board = SCOREBOARD.read(folder / "scoreboard.parquet").set_index("label")
    assert len(board) == 8
    # two samples are too few to learn from
    assert board.pearson.notna().all()
    # a single trajectory is mostly chance
    assert board.ceiling["p_hop_single"] < board.ceiling["p_hop"] < 1.0
    ceilings = CEILINGS.read(folder / "samples/a/ceilings.parquet")
    assert set(ceilings.runs) == {1, 6}
    # more trajectories do not repeat those that are there
    run.config["mobility"]["trajectories"]["runs"] = 7
    again = run("--dry-run")
    assert again.count("rule mobility_trajectory:") == 2
    assert "rule prepare" not in again
