import gsd.hoomd
import numpy as np
import pytest
from trajectories import write_gsd

from glasscape.errors import StructureError
from glasscape.structures.readers import read_structure, read_structures
from glasscape.structures.settings import StructureFormat


@pytest.fixture
def mixture(tmp_path):
    """Write particles of types B and A in a tilted box, with the given changes."""

    def write(**changes):
        frame = gsd.hoomd.Frame()
        frame.configuration.box = [4.0, 5.0, 6.0, 0.25, 0.25, -0.25]
        frame.particles.N = 3
        frame.particles.types = ["B", "A"]
        frame.particles.typeid = [1, 0, 1]
        frame.particles.position = [[0.5, 0.5, 0.5], [-1.0, 1.0, 2.0], [1.5, -2.0, -2.5]]
        for name, value in changes.items():
            part, _, attribute = name.partition("_")
            setattr(getattr(frame, part), attribute, value)
        with gsd.hoomd.open(tmp_path / "some.gsd", "w") as file:
            file.append(frame)
        return tmp_path / "some.gsd"

    return write


def read(path, diameter=None, species="type", labels=("A", "B")):
    how = StructureFormat(format="gsd", diameter=diameter, species=species, labels=labels and list(labels))
    return read_structure(path, how)


def test_types_are_known_by_their_names_and_tilts_are_relative_to_lengths(mixture):
    structure = read(mixture())
    np.testing.assert_array_equal(structure.particles.species, [0, 1, 0])
    np.testing.assert_array_equal(
        structure.particles.cell.vectors, [[4.0, 0.0, 0.0], [1.25, 5.0, 0.0], [1.5, -1.5, 6.0]]
    )
    np.testing.assert_array_equal(structure.positions[2], [1.5, -2.0, -2.5])


def test_types_without_labels_are_refused(mixture):
    with pytest.raises(StructureError, match=r"particle 1 is 'A' in 'type'; list all values"):
        read(mixture(), labels=None)


def test_diameters_that_a_file_does_not_hold_are_not_invented(mixture):
    with pytest.raises(StructureError, match="no per-atom array 'diameter'"):
        read(mixture(), diameter="diameter")
    assert read(mixture(particles_diameter=[1.0, 0.5, 1.0]), "diameter").particles.diameters[1] == 0.5


def test_two_dimensions_are_refused(mixture):
    with pytest.raises(StructureError, match=r"some.gsd, frame 0: .*two-dimensional"):
        read(mixture(configuration_dimensions=2))


@pytest.mark.parametrize("part", [0.3, 0.6, 0.9, 0.999])
def test_files_that_are_cut_short_are_refused(trajectory_particles, trajectory_frames, tmp_path, part):
    write_gsd(tmp_path / "whole.gsd", trajectory_particles, trajectory_frames)
    content = (tmp_path / "whole.gsd").read_bytes()
    (tmp_path / "cut.gsd").write_bytes(content[: int(part * len(content))])
    with pytest.raises(StructureError, match=r"cut.gsd, frame \d+: cannot be read as gsd"):
        list(read_structures(tmp_path / "cut.gsd", StructureFormat(format="gsd")))
