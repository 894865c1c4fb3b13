"""Preparation of glasses."""

from typing import Annotated, Self

from pydantic import AfterValidator, Field, PositiveFloat, model_validator

from glasscape.samplers.settings import HybridMonteCarloSettings
from glasscape.settings import Settings


def _ascending(values: list[float]) -> list[float]:
    if values[0] > values[1]:
        raise ValueError(f"[low, high] needs low <= high, not {values}")
    return values


Range = Annotated[list[PositiveFloat], Field(min_length=2, max_length=2), AfterValidator(_ascending)]


class RangeSettings(Settings):
    """Ranges from which parameters of samples that are made are drawn, for every sample anew."""

    temperature: Range | None = Field(
        None,
        description="Range [low, high] of T_f, epsilon, instead of `preparation.temperature`. Studies that "
        "run the liquids need one temperature. Empty: all samples have the same.",
    )
    density: Range | None = Field(
        None,
        description="Range [low, high] of the number of particles per unit volume, or area, instead of "
        "`potential.density`. Empty: all samples have the same.",
    )
    fraction: Range | None = Field(
        None,
        description="Range [low, high] of the fraction of species 1 in a mixture of two species. Empty: all "
        "samples have the same.",
    )

    @property
    def given(self) -> dict[str, list[float]]:
        """The ranges that are given, by the names of their parameters."""
        ranges = {"temperature": self.temperature, "density": self.density, "fraction": self.fraction}
        return {name: limits for name, limits in ranges.items() if limits is not None}

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.fraction is not None and self.fraction[1] >= 1:
            raise ValueError(f"fraction: fractions are less than 1, not {self.fraction[1]:g}")
        return self


class PreparationSettings(HybridMonteCarloSettings):
    """Preparation of glasses."""

    seed: int = Field(
        2,
        ge=0,
        le=2**31 - 1,
        description="Seed of samples that are made and of their trajectories. Every sample has its own "
        "random numbers, by its name.",
    )
    particles: int = Field(600, ge=20, le=1_000_000, description="Number of particles of a sample.")
    cooling_time: float = Field(
        20.0,
        gt=0,
        description="Time for which the equilibrated liquid is coupled to a thermostat at the temperature of "
        "exploration, sigma sqrt(m / epsilon).",
    )
    ranges: RangeSettings = Field(
        RangeSettings(),
        description="Parameters in which samples that are made differ. They are drawn uniformly from ranges, "
        "by `preparation.seed` and the name of the sample.",
    )

    @property
    def temperatures(self) -> tuple[float, float]:
        """Lowest and highest temperature T_f of the samples, epsilon."""
        low, high = self.ranges.temperature or (self.temperature, self.temperature)
        return low, high
