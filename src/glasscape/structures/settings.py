"""How structure files are read."""

from typing import Literal

from pydantic import Field

from glasscape.settings import Settings


class StructureFormat(Settings):
    """How structure files are read."""

    format: Literal["lammps-data", "extxyz"] = Field(
        "lammps-data", description="Format of the files, one structure in each."
    )
    atom_style: Literal["atomic", "charge", "sphere", "full", "bond", "molecular"] = Field(
        "charge", description="LAMMPS atom style; used by `lammps-data` only."
    )
    diameter: str | None = Field(
        "initial_charges",
        min_length=1,
        description="ASE per-atom array that holds the diameters; LAMMPS charges are `initial_charges`. "
        "Empty: all are 1.",
    )
    species: str | None = Field(
        None,
        min_length=1,
        description="ASE per-atom array that holds the species, counted from 1; LAMMPS types are `type`. "
        "Empty: there is one.",
    )
