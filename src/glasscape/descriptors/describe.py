"""All descriptors of the particles of one configuration."""

import numpy as np

from glasscape.arrays import Floats
from glasscape.descriptors.bonds import bonds
from glasscape.descriptors.coarse_grained import coarse_grained
from glasscape.descriptors.hessian import cage_stiffness
from glasscape.descriptors.radial import radial
from glasscape.descriptors.settings import DescriptorSettings, Family
from glasscape.descriptors.state import State, n_species
from glasscape.descriptors.table import Descriptors
from glasscape.errors import DescriptorError
from glasscape.forces.engine import Engine
from glasscape.forces.force_field import ForceField
from glasscape.forces.neighbours import find_close_pairs
from glasscape.minimise.quench import quench
from glasscape.structures.particles import Particles

# averages over fewer particles of a species say little
FEWEST_OF_A_SPECIES = 10
# distance below which two particles coincide, sigma, and distance up to which such pairs are looked for
COINCIDENT, CLOSE = 1e-4, 0.5


def describe(
    engine: Engine,
    particles: Particles,
    thermal: Floats,
    settings: DescriptorSettings,
    inherent: Floats | None = None,
) -> Descriptors:
    """Descriptors of every particle of a configuration.

    Parameters
    ----------
    engine : Engine
        Computes energies, forces and Hessians.
    particles : Particles
        The particles.
    thermal : ndarray, shape (N, 3)
        Positions at some temperature, sigma, wrapped or not.
    settings : DescriptorSettings
        The families of descriptors, and the states that they describe.
    inherent : ndarray, shape (N, 3), optional
        The inherent structure of `thermal`, sigma. Without it, `thermal` is quenched.

    Returns
    -------
    Descriptors
        The families in the order of the settings, each for the states in the order of the settings.

    Raises
    ------
    DescriptorError
        If the particles or positions are not suitable, or if the quench does not converge.
    EngineError
        If the engine does not give what a family needs.
    """
    _check_particles(particles)
    _check_positions(particles, thermal, "thermal")
    force_field = engine.force_field(particles)
    minimum = _quenched(force_field, thermal) if inherent is None else inherent
    _check_positions(particles, minimum, "inherent")
    displacements = np.linalg.norm(particles.cell.displacement(thermal, minimum), axis=1)
    positions = {"inherent": minimum, "thermal": thermal}
    states = [State(name, force_field, positions[name], displacements) for name in settings.states]
    parts = [
        part
        for family in settings.families
        for part in _family(family, states, settings.lengths, force_field, minimum)
    ]
    table = Descriptors.join(parts)
    wrong = np.flatnonzero(~np.all(np.isfinite(table.values), axis=0))
    if len(wrong):
        raise DescriptorError(
            f"the descriptor {table.names[wrong[0]]} is not finite; check that the potential fits the "
            "configuration"
        )
    return table


def _family(
    family: Family, states: list[State], lengths: list[float], force_field: ForceField, inherent: Floats
) -> list[Descriptors]:
    if family == "coarse-grained":
        return [coarse_grained(state, lengths) for state in states]
    if family == "radial":
        return [radial(state) for state in states]
    if family == "bonds":
        return [bonds(state) for state in states]
    return [cage_stiffness(force_field, inherent)]


def _quenched(force_field: ForceField, thermal: Floats) -> Floats:
    result = quench(force_field, thermal)
    if not result.converged:
        raise DescriptorError(
            f"the quench to the inherent structure ended with a force of {result.max_force:.2g}; check that "
            "the potential fits the configuration"
        )
    return result.positions


def _check_particles(particles: Particles) -> None:
    counts = np.bincount(particles.species, minlength=n_species(particles))
    if counts.min() < FEWEST_OF_A_SPECIES:
        raise DescriptorError(
            f"species {counts.argmin() + 1} has {counts.min()} particles; descriptors need at least "
            f"{FEWEST_OF_A_SPECIES} of every species"
        )


def _check_positions(particles: Particles, positions: Floats, name: str) -> None:
    if positions.shape != (len(particles), 3):
        raise DescriptorError(
            f"the {name} positions have the shape {positions.shape}, the particles need {(len(particles), 3)}"
        )
    if not np.all(np.isfinite(positions)):
        i = np.flatnonzero(~np.all(np.isfinite(positions), axis=1))[0]
        raise DescriptorError(
            f"the {name} position of particle {i + 1} is not finite; leave this configuration out"
        )
    # two cells of one point do not exist, and freud would end the process
    pairs = find_close_pairs(positions, particles.cell, CLOSE)
    if len(pairs.distance2) and pairs.distance2.min() < COINCIDENT**2:
        k = pairs.distance2.argmin()
        i, j = pairs.central[np.searchsorted(pairs.first, k, side="right") - 1], pairs.neighbour[k]
        raise DescriptorError(
            f"the {name} positions of particles {min(i, j) + 1} and {max(i, j) + 1} coincide; leave this "
            "configuration out"
        )
