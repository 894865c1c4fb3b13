import pytest
from netCDF4 import Dataset
from trajectories import (
    ingest_trajectory,
    write_netcdf_of_lammps,
)

from glasscape.errors import StructureError


def test_types_that_a_netcdf_does_not_hold_are_not_invented(
    trajectory_particles, trajectory_frames, tmp_path
):
    write_netcdf_of_lammps(tmp_path / "some.nc", trajectory_particles, trajectory_frames)
    with Dataset(tmp_path / "some.nc", "a") as file:
        file.renameVariable("type", "kind")
    with pytest.raises(StructureError, match="no per-atom array 'type'"):
        ingest_trajectory(tmp_path / "some.nc", format="netcdf", species="type")
