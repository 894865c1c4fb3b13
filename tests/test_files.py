"""Files appear whole or not at all."""

import shutil

import numpy as np
import pytest

from glasscape.errors import FileError
from glasscape.files import copy_whole, read_arrays, read_json, write_arrays


def test_a_file_is_copied_over_an_older_one(tmp_path):
    source, target = tmp_path / "source", tmp_path / "results" / "target"
    for content in ("older", "newer"):
        source.write_text(content)
        copy_whole(source, target)
        assert target.read_text() == content
    assert list(target.parent.iterdir()) == [target]


def test_a_folder_is_copied_and_what_it_no_longer_has_is_removed(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    (source / "one").write_text("1")
    (source / "two").write_text("2")
    (source / "inner").mkdir()
    (source / "inner" / "one").write_text("4")
    copy_whole(source, target)
    (source / "one").unlink()
    (source / "two").write_text("3")
    copy_whole(source, target)
    left = {str(path.relative_to(target)): path.read_text() for path in target.rglob("*") if path.is_file()}
    assert left == {"two": "3", "inner/one": "4"}


def test_a_copy_that_fails_leaves_the_older_file(tmp_path, monkeypatch):
    source, target = tmp_path / "source", tmp_path / "target"
    target.write_text("older")

    def write_half(source, target):
        target.write_text("ne")
        raise OSError("no space left")

    source.write_text("newer")
    monkeypatch.setattr(shutil, "copyfile", write_half)
    with pytest.raises(OSError, match="no space left"):
        copy_whole(source, target)
    assert target.read_text() == "older"
    assert sorted(tmp_path.iterdir()) == [source, target]


def test_arrays_are_read_as_they_were_written_and_objects_are_refused(tmp_path):
    arrays = {"numbers": np.arange(6.0).reshape(2, 3), "names": np.array(["a", "bc"])}
    path = tmp_path / "new" / "arrays.npz"
    write_arrays(path, arrays)
    again = read_arrays(path)
    assert again.keys() == arrays.keys()
    assert all(np.array_equal(again[name], array) for name, array in arrays.items())
    np.savez(path, pickled=np.array([None]))
    with pytest.raises(FileError, match=r"arrays.npz: is not an .npz file of plain arrays"):
        read_arrays(path)
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(FileError, match=r"arrays.npz: is not an .npz file of plain arrays"):
        read_arrays(path)


def test_damaged_arrays_are_told(tmp_path):
    """Each byte of a compressed file is changed in turn."""
    path = tmp_path / "arrays.npz"
    np.savez_compressed(path, numbers=np.arange(20.0))
    whole = path.read_bytes()
    told = 0
    for k in range(len(whole)):
        path.write_bytes(whole[:k] + bytes([whole[k] ^ 0xFF]) + whole[k + 1 :])
        try:
            read_arrays(path)
        except FileError:
            told += 1
    assert told > 0.5 * len(whole)


def test_a_torn_report_is_told(tmp_path):
    (tmp_path / "report.json").write_text('{"equilibrated": tr')
    with pytest.raises(FileError, match=r"report.json: is not JSON .*; delete it and run again"):
        read_json(tmp_path / "report.json")
