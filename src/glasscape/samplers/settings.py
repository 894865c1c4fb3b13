"""How liquids are sampled."""

from pydantic import Field

from glasscape.settings import Settings


class HybridMonteCarloSettings(Settings):
    """Hybrid Monte Carlo: particle exchanges and short pieces of molecular dynamics."""

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
