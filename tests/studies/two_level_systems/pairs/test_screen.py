"""Which pairs pass the filters, and what is written of them."""

import numpy as np
import pandas as pd
from studies.two_level_systems.pairs.plain_features import FEATURES, library, reference, unknown

from glasscape.exploration.collect import collect
from glasscape.exploration.explore import VisitedMinima
from glasscape.minima.library import MinimaLibrary, Transitions
from glasscape.minima.settings import MinimaSettings
from glasscape.studies.two_level_systems.pairs.screen import screen_pairs
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.studies.two_level_systems.pairs.zero_point import ZeroPointEnergies


def test_filters_keep_what_a_plain_loop_keeps(tmp_path):
    lib = library(25)
    settings = PairSettings(max_energy_difference=0.2, max_displacement=1.3, displacements=3)
    counts = screen_pairs("g", lib, unknown(lib), settings, tmp_path / "pairs.parquet")
    table = FEATURES.pairs.read(tmp_path / "pairs.parquet")
    expected = [
        (a, b)
        for a in range(25)
        for b in range(a + 1, 25)
        if lib.energies[b] - lib.energies[a] <= 0.2
        and reference(lib.positions[a], lib.positions[b], lib.particles.cell, 3)[-2] <= 1.3
    ]
    assert 0 < len(expected) < counts.within_energy < 300
    assert list(zip(table.a, table.b, strict=True)) == expected
    assert (counts.minima, counts.pairs, counts.kept) == (25, 300, len(expected))
    assert (table.energy_difference >= 0).all()


def test_zero_point_energies_that_count_are_part_of_the_difference(tmp_path):
    lib = library(25)
    values = 0.3 * np.random.default_rng(0).standard_normal(25)
    settings = PairSettings(max_energy_difference=0.2, max_displacement=1.3, displacements=3)
    tables = {}
    for count in (False, True):
        path = tmp_path / f"{count}.parquet"
        counts = screen_pairs("g", lib, ZeroPointEnergies(values, count), settings, path)
        tables[count] = FEATURES.pairs.read(path)
        shift = values[tables[count].b] - values[tables[count].a]
        np.testing.assert_allclose(tables[count].zero_point_shift, shift, atol=1e-12)
    both = lib.energies + values
    expected = [
        (a, b)
        for a in range(25)
        for b in range(a + 1, 25)
        if abs(both[b] - both[a]) <= 0.2
        and reference(lib.positions[a], lib.positions[b], lib.particles.cell, 3)[-2] <= 1.3
    ]
    assert list(zip(tables[True].a, tables[True].b, strict=True)) == expected
    assert counts.kept == len(expected)
    one, other = (table.set_index(["a", "b"]).drop(columns="detour") for table in tables.values())
    shared = one.index.intersection(other.index)
    assert 0 < len(shared) < min(len(one), len(other))
    pd.testing.assert_frame_equal(one.loc[shared], other.loc[shared])


def test_blocks_do_not_change_the_table(tmp_path, monkeypatch):
    settings = PairSettings(max_energy_difference=1.0, max_displacement=10.0)
    screen_pairs("g", library(20), unknown(library(20)), settings, tmp_path / "one.parquet")
    monkeypatch.setattr("glasscape.studies.two_level_systems.pairs.screen.BLOCK", 7)
    screen_pairs("g", library(20), unknown(library(20)), settings, tmp_path / "many.parquet")
    one, many = (FEATURES.pairs.read(tmp_path / f"{name}.parquet") for name in ("one", "many"))
    pd.testing.assert_frame_equal(one, many)
    assert len(list(FEATURES.pairs.row_groups(tmp_path / "many.parquet"))) > 10


def test_detours_equal_the_definition(tmp_path):
    lib = library(25)
    settings = PairSettings(max_energy_difference=0.3, max_displacement=1.33)
    screen_pairs("g", lib, unknown(lib), settings, tmp_path / "pairs.parquet")
    table = FEATURES.pairs.read(tmp_path / "pairs.parquet")
    squares = {}
    for row in table.itertuples():
        squares[row.a, row.b] = squares[row.b, row.a] = row.total_displacement**2
    ways = [
        [squares[a, k] + squares[k, b] for k in range(25) if (a, k) in squares and (k, b) in squares]
        for a, b in zip(table.a, table.b, strict=True)
    ]
    expected = [min(way, default=np.nan) for way in ways] / table.total_displacement**2
    np.testing.assert_allclose(table.detour, expected, rtol=1e-12)
    assert 0 < table.detour.isna().sum() < len(table) / 2


def test_transitions_are_absent_unless_counted(tmp_path):
    settings = PairSettings(max_energy_difference=1.0, max_displacement=10.0)
    screen_pairs("g", library(5), unknown(library(5)), settings, tmp_path / "none.parquet")
    assert FEATURES.pairs.read(tmp_path / "none.parquet").transitions_ab.isna().all()

    seen = Transitions(np.array([0, 3]), np.array([2, 1]), np.array([7, 4]))
    screen_pairs("g", library(5, seen), unknown(library(5)), settings, tmp_path / "some.parquet")
    table = FEATURES.pairs.read(tmp_path / "some.parquet").set_index(["a", "b"])
    assert table.transitions_ab.sum() == 7
    assert table.transitions_ab[0, 2] == 7
    assert table.transitions_ba.sum() == 4
    assert table.transitions_ba[1, 3] == 4


def test_a_sample_without_candidates_is_an_empty_table(tmp_path):
    counts = screen_pairs(
        "g", library(5), unknown(library(5)), PairSettings(max_displacement=1e-3), tmp_path / "pairs.parquet"
    )
    assert counts.kept == 0
    assert FEATURES.pairs.read(tmp_path / "pairs.parquet").empty
    assert list(FEATURES.pairs.row_groups(tmp_path / "pairs.parquet")) == []


def test_a_sample_with_one_minimum_has_no_pairs(small_glass, small_minimum, tmp_path):
    """Whose trajectories have found no other one."""
    found = MinimaLibrary(small_glass, small_minimum[None], np.array([1.0]), ("trajectory 0, minimum 0",))
    flat, stayed = np.full(2, 0.1), np.array([0, 0])
    trajectory = VisitedMinima(
        small_glass, found.positions, found.energies, stayed, flat, flat, seed=0, exchanged=0
    )
    collected, report = collect([trajectory] * 2, MinimaSettings())
    assert (report.minima, report.transitions) == (1, 0)
    for each in (found, collected):
        each.write(tmp_path / "minima.h5")
        read = MinimaLibrary.read(tmp_path / "minima.h5")
        counts = screen_pairs("g", read, unknown(read), PairSettings(), tmp_path / "pairs.parquet")
        assert (counts.pairs, counts.kept) == (0, 0)
        assert FEATURES.pairs.read(tmp_path / "pairs.parquet").empty
