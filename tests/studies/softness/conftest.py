import pytest
from glasses import draw_minimum_of, draw_mixture

from glasscape.descriptors.configuration import Configuration
from glasscape.potentials.models import SWITCHED_KOB_ANDERSEN


@pytest.fixture(scope="session")
def minimum():
    """A minimum of a small mixture."""
    particles, _ = draw_mixture(200, seed=4)
    return Configuration(particles, draw_minimum_of(particles, SWITCHED_KOB_ANDERSEN.potential, seed=4))
