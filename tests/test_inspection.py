"""`glasscape check` reads the files of samples, for every study."""

import shutil

import numpy as np
import pytest
from glasses import draw_mixture

from glasscape.cli import main
from glasscape.structures.writers import write_configurations, write_glass

RUNS = {"types": np.array([0, 1, 0]), "initial_positions": np.eye(3), "positions": np.stack([np.eye(3)] * 2)}
CASES = {
    "propensity": (
        "one.npz",
        "potential: {model: kob-andersen}\npropensity: {cell: 9.0, learning: {test: [b]}}\n",
    ),
    "mobility": (
        "moving.xyz",
        "potential: {model: kob-andersen}\ningest: {format: extxyz, species: numbers, diameter: null}\n"
        "mobility: {frame_interval: 5.0, measures: [p_hop], learning: {test: [b]}}\n",
    ),
    "softness": (
        "one.xyz",
        "potential: {model: kob-andersen}\ningest: {format: extxyz, species: numbers, diameter: null}\n"
        "softness: {learning: {test: [b]}}\n",
    ),
}


@pytest.mark.parametrize("study", CASES)
def test_broken_and_missing_files_are_problems(study, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    name, section = CASES[study]
    np.savez("one.npz", **RUNS)
    particles, positions = draw_mixture(300, seed=1)
    write_glass("one.xyz", particles, positions)
    write_configurations("moving.xyz", particles, positions + np.linspace(0.0, 0.2, 3)[:, None, None])
    rows = f"e\ta\t{name}\ne\tb\tnowhere{name[-4:]}\ne\tc\tbroken{name[-4:]}\n"
    (tmp_path / "samples.tsv").write_text("ensemble\tsample\tpath\n" + rows)
    (tmp_path / f"broken{name[-4:]}").write_text("no runs, no frames\n")
    (tmp_path / "own.yaml").write_text(f"samples: samples.tsv\nstudies: [{study}]\n{section}")
    with pytest.raises(SystemExit, match="2 problems found"):
        main(["check", "own.yaml"])
    told = capsys.readouterr().out
    assert "error: sample b: " in told
    assert "error: sample c: " in told
    assert "sample a" not in told
    shutil.copy(name, f"copy{name[-4:]}")
    rows = rows.partition("e\tb")[0] + f"e\tb\tcopy{name[-4:]}\ne\tc\thttps://example.org/{name}\n"
    (tmp_path / "samples.tsv").write_text("ensemble\tsample\tpath\n" + rows)
    main(["check", "own.yaml"])
    told = capsys.readouterr().out
    assert "not checked, because the workflow downloads them: c" in told
    assert "no problem found" in told


def test_studies_without_an_estimate_are_named(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "samples.tsv").write_text("ensemble\tsample\ne\ta\ne\tb\ne\tc\n")
    (tmp_path / "config.yaml").write_text(
        "samples: samples.tsv\nstudies: [softness, mobility, sampling]\npotential: {model: kob-andersen}\n"
        "preparation: {temperature: 0.6, particles: 1000}\n"
    )
    main(["check", "config.yaml"])
    (total,) = (line for line in capsys.readouterr().out.splitlines() if "largest job" in line)
    assert total.endswith(" on disk, without mobility and softness")
