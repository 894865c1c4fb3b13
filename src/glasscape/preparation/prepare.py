"""Make a glass: draw its particles, equilibrate the liquid, cool it."""

import hashlib
import json
import logging
import math
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from glasscape import versions
from glasscape.dynamics.quench import quench
from glasscape.errors import EngineError
from glasscape.files import atomic_path
from glasscape.forces.engine import make_force_field
from glasscape.forces.forcefield import begin_motion
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.draw import (
    check_preparation,
    draw_glass,
    named_seed,
    random_positions,
    thermal_velocities,
)
from glasscape.preparation.equilibration import Equilibration, judge_equilibration, overlap
from glasscape.preparation.hybrid import hybrid_blocks
from glasscape.preparation.settings import PreparationSettings
from glasscape.structures.cell import wrapped
from glasscape.structures.glass import Glass

logger = logging.getLogger(__name__)

# forces in the first configuration stay below this, so that the dynamics can start, epsilon / sigma
START_FORCE = 1.0
# samples of energy and overlap, after each of which the state is saved
SAMPLES = 200
# time in which the heat bath takes or gives most of the excess energy, sigma sqrt(m / epsilon)
COUPLING_TIME = 1.0
COOLING_STEPS = 10


class PreparedGlass(NamedTuple):
    """A glass and how it was made."""

    glass: Glass
    positions: NDArray[np.float64]
    report: "PreparationReport"


@dataclass(frozen=True)
class PreparationReport:
    """How a glass was made.

    Attributes
    ----------
    seed : int
        Seed of its random numbers, made from the seed of the config and the name.
    particles : int
        N.
    preparation_temperature, temperature : float
        T_f, and the temperature to which the glass was cooled.
    equilibration : Equilibration
        Whether the liquid was in equilibrium at T_f.
    inherent_structure_energy : float or None
        Energy per particle of the inherent structure of the glass, epsilon; None when the quench did not
        converge.
    exchange_acceptance : float or None
        Part of the attempted exchanges that were accepted; None without exchanges.
    dynamics_acceptance : float
        Part of the pieces of molecular dynamics that were accepted.
    middle : int
        Block at which the second half begins.
    block, energy, overlap : list
        Samples of the equilibration: blocks done, mean potential energy per particle since the sample
        before, and overlap with the beginning, in the second half with the middle.
    """

    seed: int
    particles: int
    preparation_temperature: float
    temperature: float
    equilibration: Equilibration
    inherent_structure_energy: float | None
    exchange_acceptance: float | None
    dynamics_acceptance: float
    middle: int
    block: list[int]
    energy: list[float]
    overlap: list[float]

    def as_dict(self) -> dict[str, Any]:
        """Content for a JSON report."""
        return asdict(self)

    @property
    def level(self) -> int:
        """How loud a log should be about it."""
        return logging.INFO if self.equilibration.equilibrated else logging.WARNING

    def headline(self) -> str:
        """One line that says what happened."""
        state, minimum = self.equilibration, self.inherent_structure_energy
        verdict = "equilibrated" if state.equilibrated else f"NOT equilibrated: {state.reason}"
        return (
            f"{self.particles} particles at T = {self.preparation_temperature}, {self.block[-1]} blocks: "
            f"{verdict}; energy per particle {state.energy:.5f}, of the inherent structure "
            + ("unknown" if minimum is None else f"{minimum:.5f}")
        )


