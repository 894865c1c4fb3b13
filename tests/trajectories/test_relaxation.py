"""The relaxation time of a liquid."""

import numpy as np
import pytest
from glasses import draw_mixture

from glasscape.errors import StructureError
from glasscape.forces.engine import make_engine
from glasscape.potentials.settings import PotentialSettings
from glasscape.trajectories.relaxation import (
    Relaxation,
    measure_relaxation,
    relaxation_time,
    self_scattering,
)
from glasscape.trajectories.settings import RunSettings

WAVE_NUMBER = 7.25


@pytest.mark.parametrize("spread", [0.05, 0.15, 0.3])
def test_normal_displacements_scatter_by_a_gaussian(spread):
    moved = spread * np.random.default_rng(0).standard_normal((100_000, 3))
    expected = np.exp(-0.5 * (WAVE_NUMBER * spread) ** 2)
    assert self_scattering(moved, WAVE_NUMBER, 3) == pytest.approx(expected, abs=0.005)


def test_free_particles_scatter_by_the_mean_over_all_directions():
    rng = np.random.default_rng(1)
    speed, time = 0.7, 0.4
    directions = rng.standard_normal((50_000, 3))
    moved = speed * time * directions / np.linalg.norm(directions, axis=1, keepdims=True)
    distance = WAVE_NUMBER * speed * time
    assert self_scattering(moved, WAVE_NUMBER, 3) == pytest.approx(np.sin(distance) / distance)
    # the definition, with one direction of q
    assert np.cos(WAVE_NUMBER * moved[:, 2]).mean() == pytest.approx(np.sin(distance) / distance, abs=0.01)
    assert self_scattering(np.zeros((4, 3)), WAVE_NUMBER, 3) == 1.0


def test_free_particles_in_a_plane_scatter_by_the_mean_over_the_directions_in_it():
    angles = np.linspace(0.0, 2 * np.pi, 1000, endpoint=False)
    moved = 0.28 * np.column_stack([np.cos(angles), np.sin(angles), np.zeros(1000)])
    # the definition, with one direction of q
    expected = np.cos(WAVE_NUMBER * moved[:, 0]).mean()
    assert self_scattering(moved, WAVE_NUMBER, 2) == pytest.approx(expected)
    assert self_scattering(np.zeros((4, 3)), WAVE_NUMBER, 2) == 1.0


def test_the_time_of_an_exponential_decay_is_its_time_constant():
    times = np.geomspace(0.1, 1000.0, 41)
    assert relaxation_time(times, np.exp(-times / 30.0)) == pytest.approx(30.0, rel=0.02)
    with pytest.raises(StructureError, match="does not decay to 1/e"):
        relaxation_time(times, np.exp(-times / 3000.0))
    with pytest.raises(StructureError, match="does not decay to 1/e"):
        relaxation_time(times, np.exp(-times / 0.01))


def test_a_hot_liquid_relaxes_fast_and_one_that_does_not_relax_is_an_error(tmp_path):
    engine = make_engine(PotentialSettings(model="kob-andersen"))
    liquid = draw_mixture(200, seed=1)
    found = measure_relaxation(engine, *liquid, 2.0, RunSettings(longest=20.0), seed=1)
    assert 0.1 < found.relaxation_time < 5.0
    assert np.all(np.diff(found.scattering) < 0.0)
    found.write(tmp_path / "relaxation.json")
    assert Relaxation.read(tmp_path / "relaxation.json") == found
    with pytest.raises(
        StructureError, match=r"isoconfigurational.longest, 1: its scattering function is 0\.\d"
    ):
        measure_relaxation(engine, *liquid, 0.1, RunSettings(longest=1.0), seed=1)
