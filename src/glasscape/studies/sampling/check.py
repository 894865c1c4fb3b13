"""Checks of the config that need several sections, and the samples."""

from collections.abc import Sequence

from glasscape.campaign.config import Config, Sample, are_made
from glasscape.errors import ConfigError
from glasscape.potentials.models import MODELS
from glasscape.preparation.draw import check_width
from glasscape.samplers.settings import FEWEST_TO_TRAIN
from glasscape.studies.sampling.settings import CARRIED, TRAITS, SamplingSettings

# fewest measurements of a series: halves of runs are compared by their variances
FEWEST_MEASUREMENTS = 4


def check(config: Config, samples: Sequence[Sample]) -> None:
    """Check the settings of one ensemble.

    Raises
    ------
    ConfigError
        If samples are read, if there are too few of them, if the particles are too few, or if runs are too
        short for what is measured.
    """
    own = config.section(SamplingSettings)
    if samples and not are_made(samples):
        raise ConfigError(
            "the study sampling makes its own configurations; its samples are independent runs and have no "
            "path"
        )
    if len(samples) == 1:
        raise ConfigError("the study sampling needs two samples or more, which are its independent runs")
    model = MODELS[own.model]
    check_width("sampling.particles", own.particles, model.composition, model.potential)
    _check_lengths(own)


def _check_lengths(own: SamplingSettings) -> None:
    """Check that runs are long enough for what is measured."""
    chains = own.chains
    kinds = {TRAITS[name].kind for name in own.samplers}
    with_flow = sorted(name for name in own.samplers if TRAITS[name].flow)
    if with_flow and own.annealing.members < 2 * FEWEST_TO_TRAIN:
        raise ConfigError(
            f"sampling.annealing.members: {own.annealing.members} are too few to train the flow of "
            f"{with_flow[0]}; use {2 * FEWEST_TO_TRAIN} or more, or leave out {' and '.join(with_flow)}"
        )
    for key, each, needed in (
        ("sweeps_per_round", chains.sweeps_per_round, not kinds.isdisjoint({"chain", "replicas"})),
        ("steps_per_segment", chains.steps_per_segment, "dynamics" in kinds),
    ):
        if needed and chains.equilibration < each:
            raise ConfigError(
                f"sampling.chains.equilibration: {chains.equilibration} is shorter than "
                f"sampling.chains.{key}: {each}; use {each} or more"
            )
        if needed and chains.sweeps // each < FEWEST_MEASUREMENTS:
            raise ConfigError(
                f"sampling.chains.sweeps: {chains.sweeps} are {chains.sweeps // each} measurements with "
                f"sampling.chains.{key}: {each}; use {FEWEST_MEASUREMENTS * each} or more"
            )
    rounds = chains.sweeps // chains.sweeps_per_round
    if CARRIED in own.samplers and rounds < own.flow.configurations:
        raise ConfigError(
            f"sampling.flow.configurations: {own.flow.configurations} exceeds the rounds of swap-tempering, "
            f"{rounds}; use {own.flow.configurations * chains.sweeps_per_round} or more "
            "sampling.chains.sweeps, or fewer configurations"
        )
