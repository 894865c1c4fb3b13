import numpy as np
import pytest
from small_systems import MIXTURE, pair_averages, walkers

from glasscape.samplers.tempering import Tempering, round_trips, temper

TEMPERATURES = np.array([2.0, 1.0, 0.5])


@pytest.mark.parametrize("exchange", [False, True])
def test_every_temperature_has_the_energies_of_the_quadrature(exchange):
    settings = Tempering(TEMPERATURES, 0.2, exchange, 5)
    found = temper(walkers([0, 1], 3), MIXTURE, settings, 500, 20_000, np.random.default_rng(3))
    for k, temperature in enumerate(TEMPERATURES):
        mean, variance = pair_averages(temperature, 0, 1)
        parts = [part.mean() for part in np.split(found.energies[k], 20)]
        error = np.std(parts, ddof=1) / np.sqrt(20)
        assert error < 0.03
        assert abs(found.energies[k].mean() - mean) < 4.5 * error
        assert found.energies[k].var() == pytest.approx(variance, rel=0.15)
    # the last energies are those of the walkers, which have been exchanged since
    assert np.sort(found.energies[:, -1]) == pytest.approx(np.sort(found.snapshots[-1].energies(MIXTURE)))
    assert len(found.snapshots) == 50
    if exchange:
        assert found.evaluations.tolist() == [20_500 * 5 * 3] * 3
        assert found.round_trips > 100
        assert np.isnan(found.exchange_acceptance[0])
        assert (found.exchange_acceptance[1:] > 0.2).all()
    else:
        assert found.evaluations.tolist() == [20_500 * 5] * 3
        assert found.round_trips is None


def test_exchanges_have_their_acceptance():
    """Mean of min(1, exp(...)) over independent energies of both temperatures."""
    settings = Tempering(TEMPERATURES[1:], 0.0, True, 20)
    found = temper(walkers([0, 1], 2), MIXTURE, settings, 200, 8000, np.random.default_rng(5))
    hot, cold = found.energies
    gain = (1 / 0.5 - 1 / 1.0) * (cold[:, None] - hot[None, ::7])
    assert found.exchange_acceptance[1] == pytest.approx(np.exp(np.minimum(gain, 0.0)).mean(), abs=0.02)


def test_all_neighbours_are_exchanged_however_often_configurations_are_kept():
    temperatures = np.array([2.0, 1.5, 1.0, 0.7])
    settings = Tempering(temperatures, 0.2, True, 3)
    found = temper(walkers([0, 1], 4), MIXTURE, settings, 20, 300, np.random.default_rng(1), snapshots=300)
    assert len(found.snapshots) == 300
    assert (found.exchange_acceptance[1:] > 0.2).all()
    assert found.round_trips > 5


def test_round_trips_are_counted():
    # replica 0 goes down and up again; 1 goes up only
    visits = np.array([[0, 2, 1], [2, 0, 1], [2, 1, 0], [1, 2, 0], [1, 0, 2], [0, 1, 2]])
    assert round_trips(visits) == 1
    assert round_trips(visits[:4]) == 0
    assert round_trips(np.array([[0, 1]] * 5)) == 0
    assert round_trips(np.array([[0, 1], [1, 0], [0, 1], [1, 0], [0, 1]])) == 3
