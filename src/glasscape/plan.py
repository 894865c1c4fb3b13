"""What a search would do: its inputs looked through, how many pairs there are, and what it would cost.

Nobody knows before how many minima trajectories visit and how many pairs are near each other; assumptions
about that are at the top. Unit costs are those of `docs/scaling.md`, on one core; what a force evaluation
takes is measured here, by a few of them.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from glasscape.config import Config, GlassEntry
from glasscape.errors import GlasscapeError
from glasscape.forces.engine import make_force_field
from glasscape.known.tables import read_known
from glasscape.landscape.ingest import read_transition_table
from glasscape.landscape.inspect import Inspection, inspect
from glasscape.paths.lammps import executable
from glasscape.preparation.draw import draw_glass, random_positions
from glasscape.search.progress import progress
from glasscape.search.target import Target
from glasscape.structures.glass import Glass
from glasscape.structures.sources import structure_files

Floats = NDArray[np.float64]

# distinct minima among quenches of a trajectory: 2 to 10 % have been seen; near pairs of a minimum: 2 to 200
DISTINCT, NEAR = 0.1, 100
# force evaluations that things take
OF_A_QUENCH, OF_A_PATH = 500, 4000
# seconds
PER_SWAP, PER_SCREENED_PAIR, PER_PAIR, PER_PREDICTION = 1.3e-6, 0.11e-6, 2.0e-6, 5e-6
PER_TRAINING, PER_JOB = 60.0, 2.0
# bytes on disk
OF_A_PAIR, OF_A_PREDICTION, OF_AN_EXACT_PAIR = 110, 45, 50_000
OF_A_POSITION = 24
# bytes in memory: of a process, of a pair whose indices are held
OF_A_PROCESS, OF_A_KEPT_PAIR = 5e8, 40

HEAD = ["glass", "source", "particles", "structures", "minima, about", "pairs", "near ones"]


class Cost(NamedTuple):
    """What something takes.

    Attributes
    ----------
    core_seconds : float
        On one core.
    memory : float
        Of its largest process, bytes.
    disk : float
        Of what it leaves, bytes.
    """

    core_seconds: float = 0.0
    memory: float = OF_A_PROCESS
    disk: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":  # type: ignore[override]
        """Of both, one after the other."""
        return Cost(
            self.core_seconds + other.core_seconds,
            max(self.memory, other.memory),
            self.disk + other.disk,
        )


@dataclass(frozen=True)
class GlassPlan:
    """What will be done for one glass.

    Attributes
    ----------
    name, source : str
        Its name, and where its minima come from.
    particles, structures : int or None
        Particles; structures that are read or quenched. None where tables of known labels do not tell.
    minima, pairs, near : int
        About how many minima there are, all their pairs, and those that pass the filters.
    notes : tuple of str
        What a user should know of its inputs.
    cost : Cost
        Up to its table of pairs.
    seconds_per_evaluation : float
        Of a force evaluation; zero if there are none.
    """

    name: str
    source: str
    particles: int | None
    structures: int | None
    minima: int
    pairs: int
    near: int
    notes: tuple[str, ...]
    cost: Cost
    seconds_per_evaluation: float


def plan_glass(entry: GlassEntry, config: Config) -> GlassPlan:
    """Look through the inputs of one glass.

    Raises
    ------
    GlasscapeError
        When they cannot be used, or when the potential cannot be evaluated for them.
    """
    if config.known.tables:
        return _known(entry, config)
    return _made(entry, config) if entry.path is None else _read(entry.path, entry, config)


def _known(entry: GlassEntry, config: Config) -> GlassPlan:
    report = read_known(config.known, config.pairs.displacements).report
    minima, pairs = int(report["minima"]), int(report["pairs"])
    files = ", ".join(table.path for table in config.known.tables)
    cost = Cost(0.0, OF_A_PROCESS + pairs * OF_A_PAIR, pairs * OF_A_PAIR)
    return GlassPlan(entry.glass, files, None, None, minima, pairs, pairs, (), cost, 0.0)


def _read(path: str, entry: GlassEntry, config: Config) -> GlassPlan:
    began = time.perf_counter()
    with structure_files(path) as files:
        inspection = inspect(files, config.potential, config.ingest)
    if entry.transitions is not None:
        read_transition_table(Path(entry.transitions), inspection)
    reading = Cost(time.perf_counter() - began)
    first, frames = inspection.first, inspection.frames
    each = _seconds_per_evaluation(first.glass, first.positions, config)
    quenching = Cost(frames * (OF_A_QUENCH if config.ingest.quench else 1) * each)
    minima = _distinct(frames) if inspection.ordered else frames
    return _from_minima(
        entry.glass, path, first.glass.n_particles, frames, minima,
        _notes(inspection, config.potential.potential.n_species), reading + quenching, each,
    )  # fmt: skip


def _notes(inspection: Inspection, n_species: int) -> tuple[str, ...]:
    """What a user should know of structures that are read."""
    files, first = inspection.files, inspection.first
    cut = sum(len(file.incomplete) for file in files)
    missing = sum(file.missing for file in files)
    species = np.bincount(first.glass.species, minlength=n_species)
    uneven = [file.path.name for file in files if not file.even]
    size = " x ".join(f"{length:.4g}" for length in np.diag(first.glass.cell))
    shape = " tilted" if first.glass.is_tilted else ""
    return (
        f"{len(files)} {'file' if len(files) == 1 else 'files'}, cell {size}{shape}, "
        f"species {' + '.join(map(str, species))}, diameters {first.glass.diameters.min():.4g} to "
        f"{first.glass.diameters.max():.4g}",
        "transitions are counted from the order of frames" if inspection.ordered else "",
        f"no particle is of species {np.argmin(species) + 1}" if not species.all() else "",
        f"{uneven[0]}: frames are not at equal distances in time, so that none can be told to be missing"
        if uneven and inspection.ordered
        else "",
        f"{cut} frames are cut short and will be passed over" if cut else "",
        f"{missing} frames are missing by their steps or times" if missing else "",
    )


def _made(entry: GlassEntry, config: Config) -> GlassPlan:
    preparation, exploration = config.preparation, config.exploration
    n = preparation.particles
    rng = np.random.default_rng(preparation.seed)
    # `check_preparation` has seen to it
    assert config.potential.composition is not None
    glass = draw_glass(config.potential.composition, n, rng)
    each = _seconds_per_evaluation(glass, random_positions(glass, rng), config)
    quenches = exploration.trajectories * (exploration.steps // exploration.quench_every + 1)
    evaluations = (
        preparation.blocks * (preparation.steps_per_block + 1)
        + exploration.trajectories * exploration.steps
        + quenches * OF_A_QUENCH
    )
    swapping = preparation.blocks * preparation.swaps_per_particle * n * PER_SWAP
    minima = _distinct(quenches)
    cost = Cost(swapping + evaluations * each, disk=minima * n * OF_A_POSITION)
    return _from_minima(entry.glass, "made", n, quenches, minima, (), cost, each)


def _distinct(quenches: int) -> int:
    """About how many minima the quenches of trajectories find."""
    return min(quenches, max(2, round(DISTINCT * quenches)))


def _from_minima(
    name: str,
    source: str,
    n_particles: int,
    structures: int,
    minima: int,
    notes: tuple[str, ...],
    cost: Cost,
    seconds_per_evaluation: float,
) -> GlassPlan:
    """Add what follows once there are minima: their pairs, and the features of those that are near."""
    pairs = minima * (minima - 1) // 2
    near = min(pairs, NEAR * minima)
    positions = minima * n_particles * OF_A_POSITION
    screening = Cost(
        pairs * PER_SCREENED_PAIR + near * PER_PAIR,
        OF_A_PROCESS + 2.0 * positions + near * OF_A_KEPT_PAIR,
        positions + near * OF_A_PAIR,
    )
    return GlassPlan(
        name, source, n_particles, structures, minima, pairs, near, notes, cost + screening,
        seconds_per_evaluation,
    )  # fmt: skip


def _seconds_per_evaluation(glass: Glass, positions: Floats, config: Config) -> float:
    """Evaluate the potential a few times; the first time may load or compile something."""
    if config.potential.engine == "lammps":
        for program in ("lmp", "mpiexec"):
            executable(program)
    field = make_force_field(glass, config.potential)
    taken = []
    for _ in range(4):
        began = time.perf_counter()
        value = field.evaluate(positions[None])
        taken.append(time.perf_counter() - began)
    if not np.all(np.isfinite(value.energies)) or not np.all(np.isfinite(value.forces)):
        raise GlasscapeError(
            "the potential gives an energy or a force that is not finite; check its parameters"
        )
    return min(taken[1:])


@dataclass(frozen=True)
class EnsemblePlan:
    """What will be done for one ensemble.

    Attributes
    ----------
    name : str
        Its name.
    config : Config
        Its settings.
    glasses : tuple of GlassPlan
        Those whose inputs can be used.
    problems : tuple of str
        What is wrong with the others.
    """

    name: str
    config: Config
    glasses: tuple[GlassPlan, ...]
    problems: tuple[str, ...]

    @property
    def near(self) -> int:
        """About how many pairs are candidates, but for minima that paths will visit."""
        return sum(glass.near for glass in self.glasses)

    @property
    def calculations(self) -> int:
        """Exact calculations at most."""
        search = self.config.search
        asked = sum(search.pairs_in(k) for k in range(search.max_iterations + 1))
        return asked if search.intermediate_minima else min(asked, self.near)

    @property
    def cost(self) -> Cost:
        """Of the whole search if it takes all iterations."""
        search, known = self.config.search, bool(self.config.known.tables)
        slowest = max((glass.seconds_per_evaluation for glass in self.glasses), default=0.0)
        each = 0.0 if known else search.seconds_per_pair or OF_A_PATH * slowest
        iterations = search.max_iterations
        total = Cost(
            self.calculations * each
            + iterations * (PER_TRAINING + self.near * PER_PREDICTION)
            + PER_JOB * iterations * (len(self.glasses) + 10),
            disk=self.calculations * OF_AN_EXACT_PAIR + iterations * self.near * OF_A_PREDICTION,
        )
        for glass in self.glasses:
            total += glass.cost
        return total


def plan_ensemble(name: str, entries: list[GlassEntry], config: Config) -> EnsemblePlan:
    """Look through the inputs of all glasses of an ensemble; what is wrong with one does not hide others."""
    glasses: list[GlassPlan] = []
    problems: list[str] = []
    for entry in entries:
        try:
            # glasses that are made are all alike
            made_like = glasses[-1] if glasses and entry.path is None else None
            glasses.append(replace(made_like, name=entry.glass) if made_like else plan_glass(entry, config))
        except GlasscapeError as error:
            problems.append(f"glass {entry.glass}: {error}")
            if entry.path is None:
                break
    return EnsemblePlan(name, config, tuple(glasses), tuple(problems))


def describe_plan(plan: EnsemblePlan, cores: int) -> list[str]:
    """The plan as lines for a terminal, with the time that so many cores would take."""
    config, search = plan.config, plan.config.search
    target = Target.of(search.target, config.quantum.units)
    side = "below" if target.low else "above"
    potential = (
        "known labels" if config.known.tables else f"{config.potential.model}, {config.potential.engine}"
    )
    lines = [
        f"{plan.name}: {potential}; wanted are {target.name}, {target.column} {side} {target.threshold:g}",
        "",
        *_table([HEAD, *map(_row, _alike(plan.glasses))]),
        *(f"  {glass.name}: {note}" for glass in plan.glasses for note in glass.notes if note),
        *(f"  error: {problem}" for problem in plan.problems),
    ]
    if not plan.glasses:
        return lines
    counts = [search.pairs_in(k) for k in range(search.max_iterations + 1)]
    following = f"{counts[1]} pairs each" if len(set(counts[1:])) == 1 else f"{counts[1:]} pairs"
    cost = plan.cost
    return [
        *lines,
        "",
        f"  {counts[0]:,} initial pairs and up to {search.max_iterations} iterations of {following}: "
        f"{plan.calculations:,} exact calculations at most",
        f"  about {_duration(cost.core_seconds / cores)} on {cores} cores, {cost.memory / 1e9:.1f} GB of "
        f"memory for the largest job, {_size(cost.disk)} on disk",
        f"  {progress(Path('results') / plan.name, search, config.batches_in)}",
    ]


def _alike(glasses: Sequence[GlassPlan]) -> Iterator[tuple[GlassPlan, ...]]:
    """Glasses that are made alike are told in one line."""
    for _, group in groupby(glasses, lambda glass: replace(glass, name="")):
        yield tuple(group)


def _row(alike: Sequence[GlassPlan]) -> list[str]:
    glass = alike[0]
    name = glass.name if len(alike) == 1 else f"{glass.name} to {alike[-1].name}, {len(alike)} glasses"
    structures = "-" if glass.structures is None else f"{glass.structures:,}"
    particles = "-" if glass.particles is None else f"{glass.particles:,}"
    return [
        name, glass.source, particles, structures,
        f"{glass.minima:,}", f"{glass.pairs:,}", f"{glass.near:,}",
    ]  # fmt: skip


def _table(rows: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _size(number: float) -> str:
    for unit, size in (("TB", 1e12), ("GB", 1e9)):
        if number >= size:
            return f"{number / size:.1f} {unit}"
    return f"{number / 1e6:.0f} MB"


def _duration(seconds: float) -> str:
    for unit, length in (("days", 86400.0), ("hours", 3600.0), ("minutes", 60.0)):
        if seconds >= 2.0 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(seconds, 1.0):.0f} seconds"
