"""The command `glasscape pair`, as a user calls it."""

import json
import subprocess
import sys
from pathlib import Path

import h5py
import numpy as np
import pytest
import yaml
from ase import Atoms
from ase.io import read, write
from glasses import SOFT_SPHERES, draw_glass, draw_minimum

import glasscape
from glasscape.cli import main
from glasscape.errors import EngineError, StructureError
from glasscape.forces.compiled import CompiledForceField
from glasscape.minima.library import MinimaLibrary
from glasscape.minima.settings import MinimaSettings
from glasscape.paths.extension import extension_action
from glasscape.paths.settings import NEBSettings, PathSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles
from glasscape.structures.writers import to_atoms, write_glass
from glasscape.studies.two_level_systems.analysis.figures import show_profile
from glasscape.studies.two_level_systems.exact.pair import PairReport, characterise_pair
from glasscape.tunnelling.verdict import DOUBLE_WELLS
from glasscape.units import QuantumUnits

UNITS = QuantumUnits("custom", 0.02, 0.01)


def characterise(particles, one, other) -> PairReport:
    settings = PathSettings(
        PotentialSettings(), MinimaSettings(), NEBSettings(images=20), extension_action(UNITS)
    )
    return characterise_pair(particles, (("one", one), ("other", other)), settings, UNITS)


@pytest.fixture(scope="module")
def neighbours(small_glass, small_minimum):
    """Two configurations whose minima are joined by a double well, and two with minima between."""
    rng = np.random.default_rng(1)
    found = {}
    while len(found) < 2:
        kick = np.zeros_like(small_minimum)
        kick[rng.integers(len(small_glass))] = 0.5 * rng.standard_normal(3)
        try:
            report = characterise(small_glass, small_minimum, small_minimum + kick)
        except StructureError:  # the kick leads back
            continue
        kind = "double well" if report.outcome["verdict"] in DOUBLE_WELLS else report.outcome["verdict"]
        if kind in ("double well", "multiple wells"):
            found.setdefault(kind, (small_minimum + kick, report))
    return found


def test_vibrations_are_left_out_on_request(small_glass, small_minimum, neighbours):
    other, report = neighbours["double well"]
    ends = [to_atoms(small_glass, positions) for positions in (small_minimum, other)]
    neb = NEBSettings(images=20)
    path = glasscape.find_path(*ends, "polydisperse-soft-spheres", neb=neb, vibrations=False)
    assert path.results["energy_barrier"] == pytest.approx(report.outcome["energy_barrier"], rel=1e-6)
    assert path.path.vibrations is None
    assert path.results["soft_overlap"] is None
    assert report.outcome["soft_overlap"] > 0.0


def test_a_pair_is_characterised_in_units_of_the_user(small_glass, small_minimum, neighbours):
    _, report = neighbours["double well"]
    row = report.outcome
    assert report.energies[0] < report.energies[1]
    assert row["energy_barrier"] - row["energy_barrier_from_b"] == pytest.approx(
        report.energies[1] - report.energies[0]
    )
    assert [found.units.name for found in report.tunnelling] == ["custom"]
    assert row["quantum_splitting"] == report.tunnelling[0].levels.splitting
    # both ends are minima
    forces = CompiledForceField(small_glass, SOFT_SPHERES).evaluate(report.positions).forces
    assert np.abs(forces).max() < 1e-8
    # the order of the structures does not matter
    other, _ = neighbours["double well"]
    again = characterise(small_glass, other, small_minimum)
    assert again.energies == pytest.approx(report.energies, abs=1e-9)
    assert again.outcome["quantum_splitting"] == pytest.approx(row["quantum_splitting"], rel=1e-6)


def test_a_pair_has_its_vibrations(neighbours):
    _, report = neighbours["double well"]
    row = report.outcome
    shift = row["energy_difference_adiabatic"] - (report.energies[1] - report.energies[0])
    assert shift == pytest.approx(row["zero_point_difference"], abs=1e-9)
    assert row["saddle_energy"] == pytest.approx(row["energy_barrier"], rel=0.02)


def test_minima_between_are_shown(neighbours):
    _, report = neighbours["multiple wells"]
    assert report.tunnelling == ()
    assert len(report.positions) == 2 + len(report.path.intermediate) > 2
    assert len(report.as_dict()["intermediate_energies"]) == len(report.path.intermediate)


@pytest.mark.parametrize("kind", ["double well", "multiple wells"])
def test_profiles_are_drawn_with_their_levels(neighbours, kind):
    _, report = neighbours[kind]
    figure = show_profile(report.path.profile, report.outcome["verdict"], report.tunnelling)
    assert len(figure.axes) == max(1, len(report.tunnelling))
    for panel, found in zip(figure.axes, report.tunnelling, strict=False):
        names = [text.get_text() for text in panel.texts]
        assert [name for name in names if name.startswith("$E_")] == [
            name for name in names if name not in ("a", "b")
        ]
        assert panel.get_ylim()[1] > found.levels.energies[-1]


