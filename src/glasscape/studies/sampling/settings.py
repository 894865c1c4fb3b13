"""The section `sampling` of the config."""

from typing import Literal, NamedTuple, Self, get_args

from pydantic import Field, PositiveFloat, model_validator

from glasscape.potentials.models import BuiltIn
from glasscape.settings import Distinct, Settings

SamplerName = Literal[
    "molecular-dynamics",
    "local",
    "swap",
    "local-tempering",
    "swap-tempering",
    "local-annealing",
    "swap-annealing",
    "flow-annealing",
    "flow",
]


class Traits(NamedTuple):
    """How a sampler works.

    Attributes
    ----------
    kind : str
        Molecular dynamics or Monte Carlo of every temperature alone, replicas that are exchanged between
        temperatures, or a population that is cooled.
    swaps : bool
        Whether it has swap moves.
    flow : bool
        Whether a flow carries the members of its population.
    """

    kind: Literal["dynamics", "chain", "replicas", "population"]
    swaps: bool = False
    flow: bool = False


TRAITS: dict[SamplerName, Traits] = {
    "molecular-dynamics": Traits("dynamics"),
    "local": Traits("chain"),
    "swap": Traits("chain", swaps=True),
    "local-tempering": Traits("replicas"),
    "swap-tempering": Traits("replicas", swaps=True),
    "local-annealing": Traits("population"),
    "swap-annealing": Traits("population", swaps=True),
    "flow-annealing": Traits("population", flow=True),
    "flow": Traits("population", flow=True),
}
# the sampler whose configurations flows carry
CARRIED: SamplerName = "swap-tempering"


class ChainSettings(Settings):
    """Series in time: Monte Carlo, parallel tempering, molecular dynamics."""

    sweeps: int = Field(
        150_000,
        ge=400,
        description="Sweeps that are measured at every temperature: N attempted moves each, or a step of "
        "molecular dynamics.",
    )
    equilibration: int = Field(
        30_000, ge=100, description="Sweeps before. They adjust the size of displacements."
    )
    sweeps_per_round: int = Field(
        10,
        ge=1,
        le=1000,
        description="Sweeps between two measurements of the energy, and between two exchanges of replicas. "
        "`sweeps` must be four times as many or more.",
    )
    swap_fraction: float = Field(
        0.2, gt=0, lt=1, description="Fraction of the moves that are swaps, also in populations."
    )
    steps_per_segment: int = Field(
        50,
        ge=1,
        le=1000,
        description="Steps of molecular dynamics between two measurements. Each segment starts with new "
        "velocities and is accepted or rejected. `sweeps` must be four times as many or more.",
    )
    time_step: float = Field(
        0.008, gt=0, description="Time step of molecular dynamics, sigma sqrt(m / epsilon)."
    )


class AnnealingSettings(Settings):
    """Population annealing."""

    members: int = Field(
        800,
        ge=50,
        le=1_000_000,
        description="Number of members of a population. Samplers with a flow need 600 or more, to train it.",
    )
    equilibration: int = Field(
        1500,
        ge=10,
        description="Sweeps of every member at the highest temperature, from random positions. They have "
        "swap moves in all cases: a population must start in equilibrium.",
    )
    sweeps: int = Field(20, ge=1, description="Sweeps of every member after every step of temperature.")
    overlap: float = Field(
        0.93,
        gt=0,
        lt=1,
        description="Overlap of the distributions of energies before and after a step. It determines the "
        "steps of temperature.",
    )


class FlowSettings(Settings):
    """Continuous normalizing flow from each temperature to the next."""

    configurations: int = Field(
        1000,
        ge=200,
        description="Configurations of every temperature, from the sampler `swap-tempering`, that train and "
        "test a flow. Half of them trains the flow that carries the others. There is one in a round at most: "
        "`chains.sweeps` must be `chains.sweeps_per_round` times as many or more.",
    )
    nodes: int = Field(
        2, ge=1, le=20, description="Number of inverse temperatures in a step at which a flow is fitted."
    )
    quenched: int = Field(
        40,
        ge=0,
        description="Configurations that are quenched before and after the flow, to see whether it keeps "
        "their inherent structures.",
    )


class SamplingSettings(Settings):
    """Which algorithm equilibrates a liquid, and at what cost."""

    model: BuiltIn = Field("ternary-kob-andersen-2d", description="Model of the liquid.")
    particles: int = Field(43, ge=20, le=1000, description="Number of particles.")
    temperatures: list[PositiveFloat] = Field(
        [1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.25, 0.2],
        min_length=2,
        description="Temperatures, epsilon, in descending order. All samplers measure at all of them. "
        "Replicas of parallel tempering are exchanged between neighbours.",
    )
    samplers: Distinct[SamplerName] = Field(
        list(get_args(SamplerName)),
        min_length=1,
        description="Samplers that are compared. `local` and `swap` are Monte Carlo without and with swap "
        "moves, alone, as parallel tempering or as population annealing. `flow-annealing` is local "
        "population annealing with a flow in every step, `flow` the same without any move below the highest "
        "temperature.",
    )
    reference: SamplerName = Field(
        "swap-tempering",
        description="Sampler from whose energies the distance is reported. No warning uses it.",
    )
    chains: ChainSettings = Field(
        ChainSettings(), description="Series in time: Monte Carlo, parallel tempering, molecular dynamics."
    )
    annealing: AnnealingSettings = Field(AnnealingSettings(), description="Population annealing.")
    flow: FlowSettings = Field(
        FlowSettings(),
        description="Continuous normalizing flow from each temperature to the next, of which "
        "`flow_steps.parquet` tells what it changes. The flows of the samplers `flow` and `flow-annealing` "
        "do not depend on these keys.",
    )
    seed: int = Field(
        1, ge=0, le=2**31 - 1, description="Seed of all runs. Every run has its own random numbers, by name."
    )

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.temperatures != sorted(set(self.temperatures), reverse=True):
            raise ValueError("temperatures must descend")
        if self.reference not in self.samplers:
            raise ValueError(f"reference: {self.reference} is not one of the samplers")
        return self
