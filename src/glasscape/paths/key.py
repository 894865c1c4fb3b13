"""Key of a computed path: two minima, particles, potential and settings."""

from typing import Any

from glasscape import versions
from glasscape.arrays import Floats
from glasscape.keys import array_digest, content_key
from glasscape.paths.settings import PathSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.particles import Particles


def path_key(particles: Particles, start: Floats, end: Floats, settings: PathSettings) -> str:
    """Key of a path: a digest of everything that it depends on.

    Every field is named here. Renamed classes and new optional settings therefore keep the keys of stored
    paths. A new setting that changes paths is added as a field that is None by default. Units enter through
    the extension alone: units with the same extension share paths.

    Parameters
    ----------
    particles : Particles
        The particles.
    start, end : ndarray, shape (N, 3)
        Positions in the two minima.
    settings : PathSettings
        How the path is computed.
    """
    neb, minima = settings.neb, settings.minima
    return content_key(
        {
            "version": versions.PATH,
            **system_fields(particles, settings.potential),
            "neb": {
                "images": neb.images,
                "spring": float(neb.spring),
                "max_force": float(neb.max_force),
                "max_evaluations": neb.max_evaluations,
            },
            "minima": {
                "max_force": float(minima.max_force),
                "max_energy_difference": float(minima.max_energy_difference),
                "max_distance": float(minima.max_distance),
            },
            "extension_action": settings.extension_action,
            "start": array_digest(start),
            "end": array_digest(end),
        }
    )


def system_fields(particles: Particles, potential: PotentialSettings) -> dict[str, Any]:
    """The fields of a key that tell the particles, their masses and their interaction."""
    masses = [float(mass) for mass in potential.masses or ()]
    return {
        "engine": potential.engine,
        "potential": potential.potential.identity,
        "files": potential.files or None,
        # without masses, all are 1
        "masses": masses if any(mass != 1.0 for mass in masses) else None,
        "particles": {
            "diameters": array_digest(particles.diameters),
            "species": array_digest(particles.species),
            "cell": particles.cell.numbers.tolist(),
        },
    }
