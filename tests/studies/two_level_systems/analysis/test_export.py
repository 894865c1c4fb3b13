"""The page and the library: what others see of a search."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from ase.io import read
from plain_calculator import shortest_images

from glasscape import versions
from glasscape.campaign.config import Config
from glasscape.minima.library import MinimaLibrary
from glasscape.studies.two_level_systems.analysis.export import export_library
from glasscape.studies.two_level_systems.analysis.page import NEAR
from glasscape.studies.two_level_systems.analysis.page import around
from glasscape.studies.two_level_systems.analysis.page import write_page
from glasscape.studies.two_level_systems.exact.tables import INTERMEDIATE_MINIMA
from glasscape.studies.two_level_systems.pairs.minima import AllMinima
from glasscape.studies.two_level_systems.search.tables import defects_table


ARC = np.linspace(-0.5, 1.5, 21)
SUMMARY = {
    "ensemble": "cold <glass>",
    "target": {"name": "two-level systems"},
    "completeness": {"left_low": 0.0, "left_high": 3.0, "unbiased_total": 4.2, "unbiased_error": 1.1},
    "n0": {"found": 2.0, "low": 1.0, "high": 3.0, "per_ev_cm3": 4.4e23},
    "procedures": [
        {"procedure": "search", "computed": 40, "found": 2, "unbiased": None, "per_target": 20.0},
        {"procedure": "dynamical filter", "computed": 900, "found": 1, "unbiased": 1.5, "per_target": 600.0},
    ],
    "glasses": 1,
    "minima": 2,
    "candidate_pairs": 3,
    "candidate_steps": None,
    "computed": 3,
    "double_wells": 3,
    "targets": 2,
    "targets_in_one_well": 0,
}


@pytest.fixture(scope="module")
def minima(small_glass, small_minimum):
    """Two minima of a library, and one that a path has visited; one particle moves across a face."""
    moved = small_minimum.copy()
    moved[7] += [0.3, 0.0, 0.4]
    moved[7] -= small_glass.cell.sum(axis=0)
    further = small_minimum.copy()
    further[9] += [0.0, 0.2, 0.0]
    library = MinimaLibrary(small_glass, np.array([small_minimum, moved]), np.array([-1.0, -0.9]), ("x", "y"))
    visited = INTERMEDIATE_MINIMA.empty()
    visited.loc[0] = ["g", 2, 1, 0, 1, -0.8, further.ravel()]
    return AllMinima.of({"g": library}, visited)


@pytest.fixture(scope="module")
def defects():
    """Pairs 0, 1 and 0, 2; the path of the second is not known."""
    table = defects_table(3)
    rows = {name: [None, None] for name in table.names} | {
        "sample": ["g", "g"],
        "a": [0, 0],
        "b": [1, 2],
        "verdict": ["two-level system"] * 2,
        "quantum_splitting": [1e-4, 1.2e-3],
        "energy_difference": [0.1, 0.2],
        "energy_barrier": [0.01, 0.02],
        "same_well": [False, True],
        "iteration": [0, 1],
        "E_1": [1e-3, 1e-3],
        "E_2": [1.1e-3, 2.2e-3],
        "arc_length": [ARC, None],
        "energy": [16.0 * 0.01 * (ARC * (1.0 - ARC)) ** 2, None],
        "slope": [16.0 * 0.01 * 2.0 * ARC * (1.0 - ARC) * (1.0 - 2.0 * ARC), None],
    }
    return pd.DataFrame(rows)


def written(path, defects, minima):
    write_page(path, SUMMARY, defects, 3, minima)
    return path.read_text()


def drawn(page):
    return json.loads(re.search(r"^const pairs = (.*);$", page, re.MULTILINE)[1])


def test_the_page_has_every_pair_with_profile_and_particles(tmp_path, defects, minima):
    page = written(tmp_path / "page.html", defects, minima)
    assert "cold &lt;glass&gt;" in page
    assert "4 ± 1" in page
    assert "2 (1 to 3)" in page
    assert "<td>dynamical filter</td><td>900</td><td>1</td><td>1.5</td><td>600</td>" in page
    rows = re.findall(r'<tr id="pair-(\d)"', page)
    assert rows == ["1", "2"]
    known, unknown = drawn(page)
    assert max(known["profile"]["energy"]) <= known["profile"]["top"] == pytest.approx(0.012)
    assert known["profile"]["from"] < 0.0 < 1.0 < known["profile"]["to"]
    assert known["profile"]["levels"] == [1e-3, 1.1e-3]
    assert unknown["profile"] is None
    particles = known["particles"]
    mover = particles["index"].index(7)
    start, moved = (np.array(particles[name]) for name in ("start", "moved"))
    assert start[mover].tolist() == [0.0, 0.0, 0.0]
    assert moved[mover] == pytest.approx([0.3, 0.0, 0.4], abs=0.01)
    assert (np.linalg.norm(start, axis=1) < NEAR).all()
    other = unknown["particles"]
    assert other["index"][int(np.argmax(np.linalg.norm(other["moved"], axis=1)))] == 9


def test_the_page_needs_nothing_else(tmp_path, defects, minima):
    page = written(tmp_path / "page.html", defects, minima)
    assert not re.search(r"(src|href)=\"(?!#)|@import|url\(", page)


def test_without_pairs_or_structures_the_page_says_so(tmp_path, defects, minima):
    none = written(tmp_path / "none.html", defects[:0], minima)
    assert "No pair was found" in none
    assert len(none) < 20_000
    tables = written(tmp_path / "tables.html", defects[1:], AllMinima({}, {}))
    assert drawn(tables)[0] == {"particles": None, "profile": None}


def test_notable_movers_are_shown_wherever_they_are(small_glass, small_minimum, monkeypatch):
    moved = np.zeros_like(small_minimum)
    moved[0, 0] = 0.5
    apart = shortest_images(small_minimum - small_minimum[0], small_glass.cell)
    far = int(np.argmax(np.linalg.norm(apart, axis=1)))
    assert far not in around(small_glass, small_minimum, moved)["index"]
    moved[far, 1] = 0.1
    assert far in around(small_glass, small_minimum, moved)["index"]
    # of very many, those that move most
    monkeypatch.setattr("glasscape.analysis.page.PARTICLES", 2)
    assert around(small_glass, small_minimum, moved)["index"] == [0, far]


def test_the_library_is_read_by_others(tmp_path, defects, minima, small_glass):
    source = tmp_path / "source"
    source.write_text("data")
    config = Config().model_dump(mode="json")
    export_library(tmp_path / "library", SUMMARY, defects, 3, minima, config, [str(source)], {"Cu.eam": "ab"})
    table = pd.read_csv(tmp_path / "library" / "defects.csv")
    assert table.quantum_splitting.tolist() == [1e-4, 1.2e-3]
    about = (tmp_path / "library" / "README.md").read_text()
    assert all(f"| `{name}` |" in about for name in table.columns)
    assert "defects.extxyz" in about
    frames = read(tmp_path / "library" / "defects.extxyz", ":")
    assert [atoms.info["minimum"] for atoms in frames] == ["a", "b", "a", "b"]
    assert [atoms.info["b"] for atoms in frames] == [1, 1, 2, 2]
    one, other = frames[:2]
    assert one.arrays["displacement"][7] == pytest.approx([0.3, 0.0, 0.4], abs=0.01)
    assert one.arrays["displacement"] == pytest.approx(-other.arrays["displacement"])
    one.positions += one.arrays["displacement"]
    one.wrap()
    other.wrap()
    shift = shortest_images(one.positions - other.positions, small_glass.cell)
    # but for the drift, which is the same for all
    assert np.ptp(shift, axis=0) == pytest.approx(0.0, abs=1e-6)
    record = json.loads((tmp_path / "library" / "record.json").read_text())
    assert record["config"]["search"]["seed"] == 1
    assert record["versions_of_results"]["PATH"] == versions.PATH
    assert {"numpy", "snakemake", "python"} <= set(record["versions"])
    assert record["sha256"]["Cu.eam"] == "ab"
    assert record["sha256"][str(source)].startswith("3a6eb0790f39ac87")


def test_tables_alone_make_a_library_without_structures(tmp_path, defects):
    config = Config().model_dump(mode="json")
    export_library(tmp_path / "library", SUMMARY, defects, 3, AllMinima({}, {}), config, [], {})
    assert not (tmp_path / "library" / "defects.extxyz").exists()
    assert "extxyz" not in (tmp_path / "library" / "README.md").read_text()
