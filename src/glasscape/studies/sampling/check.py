"""Checks of the config that need several sections, and the samples."""

import math
from collections.abc import Sequence

from glasscape.campaign.config import Config, Sample
from glasscape.errors import ConfigError
from glasscape.potentials.models import MODELS
from glasscape.studies.sampling.settings import SamplingSettings


def check(config: Config, samples: Sequence[Sample]) -> None:
    """Check the settings of one ensemble.

    Raises
    ------
    ConfigError
        If samples are read, if there are too few of them, or if the particles are too few.
    """
    own = config.section(SamplingSettings)
    if samples and samples[0].path is not None:
        raise ConfigError(
            "the study sampling makes its own configurations; its samples are independent runs and have no "
            "path"
        )
    if len(samples) == 1:
        raise ConfigError("the study sampling needs two samples or more, which are its independent runs")
    model = MODELS[own.model]
    composition = model.composition
    reach = model.potential.interaction_range(composition.largest)
    if composition.cell(own.particles).width < 2.0 * reach:
        fewest = math.ceil(composition.density * (2.0 * reach) ** composition.dimensions)
        raise ConfigError(
            f"sampling.particles: {own.particles} particles would interact with their own periodic images; "
            f"use {fewest} or more"
        )
