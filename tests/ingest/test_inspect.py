import numpy as np
from trajectories import (
    COUNTS,
    dump_text,
    ingest_trajectory,
    transitions_of,
)


def test_frames_in_files_of_their_own_are_one_trajectory(
    trajectory_particles, trajectory_frames, trajectory_library, tmp_path
):
    """In order of their steps, which is not that of their names."""
    folder = tmp_path / "dumps"
    folder.mkdir()
    for k, positions in enumerate(trajectory_frames):
        step = 30 * (k + (k > 5))
        (folder / f"dump.{step}.txt").write_text(dump_text(trajectory_particles, [positions], steps=[step]))
    library, report = ingest_trajectory(folder)
    assert (report.missing, report.transitions) == (1, 3)
    unordered, _ = ingest_trajectory(folder, in_order=False)
    assert unordered.transitions is None
    np.testing.assert_allclose(library.energies, trajectory_library.energies, atol=1e-10)


def test_missing_frames_break_the_count_of_transitions(trajectory_particles, trajectory_frames, tmp_path):
    """And so do frames of a simulation that was started again."""
    steps = [0, 100, 200, 500, 600, 600, 700, 800]
    (tmp_path / "gap.dump").write_text(dump_text(trajectory_particles, trajectory_frames, steps=steps))
    library, report = ingest_trajectory(tmp_path / "gap.dump")
    assert report.missing == 2
    # from 1 to 0 over the gap is lost
    assert transitions_of(library) == {(0, 1): 2, (1, 2): 1}
    assert "2 frames missing" in report.headline()


def test_the_last_of_many_files_may_be_cut_short(trajectory_particles, trajectory_frames, tmp_path):
    folder = tmp_path / "dumps"
    folder.mkdir()
    for k, positions in enumerate(trajectory_frames):
        text = dump_text(trajectory_particles, [positions], steps=[100 * k])
        (folder / f"dump.{100 * k}").write_text(text if k < 7 else text[:500])
    _, report = ingest_trajectory(folder)
    assert (report.configurations, report.incomplete, report.transitions) == (7, ["dump.700"], 4)


def test_runs_of_other_names_are_trajectories_of_their_own(trajectory_particles, trajectory_frames, tmp_path):
    folder = tmp_path / "runs"
    folder.mkdir()
    for k, positions in enumerate(trajectory_frames):
        for name, shift in (("one", 0), ("other", 50)):
            step = 100 * k + shift
            (folder / f"{name}.{step}").write_text(dump_text(trajectory_particles, [positions], steps=[step]))
    library, report = ingest_trajectory(folder)
    assert report.transitions == 2 * sum(COUNTS.values())
    assert len(library.energies) == 3


def test_frames_at_uneven_distances_are_told_and_none_is_missing(
    trajectory_particles, trajectory_frames, tmp_path
):
    """As logarithmic output has them."""
    (tmp_path / "log.dump").write_text(
        dump_text(trajectory_particles, trajectory_frames, steps=[0, 1, 2, 4, 8, 16, 32, 64])
    )
    library, report = ingest_trajectory(tmp_path / "log.dump")
    assert (report.missing, report.uneven) == (0, ["log.dump"])
    assert transitions_of(library) == COUNTS
    assert "uneven" in report.headline()
