"""How structure files are read."""

from typing import Literal

from pydantic import Field

from glasscape.settings import Settings


class StructureFormat(Settings):
    """How structure files are read."""

    format: Literal["lammps-data", "lammps-dump", "extxyz", "h5md", "netcdf"] = Field(
        "lammps-data",
        description="Format of the files; text may be compressed. All but `lammps-data` may hold many "
        "frames. `netcdf` is the convention of AMBER, in which LAMMPS writes too.",
    )
    atom_style: Literal["atomic", "charge", "sphere", "full", "bond", "molecular"] = Field(
        "charge", description="LAMMPS atom style; used by `lammps-data` only."
    )
    diameter: str | None = Field(
        "initial_charges",
        min_length=1,
        description="Column that holds the diameters; one called `radius` is doubled. LAMMPS charges are "
        "`initial_charges` in `lammps-data`, `q` in dumps. Empty: all are 1.",
    )
    species: str | None = Field(
        None,
        min_length=1,
        description="Column that holds the species: whole numbers from 1, or chemical symbols that "
        "`potential.elements` lists. LAMMPS types are `type`, those of `extxyz` `numbers`. Empty: there is "
        "one.",
    )
