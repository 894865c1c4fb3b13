"""The expensive half of an exact calculation: the minimum energy path of one pair."""

import hashlib
import logging
import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from glasscape import versions
from glasscape.errors import GlasscapeError
from glasscape.exact.settings import ExactSettings
from glasscape.forces.forcefield import ForceField
from glasscape.paths.engine import find_band
from glasscape.paths.extension import extend
from glasscape.paths.intermediate import IntermediateMinimum
from glasscape.paths.profile import Profile, find_wells
from glasscape.structures.glass import Glass

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class PathResult:
    """What is kept of a computed path.

    Attributes
    ----------
    profile : Profile or None
        Energy along the path; it goes on beyond the minima if it is a double well. None when the
        calculation failed.
    coarser_profile : Profile or None
        The same from fewer images, if it is a double well too: tells the error of their number.
    converged : bool
        Whether the band reached its tolerance.
    residual_force : float or None
        Largest perpendicular force component, epsilon / sigma.
    intermediate : tuple of IntermediateMinimum
        Inherent structures between the two ends, in order. A path that has some although it is not
        converged has settled into several wells.
    engine : str
        What computed it.
    evaluations : int
        Force evaluations of one configuration.
    seconds : float
        Wall time.
    message : str
        Why it failed, or nothing.
    """

    profile: Profile | None
    coarser_profile: Profile | None
    converged: bool
    residual_force: float | None
    intermediate: tuple[IntermediateMinimum, ...]
    engine: str
    evaluations: int
    seconds: float
    message: str = ""


def compute_path(
    force_field: ForceField,
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    settings: ExactSettings,
) -> PathResult:
    """Relax the band between two minima and continue double wells beyond them.

    A failure is a result too.
    """
    began, evaluated = time.perf_counter(), force_field.evaluations
    profile, coarser, converged, residual, message = None, None, False, None, ""
    intermediate: tuple[IntermediateMinimum, ...] = ()
    masses = settings.potential.particle_masses(force_field.glass.species)
    try:
        band = find_band(force_field, settings.potential, start, end, settings.path, settings.minima)
        if not np.all(np.isfinite(band.energies)):
            raise GlasscapeError("the energy of an image is not finite")
        residual, converged, intermediate = band.residual_force, band.converged, band.intermediate
        profile = band.profile(masses)
        if converged and find_wells(profile).shape == "double well":
            profile = extend(force_field, band, settings.extension_action, masses)
            if band.coarser is not None and find_wells(band.coarser.profile(masses)).shape == "double well":
                coarser = extend(force_field, band.coarser, settings.extension_action, masses)
    except Exception as error:  # whatever it is, it concerns this pair only
        logger.warning("a path failed", exc_info=True)
        profile, message = None, f"{type(error).__name__}: {error}"
    return PathResult(
        profile=profile,
        coarser_profile=coarser,
        converged=converged,
        residual_force=residual,
        intermediate=intermediate,
        engine=settings.potential.engine,
        evaluations=force_field.evaluations - evaluated,
        seconds=time.perf_counter() - began,
        message=message,
    )


def path_key(
    glass: Glass,
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    settings: ExactSettings,
) -> str:
    """Name of a path by its content: the two minima, the particles, the potential, the settings.

    The units are no part of it as long as the same extension suits them.
    """
    content = (
        versions.PATH,
        settings.potential.engine,
        settings.potential.potential,
        settings.potential.files,
        settings.path.model_dump_json(),
        settings.minima.model_dump_json(),
        settings.extension_action,
        # neither was there from the beginning: keys of older paths stay
        *filter(None, [settings.potential.units, settings.potential.masses]),
    )
    digest = hashlib.sha256(repr(content).encode())
    for array in (glass.diameters, glass.species, glass.numbers_of_cell, start, end):
        digest.update(np.ascontiguousarray(array, dtype="<f8").tobytes())
    return digest.hexdigest()
