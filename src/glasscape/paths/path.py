"""The minimum energy path between two minima."""

import logging
import time
from dataclasses import dataclass, replace

import numpy as np

from glasscape.arrays import Floats
from glasscape.errors import GlasscapeError
from glasscape.forces.engine import Engine
from glasscape.forces.force_field import ForceField
from glasscape.paths.band import Band, relax_band
from glasscape.paths.extension import extend
from glasscape.paths.intermediate import IntermediateMinimum
from glasscape.paths.isotopes import SpeciesSteps, species_steps
from glasscape.paths.lammps import lammps_band
from glasscape.paths.profile import Profile, find_wells
from glasscape.paths.settings import PathSettings
from glasscape.paths.vibrations import Vibrations, find_vibrations
from glasscape.structures.exchange import IdenticalParticles
from glasscape.structures.particles import Particles

logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class PathResult:
    """Result of the calculation of a path.

    Attributes
    ----------
    profile : Profile or None
        Energy along the path. It extends beyond the minima if the path is a double well. None if the
        calculation failed.
    coarser_profile : Profile or None
        Energy along the path from fewer images, if that is a double well too. It gives the error due to the
        number of images.
    converged : bool
        Whether the band reached its tolerance.
    residual_force : float or None
        Largest perpendicular force component, epsilon / sigma.
    intermediate : tuple of IntermediateMinimum
        Inherent structures between the two ends, in order along the path. A path that has some and is not
        converged has several wells.
    engine : str
        Name of the engine.
    evaluations : int
        Number of force evaluations of single configurations, without those for vibrations.
    seconds : float
        Wall time, s.
    message : str
        Why the calculation failed. Empty if it did not.
    vibrations : Vibrations or None
        Vibrations across the path of a double well. None if they were not computed.
    steps : SpeciesSteps or None
        How every species moves along the profile of a double well, for other masses.
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
    vibrations: Vibrations | None = None
    steps: SpeciesSteps | None = None


def compute_path(
    engine: Engine,
    particles: Particles,
    start: Floats,
    end: Floats,
    settings: PathSettings,
    with_vibrations: bool = False,
) -> PathResult:
    """Relax the band between two minima and continue double wells beyond them.

    Identical particles of the end are exchanged so that the path is as short as possible. If the calculation
    fails, the result holds the reason. The result does not depend on earlier paths.

    Parameters
    ----------
    engine : Engine
        Computes the forces.
    particles : Particles
        The particles.
    start, end : ndarray, shape (N, 3)
        The two minima.
    settings : PathSettings
        How the path is computed.
    with_vibrations : bool
        Whether the vibrations across a double well are computed, too. They take longer than its band.
    """
    return compute_band(engine, particles, start, end, settings, with_vibrations)[0]


def compute_band(
    engine: Engine,
    particles: Particles,
    start: Floats,
    end: Floats,
    settings: PathSettings,
    with_vibrations: bool,
) -> tuple[PathResult, Band | None]:
    """The result of `compute_path`, and the band with its images. The band is None if it failed."""
    force_field = engine.force_field(particles)
    end = IdenticalParticles(particles).closest_copy(start, end)
    began = time.perf_counter()
    profile, coarser, converged, residual, message = None, None, False, None, ""
    steps: SpeciesSteps | None = None
    band: Band | None = None
    double_well: Band | None = None
    intermediate: tuple[IntermediateMinimum, ...] = ()
    masses, action = settings.potential.particle_masses(particles.species), settings.extension_action
    try:
        band = _relax(engine, force_field, start, end, settings)
        if not np.all(np.isfinite(band.energies)):
            raise GlasscapeError("the energy of an image is not finite")
        residual, converged, intermediate = band.residual_force, band.converged, band.intermediate
        profile = band.profile(masses)
        if converged and find_wells(profile).shape == "double well":
            profile = extend(force_field, band, action, masses)
            if band.coarser is not None and find_wells(band.coarser.profile(masses)).shape == "double well":
                coarser = extend(force_field, band.coarser, action, masses)
            double_well = band
            steps = species_steps(band, profile, masses, particles.species)
    except Exception as error:  # an error of any type concerns this path only
        logger.warning("a path failed", exc_info=True)
        profile, band, message = None, None, f"{type(error).__name__}: {error}"
    evaluations, vibrations = force_field.evaluations, None
    if with_vibrations and double_well is not None and profile is not None:
        vibrations = _vibrations(force_field, double_well, profile, settings)
    result = PathResult(
        profile=profile,
        coarser_profile=coarser,
        converged=converged,
        residual_force=residual,
        intermediate=intermediate,
        engine=engine.name,
        evaluations=evaluations,
        seconds=time.perf_counter() - began,
        message=message,
        vibrations=vibrations,
        steps=steps,
    )
    return result, band


def add_vibrations(
    path: PathResult,
    engine: Engine,
    particles: Particles,
    start: Floats,
    end: Floats,
    settings: PathSettings,
) -> PathResult:
    """The result of `compute_path` for a double well, with its vibrations.

    The band is relaxed again, because its images are not part of the result. Energies and splittings stay
    those of `path`.
    """
    again = compute_path(engine, particles, start, end, settings, with_vibrations=True)
    return replace(path, vibrations=again.vibrations, seconds=path.seconds + again.seconds)


def _vibrations(
    force_field: ForceField, band: Band, profile: Profile, settings: PathSettings
) -> Vibrations | None:
    """The vibrations across a double well; None if they could not be computed."""
    masses = settings.potential.particle_masses(force_field.particles.species)
    try:
        return find_vibrations(force_field, band, profile, masses, settings.minima.max_force)
    except Exception:  # whatever it is, the path itself is not affected
        logger.warning("the vibrations across a path could not be computed", exc_info=True)
        return None


def _relax(
    engine: Engine, force_field: ForceField, start: Floats, end: Floats, settings: PathSettings
) -> Band:
    """Relax the band, with the `neb` command of LAMMPS if the engine uses it."""
    if engine.neb_potential is not None:
        return lammps_band(force_field, engine.neb_potential, start, end, settings.neb, settings.minima)
    return relax_band(force_field, start, end, settings.neb, settings.minima)
