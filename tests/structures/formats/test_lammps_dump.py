import gzip
import re
import tracemalloc

import numpy as np
import pytest
from glasses import SOFT_SPHERES
from programs import needs_lammps
from trajectories import (
    COUNTS,
    VISITS,
    dump_text,
    ingest_trajectory,
    transitions_of,
)

from glasscape.dynamics.velocities import initial_state
from glasscape.errors import StructureError
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.lammps import LammpsForceField
from glasscape.ingest.settings import IngestSettings
from glasscape.structures.readers import read_structure, read_structures


@pytest.mark.parametrize(
    "columns",
    [
        "id type x y z diameter",
        "diameter z y x type id",
        "id xu yu zu diameter",
        "id xs ys zs diameter",
        "id diameter xsu ysu zsu",
        "id element x y z ix iy iz diameter",
    ],
)
def test_dumps_of_any_columns_give_the_same_library(
    trajectory_particles, trajectory_frames, trajectory_library, tmp_path, columns
):
    (tmp_path / "some.dump").write_text(dump_text(trajectory_particles, trajectory_frames, columns))
    library, _ = ingest_trajectory(tmp_path / "some.dump")
    assert transitions_of(library) == COUNTS
    np.testing.assert_allclose(library.energies, trajectory_library.energies, atol=1e-10)
    np.testing.assert_array_equal(library.particles.diameters, trajectory_library.particles.diameters)


def test_a_byte_order_mark_is_no_frame(trajectory_particles, trajectory_frames, tmp_path):
    text = dump_text(trajectory_particles, trajectory_frames)
    (tmp_path / "some.dump").write_text(text)
    (tmp_path / "marked.dump").write_text(text, encoding="utf-8-sig")
    plain, marked = (
        list(read_structures(tmp_path / name, IngestSettings(format="lammps-dump", diameter="diameter")))
        for name in ("some.dump", "marked.dump")
    )
    assert None not in marked
    np.testing.assert_array_equal([each.positions for each in marked], [each.positions for each in plain])


@pytest.mark.parametrize("part", [0.2, 0.9, 0.999])
def test_a_frame_that_is_cut_short_is_reported_and_survived(
    trajectory_particles, trajectory_frames, trajectory_library, tmp_path, part
):
    whole = dump_text(trajectory_particles, trajectory_frames)
    last = len(dump_text(trajectory_particles, trajectory_frames[:1]))
    cut = whole[: len(whole) - int((1 - part) * last)]
    (tmp_path / "cut.dump").write_text(cut)
    library, report = ingest_trajectory(tmp_path / "cut.dump")
    assert report.incomplete == ["cut.dump, frame 7"]
    assert transitions_of(library) == COUNTS
    assert "frames incomplete" in report.headline()


def test_a_simulation_that_was_killed_and_continued_is_survived(
    trajectory_particles, trajectory_frames, tmp_path
):
    """An incomplete frame in the middle of a file: no transition across it is counted."""
    first = dump_text(trajectory_particles, trajectory_frames[:3])
    rest = dump_text(trajectory_particles, trajectory_frames[3:], steps=[300, 400, 500, 600, 700])
    cut = first[:-40]
    (tmp_path / "cut.dump").write_text(cut[: cut.rindex("\n") + 1] + rest)
    library, report = ingest_trajectory(tmp_path / "cut.dump")
    assert (report.incomplete, report.missing) == (["cut.dump, frame 2"], 0)
    # what was visited is 0 0, and then 0 1 1 2 2
    assert sorted(transitions_of(library).values()) == [1, 1]


@pytest.mark.parametrize("cut", [3, 200])
def test_a_line_that_a_killed_run_left_is_told_from_what_follows(
    trajectory_particles, trajectory_frames, tmp_path, cut
):
    first = dump_text(trajectory_particles, trajectory_frames[:3])
    rest = dump_text(trajectory_particles, trajectory_frames[3:], steps=[300, 400, 500, 600, 700])
    (tmp_path / "cut.dump").write_text(first[:-cut] + rest)
    library, report = ingest_trajectory(tmp_path / "cut.dump")
    assert (report.incomplete, report.configurations) == (["cut.dump, frame 2"], 7)
    assert sorted(transitions_of(library).values()) == [1, 1]


def test_general_boxes_are_turned(trajectory_particles, trajectory_frames, tmp_path):
    """A box of LAMMPS with any three vectors, which newer versions write."""
    turn = np.linalg.qr(np.random.default_rng(2).standard_normal((3, 3)))[0]
    vectors = trajectory_particles.cell.vectors @ turn
    text = dump_text(trajectory_particles, [trajectory_frames[0] @ turn + 1.5], "id x y z diameter")
    box = "".join(" ".join(map(repr, [*row.tolist(), 1.5])) + "\n" for row in vectors)
    text = re.sub(r"ITEM: BOX BOUNDS[^I]*", f"ITEM: BOX BOUNDS abc origin pp pp pp\n{box}", text)
    (tmp_path / "general.dump").write_text(text)
    how = IngestSettings(format="lammps-dump", diameter="diameter")
    structure = read_structure(tmp_path / "general.dump", how)
    np.testing.assert_allclose(structure.particles.cell.volume, trajectory_particles.cell.volume)
    energy, there = (
        CompiledForceField(each, SOFT_SPHERES).evaluate(positions[None]).energies[0]
        for each, positions in (
            (trajectory_particles, trajectory_frames[0]),
            (structure.particles, structure.positions),
        )
    )
    assert there == pytest.approx(energy, abs=1e-8)


