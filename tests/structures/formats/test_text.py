from trajectories import COUNTS, ingest_trajectory, transitions_of, write_gzip


def test_a_compressed_stream_that_ends_early_is_survived(trajectory_particles, trajectory_frames, tmp_path):
    write_gzip(tmp_path / "whole.gz", trajectory_particles, trajectory_frames)
    content = (tmp_path / "whole.gz").read_bytes()
    (tmp_path / "cut.gz").write_bytes(content[: int(0.9 * len(content))])
    library, report = ingest_trajectory(tmp_path / "cut.gz")
    assert report.incomplete == ["cut.gz, frame 7"]
    assert transitions_of(library) == COUNTS
