"""The expensive half of an exact calculation: the minimum energy path of one pair."""

import hashlib
import logging
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glasscape import versions
from glasscape.errors import GlasscapeError
from glasscape.forces.forcefield import ForceField
from glasscape.paths.band import relax_band
from glasscape.paths.profile import Profile, extend
from glasscape.paths.settings import PathSettings
from glasscape.potentials.settings import Potential
from glasscape.structures.glass import Glass

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class PathResult:
    """What is kept of a computed path.

    Attributes
    ----------
    profile : Profile or None
        Energy along the path; None when the calculation failed.
    converged : bool
        Whether the band reached its tolerance.
    residual_force : float or None
        Largest perpendicular force component, epsilon / sigma.
    evaluations : int
        Force evaluations of one configuration.
    seconds : float
        Wall time.
    message : str
        Why it failed, or nothing.
    """

    profile: Profile | None
    converged: bool
    residual_force: float | None
    evaluations: int
    seconds: float
    message: str = ""


def compute_path(
    force_field: ForceField,
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    settings: PathSettings,
) -> PathResult:
    """Relax the band between two minima and continue it beyond them; a failure is a result too."""
    began, evaluated = time.perf_counter(), force_field.evaluations
    profile, converged, residual, message = None, False, None, ""
    try:
        band = relax_band(force_field, start, end, settings)
        if not np.all(np.isfinite(band.energies)):
            raise GlasscapeError("the energy of an image is not finite")
        residual, converged = band.residual_force, band.converged
        profile = extend(force_field, band, settings.extension_action)
    except Exception as error:  # whatever it is, it concerns this pair only
        logger.warning("a path failed", exc_info=True)
        message = f"{type(error).__name__}: {error}"
    return PathResult(
        profile,
        converged,
        residual,
        force_field.evaluations - evaluated,
        time.perf_counter() - began,
        message,
    )


def path_key(
    glass: Glass,
    potential: Potential,
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    settings: PathSettings,
) -> str:
    """Name of a path by its content: the two minima, the particles, the potential, the settings."""
    digest = hashlib.sha256(f"{versions.PATH} {potential!r} {settings.model_dump_json()}".encode())
    for array in (glass.diameters, glass.species, glass.cell, start, end):
        digest.update(np.ascontiguousarray(array, dtype="<f8").tobytes())
    return digest.hexdigest()
