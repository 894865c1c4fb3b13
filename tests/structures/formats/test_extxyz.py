import pytest
from ase.io import write
from trajectories import (
    atoms_of,
    ingest_trajectory,
    write_extxyz,
)

from glasscape.errors import StructureError
from glasscape.structures.readers import read_structure
from glasscape.structures.settings import StructureFormat


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


LABELLED = """2
Lattice="6 0 0 0 7 0 0 0 8" Properties=species:S:1:pos:R:3:size:R:1
big 0.5 1.5 2.5 1.1
small 1D+00 2.0 3.0 0.9
"""


def read(folder, text, **how):
    (folder / "some.xyz").write_text(text)
    return read_structure(folder / "some.xyz", StructureFormat(format="extxyz", **how))


def test_labels_that_are_no_symbols_are_read(tmp_path):
    structure = read(tmp_path, LABELLED, diameter="size", species="species", labels=["small", "big"])
    assert structure.positions.tolist() == [[0.5, 1.5, 2.5], [1.0, 2.0, 3.0]]
    assert structure.particles.diameters.tolist() == [1.1, 0.9]
    assert structure.particles.species.tolist() == [1, 0]
    assert structure.particles.cell.lengths.tolist() == [6.0, 7.0, 8.0]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('Lattice="6 0 0 0 7 0 0 0 8" ', "", "the comment line has no Lattice; write Lattice="),
        (" Properties=species:S:1:pos:R:3:size:R:1", "", "the comment line has no Properties; write Prop"),
        (":size:R:1", "", "particle 1 has 5 values, but Properties=species:S:1:pos:R:3 has 4"),
        (":size:R:1", ":size:R:1:more:R:1", "particle 1 has 5 values, but .* has 6"),
        ("pos:R:3", "place:R:3", "has no positions, pos:R:3"),
        ("pos:R:3", "pos:X:3", "'X' is not one of R, I, S, L"),
    ],
)
def test_comments_that_do_not_tell_what_follows_are_named(tmp_path, old, new, message):
    with pytest.raises(StructureError, match=f"some.xyz, frame 0: .*{message}"):
        read(tmp_path, LABELLED.replace(old, new), diameter=None)
