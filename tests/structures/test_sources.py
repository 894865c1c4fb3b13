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


def test_archives_cannot_write_outside(tmp_path):
    (tmp_path / "evil").write_text("x")
    with tarfile.open(tmp_path / "evil.tar", "w") as archive:
        archive.add(tmp_path / "evil", "../../outside")
    with (
        pytest.raises(StructureError, match="written outside the folder"),
        structure_files(tmp_path / "evil.tar"),
    ):
        pass
