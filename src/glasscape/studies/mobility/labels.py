"""Labels of the particles of a sample, from its trajectories."""

import logging
from collections.abc import Sequence
from typing import NamedTuple, assert_never

import numpy as np
import pandas as pd
from tqdm import tqdm

from glasscape.arrays import Flags, Floats
from glasscape.descriptors.coarse_grained import averaged
from glasscape.descriptors.crystal import crystalline_fraction
from glasscape.particles.ceilings import measured_ceilings
from glasscape.structures.particle_table import ParticleTable, number
from glasscape.studies.mobility.settings import Draw, Measure, MobilitySettings, label_name
from glasscape.studies.mobility.tables import RUN_HOPS, RUNS
from glasscape.trajectories.displacement import displacements
from glasscape.trajectories.frames import Trajectory
from glasscape.trajectories.hops import Hops, find_hops
from glasscape.trajectories.labels import Label
from glasscape.trajectories.wavelets import wavelet_amplitudes

logger = logging.getLogger(__name__)

# a warning is logged if more of the particles are crystalline
MOST_CRYSTALLINE = 0.1


class Labelled(NamedTuple):
    """Labels of the particles of a sample, and what a perfect model would reach.

    Attributes
    ----------
    labels : ParticleTable
        A column for every label.
    ceilings : DataFrame
        Columns of `CEILINGS`.
    hops : DataFrame
        Columns of `RUN_HOPS`.
    runs : DataFrame
        Columns of `RUNS`.
    """

    labels: ParticleTable
    ceilings: pd.DataFrame
    hops: pd.DataFrame
    runs: pd.DataFrame


def label_particles(
    trajectories: Sequence[Trajectory], threshold: float, settings: MobilitySettings
) -> Labelled:
    """Labels of all particles of a sample, and their ceilings for every species.

    Parameters
    ----------
    trajectories : sequence of Trajectory
        Trajectories whose central frame is the same configuration. Each is a draw of every label.
    threshold : float
        p_c, sigma.
    settings : MobilitySettings
        The labels.
    """
    measured, hops, runs = [], [], []
    for run, trajectory in enumerate(tqdm(trajectories, "label trajectories", disable=None)):
        found = find_hops(trajectory, threshold, settings.hops.resolution)
        hops.append(found.hops.assign(run=run))
        runs.append(_about(run, trajectory, len(found.hops), found.p_hop > threshold))
        parts = [_measure(measure, trajectory, found, settings) for measure in settings.measures]
        measured.append(np.concatenate(parts))
    first = trajectories[0]
    labels = _labels(first, np.array(measured), settings)
    ceilings = measured_ceilings(
        {name: label for name, (label, _) in labels.items()},
        first.particles.species,
        {name for name, (_, draw) in labels.items() if draw == "single"},
    )
    values = [label.mean if draw == "mean" else label.runs[0] for label, draw in labels.values()]
    columns = tuple(number(name, f"{name}, at the central frame", "sigma") for name in labels)
    table = ParticleTable(np.column_stack(values), columns)
    return Labelled(
        table,
        ceilings,
        pd.concat(hops, ignore_index=True)[RUN_HOPS.names],
        pd.DataFrame(runs)[RUNS.names],
    )


def _measure(measure: Measure, trajectory: Trajectory, found: Hops, settings: MobilitySettings) -> Floats:
    """Values of all particles in one run, a row for every name of the measure."""
    if measure == "p_hop":
        return found.p_hop[None]
    if measure == "wavelet":
        return wavelet_amplitudes(trajectory, settings.scales)
    if measure == "displacement":
        return displacements(trajectory, settings.times)
    assert_never(measure)


def _labels(first: Trajectory, measured: Floats, settings: MobilitySettings) -> dict[str, tuple[Label, Draw]]:
    """All labels by name, from what is measured in every run, shape (R, M, N)."""
    versions: dict[float | None, Floats] = {None: measured}
    lengths = settings.averaging_lengths
    if lengths:
        values = measured.reshape(-1, measured.shape[-1]).T
        positions = first.frame(first.centre)
        around = averaged(first.particles, positions, values, lengths, same_species=True)
        versions |= {length: around[:, k].T.reshape(measured.shape) for k, length in enumerate(lengths)}
    return {
        label_name(measure, length, draw): (Label(values[:, k]), draw)
        for k, measure in enumerate(settings.measure_names)
        for length, values in versions.items()
        for draw in settings.draws
    }


def _about(run: int, trajectory: Trajectory, hops: int, near: Flags) -> dict[str, object]:
    """A row of `RUNS`."""
    cell = trajectory.particles.cell
    first, last = (crystalline_fraction(cell, trajectory.frame(k)) for k in (0, trajectory.frames - 1))
    if last > MOST_CRYSTALLINE:
        logger.warning(
            "%s: %.0f %% of the particles are crystalline at the end, %.0f %% at the beginning",
            trajectory.path,
            100 * last,
            100 * first,
        )
    return {
        "run": run,
        "hops": hops,
        "near_centre": near.mean(),
        "crystalline_first": first,
        "crystalline_last": last,
    }
