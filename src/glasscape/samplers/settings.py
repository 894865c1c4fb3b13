"""Settings of Monte Carlo sampling of liquids."""

from pydantic import Field

from glasscape.settings import Settings

# fewest members of a half of a population from which a flow is trained: some per coefficient of the flow
FEWEST_TO_TRAIN = 300


class HybridMonteCarloSettings(Settings):
    """Hybrid Monte Carlo: swap moves and short segments of molecular dynamics."""

    temperature: float = Field(
        0.092,
        gt=0,
        description="Temperature T_f at which the liquid is equilibrated before it is cooled, epsilon. The "
        "default suits soft spheres.",
    )
    blocks: int = Field(
        3_000,
        ge=40,
        description="Blocks of equilibration. A block is swap moves, then molecular dynamics. The report "
        "says whether the blocks were enough.",
    )
    swaps_per_particle: int = Field(
        5,
        ge=0,
        le=1000,
        description="Attempted swap moves per particle and block. Models `lammps` and `ase` need 0.",
    )
    steps_per_block: int = Field(
        30,
        ge=1,
        le=100_000,
        description="Steps of molecular dynamics in a block. Each block starts with new velocities.",
    )
    time_step: float = Field(
        0.02,
        gt=0,
        description="Time step of molecular dynamics, sigma sqrt(m / epsilon). The default suits soft "
        "spheres; Lennard-Jones mixtures need about 0.005. From 20,000 particles on, shorter steps are "
        "needed, or too much of the dynamics is rejected.",
    )
