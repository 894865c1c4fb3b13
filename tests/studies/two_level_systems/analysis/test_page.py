"""The page: what others see of a search."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from plain_calculator import shortest_images
from studies.two_level_systems.analysis.found import LOST, SUMMARY
from studies.two_level_systems.invented import FEATURES

from glasscape.studies.two_level_systems.analysis.page import NEAR, around, write_page
from glasscape.studies.two_level_systems.analysis.sound import CONNECTED, RELAXATION
from glasscape.studies.two_level_systems.analysis.tables import LOSS, NETWORK
from glasscape.studies.two_level_systems.exact.minima import AllMinima


def written(path, defects, minima, loss=LOST, network=None):
    write_page(
        path, SUMMARY, defects, FEATURES, minima, loss, NETWORK.empty() if network is None else network
    )
    return path.read_text()


def drawn(page):
    return json.loads(re.search(r"^const pairs = (.*);$", page, re.MULTILINE)[1])


def test_the_page_has_every_pair_with_profile_and_particles(tmp_path, defects, minima):
    page = written(tmp_path / "page.html", defects, minima)
    assert "cold &lt;glass&gt;" in page
    assert "2 (1 to 3)" in page
    assert "C, longitudinal sound" in page
    assert "0.0002 (0.0001 to 0.0003)" in page
    assert "C, transverse sound" not in page
    assert "mean \u03b3, longitudinal sound, \u03b5</dt><dd>1.1 (1 to 1.2)" in page
    assert "mean \u03b3, transverse" not in page
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


def test_the_page_shows_the_loss_by_mechanism(tmp_path, defects, minima):
    page = written(tmp_path / "page.html", defects, minima)
    assert re.findall(r'<option value="([^"]+)">([^<]+)<', page) == [
        ("longitudinal", "longitudinal"),
        ("1000", "1 kHz"),
        ("1000000000", "1 GHz"),
    ]
    loss = json.loads(re.search(r"const {names, lines} = (.*);$", page, re.MULTILINE)[1])
    assert loss["names"] == [RELAXATION, CONNECTED]
    one, other = loss["lines"]
    assert one["longitudinal|1000"] == {"kelvin": [0.1, 1.0], "found": [1e-4, 2e-4]}
    assert other == {"longitudinal|1000000000": {"kelvin": [5.0], "found": [4e-3]}}
    assert "Loss of sound" not in written(tmp_path / "none.html", defects, minima, LOSS.empty())


def test_the_page_shows_the_network(tmp_path, defects, minima):
    network = pd.DataFrame(
        {
            "sample": "glass <2>",
            "a": [0, 1],
            "b": [1, 2],
            "energy_a": [-5.0, -4.0],
            "energy_b": [-4.0, -3.5],
            "energy_saddle": [-2.0, -3.0],
            "is_target": [False, True],
        }
    )
    page = written(tmp_path / "page.html", defects, minima, network=network)
    assert "wells of sample glass &lt;2&gt;" in page
    assert "2 of them connect 3 minima\n  in 1 components" in page
    lines = json.loads(re.search(r"^drawTree\((.*)\);$", page, re.MULTILINE)[1])
    assert lines["minima"] == [[0.0, 0.0, 3.0]]
    assert sorted(lines["targets"]) == [[1.0, 1.0, 2.0], [2.0, 1.5, 2.0]]
    assert [1.0, 2.0, 2.0, 2.0] in lines["saddles"]
    assert [1.5, 2.0, 1.5, 3.0] in lines["saddles"]
    assert 'drawTree({"' not in written(tmp_path / "none.html", defects, minima)


def test_the_page_refers_to_no_other_file(tmp_path, defects, minima):
    page = written(tmp_path / "page.html", defects, minima)
    assert not re.search(r"(src|href)=\"(?!#)|@import|url\((?!#)", page)


def test_without_pairs_or_structures_the_page_says_so(tmp_path, defects, minima):
    none = written(tmp_path / "none.html", defects[:0], minima)
    assert "No pair was found" in none
    assert len(none) < 20_000
    tables = written(tmp_path / "tables.html", defects[1:], AllMinima({}, {}))
    assert drawn(tables)[0] == {"particles": None, "profile": None}


def test_particles_that_move_far_are_shown_at_any_distance(small_glass, small_minimum, monkeypatch):
    moved = np.zeros_like(small_minimum)
    moved[0, 0] = 0.5
    apart = shortest_images(small_minimum - small_minimum[0], small_glass.cell.vectors)
    far = int(np.argmax(np.linalg.norm(apart, axis=1)))
    assert far not in around(small_glass, small_minimum, moved)["index"]
    moved[far, 1] = 0.1
    assert far in around(small_glass, small_minimum, moved)["index"]
    # of very many, those that move most
    monkeypatch.setattr("glasscape.studies.two_level_systems.analysis.page.PARTICLES", 2)
    assert around(small_glass, small_minimum, moved)["index"] == [0, far]