@pytest.fixture
def files(tmp_path, small_glass, small_minimum, neighbours):
    write_glass(tmp_path / "one.extxyz", small_glass, small_minimum)
    write_glass(tmp_path / "two.extxyz", small_glass, neighbours["double well"][0])
    return tmp_path


def run(*arguments):
    main(["pair", *map(str, arguments)])


def test_the_command_writes_and_prints_everything(files, capsys):
    (files / "config.yaml").write_text(
        yaml.safe_dump(
            {
                "two_level_systems": {
                    "neb": {"images": 20},
                    "quantum": {"substance": "custom", "hbar": 0.02, "splitting_threshold": 0.01},
                }
            }
        )
    )
    run(
        files / "one.extxyz",
        files / "two.extxyz",
        "--config",
        files / "config.yaml",
        "--output",
        files / "out",
    )
    printed = capsys.readouterr().out
    report = json.loads((files / "out" / "pair.json").read_text())
    assert list(report["substances"]) == ["custom"]
    assert f"{report['quantum_splitting']:.6g}" in printed
    assert f"{report['quantum_splitting_adiabatic']:.6g}" in printed
    assert f"{report['imaginary_frequency']:.6g}" in printed
    assert report["engine"] == "compiled"
    assert "arc_length" not in report
    assert {Path(report[f"structure_{end}"]).name for end in "ab"} == {"one.extxyz", "two.extxyz"}
    assert report["structure_a"] in printed
    assert len(read(files / "out" / "minima.extxyz", ":")) == 2
    assert (files / "out" / "profile.png").read_bytes().startswith(b"\x89PNG")
    assert (files / "out" / "profile.pdf").read_bytes().startswith(b"%PDF")


def test_minima_of_a_library_are_named_by_index(tmp_path, small_glass, small_minimum, capsys):
    other = draw_minimum(small_glass, seed=9)
    energies = (
        CompiledForceField(small_glass, SOFT_SPHERES).evaluate(np.array([small_minimum, other])).energies
    )
    library = MinimaLibrary(small_glass, np.array([small_minimum, other]), energies, ("a", "b"))
    library.write(tmp_path / "minima.h5")
    with pytest.raises(SystemExit, match="has minima 0 to 1, not '2'"):
        run(f"{tmp_path}/minima.h5@0", f"{tmp_path}/minima.h5@2")
    with pytest.raises(SystemExit, match="both structures lead to the same minimum"):
        run(f"{tmp_path}/minima.h5@1", f"{tmp_path}/minima.h5@1")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["one.extxyz", "missing.extxyz"], "missing.extxyz: no such file"),
        (["one.extxyz", "bad.extxyz"], "bad.extxyz: holds no complete configuration"),
        (
            ["one.extxyz", "other.extxyz"],
            "other.extxyz, frame 0: has 50 particles, one.extxyz, frame 0 has 120",
        ),
        (["one.extxyz", "two.extxyz", "--config", "list.yaml"], "list.yaml: has no keys"),
        (
            ["one.extxyz", "two.extxyz", "--config", "wrong.yaml"],
            "wrong.yaml: two_level_systems.neb.imges: unknown key",
        ),
        (["one.extxyz", "two.extxyz", "--config", "none.yaml"], "none.yaml: cannot be read as YAML"),
        (["broken.h5@0", "one.extxyz"], "broken.h5: is not a library of minima"),
        (["minima.h5@0", "one.extxyz"], "minima.h5: no such file"),
        (
            ["one.extxyz", "two.extxyz", "--output", "one.extxyz"],
            "one.extxyz: is no folder, or is inside a file",
        ),
        (
            ["trajectory.h5", "one.extxyz", "--config", "h5md.yaml"],
            "trajectory.h5, frame 0: .* as h5md .*group",
        ),
        (["minima.h5", "one.extxyz"], "minima.h5: is a library of minima; give the index of a minimum"),
        (["species.extxyz", "species.extxyz"], "has species 2, the potential has only 1"),
        (["plain.extxyz", "one.extxyz"], "plain.extxyz, .*diameter.* ingest.format to extxyz"),
        (["one.extxyz", "two.extxyz", "--ensemble", "slow"], "--ensemble needs --config"),
        (
            ["one.extxyz", "two.extxyz", "--config", "two.yaml"],
            "keys for single ensembles; name one of them with --ens",
        ),
        (
            ["one.extxyz", "two.extxyz", "--config", "two.yaml", "--ensemble", "fast"],
            "two.yaml: ensemble 'fast' is not in the sample sheet samples.tsv",
        ),
        (["one.extxyz", "one.extxyz"], "both structures lead to the same minimum"),
        (["flat.extxyz", "flat.extxyz"], "flat.extxyz: all particles lie in one plane"),
        (
            ["flat.data", "flat.data", "--config", "mixture.yaml"],
            "flat.data: the potential has 2 species; set ingest.species",
        ),
    ],
)
def test_bad_input_is_named_in_one_line(files, monkeypatch, capsys, arguments, expected):
    (files / "bad.extxyz").write_text("3\nnothing\n")
    small = draw_glass(50, seed=1)
    write_glass(files / "other.extxyz", small, np.random.default_rng(0).uniform(0, 3, (50, 3)))
    species = np.arange(120, dtype=np.int32) % 2
    mixture = Particles(np.ones(120), species, Cell.cubic(10.0))
    write_glass(files / "species.extxyz", mixture, np.random.default_rng(0).uniform(0, 10, (120, 3)))
    write(files / "plain.extxyz", Atoms("Ar2", [[0, 0, 0], [1, 1, 1]], cell=[5, 5, 5], pbc=True))
    plane = np.random.default_rng(0).uniform(0, 10, (120, 3)) * [1, 1, 0]
    write_glass(files / "flat.extxyz", Particles(np.ones(120), 0 * species, Cell.cubic(10.0)), plane)
    write(files / "flat.data", read(files / "flat.extxyz"), format="lammps-data", atom_style="atomic")
    mixed = {"potential": {"model": "kob-andersen"}, "ingest": {"atom_style": "atomic", "diameter": None}}
    (files / "mixture.yaml").write_text(yaml.safe_dump(mixed))
    (files / "broken.h5").write_text("nothing")
    h5py.File(files / "trajectory.h5", "w").close()
    (files / "h5md.yaml").write_text("ingest: {format: h5md}\n")
    (files / "samples.tsv").write_text("ensemble\tsample\tpath\nslow\tone\tsomewhere\n")
    slow = {"two_level_systems": {"neb": {"images": 20}}}
    two = {"samples": "samples.tsv", "ensembles": {"slow": slow}}
    (files / "two.yaml").write_text(yaml.safe_dump(two))
    (files / "list.yaml").write_text("- 1\n")
    (files / "wrong.yaml").write_text("two_level_systems: {neb: {imges: 10}}\n")
    monkeypatch.chdir(files)
    with pytest.raises(SystemExit, match=expected):
        run(*arguments)
    assert not (files / "pair").exists()