def test_units_and_times_before_the_step_belong_to_a_frame(
    trajectory_particles, trajectory_frames, trajectory_library, tmp_path
):
    """As `dump_modify units yes time yes` writes them."""
    text = dump_text(trajectory_particles, trajectory_frames)
    text = "ITEM: UNITS\nlj\n" + text.replace("ITEM: TIMESTEP", "ITEM: TIME\n0.5\nITEM: TIMESTEP")
    (tmp_path / "some.dump").write_text(text + "\n\n")
    library, report = ingest_trajectory(tmp_path / "some.dump")
    assert (report.incomplete, report.configurations) == ([], len(VISITS))
    assert transitions_of(library) == COUNTS


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("ATOMS id", "ATOMS number", "no column 'id'.*write the dump with it, or convert the file"),
        (r"\n(\d+) Ar ", r"\n\1 ", "row 1 of 'ITEM: ATOMS' has 5 values for 6 columns"),
    ],
)
def test_columns_that_cannot_be_told_apart_are_named(
    trajectory_particles, trajectory_frames, tmp_path, old, new, message
):
    text = dump_text(trajectory_particles, trajectory_frames[:1], "id element x y z diameter")
    (tmp_path / "some.dump").write_text(re.sub(old, new, text))
    with pytest.raises(StructureError, match=f"some.dump, frame 0: .*{message}"):
        read_structure(tmp_path / "some.dump", IngestSettings(format="lammps-dump", diameter="diameter"))


def test_exponents_of_fortran_are_read(trajectory_particles, trajectory_frames, tmp_path):
    text = dump_text(trajectory_particles, trajectory_frames[:1])
    how = IngestSettings(format="lammps-dump", diameter="diameter")
    found = []
    for exponent in ("", "D+00"):
        (tmp_path / "some.dump").write_text(re.sub(r"(?m)^(\d+ 1 \d\.\d+)", rf"\1{exponent}", text))
        found.append(read_structure(tmp_path / "some.dump", how).positions)
    np.testing.assert_array_equal(*found)


def test_memory_does_not_grow_with_the_trajectory(trajectory_particles, trajectory_frames, tmp_path):
    """Frames are read one at a time, from text as it comes."""
    text = dump_text(trajectory_particles, trajectory_frames[:1])
    peaks = []
    for repeats in (20, 20, 200):
        path = tmp_path / f"{repeats}.dump.gz"
        with gzip.open(path, "wt", compresslevel=1) as file:
            for _ in range(repeats):
                file.write(text)
        how = IngestSettings(format="lammps-dump", diameter="diameter")
        tracemalloc.start()
        assert sum(1 for _ in read_structures(path, how)) == repeats
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] < 1.2 * peaks[1]


@needs_lammps
def test_dumps_that_lammps_writes_are_read(small_glass, small_minimum, tmp_path):
    """Plain and compressed, with whatever columns, and the steps of a trajectory that is not wrapped."""
    field = LammpsForceField(small_glass, SOFT_SPHERES)
    field.advance(initial_state(field, small_minimum, np.zeros_like(small_minimum)), 0.001, 1)
    kinds = {
        "plain.dump": ("custom", "id type x y z ix iy iz diameter"),
        "wrapped.dump.gz": ("custom/gz", "radius id xs ys zs"),
        "unwrapped.dump": ("custom", "xsu ysu zsu vx id radius"),
    }
    for name, (style, columns) in kinds.items():
        field._command(f"dump {name} all {style} 10 {tmp_path / name} {columns}")
        field._command(f"dump_modify {name} format float %.15g")
    field._command("run 100")
    found = {}
    for name, (_, columns) in kinds.items():
        field._command(f"undump {name}")
        size = "diameter" if "diameter" in columns else "radius"
        how = IngestSettings(format="lammps-dump", diameter=size)
        frames = list(read_structures(tmp_path / name, how))
        assert [frame.stamp for frame in frames] == [10.0 * k for k in range(1, 11)]
        np.testing.assert_allclose(frames[0].particles.diameters, small_glass.diameters, rtol=1e-13)
        found[name] = frames
    for one, *others in zip(*found.values(), strict=True):
        for other in others:
            apart = small_glass.cell.minimum_image(other.positions - one.positions)
            np.testing.assert_allclose(apart, 0.0, atol=1e-12)
