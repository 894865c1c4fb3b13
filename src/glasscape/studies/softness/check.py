"""Checks of the config that need several sections, and the samples."""

from collections.abc import Sequence

from glasscape.campaign.config import Config, Sample, are_made
from glasscape.campaign.particles import check_particles
from glasscape.errors import ConfigError
from glasscape.preparation.draw import check_preparation
from glasscape.studies.softness.settings import SoftnessSettings


def check(config: Config, samples: Sequence[Sample]) -> None:
    """Check the settings of one ensemble.

    Raises
    ------
    ConfigError
        If samples cannot be made, are too small or are no tight minima, if samples and folds do not fit
        together, or if a family of models needs a library that is not installed.
    """
    if are_made(samples):
        check_preparation(config.potential, config.preparation)
    if samples:
        _check_minima(config.minima.max_force)
    check_particles("softness", config.section(SoftnessSettings), config, samples)


def _check_minima(max_force: float) -> None:
    """Check that minima are tight enough for normal modes."""
    # imported late, because modes are slow to import and every job reads the config
    from glasscape.modes.softness import MAX_FORCE

    if max_force > MAX_FORCE:
        raise ConfigError(
            f"minima.max_force: {max_force:g} is too large for the study softness, which needs "
            f"{MAX_FORCE:g} or less"
        )
