"""Exact results of a pair from its computed path: verdict, barriers, levels."""

import logging
import math
from collections.abc import Collection
from contextlib import suppress
from typing import Any

import numpy as np

from glasscape.arrays import Floats
from glasscape.errors import EngineError
from glasscape.forces.force_field import ForceField
from glasscape.paths.path import PathResult
from glasscape.paths.profile import Profile, find_wells
from glasscape.paths.saddle import Saddle
from glasscape.paths.vibrations import Vibrations, adiabatic
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.particles import Particles
from glasscape.studies.two_level_systems.exact.tables import ADIABATIC, COMPONENTS, DIPOLE, EXACT, PROFILE
from glasscape.tunnelling.deformation import deformation_potential
from glasscape.tunnelling.dipole import dipole_change
from glasscape.tunnelling.double_well import Tunnelling, splitting_errors, tunnel, tunnel_each
from glasscape.tunnelling.schroedinger import N_LEVELS, RangeError
from glasscape.tunnelling.verdict import DOUBLE_WELL, DOUBLE_WELLS
from glasscape.units import SUBSTANCES, QuantumUnits

logger = logging.getLogger(__name__)


def outcome(
    path: PathResult,
    units: QuantumUnits,
    zero_point: bool = False,
    with_vibrations: Collection[str] = DOUBLE_WELLS,
) -> dict[str, Any]:
    """Columns of `EXACT` that follow from a path. Verdict and levels are in the given units.

    If zero-point energies count, a double well without a result for them has failed. Vibrations of a path
    with another verdict than those of `with_vibrations` do not count: another search has stored them.
    """
    row: dict[str, Any] = dict.fromkeys([c.name for c in EXACT.columns if c.nullable])
    row |= {
        "verdict": "failed",
        "status": "failed",
        "message": path.message,
        "engine": path.engine,
        "residual_force": path.residual_force,
        "evaluations": path.evaluations,
        "seconds": path.seconds,
    }
    if path.profile is None:
        return row
    row |= zip(
        [c.name for c in PROFILE],
        (path.profile.arc_length, path.profile.energies, path.profile.slopes),
        strict=True,
    )
    row["path_length"] = path.profile.path_length
    if not path.converged:
        if not path.intermediate:
            return row | {
                "verdict": "not converged",
                "status": "not converged",
                "message": f"the largest force across the path is still {path.residual_force:.1e}",
            }
        # intermediate minima are relaxed themselves, so the path need not be
        return row | {
            "verdict": "multiple wells",
            "status": "ok",
            "interior_minima": len(path.intermediate),
            "message": "path not relaxed: it passes through other minima",
        }
    try:
        row |= _shape(path.profile)
        if row["verdict"] == DOUBLE_WELL:
            row |= _tunnelling(path.profile, path.coarser_profile, units)
            if path.vibrations is not None and row["verdict"] in with_vibrations:
                row |= _vibrational(path.profile, path.vibrations, units)
            if zero_point and row[f"quantum_splitting{ADIABATIC}"] is None:
                why = "no levels with zero-point energy; the log of the batch has the reason"
                row |= {"status": "failed", "message": why}
        return row
    except RangeError as error:
        message = str(error)
    except Exception as error:  # any error concerns this pair only
        logger.warning("a profile could not be evaluated", exc_info=True)
        message = f"{type(error).__name__}: {error}"
    return row | {"verdict": "failed", "status": "failed", "message": message}


def _shape(profile: Profile) -> dict[str, Any]:
    """Columns that follow from the energies of a converged path."""
    wells = find_wells(profile)
    row: dict[str, Any] = {"verdict": wells.shape, "status": "ok", "interior_minima": len(wells.minima)}
    if wells.shape != "no barrier":
        higher = abs(profile.energies[profile.end] - profile.energies[profile.start])
        row |= {"energy_barrier": wells.barrier, "energy_barrier_from_b": wells.barrier - float(higher)}
    return row


