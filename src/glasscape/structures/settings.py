"""How structure files are read."""

from typing import Literal, Self

from pydantic import Field, model_validator

from glasscape.settings import Settings


class StructureFormat(Settings):
    """How structure files are read."""

    format: Literal["lammps-data", "lammps-dump", "extxyz", "gsd", "h5md", "netcdf"] = Field(
        "lammps-data",
        description="Format of the files. Text files may be compressed. All formats but `lammps-data` may "
        "hold many frames. `gsd` is the format of HOOMD-blue, `netcdf` the AMBER convention, which LAMMPS "
        "writes too.",
    )
    atom_style: Literal["atomic", "charge", "sphere", "bond", "angle", "molecular", "full"] | None = Field(
        None,
        description="LAMMPS atom style: `atomic`, `charge`, `sphere`, `bond`, `angle`, `molecular`, `full`. "
        "Only for `lammps-data`. Empty: the style that the comment after `Atoms` names, as in "
        "`Atoms # charge`. A style that contradicts this comment is an error.",
    )
    diameter: str | None = Field(
        "initial_charges",
        min_length=1,
        description="Column with the diameters. A column named `radius` is doubled. LAMMPS charges are "
        "`initial_charges` in `lammps-data` and `q` in dumps; atom style `sphere` has `diameter`. Empty: all "
        "diameters are 1, as for potentials that give sizes to species.",
    )
    species: str | None = Field(
        None,
        min_length=1,
        description="Column with the species: whole numbers from 1, values listed in `labels`, or chemical "
        "symbols listed in `potential.elements`. It is `type` or `element` in LAMMPS files, `type` in GSD "
        "and NetCDF files, `species` in H5MD and extended XYZ files. `numbers` are the atomic numbers of "
        "extended XYZ files. Empty: there is one species.",
    )
    labels: list[str | int] | None = Field(
        None,
        min_length=1,
        description="Values of the column `species`, in the order of the species of the potential, such as "
        "`[A, B]` or `[0, 1]`. Empty: they are whole numbers from 1, or the symbols in `potential.elements`.",
    )

    @model_validator(mode="after")
    def _check_labels(self) -> Self:
        labels = list(map(str, self.labels or ()))
        if labels and self.species is None:
            raise ValueError("labels need species, the column that holds them")
        if len(set(labels)) < len(labels):
            raise ValueError("labels must differ from each other")
        return self
