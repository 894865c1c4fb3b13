"""Inputs of samples are checked, and the time, memory and disk space up to their minima are estimated.

The numbers of minima and of force evaluations are assumptions, given below. Unit costs are those of
`docs/scaling.md`, on one core. The time of a force evaluation is measured.
"""

import time
from pathlib import Path
from typing import NamedTuple

import numpy as np

from glasscape.arrays import Floats
from glasscape.campaign.config import Config, Sample
from glasscape.campaign.cost import BYTES_PER_POSITION, Cost, SamplePlan
from glasscape.errors import GlasscapeError
from glasscape.forces.engine import Engine
from glasscape.ingest.ingest import read_transition_table
from glasscape.ingest.inspect import Inspection, inspect
from glasscape.minima.precision import check_precision
from glasscape.minima.settings import MinimaSettings
from glasscape.paths.lammps import executable
from glasscape.preparation.draw import densest_composition, draw_glass, spread_positions
from glasscape.preparation.prepare import HEATING_TIME
from glasscape.structures.particles import Particles
from glasscape.structures.sources import structure_files

# unique minima per quench of a trajectory of 600 particles; 0.02 to 0.1 have been observed. Some part of a
# larger sample rearranges more often
DISTINCT_MINIMA = 0.1
EVALUATIONS_PER_QUENCH = 500
SECONDS_PER_SWAP = 1.3e-6


def plan_sample(sample: Sample, config: Config, engine: Engine) -> SamplePlan:
    """Check the inputs of one sample and estimate its cost.

    Raises
    ------
    GlasscapeError
        If the inputs cannot be used, or if the potential cannot be evaluated for them.
    """
    if sample.path is None:
        return _made(sample, config, engine)
    return _read(sample.path, sample, config, engine)


def _read(path: str, sample: Sample, config: Config, engine: Engine) -> SamplePlan:
    began = time.perf_counter()
    with structure_files(path) as files:
        inspection = inspect(files, engine, config.ingest, config.potential.elements or ())
    if sample.transitions is not None:
        read_transition_table(Path(sample.transitions), inspection)
    reading = time.perf_counter() - began
    first, frames = inspection.first, inspection.frames
    each = _seconds_per_evaluation(engine, first.particles, first.positions, config.minima)
    quenching = frames * (EVALUATIONS_PER_QUENCH if config.ingest.quench else 1) * each
    n = len(first.particles)
    minima = _distinct(frames, n) if inspection.ordered else frames
    return SamplePlan(
        name=sample.sample,
        source=path,
        particles=n,
        structures=frames,
        minima=minima,
        notes=_notes(inspection, engine.n_species),
        cost=Cost(reading + quenching, disk=minima * n * BYTES_PER_POSITION),
        seconds_per_evaluation=each,
    )


def _notes(inspection: Inspection, n_species: int) -> tuple[str, ...]:
    """Notes on structures that are read."""
    files, particles = inspection.files, inspection.first.particles
    cut = sum(len(file.incomplete) for file in files)
    missing = sum(file.missing for file in files)
    species = np.bincount(particles.species, minlength=n_species)
    uneven = [file.path.name for file in files if not file.even]
    size = " x ".join(f"{length:.4g}" for length in particles.cell.lengths)
    shape = " tilted" if particles.cell.is_tilted else ""
    notes = (
        f"{len(files)} {'file' if len(files) == 1 else 'files'}, cell {size}{shape}, "
        f"{' + '.join(map(str, species))} particles of {n_species} species, diameters "
        f"{particles.diameters.min():.4g} to {particles.diameters.max():.4g}",
        "transitions are counted from the order of frames" if inspection.ordered else "",
        f"no particle is of species {np.argmin(species) + 1}" if not species.all() else "",
        f"{uneven[0]}: frames are not evenly spaced in time, so that missing frames cannot be detected"
        if uneven and inspection.ordered
        else "",
        f"{cut} frames are incomplete and will be left out" if cut else "",
        f"{missing} frames are missing according to the steps or times of the others" if missing else "",
    )
    return tuple(filter(None, notes))


class LiquidCost(NamedTuple):
    """Cost of a liquid that is made.

    Attributes
    ----------
    preparation : float
        Time of its preparation on one core, s.
    seconds_per_evaluation : float
        Time of a force evaluation, so of a step of molecular dynamics, s.
    """

    preparation: float
    seconds_per_evaluation: float


def cost_of_liquid(config: Config, engine: Engine) -> LiquidCost:
    """Estimate the cost of a liquid that is made.

    Raises
    ------
    GlasscapeError
        If the potential cannot be evaluated for it.
    """
    preparation, n = config.preparation, config.preparation.particles
    rng = np.random.default_rng(preparation.seed)
    composition = densest_composition(config.potential, preparation)
    # `check_preparation` has tested this
    assert composition is not None
    particles = draw_glass(composition, n, rng)
    each = _seconds_per_evaluation(engine, particles, spread_positions(particles, rng), config.minima)
    swapping = preparation.blocks * preparation.swaps_per_particle * n * SECONDS_PER_SWAP
    blocks = preparation.blocks * (preparation.steps_per_block + 1)
    bath = (HEATING_TIME + preparation.cooling_time) / preparation.time_step
    # the first configuration and the glass are quenched
    return LiquidCost(swapping + (blocks + bath + 2 * EVALUATIONS_PER_QUENCH) * each, each)


def _made(sample: Sample, config: Config, engine: Engine) -> SamplePlan:
    exploration, n = config.exploration, config.preparation.particles
    liquid = cost_of_liquid(config, engine)
    quenches = exploration.trajectories * (exploration.steps // exploration.quench_every + 1)
    evaluations = exploration.trajectories * exploration.steps + quenches * EVALUATIONS_PER_QUENCH
    minima = _distinct(quenches, n)
    return SamplePlan(
        name=sample.sample,
        source="made",
        particles=n,
        structures=quenches,
        minima=minima,
        notes=(),
        cost=Cost(
            liquid.preparation + evaluations * liquid.seconds_per_evaluation,
            # the minima are stored twice: by trajectory, and in the library
            disk=2.0 * minima * n * BYTES_PER_POSITION,
        ),
        seconds_per_evaluation=liquid.seconds_per_evaluation,
    )


def _distinct(quenches: int, particles: int) -> int:
    """Estimated number of minima found by the quenches of trajectories."""
    return min(quenches, max(2, round(DISTINCT_MINIMA * particles / 600 * quenches)))


def _seconds_per_evaluation(
    engine: Engine, particles: Particles, positions: Floats, minima: MinimaSettings
) -> float:
    """Time of a force evaluation. The first evaluation is not counted: it may load or compile code.

    Forces have to be finite, and precise enough for minima.
    """
    if engine.neb_potential is not None:
        for program in ("lmp", "mpiexec"):
            executable(program)
    field = engine.force_field(particles)
    taken = []
    for _ in range(4):
        began = time.perf_counter()
        value = field.evaluate(positions[None])
        taken.append(time.perf_counter() - began)
    if not np.all(np.isfinite(value.energies)) or not np.all(np.isfinite(value.forces)):
        raise GlasscapeError(
            "the potential gives an energy or a force that is not finite; check its parameters"
        )
    check_precision(field, positions, minima)
    return min(taken[1:])