def _tunnelling(profile: Profile, coarser: Profile | None, units: QuantumUnits) -> dict[str, Any]:
    """Columns that follow from the quantum mechanics of a double well."""
    found = tunnel_each(profile, units)
    own = found[0]
    errors = splitting_errors(profile, coarser, units, own.levels)
    row = {
        "verdict": own.verdict,
        "splitting_error_grid": errors.grid,
        "splitting_error_extension": errors.extension,
        "splitting_error_images": errors.images,
        **_splitting_columns(own, ""),
    }
    for k in range(N_LEVELS):
        row[f"E_{k + 1}"] = own.levels.energies[k]
        row[f"population_{k + 1}"] = own.levels.left_probabilities[k]
    for each in found:
        if each.units.name in {substance.name for substance in SUBSTANCES}:
            row |= _splitting_columns(each, f"_{each.units.name}")
    return row


def _vibrational(profile: Profile, vibrations: Vibrations, units: QuantumUnits) -> dict[str, Any]:
    """Columns that follow from the vibrations across a double well."""
    classical = float(profile.energies[profile.end] - profile.energies[profile.start])
    zero_point = 0.5 * units.hbar * vibrations.difference
    row: dict[str, Any] = {
        "zero_point_difference": zero_point,
        f"energy_difference{ADIABATIC}": classical + zero_point,
        f"verdict{ADIABATIC}": "no double well",
        "soft_overlap": vibrations.soft_overlap,
        "vibrality_rank": vibrations.vibrality_rank,
    }
    corrected = adiabatic(profile, vibrations, units.hbar)
    # a well beside its minimum may be too near to the end of the profile
    with suppress(RangeError):
        found = tunnel(corrected.profile, units)
        row |= _splitting_columns(found, ADIABATIC)
        if corrected.is_double_well:
            # both wells are beside the minima a and b, and either may be the lower one
            wells = corrected.profile.energies[[corrected.profile.start, corrected.profile.end]]
            from_a, from_b = map(float, found.barrier - wells)
            row |= {
                f"verdict{ADIABATIC}": found.verdict,
                f"energy_barrier{ADIABATIC}": from_a,
                f"energy_barrier_from_b{ADIABATIC}": from_b,
            }
    if vibrations.saddle is not None:
        row |= _thermal(vibrations.saddle, abs(classical), units)
    return row


def _thermal(saddle: Saddle, energy_difference: float, units: QuantumUnits) -> dict[str, Any]:
    """Columns that follow from the saddle point. Thermal rates are those at the crossover temperature."""
    temperature = units.hbar * saddle.imaginary_frequency / (2.0 * math.pi)
    barriers = saddle.energy, saddle.energy - energy_difference
    attempts = saddle.attempt_frequency, saddle.attempt_frequency_from_b
    rates = [
        attempt * math.exp(-barrier / temperature)
        for attempt, barrier in zip(attempts, barriers, strict=True)
    ]
    return {
        "saddle_energy": saddle.energy,
        "imaginary_frequency": saddle.imaginary_frequency,
        "crossover_temperature": temperature,
        "attempt_frequency": attempts[0],
        "attempt_frequency_from_b": attempts[1],
        "thermal_rate": rates[0],
        "thermal_rate_from_b": rates[1],
    }


def strain_columns(field: ForceField, a: Floats, b: Floats) -> dict[str, float]:
    """Columns that follow from the stress of both minima, each of shape (N, 3). None without a stress."""
    try:
        gamma = deformation_potential(field, a, b)
    except EngineError as error:
        logger.info("no deformation potential: %s", error)
        return {}
    components = {name: float(gamma.tensor[ij]) for name, ij in COMPONENTS.items()}
    return components | {"gamma_longitudinal": gamma.longitudinal, "gamma_transverse": gamma.transverse}


def dipole_columns(
    particles: Particles, potential: PotentialSettings, a: Floats, b: Floats
) -> dict[str, float]:
    """Column that follows from the charges of the species. None without charges.

    Positions of the minima have the shape (N, 3), with identical particles of b exchanged as on their path.
    """
    if potential.charges is None:
        return {}
    charges = np.array(potential.charges)[particles.species]
    return {DIPOLE.name: float(np.linalg.norm(dipole_change(particles, charges, a, b)))}


def _splitting_columns(result: Tunnelling, suffix: str) -> dict[str, Any]:
    return {
        f"quantum_splitting{suffix}": result.levels.splitting,
        f"tunnelling_matrix_element{suffix}": result.tunnelling_matrix_element,
        f"asymmetry{suffix}": result.asymmetry,
        f"delta_0{suffix}": result.delta_0,
        f"same_well{suffix}": result.levels.same_well,
        f"above_barrier{suffix}": result.above_barrier,
    }
