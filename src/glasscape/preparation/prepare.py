"""Make a glass: draw its particles, equilibrate the liquid, cool it."""

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from glasscape import versions
from glasscape.arrays import Floats
from glasscape.dynamics.thermostat import couple_to_bath
from glasscape.dynamics.velocities import initial_state, thermal_velocities
from glasscape.errors import EngineError, FileError
from glasscape.files import read_arrays, write_arrays
from glasscape.forces.engine import Engine, make_engine
from glasscape.forces.force_field import ForceField
from glasscape.keys import content_key
from glasscape.minimise.quench import quench
from glasscape.potentials.models import Composition
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.draw import check_preparation, draw_glass, draw_parameters, random_positions
from glasscape.preparation.settings import PreparationSettings
from glasscape.samplers.equilibration import Equilibration, evaluate_equilibration, overlap
from glasscape.samplers.hybrid import hybrid_blocks
from glasscape.seeds import named_seed
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles

logger = logging.getLogger(__name__)

# largest force component in the first configuration, from which the dynamics can start, epsilon / sigma
START_FORCE = 1.0
# time for which these are heated, in several coupling times of the thermostat, sigma sqrt(m / epsilon)
HEATING_TIME = 5.0
# number of measurements of energy and overlap; the state is saved after each of them
SAMPLES = 200


class PreparedGlass(NamedTuple):
    """A glass, the liquid from which it was cooled, and how they were made."""

    particles: Particles
    liquid: Floats
    positions: Floats
    report: "PreparationReport"


@dataclass(frozen=True)
class PreparationReport:
    """How a glass was made.

    Attributes
    ----------
    seed : int
        Seed of the random numbers, from the seed of the config and the name of the sample.
    particles : int
        Number of particles.
    preparation_temperature, temperature : float
        T_f, and the temperature to which the glass was cooled.
    density : float
        Number of particles per unit volume, sigma^-3, or per unit area, sigma^-2.
    fractions : list of float
        Fraction of every species, before numbers of particles are rounded.
    equilibration : Equilibration
        Whether the liquid was in equilibrium at T_f.
    inherent_structure_energy : float or None
        Energy per particle of the inherent structure of the glass, epsilon. None if the quench did not
        converge.
    exchange_acceptance : float or None
        Fraction of the swap moves that were accepted. None without swap moves.
    dynamics_acceptance : float
        Fraction of the segments of molecular dynamics that were accepted.
    middle : int
        Block at which the second half begins.
    block, energy, overlap : list
        Measurements during the equilibration: number of blocks, mean potential energy per particle since the
        measurement before, and overlap. The overlap is with the beginning in the first half, and with the
        middle in the second half.
    """

    seed: int
    particles: int
    preparation_temperature: float
    temperature: float
    density: float
    fractions: list[float]
    equilibration: Equilibration
    inherent_structure_energy: float | None
    exchange_acceptance: float | None
    dynamics_acceptance: float
    middle: int
    block: list[int]
    energy: list[float]
    overlap: list[float]

    @property
    def level(self) -> int:
        """Level of the log message: a warning if the liquid is not equilibrated."""
        return logging.INFO if self.equilibration.equilibrated else logging.WARNING

    def headline(self) -> str:
        """Summary in one line."""
        state, minimum = self.equilibration, self.inherent_structure_energy
        verdict = "equilibrated" if state.equilibrated else f"NOT equilibrated: {state.reason}"
        species = f", fractions {' + '.join(f'{each:.4g}' for each in self.fractions)}"
        return (
            f"{self.particles} particles at T = {self.preparation_temperature:.4g}, density "
            f"{self.density:.4g}{species if len(self.fractions) > 1 else ''}, {self.block[-1]} blocks: "
            f"{verdict}; energy per particle {state.energy:.5f}, of the inherent structure "
            + ("unknown" if minimum is None else f"{minimum:.5f}")
        )


