"""How structure files are read."""

from typing import Literal

from pydantic import Field

from glasscape.settings import Settings


class StructureFormat(Settings):
    """How structure files are read."""

    format: Literal["lammps-data", "lammps-dump", "extxyz", "h5md", "netcdf"] = Field(
        "lammps-data",
        description="Format of the files. Text files may be compressed. All formats but `lammps-data` may "
        "hold many frames. `netcdf` is the AMBER convention, which LAMMPS writes too.",
    )
    atom_style: Literal["atomic", "charge", "sphere", "full", "bond", "molecular"] = Field(
        "charge", description="LAMMPS atom style. Only for `lammps-data`."
    )
    diameter: str | None = Field(
        "initial_charges",
        min_length=1,
        description="Column with the diameters. A column named `radius` is doubled. LAMMPS charges are "
        "`initial_charges` in `lammps-data` and `q` in dumps. Empty: all diameters are 1.",
    )
    species: str | None = Field(
        None,
        min_length=1,
        description="Column with the species: whole numbers from 1, or chemical symbols listed in "
        "`potential.elements`. It is `type` in LAMMPS files, `species` in H5MD files and `numbers` in "
        "extended XYZ files. Empty: there is one species.",
    )
