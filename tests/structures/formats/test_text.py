import zipfile

import pytest
from trajectories import COUNTS, ingest_trajectory, transitions_of, write_gzip

from glasscape.errors import StructureError
from glasscape.structures.readers import read_structure
from glasscape.structures.settings import StructureFormat


def test_a_compressed_stream_that_ends_early_is_survived(trajectory_particles, trajectory_frames, tmp_path):
    write_gzip(tmp_path / "whole.gz", trajectory_particles, trajectory_frames)
    content = (tmp_path / "whole.gz").read_bytes()
    (tmp_path / "cut.gz").write_bytes(content[: int(0.9 * len(content))])
    library, report = ingest_trajectory(tmp_path / "cut.gz")
    assert report.incomplete == ["cut.gz, frame 7"]
    assert transitions_of(library) == COUNTS


@pytest.mark.parametrize("form", ["lammps-data", "extxyz", "gsd", "h5md", "netcdf"])
def test_zip_archives_are_named(tmp_path, form):
    with zipfile.ZipFile(tmp_path / "minima.zip", "w") as archive:
        archive.writestr("a.data", "anything")
    with pytest.raises(
        StructureError, match="minima.zip: is a zip archive, .*give the folder or a tar archive"
    ):
        read_structure(tmp_path / "minima.zip", StructureFormat(format=form))


def test_compression_that_is_not_known_is_named(tmp_path):
    (tmp_path / "a.dump.zst").write_bytes(b"\x28\xb5\x2f\xfd" + bytes(20))
    with pytest.raises(StructureError, match="a.dump.zst: is compressed with zstd, which cannot be read"):
        read_structure(tmp_path / "a.dump.zst", StructureFormat(format="lammps-dump"))