@dataclass
class _Equilibrating:
    """State of an equilibration."""

    particles: Particles
    positions: Floats
    # reference positions of the overlap
    reference: Floats
    rng: np.random.Generator
    exchanged: int = 0
    accepted: int = 0
    block: list[int] = field(default_factory=list)
    energy: list[float] = field(default_factory=list)
    overlap: list[float] = field(default_factory=list)

    def save(self, path: Path, identity: str) -> None:
        counts = {
            name: getattr(self, name) for name in ("exchanged", "accepted", "block", "energy", "overlap")
        }
        header = {"identity": identity, "rng": self.rng.bit_generator.state, **counts}
        particles = self.particles
        arrays: dict[str, NDArray[Any]] = {
            "header": np.array(json.dumps(header)),
            "positions": self.positions,
            "reference": self.reference,
            "diameters": particles.diameters,
            "species": particles.species,
            "cell": particles.cell.vectors,
        }
        write_arrays(path, arrays)

    @classmethod
    def load(cls, path: Path, identity: str) -> "_Equilibrating | None":
        """Read a saved state. None if it is missing, cannot be read, or belongs to another equilibration."""
        if not path.exists():
            return None
        try:
            saved = read_arrays(path)
            header = json.loads(str(saved["header"]))
            if header.pop("identity") != identity:
                return None
            rng = np.random.default_rng()
            rng.bit_generator.state = header.pop("rng")
            particles = Particles(saved["diameters"], saved["species"], Cell(saved["cell"]))
            return cls(particles, saved["positions"], saved["reference"], rng, **header)
        except (FileError, ValueError, KeyError) as error:
            logger.warning("%s cannot be read (%s); the equilibration starts again", path, error)
            return None


def prepare_glass(
    potential: PotentialSettings,
    settings: PreparationSettings,
    temperature: float,
    name: str,
    checkpoint: str | Path,
    max_force: float = 1e-8,
) -> PreparedGlass:
    """Equilibrate a liquid by hybrid Monte Carlo at T_f and cool it quickly to a glass.

    Parameters of the sample that have a range, T_f among them, are drawn first.

    Parameters
    ----------
    potential : PotentialSettings
        The potential, and its engine.
    settings : PreparationSettings
        How the glass is made.
    temperature : float
        Temperature to which it is cooled, epsilon.
    name : str
        Name of the sample. It enters the seeds of the random numbers.
    checkpoint : path
        File with the state of the equilibration. An interrupted equilibration continues from it, and the
        result is the same as without interruption. A finished equilibration is not repeated.
    max_force : float
        Tolerance of the quench that gives the energy of the inherent structure, epsilon / sigma.

    Raises
    ------
    ConfigError
        If such a glass cannot be made.
    """
    check_preparation(potential, settings)
    potential, settings = draw_parameters(potential, settings, name)
    composition = potential.composition
    # `check_preparation` has tested this
    assert composition is not None
    seed = named_seed(settings.seed, name)
    identity = _key_of_liquid(potential, settings, seed)
    checkpoint = Path(checkpoint)
    engine = make_engine(potential)
    state = _Equilibrating.load(checkpoint, identity) or _begin(engine, composition, settings, seed)
    state = _equilibrate(state, engine, settings, lambda s: s.save(checkpoint, identity))
    liquid = state.positions.copy()
    force_field = engine.force_field(state.particles)
    positions = _cool(state, force_field, settings, temperature)
    minimum = quench(engine.force_field(state.particles), positions, max_force)
    middle = _middle(state.block)
    acceptance = state.accepted / settings.blocks
    attempts = settings.blocks * settings.swaps_per_particle * settings.particles
    report = PreparationReport(
        seed=seed,
        particles=settings.particles,
        preparation_temperature=settings.temperature,
        temperature=temperature,
        density=composition.density,
        fractions=list(composition.fractions),
        equilibration=evaluate_equilibration(
            [block - state.block[middle] for block in state.block[middle + 1 :]],
            state.energy[middle + 1 :],
            state.overlap[middle + 1 :],
            acceptance,
        ),
        inherent_structure_energy=minimum.energy / settings.particles if minimum.converged else None,
        exchange_acceptance=state.exchanged / attempts if attempts else None,
        dynamics_acceptance=acceptance,
        middle=state.block[middle],
        block=state.block,
        energy=state.energy,
        overlap=state.overlap,
    )
    return PreparedGlass(state.particles, liquid, positions, report)


