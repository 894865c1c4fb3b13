"""Files appear whole or not at all."""

import shutil

import pytest

from glasscape.files import copy_whole


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
    copy_whole(source, target)
    (source / "one").unlink()
    (source / "two").write_text("3")
    copy_whole(source, target)
    assert {path.name: path.read_text() for path in target.iterdir()} == {"two": "3"}


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