def test_a_folder_that_is_not_writable_is_told_before_the_calculation(files, monkeypatch):
    monkeypatch.chdir(files)
    monkeypatch.setattr("os.access", lambda path, mode: Path(path) != Path.cwd())
    with pytest.raises(SystemExit, match="new/folder: .* is not writable; give another folder"):
        run("one.extxyz", "two.extxyz", "--output", "new/folder")


def test_keys_of_an_ensemble_are_used(files, monkeypatch):
    monkeypatch.chdir(files)
    Path("samples.tsv").write_text("ensemble\tsample\tpath\nslow\tone\tsomewhere\n")
    own = {"two_level_systems": {"quantum": {"substance": "NiP"}, "neb": {"images": 20}}}
    Path("config.yaml").write_text(yaml.safe_dump({"samples": "samples.tsv", "ensembles": {"slow": own}}))
    run("one.extxyz", "two.extxyz", "--config", "config.yaml", "--ensemble", "slow")
    report = json.loads(Path("pair/pair.json").read_text())
    assert report["quantum_splitting"] == report["quantum_splitting_NiP"]


def test_a_failure_is_told_and_leaves_no_old_picture(files, monkeypatch, capsys):
    monkeypatch.chdir(files)
    Path("pair").mkdir()
    Path("pair/profile.png").write_text("of another pair")

    def fail(*arguments):
        raise EngineError("no forces today")

    monkeypatch.setattr("glasscape.paths.path.relax_band", fail)
    with pytest.raises(SystemExit, match="failed"):
        run("one.extxyz", "two.extxyz")
    assert "no forces today" in capsys.readouterr().out
    assert json.loads(Path("pair/pair.json").read_text())["verdict"] == "failed"
    assert not Path("pair/profile.png").exists()


def test_the_command_is_installed():
    command = Path(sys.executable).with_name("glasscape")
    done = subprocess.run([str(command), "pair", "--help"], capture_output=True, text=True)
    assert done.returncode == 0
    assert "LIBRARY.h5@INDEX" in done.stdout
