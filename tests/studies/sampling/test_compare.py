import numpy as np
import pytest
from scipy.stats import sem

from glasscape.studies.sampling.compare import compare_samplers, log_warnings
from glasscape.studies.sampling.figures import show_costs, show_energies
from glasscape.studies.sampling.run import Run
from glasscape.studies.sampling.tables import SAMPLERS

N = 40
TEMPERATURES = np.array([1.0, 0.8])


def invented(seed, shift=0.0, trips=-1, families=np.nan, scale=1.0):
    """A run whose energies have the density of states U^(N - 1): mean T and heat capacity 1 per particle."""
    rng = np.random.default_rng(seed)
    energies = np.array([rng.gamma(N, scale * t, 2000) / N + shift for t in TEMPERATURES])
    none = np.full(2, np.nan)
    return Run(
        TEMPERATURES,
        energies,
        np.array([2000, 2000]),
        np.array([3.0, 3.0]),
        np.full(2, 0.4),
        none,
        none,
        np.full(2, families),
        np.array(trips),
        np.empty((0,)),
        np.empty((0,)),
        np.empty((0,), dtype=np.int32),
    )


@pytest.fixture
def table():
    runs = {
        "swap-tempering": [invented(k, trips=50) for k in range(4)],
        "local": [invented(10 + k, shift=0.5 * k) for k in range(4)],
        "local-tempering": [invented(20 + k, trips=2) for k in range(4)],
        "swap-annealing": [invented(30 + k, families=200.0) for k in range(4)],
        "local-annealing": [invented(40 + k, families=3.0) for k in range(4)],
        "flow-annealing": [invented(60 + k, families=(3.0, 200.0)) for k in range(4)],
        "swap": [invented(50 + k, scale=0.75) for k in range(4)],
    }
    return compare_samplers(runs, "swap-tempering", N)


def test_energies_and_heat_capacities_with_errors_from_runs(table, tmp_path):
    SAMPLERS.write(tmp_path / "samplers.parquet", table)
    table = SAMPLERS.read(tmp_path / "samplers.parquet").set_index(["sampler", "temperature"])
    good = table.loc[("swap-tempering", 0.8)]
    assert good.energy == pytest.approx(0.8, abs=4 * good.energy_error)
    means = [invented(k).energies[1].mean() for k in range(4)]
    assert good.energy_error == pytest.approx(sem(means))
    assert good.heat_capacity == pytest.approx(1.0, abs=0.06)
    assert good.distance == good.distance_error == 0.0
    assert good.independent == pytest.approx(8000, rel=0.1)
    assert good.evaluations_per_sample == pytest.approx(1.0, rel=0.1)
    assert good.round_trips == 200
    assert table.loc[("swap-annealing", 0.8)].independent == 800.0
    assert table.loc[("swap-annealing", 0.8)].evaluations_per_sample == 10.0
    assert table.loc[("local", 0.8)].distance == pytest.approx(0.75, abs=0.02)


def test_warnings_do_not_use_the_reference(table, caplog):
    said = table.set_index(["sampler", "temperature"]).warning
    assert (said[["swap-tempering", "swap-annealing"]] == "").all()
    assert "runs differ, R-hat" in said[("local", 0.8)]
    assert said[("local-tempering", 1.0)] == "8 round trips"
    assert said[("local-annealing", 1.0)] == "12 independent samples"
    # no sampler that is stuck at a temperature has recovered at a lower one
    assert said[("flow-annealing", 1.0)] == "12 independent samples"
    assert said[("flow-annealing", 0.8)] == "not equilibrated at T = 1"
    # energies of other temperatures than those that are claimed
    assert said[("swap", 0.8)] == "energies do not fit to those at T = 1"
    assert said[("swap", 1.0)] == "energies do not fit to those at T = 0.8"
    log_warnings(table)
    assert "local-annealing has not equilibrated at T = 0.8: 12 independent samples" in caplog.text
    assert "swap-annealing" not in caplog.text


def test_figures(table):
    assert len(show_energies(table).axes) == 2
    bars, _ = show_costs(table).axes
    names = [tick.get_text() for tick in bars.get_yticklabels()]
    # the cheapest without a warning is on top
    assert names[-2:] == ["swap-annealing", "swap-tempering"]
