"""What flows do between temperatures of a run."""

import numpy as np
import pytest

from glasscape.potentials.models import MODELS
from glasscape.samplers.walkers import Walkers
from glasscape.studies.sampling.flow_steps import measure_flow_steps
from glasscape.studies.sampling.run import Run, run_sampler
from glasscape.studies.sampling.settings import ChainSettings, FlowSettings, SamplingSettings


def test_configurations_keep_their_diameters(tmp_path):
    """Swap moves exchange the diameters of a polydisperse liquid, so that every configuration has its own."""
    settings = SamplingSettings(
        model="polydisperse-soft-spheres",
        particles=60,
        temperatures=[0.5, 0.4],
        chains=ChainSettings(sweeps=2000, equilibration=200, sweeps_per_round=100),
        flow=FlowSettings(configurations=200, quenched=0),
    )
    run_sampler(settings, "swap-tempering", "1").write(tmp_path / "run.npz")
    run = Run.read(tmp_path / "run.npz")
    assert np.ptp(run.diameters[0, 0]) > 0.5
    assert not np.array_equal(run.diameters[0, 0], run.diameters[-1, 0])
    cell = MODELS[settings.model].composition.cell(60)
    last = Walkers(run.positions[:, 0], run.diameters[:, 0], run.species[:, 0], cell)
    energies = last.energies(MODELS[settings.model].potential) / 60
    # the mean of few configurations; with diameters of 1 it is far off
    assert energies.mean() == pytest.approx(run.energies[0].mean(), rel=0.1)
    steps = measure_flow_steps(run, settings, "1")
    assert steps.target_energy[0] == pytest.approx(run.energies[1].mean())