@dataclass
class _State:
    """An equilibration under way."""

    glass: Glass
    positions: NDArray[np.float64]
    # positions with which the overlap is taken
    reference: NDArray[np.float64]
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
        arrays = {"positions": self.positions, "reference": self.reference, **vars(self.glass)}
        with atomic_path(path) as temporary:
            np.savez(temporary, header=json.dumps(header), **arrays)

    @classmethod
    def load(cls, path: Path, identity: str) -> "_State | None":
        """The saved state, or None when there is none of this equilibration that can be read."""
        try:
            with np.load(path, allow_pickle=False) as saved:
                header = json.loads(str(saved["header"]))
                if header.pop("identity") != identity:
                    return None
                rng = np.random.default_rng()
                rng.bit_generator.state = header.pop("rng")
                glass = Glass(saved["diameters"], saved["species"], saved["cell"])
                return cls(glass, saved["positions"], saved["reference"], rng, **header)
        except FileNotFoundError:
            return None
        except (EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
            logger.warning("%s cannot be read (%s); the equilibration begins anew", path, error)
            return None


def prepare_glass(
    potential: PotentialSettings,
    settings: PreparationSettings,
    temperature: float,
    name: str,
    checkpoint: str | Path,
) -> PreparedGlass:
    """Make a glass by swap Monte Carlo and molecular dynamics at T_f and cool it quickly.

    Parameters
    ----------
    potential : PotentialSettings
        The model glass.
    settings : PreparationSettings
        How it is made.
    temperature : float
        Temperature to which it is cooled, epsilon.
    name : str
        Name of the glass, which makes its random numbers its own.
    checkpoint : path
        File in which the state of the equilibration is saved on the way and in the end. One that was
        interrupted goes on from there and ends as if it had not been; one that is finished is only cooled.

    Raises
    ------
    ConfigError
        When such a glass cannot be made.
    """
    check_preparation(potential, settings)
    seed = named_seed(settings.seed, name)
    liquid = settings.model_dump_json(exclude={"cooling_time"})
    interaction = potential.model_dump_json(exclude={"masses"})
    content = f"{versions.PREPARATION} {interaction} {potential.files} {liquid} {seed}"
    identity = hashlib.sha256(content.encode()).hexdigest()
    checkpoint = Path(checkpoint)
    state = _State.load(checkpoint, identity) or _begin(potential, settings, seed)
    state = _equilibrate(state, potential, settings, lambda s: s.save(checkpoint, identity))
    positions = _cool(state, potential, settings, temperature)
    minimum = quench(make_force_field(state.glass, potential), positions)
    middle = _middle(state.block)
    acceptance = state.accepted / settings.blocks
    attempts = settings.blocks * settings.swaps_per_particle * settings.particles
    report = PreparationReport(
        seed=seed,
        particles=settings.particles,
        preparation_temperature=settings.temperature,
        temperature=temperature,
        equilibration=judge_equilibration(
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
    return PreparedGlass(state.glass, positions, report)


def _middle(blocks: Sequence[int]) -> int:
    """Index of the sample at which the second half of an equilibration begins."""
    return int(np.searchsorted(blocks, blocks[-1] / 2))


def _begin(potential: PotentialSettings, settings: PreparationSettings, seed: int) -> _State:
    rng = np.random.default_rng(seed)
    # `check_preparation` has seen to it
    assert potential.composition is not None
    glass = draw_glass(potential.composition, settings.particles, rng)
    field = make_force_field(glass, potential)
    start = quench(field, random_positions(glass, rng), START_FORCE)
    if not start.converged:
        raise EngineError(
            "no configuration without overlaps was found to start from; lower potential.density"
        )
    return _State(glass, start.positions, start.positions, rng)


def _equilibrate(
    state: _State,
    potential: PotentialSettings,
    settings: PreparationSettings,
    save: Callable[[_State], None],
) -> _State:
    count = min(SAMPLES, settings.blocks)
    stops = [settings.blocks * k // count for k in range(1, count + 1)]
    middle = stops[_middle(stops)]
    done = state.block[-1] if state.block else 0
    with tqdm(None, "equilibrate", settings.blocks, initial=done, unit="block", disable=None) as progress:
        for stop in (stop for stop in stops if stop > done):
            blocks = hybrid_blocks(state.glass, state.positions, stop - done, potential, settings, state.rng)
            state.glass, state.positions = blocks.glass, wrapped(blocks.positions, blocks.glass.cell)
            state.exchanged += blocks.exchanged
            state.accepted += blocks.accepted
            state.block.append(stop)
            state.energy.append(blocks.potential_energy / settings.particles)
            state.overlap.append(overlap(state.reference, state.positions, state.glass.cell))
            if stop == middle:
                state.reference = state.positions
            progress.update(stop - done)
            done = stop
            save(state)
    return state


def _cool(
    state: _State, potential: PotentialSettings, settings: PreparationSettings, temperature: float
) -> NDArray[np.float64]:
    """Couple to a heat bath: Berendsen et al., J. Chem. Phys. 81, 3684 (1984)."""
    force_field = make_force_field(state.glass, potential)
    velocities = thermal_velocities(settings.particles, settings.temperature, state.rng)
    motion = begin_motion(force_field, state.positions, velocities)
    pieces = math.ceil(settings.cooling_time / (COOLING_STEPS * settings.time_step))
    for _ in tqdm(range(pieces), "cool", disable=None):
        relax = COOLING_STEPS * settings.time_step / COUPLING_TIME
        scale = math.sqrt(1.0 + relax * (temperature / motion.temperature - 1.0))
        motion = force_field.advance(
            motion._replace(velocities=scale * motion.velocities), settings.time_step, COOLING_STEPS
        )
    return motion.positions
