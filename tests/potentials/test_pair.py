import numpy as np
import pytest

from glasscape.potentials.models import MODELS


@pytest.mark.parametrize("name", MODELS)
def test_potentials_and_their_derivatives_vanish_at_the_cutoff(name):
    potential = MODELS[name].potential
    x = potential.cutoff - np.array([1e-3, 2e-3, 4e-3])
    values = potential.pair_energy(x)
    # the energy changes with the cube of the distance to the cutoff, with a switching function as its square
    ratio = 8.0 if potential.switch is None else 4.0
    assert values[1] / values[0] == pytest.approx(ratio, rel=0.03)
    assert values[2] / values[1] == pytest.approx(ratio, rel=0.03)
    outside = potential.pair_energy(np.array([potential.cutoff, 2 * potential.cutoff]))
    assert outside == pytest.approx([0.0, 0.0], abs=1e-15)
