"""A potential that only LAMMPS knows: the commands that define it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class LammpsPotential:
    """A block of LAMMPS commands, `pair_style` and what belongs to it, in `units lj`.

    Attributes
    ----------
    commands : tuple of str
        The commands.
    n_species : int
        Number of species, the atom types of LAMMPS.
    """

    commands: tuple[str, ...]
    n_species: int

    def lammps_commands(self, largest_diameter: float) -> list[str]:
        """The commands, whatever the diameters are."""
        return list(self.commands)
