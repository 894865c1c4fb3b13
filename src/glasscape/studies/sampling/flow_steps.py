"""What a flow does between neighbouring temperatures, measured on configurations that did not train it."""

import numpy as np
import pandas as pd
from scipy.special import softmax
from tqdm import tqdm

from glasscape.arrays import Floats
from glasscape.forces.compiled import CompiledForceField
from glasscape.minima.settings import MinimaSettings
from glasscape.minimise.quench import quench
from glasscape.potentials.models import MODELS
from glasscape.potentials.pair import PairPotential
from glasscape.samplers.flow import effective_fraction, halves, train, weigh, weigh_parts
from glasscape.samplers.walkers import Walkers
from glasscape.studies.sampling.run import Run
from glasscape.studies.sampling.settings import SamplingSettings

# parts of a series, each of which is in one half: neighbours in time are alike
BLOCKS = 10


def measure_flow_steps(run: Run, settings: SamplingSettings, name: str) -> pd.DataFrame:
    """Flow from every temperature to the next, with columns of `FLOW_STEPS`.

    Parameters
    ----------
    run : Run
        A run of `swap-tempering` with configurations.
    settings : SamplingSettings
        Model and settings of the flow.
    name : str
        Name of the run.
    """
    model = MODELS[settings.model]
    cell = model.composition.cell(settings.particles)
    steps = []
    for k in tqdm(range(len(run.temperatures) - 1), "flow", disable=None):
        walkers = Walkers(run.positions[:, k], run.diameters[:, k], run.species[:, k], cell)
        begin, end = run.temperatures[k : k + 2]
        without = weigh(None, walkers, model.potential, 1.0 / begin, 1.0 / end)[1]
        moved, log_weights = carry_cross_fitted(
            walkers, model.potential, 1.0 / begin, 1.0 / end, settings.flow.nodes
        )
        energies = moved.energies(model.potential) / settings.particles
        chosen = np.linspace(0, len(walkers) - 1, settings.flow.quenched).astype(np.int64)
        steps.append(
            {
                "run": name,
                "begin": begin,
                "end": end,
                "variance_without": np.var(without),
                "variance": np.var(log_weights),
                "effective_without": effective_fraction(without),
                "effective": effective_fraction(log_weights),
                "energy": softmax(log_weights) @ energies,
                "target_energy": run.energies[k + 1].mean(),
                "same_minimum": same_minimum(walkers.take(chosen), moved.take(chosen), model.potential),
            }
        )
    return pd.DataFrame(steps)


def carry_cross_fitted(
    walkers: Walkers, potential: PairPotential, begin: float, end: float, nodes: int
) -> tuple[Walkers, Floats]:
    """Carry a series of configurations, each by a flow that the other half has trained.

    Returns
    -------
    Walkers
        The configurations at the end.
    log_weights : ndarray, shape (M,)
        Logarithms of their weights.
    """
    parts = halves(np.arange(len(walkers)) * BLOCKS // len(walkers))
    flows = [train(walkers.take(part), potential, begin, end, nodes) for part in parts]
    return weigh_parts(flows, parts[::-1], walkers, potential, begin, end)


def same_minimum(before: Walkers, after: Walkers, potential: PairPotential) -> float | None:
    """Part of the configurations whose inherent structures have the same energy. None without any."""
    if not len(before):
        return None
    tolerance = MinimaSettings().max_energy_difference
    same = []
    for m in range(len(before)):
        field = CompiledForceField(before.particles(m), potential)
        one, other = (quench(field, walkers.positions[m]).energy for walkers in (before, after))
        same.append(abs(one - other) < tolerance)
    return float(np.mean(same))