def _key_of_liquid(potential: PotentialSettings, settings: PreparationSettings, seed: int) -> str:
    """Key of everything that the equilibrated liquid of a sample depends on, with its drawn parameters."""
    return content_key(
        {
            "version": versions.PREPARATION,
            "engine": potential.engine,
            "potential": potential.potential.identity,
            "files": potential.files,
            "density": potential.density,
            "fractions": potential.fractions,
            "seed": seed,
            "particles": settings.particles,
            "temperature": float(settings.temperature),
            "blocks": settings.blocks,
            "swaps_per_particle": settings.swaps_per_particle,
            "steps_per_block": settings.steps_per_block,
            "time_step": float(settings.time_step),
        }
    )


def _middle(blocks: Sequence[int]) -> int:
    """Index of the measurement at which the second half of an equilibration starts."""
    return int(np.searchsorted(blocks, blocks[-1] / 2))


def _begin(
    engine: Engine, composition: Composition, settings: PreparationSettings, seed: int
) -> _Equilibrating:
    rng = np.random.default_rng(seed)
    particles = draw_glass(composition, settings.particles, rng)
    start = thermal_positions(engine, particles, settings.temperature, settings.time_step, rng)
    return _Equilibrating(particles, start, start, rng)


def thermal_positions(
    engine: Engine, particles: Particles, temperature: float, time_step: float, rng: np.random.Generator
) -> Floats:
    """Positions of a liquid that was heated from a random minimum, shape (N, 3).

    Hybrid Monte Carlo starts from them. It could not leave the minimum of a large sample: there, the error in
    the total energy of a segment grows with N, while in a liquid it grows with its square root.

    Parameters
    ----------
    engine : Engine
        Computes the forces.
    particles : Particles
        The particles.
    temperature : float
        Temperature of the liquid, epsilon.
    time_step : float
        Time step of molecular dynamics, sigma sqrt(m / epsilon).
    rng : Generator
        Generator of random numbers.

    Raises
    ------
    EngineError
        If there are none at this density.
    """
    force_field = engine.force_field(particles)
    start = quench(force_field, random_positions(particles, rng), START_FORCE)
    if not start.converged:
        raise EngineError("no first configuration without overlaps was found; lower the density")
    state = initial_state(force_field, start.positions, thermal_velocities(particles, temperature, rng))
    return couple_to_bath(force_field, state, temperature, time_step, HEATING_TIME).positions


def _equilibrate(
    state: _Equilibrating,
    engine: Engine,
    settings: PreparationSettings,
    save: Callable[[_Equilibrating], None],
) -> _Equilibrating:
    count = min(SAMPLES, settings.blocks)
    stops = [settings.blocks * k // count for k in range(1, count + 1)]
    middle = stops[_middle(stops)]
    done = state.block[-1] if state.block else 0
    with tqdm(None, "equilibrate", settings.blocks, initial=done, unit="block", disable=None) as progress:
        for stop in (stop for stop in stops if stop > done):
            blocks = hybrid_blocks(state.particles, state.positions, stop - done, engine, settings, state.rng)
            state.particles, state.positions = blocks.particles, blocks.particles.cell.wrap(blocks.positions)
            state.exchanged += blocks.exchanged
            state.accepted += blocks.accepted
            state.block.append(stop)
            state.energy.append(blocks.energies.mean() / settings.particles)
            state.overlap.append(overlap(state.reference, state.positions, state.particles.cell))
            if stop == middle:
                state.reference = state.positions
            progress.update(stop - done)
            done = stop
            save(state)
    return state


def _cool(
    state: _Equilibrating, force_field: ForceField, settings: PreparationSettings, temperature: float
) -> Floats:
    """Cool the liquid with a thermostat. Returns positions, shape (N, 3)."""
    velocities = thermal_velocities(state.particles, settings.temperature, state.rng)
    start = initial_state(force_field, state.positions, velocities)
    return couple_to_bath(
        force_field, start, temperature, settings.time_step, settings.cooling_time
    ).positions
