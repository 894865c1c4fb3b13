import numpy as np
import pytest
from netCDF4 import Dataset
from trajectories import (
    ingest_trajectory,
    write_netcdf,
    write_netcdf_of_lammps,
)

from glasscape.errors import StructureError
from glasscape.structures.readers import read_structures
from glasscape.structures.settings import StructureFormat

HOW = StructureFormat(format="netcdf", diameter=None)


def test_types_that_a_netcdf_does_not_hold_are_not_invented(
    trajectory_particles, trajectory_frames, tmp_path
):
    write_netcdf_of_lammps(tmp_path / "some.nc", trajectory_particles, trajectory_frames)
    with Dataset(tmp_path / "some.nc", "a") as file:
        file.renameVariable("type", "kind")
    with pytest.raises(StructureError, match="no per-atom array 'type'"):
        ingest_trajectory(tmp_path / "some.nc", format="netcdf", species="type")


@pytest.mark.parametrize("writer", [write_netcdf, write_netcdf_of_lammps])
@pytest.mark.parametrize("part", [1, 30, 1000, 7000])
def test_frames_that_are_cut_short_are_reported(
    trajectory_particles, trajectory_frames, tmp_path, writer, part
):
    writer(tmp_path / "whole.nc", trajectory_particles, trajectory_frames)
    content = (tmp_path / "whole.nc").read_bytes()
    whole = list(read_structures(tmp_path / "whole.nc", HOW))
    assert None not in whole
    # the last value may be followed by padding
    (tmp_path / "cut.nc").write_bytes(content[: -part - 3])
    cut = list(read_structures(tmp_path / "cut.nc", HOW))
    lost = cut.count(None)
    assert lost >= 1
    assert cut[len(cut) - lost :] == [None] * lost
    for one, other in zip(cut[:-lost], whole, strict=False):
        np.testing.assert_array_equal(one.positions, other.positions)
        assert one.stamp == other.stamp


@pytest.mark.parametrize("layout", ["NETCDF3_CLASSIC", "NETCDF3_64BIT_OFFSET", "NETCDF3_64BIT_DATA"])
@pytest.mark.parametrize("alone", [True, False])
def test_every_whole_frame_is_read(tmp_path, layout, alone):
    """Also with values of odd size, and with one variable that has frames."""
    positions = np.random.default_rng(1).uniform(0.0, 5.0, (4, 5, 3))
    with Dataset(tmp_path / "some.nc", "w", format=layout) as file:
        for name, size in {"atom": 5, "frame": None, "spatial": 3, "label": 5}.items():
            file.createDimension(name, size)
        file.title = "odd"
        file.createVariable("cell_lengths", "f8", ("spatial",))[:] = 5.0
        file.createVariable("cell_angles", "f8", ("spatial",))[:] = 90.0
        file.createVariable("coordinates", "f8", ("frame", "atom", "spatial"))[:] = positions
        if not alone:
            file.createVariable("kind", "i1", ("frame", "atom"))[:] = 1
    content = (tmp_path / "some.nc").read_bytes()
    frame = positions[0].nbytes + (0 if alone else 8)
    for lost in range(3):
        for more in (0, 4):
            end = len(content) - lost * frame - more
            (tmp_path / "cut.nc").write_bytes(content[:end])
            read = list(read_structures(tmp_path / "cut.nc", HOW))
            whole = [each.positions for each in read if each is not None]
            np.testing.assert_array_equal(whole, positions[: 4 - lost - (more > 0)])
            assert len(read) == 4


@pytest.mark.parametrize("name", ["id", "coordinates", "cell_lengths"])
def test_frames_that_were_never_filled_are_incomplete(
    trajectory_particles, trajectory_frames, tmp_path, name
):
    write_netcdf_of_lammps(tmp_path / "some.nc", trajectory_particles, trajectory_frames[:2])
    with Dataset(tmp_path / "some.nc", "a") as file:
        for other, variable in file.variables.items():
            if other != name:
                variable[2] = variable[1]
    *whole, last = read_structures(tmp_path / "some.nc", HOW)
    assert last is None
    assert None not in whole


def test_restart_files_are_one_frame(trajectory_particles, trajectory_frames, tmp_path):
    cell = trajectory_particles.cell
    with Dataset(tmp_path / "a.ncrst", "w", format="NETCDF3_64BIT_OFFSET") as file:
        file.Conventions, file.ConventionVersion = "AMBERRESTART", "1.0"
        for name, size in {"atom": len(trajectory_particles), "spatial": 3}.items():
            file.createDimension(name, size)
        file.createVariable("time", "f8", ())[...] = 2.5
        file.createVariable("coordinates", "f8", ("atom", "spatial"))[:] = trajectory_frames[0]
        file.createVariable("velocities", "f8", ("atom", "spatial"))[:] = 0.0
        file.createVariable("cell_lengths", "f8", ("spatial",))[:] = np.linalg.norm(cell.vectors, axis=1)
        a, b, c = cell.vectors / np.linalg.norm(cell.vectors, axis=1)[:, None]
        angles = np.degrees(np.arccos([b @ c, a @ c, a @ b]))
        file.createVariable("cell_angles", "f8", ("spatial",))[:] = angles
    (structure,) = read_structures(tmp_path / "a.ncrst", HOW)
    np.testing.assert_array_equal(structure.positions, trajectory_frames[0])
    np.testing.assert_allclose(structure.particles.cell.vectors, cell.vectors, atol=1e-10)
    assert structure.stamp == 2.5
    content = (tmp_path / "a.ncrst").read_bytes()
    (tmp_path / "a.ncrst").write_bytes(content[:-1000])
    assert list(read_structures(tmp_path / "a.ncrst", HOW)) == [None]


def test_variables_that_are_missing_are_named(trajectory_particles, trajectory_frames, tmp_path):
    write_netcdf_of_lammps(tmp_path / "some.nc", trajectory_particles, trajectory_frames)
    with Dataset(tmp_path / "some.nc", "a") as file:
        file.renameVariable("coordinates", "unwrapped_coordinates")
    with pytest.raises(StructureError, match="no variable 'coordinates', but .*, unwrapped_coordinates"):
        list(read_structures(tmp_path / "some.nc", HOW))
