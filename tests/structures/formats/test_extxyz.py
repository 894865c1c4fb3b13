from ase.io import write
from trajectories import (
    atoms_of,
    ingest_trajectory,
    write_extxyz,
)


def test_extxyz_that_ends_early_is_survived(trajectory_particles, trajectory_frames, tmp_path):
    write_extxyz(tmp_path / "whole.xyz", trajectory_particles, trajectory_frames)
    text = (tmp_path / "whole.xyz").read_text()
    for cut in (5, 2000):
        (tmp_path / "cut.xyz").write_text(text[:-cut])
        assert ingest_trajectory(tmp_path / "cut.xyz", format="extxyz")[1].incomplete == ["cut.xyz, frame 7"]


def test_times_of_extxyz_tell_of_missing_frames(trajectory_particles, trajectory_frames, tmp_path):
    atoms = [atoms_of(trajectory_particles, positions) for positions in trajectory_frames]
    for k, each in enumerate(atoms):
        each.info["Time"] = 0.1 * (k + (k > 2))
    write(tmp_path / "gap.xyz", atoms, format="extxyz")
    assert ingest_trajectory(tmp_path / "gap.xyz", format="extxyz")[1].missing == 1
