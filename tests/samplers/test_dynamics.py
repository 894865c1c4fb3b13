import numpy as np
import pytest
from small_systems import SQUARE, plain_energy, walkers

from glasscape.forces.engine import make_engine
from glasscape.potentials.models import KOB_ANDERSEN
from glasscape.potentials.settings import PotentialSettings
from glasscape.samplers.dynamics import Dynamics, run_dynamics
from glasscape.samplers.tempering import Tempering, temper

TEMPERATURES = np.array([1.5, 0.8])


def test_dynamics_and_moves_sample_the_same_energies():
    start = walkers([0, 0, 1], 2)
    start.positions[:] = [[0.0, 0.0, 0.0], [1.5, 0.0, 0.0], [0.0, 1.5, 0.0]]
    engine = make_engine(PotentialSettings(model="kob-andersen"))
    rng = np.random.default_rng(1)
    found = run_dynamics(start, engine, Dynamics(TEMPERATURES, 40, 0.01), 50, 2500, rng)
    moves = temper(start, KOB_ANDERSEN.potential, Tempering(TEMPERATURES, 0.0, True, 10), 200, 10_000, rng)
    for k in range(2):
        parts = [part.mean() for part in np.split(found.energies[k], 20)]
        error = np.std(parts, ddof=1) / np.sqrt(20)
        assert abs(found.energies[k].mean() - moves.energies[k].mean()) < 4.5 * error
    assert found.evaluations.tolist() == [2550 * 41] * 2
    assert (found.acceptance > 0.8).all()
    assert not found.snapshots[-1].positions[..., 2].any()
    last = plain_energy(found.snapshots[-1].positions[0], [0, 0, 1], KOB_ANDERSEN.potential, SQUARE)
    # of the last segment, whether it was accepted or not
    assert found.energies[0, -1] == pytest.approx(last)
