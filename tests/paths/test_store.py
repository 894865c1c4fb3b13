from dataclasses import replace

import numpy as np
import pytest
from path_results import path_result

from glasscape.errors import StoreError
from glasscape.paths import store
from glasscape.paths.intermediate import IntermediateMinimum
from glasscape.paths.profile import Profile
from glasscape.paths.saddle import Saddle
from glasscape.paths.vibrations import Vibrations


def some_result(value=1.0):
    profile, coarser = (
        Profile(np.array([0.0, 0.1, end]), np.array([0.0, 1 / 3, 0.1]), np.array([0.0, 1e-300, -2.0]), 0, 2)
        for end in (value, 2 * value)
    )
    between = IntermediateMinimum(np.array([[value, 1 / 7, 0.0], [3.0, -1e-300, 2.0]]), 1 / 9)
    return path_result(profile, coarser_profile=coarser, intermediate=(between,), evaluations=1234)


def assert_same(one, two):
    parts = ("profile", "coarser_profile", "intermediate")
    for found, expected in (
        (two.profile, one.profile),
        (two.coarser_profile, one.coarser_profile),
        *zip(two.intermediate, one.intermediate, strict=True),
    ):
        for name, value in vars(expected).items():
            assert np.array_equal(getattr(found, name), value)
    assert {**vars(one), **dict.fromkeys(parts)} == {**vars(two), **dict.fromkeys(parts)}


def test_stored_paths_come_back_to_the_last_bit(tmp_path):
    with store.StoreWriter(tmp_path) as writer:
        writer.append("k1", some_result(np.pi))
    found = store.load(tmp_path, {"k1", "k3"})
    assert set(found) == {"k1"}
    assert_same(found["k1"], some_result(np.pi))


def vibrations(saddle):
    return Vibrations(np.array([0.0, 1 / 3]), np.array([100.0, 1 / 7]), 7, 1 / 9, saddle, 0.3, 1 / 11)


@pytest.mark.parametrize("saddle", [None, Saddle(1 / 3, 1 / 7, 0.1, 1e-300)])
def test_vibrations_come_back_to_the_last_bit(tmp_path, saddle):
    with store.StoreWriter(tmp_path) as writer:
        writer.append("k", replace(some_result(), vibrations=vibrations(saddle)))
    found = store.load(tmp_path, {"k"})["k"].vibrations
    assert found.arc_length.tolist() == [0.0, 1 / 3]
    assert found.frequency_sums.tolist() == [100.0, 1 / 7]
    assert (found.path_length, found.saddle) == (1 / 9, saddle)
    assert (found.soft_overlap, found.vibrality_rank) == (0.3, 1 / 11)


@pytest.mark.parametrize("first", [None, vibrations(None)])
def test_of_two_records_that_with_vibrations_counts(tmp_path, first):
    second = vibrations(None) if first is None else None
    with store.StoreWriter(tmp_path) as writer:
        for each in (first, second):
            writer.append("k", replace(some_result(), vibrations=each))
    assert store.load(tmp_path, {"k"})["k"].vibrations is not None


def test_readers_take_the_union_of_writers(tmp_path):
    with store.StoreWriter(tmp_path) as one, store.StoreWriter(tmp_path) as two:
        one.append("k1", some_result(1.0))
        two.append("k2", some_result(2.0))
        # visible at once, not only after the writers close
        assert set(store.load(tmp_path, {"k1", "k2"})) == {"k1", "k2"}


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.95, 0.999])
@pytest.mark.parametrize("index", ["whole", "torn", "lost"])
def test_torn_and_damaged_lines_are_passed_over(tmp_path, keep, index):
    with store.StoreWriter(tmp_path) as writer:
        writer.append("k1", some_result(1.0))
        writer.append("k2", some_result(2.0))
    (path,) = tmp_path.glob(f"*{store.PATHS}")
    beside = path.with_suffix(store.INDEX)
    first, second, _ = path.read_bytes().split(b"\n")
    whole = beside.read_bytes()

    def found():
        return set(store.load(tmp_path, {"k1", "k2"}))

    if index == "lost":
        beside.unlink()
        assert found() == {"k1", "k2"}
    elif index == "torn":
        # killed between a path and its entry
        beside.write_bytes(whole[: len(whole) // 2 + int(keep * len(whole) // 2) - 1])
        assert found() == {"k1", "k2"}
    path.write_bytes(first + b"\n" + second[: int(keep * len(second))])
    assert found() == {"k1"}
    damaged = bytearray(first + b"\n" + second + b"\n")
    damaged[int(keep * len(first))] ^= 1
    path.write_bytes(bytes(damaged))
    assert found() == {"k2"}


def test_a_store_that_is_not_there_is_empty(tmp_path):
    assert store.load(tmp_path / "nothing", {"k"}) == {}


def test_a_path_that_failed_has_no_place_in_the_store(tmp_path):
    with store.StoreWriter(tmp_path) as writer, pytest.raises(ValueError, match="failed"):
        writer.append("k1", path_result(None))
    assert store.load(tmp_path, {"k1"}) == {}


def test_a_process_that_dies_leaves_word_of_its_path(tmp_path, monkeypatch):
    with store.StoreWriter(tmp_path) as writer:
        writer.begin("k1")
        assert store.deaths(tmp_path) == {"k1": 1}
    # it has finished
    assert not store.deaths(tmp_path)
    # dead processes do not tidy up
    monkeypatch.setattr(store.StoreWriter, "__exit__", lambda *arguments: None)
    for key in ("k1", "k2", "k1"):
        with store.StoreWriter(tmp_path) as writer:
            writer.begin(key)
    assert store.deaths(tmp_path) == {"k1": 2, "k2": 1}


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "store").write_text("not a folder")
    with (
        store.StoreWriter(tmp_path / "store") as writer,
        pytest.raises(StoreError, match=r"store: cannot be written to \(File exists\)"),
    ):
        writer.begin("k1")
