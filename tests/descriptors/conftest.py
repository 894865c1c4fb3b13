"""Mixtures that the tests of descriptors share."""

import numpy as np
import pytest
from glasses import TILTED, draw_minimum_of, draw_mixture

from glasscape.descriptors.state import State
from glasscape.forces.compiled import CompiledForceField
from glasscape.potentials.models import KOB_ANDERSEN
from glasscape.structures.particles import Particles


def state_of(particles, positions, seed=0, potential=KOB_ANDERSEN.potential):
    """A state with displacements that have nothing to do with the positions."""
    displacements = np.random.default_rng(seed).uniform(0.0, 0.3, len(particles))
    field = CompiledForceField(particles, potential)
    return State("inherent", field, positions, displacements)


@pytest.fixture(scope="session", params=["cubic", "tilted"])
def state(request) -> State:
    """An inherent structure of a mixture in a cubic or in a tilted cell."""
    if request.param == "cubic":
        return state_of(*draw_mixture(200, seed=3))
    species = (np.arange(370) % 5 == 0).astype(np.int32)
    particles = Particles(np.ones(370), species, TILTED)
    return state_of(particles, draw_minimum_of(particles, KOB_ANDERSEN.potential, seed=4))


@pytest.fixture(scope="session")
def wide_glass():
    """A mixture wide enough for all descriptors: particles, thermal positions and inherent structure."""
    particles, inherent = draw_mixture(1000, seed=5)
    thermal = inherent + 0.03 * np.random.default_rng(6).standard_normal(inherent.shape)
    return particles, thermal, inherent
