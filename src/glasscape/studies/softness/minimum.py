"""The minimum of a sample."""

from pathlib import Path

from glasscape.descriptors.configuration import Configuration
from glasscape.forces.engine import make_engine
from glasscape.minima.library import MinimaLibrary
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.readers import read_structure
from glasscape.structures.writers import GLASS_FORMAT


def read_minimum(path: str | Path, potential: PotentialSettings, max_force: float) -> Configuration:
    """The lowest minimum of a library, or the minimum to which a glass that was made is quenched.

    Parameters
    ----------
    path : path
        A library of minima, `.h5`, or a glass, `.extxyz`.
    potential : PotentialSettings
        The potential, and its engine.
    max_force : float
        Tolerance of the quench of a glass, epsilon / sigma.

    Raises
    ------
    DescriptorError
        If the particles are not suitable, or if the quench does not converge.
    """
    path = Path(path)
    if path.suffix == ".h5":
        library = MinimaLibrary.read(path)
        return Configuration(library.particles, library.positions[0])
    glass = read_structure(path, GLASS_FORMAT)
    quenched = Configuration.quenched(make_engine(potential), glass.particles, glass.positions, max_force)
    # the glass is at some low temperature, which says nothing about the minimum
    return Configuration(quenched.particles, quenched.inherent)
