"""How glasses are made."""

from pydantic import Field

from glasscape.settings import Settings


class PreparationSettings(Settings):
    """How glasses are made."""

    seed: int = Field(
        1,
        ge=0,
        le=2**31 - 1,
        description="Seed of glasses and their trajectories; every glass has its own stream, by name.",
    )
    particles: int = Field(600, ge=20, le=1_000_000, description="Particles of a glass.")
    temperature: float = Field(
        0.092,
        gt=0,
        description="T_f, the temperature at which the liquid is equilibrated before it is cooled, epsilon; "
        "the default suits soft spheres.",
    )
    blocks: int = Field(
        20_000,
        ge=40,
        description="Blocks of equilibration: swap Monte Carlo, then molecular dynamics. The report says "
        "whether they were enough.",
    )
    swaps_per_particle: int = Field(
        5,
        ge=0,
        le=1000,
        description="Attempted exchanges of two particles per particle and block; a potential given by "
        "LAMMPS commands needs 0.",
    )
    steps_per_block: int = Field(
        10, ge=1, le=100_000, description="Steps of molecular dynamics in a block, with new velocities."
    )
    time_step: float = Field(
        0.01, gt=0, le=0.1, description="Of molecular dynamics, sigma sqrt(m / epsilon)."
    )
    cooling_time: float = Field(
        20.0,
        gt=0,
        description="How long the equilibrated liquid is coupled to the temperature of exploration, sigma "
        "sqrt(m / epsilon).",
    )
