"""All descriptors of the particles of one configuration."""

from typing import assert_never

import numpy as np

from glasscape.descriptors.bonds import bonds
from glasscape.descriptors.coarse_grained import coarse_grained
from glasscape.descriptors.configuration import Configuration
from glasscape.descriptors.hessian import cage_stiffness
from glasscape.descriptors.radial import radial
from glasscape.descriptors.settings import DescriptorSettings, Family, StateName
from glasscape.descriptors.state import State
from glasscape.errors import DescriptorError
from glasscape.forces.engine import Engine
from glasscape.forces.force_field import ForceField
from glasscape.structures.particle_table import ParticleTable


def describe(engine: Engine, configuration: Configuration, settings: DescriptorSettings) -> ParticleTable:
    """Descriptors of every particle of a configuration.

    Parameters
    ----------
    engine : Engine
        Computes energies, forces and Hessians.
    configuration : Configuration
        The particles and their positions.
    settings : DescriptorSettings
        The families of descriptors, and the states that they describe.

    Returns
    -------
    ParticleTable
        The families in the order of the settings, each for the states in the order of the settings.

    Raises
    ------
    DescriptorError
        If a state is to be described and is not known, or if a descriptor is not finite.
    EngineError
        If the engine does not give what a family needs.
    """
    force_field = engine.force_field(configuration.particles)
    states = [_state(configuration, force_field, name) for name in settings.states]
    parts = [
        part
        for family in settings.families
        for part in _family(family, states, settings.lengths, force_field, configuration)
    ]
    table = ParticleTable.join(parts)
    wrong = np.flatnonzero(~np.all(np.isfinite(table.values), axis=0))
    if len(wrong):
        raise DescriptorError(
            f"the descriptor {table.names[wrong[0]]} is not finite; check that the potential fits the "
            "configuration"
        )
    return table


def _state(configuration: Configuration, force_field: ForceField, name: StateName) -> State:
    known = {
        "inherent": configuration.inherent,
        "thermal": configuration.thermal,
        "cage": configuration.cage,
    }
    positions, thermal = known[name], configuration.thermal
    if positions is None:
        raise DescriptorError(f"{name} positions are not known; leave out `{name}` from descriptors.states")
    if thermal is None:
        return State(name, force_field, positions, None)
    # thermal positions are as far from the inherent ones as those are from them
    mean = configuration.inherent if name == "thermal" else positions
    displacements = configuration.particles.cell.displacement(thermal, mean)
    return State(name, force_field, positions, np.linalg.norm(displacements, axis=1))


def _family(
    family: Family,
    states: list[State],
    lengths: list[float],
    force_field: ForceField,
    configuration: Configuration,
) -> list[ParticleTable]:
    if family == "coarse-grained":
        return [coarse_grained(state, lengths) for state in states]
    if family == "radial":
        return [radial(state) for state in states]
    if family == "bonds":
        return [bonds(state) for state in states]
    if family == "hessian":
        return [cage_stiffness(force_field, configuration.inherent, lengths)]
    assert_never(family)
