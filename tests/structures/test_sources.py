import tarfile

import pytest

from glasscape.errors import StructureError
from glasscape.structures.sources import structure_files


def test_sources_that_hold_nothing_are_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    (tmp_path / "text.tar").write_text("no archive")
    for name, message in (("empty", "no files"), ("missing", "no such"), ("text.tar", "unpacked")):
        with pytest.raises(StructureError, match=message), structure_files(tmp_path / name):
            pass


def test_hidden_files_are_ignored_and_links_that_lead_nowhere_are_told(tmp_path):
    folder = tmp_path / "minima"
    (folder / ".ipynb_checkpoints").mkdir(parents=True)
    for name in ("a.data", ".hidden.data", ".ipynb_checkpoints/a-checkpoint.data"):
        (folder / name).write_text("x")
    (folder / ".#a.data").symlink_to("nowhere")
    with structure_files(folder) as files:
        assert [file.name for file in files] == ["a.data"]
    (folder / "b.data").symlink_to("nowhere")
    with pytest.raises(StructureError, match="'b.data' is a link to a"), structure_files(folder):
        pass


def test_a_member_that_is_packed_twice_is_told(tmp_path):
    (tmp_path / "a.data").write_text("x")
    with tarfile.open(tmp_path / "twice.tar", "w") as archive:
        for _ in range(2):
            archive.add(tmp_path / "a.data", "a.data")
    with (
        pytest.raises(StructureError, match="'a.data' occurs twice"),
        structure_files(tmp_path / "twice.tar"),
    ):
        pass


def test_archives_cannot_write_outside(tmp_path):
    (tmp_path / "evil").write_text("x")
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        archive.add(tmp_path / "evil", "../../outside")
    with (
        pytest.raises(StructureError, match="written outside the folder"),
        structure_files(tmp_path / "evil.tar"),
    ):
        pass
