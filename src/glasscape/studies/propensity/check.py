"""Checks of the config that need several sections, and the samples."""

from collections.abc import Sequence
from pathlib import Path

from glasscape.campaign.config import Config, Sample, are_made
from glasscape.campaign.particles import check_liquids, check_particles
from glasscape.errors import ConfigError
from glasscape.studies.propensity.settings import PropensitySettings


def check(config: Config, samples: Sequence[Sample]) -> None:
    """Check the settings of one ensemble.

    Raises
    ------
    ConfigError
        If the cell or a temperature is missing, if masses are not 1, if there are no runs at a time, if
        distances of bonds are those of other species, if samples cannot be made, are too small, differ
        in what has to be the same or have no file of runs, if samples and folds do not fit together, or if a
        family of models needs a library that is not installed.
    """
    own = config.section(PropensitySettings)
    for sample in samples:
        if sample.path is not None and Path(sample.path).suffix != ".npz":
            raise ConfigError(
                f"sample {sample.sample}: the study propensity needs isoconfigurational runs; give the path "
                "of an .npz file in the sample sheet, or none for samples that are made"
            )
    made = are_made(samples)
    if made:
        check_liquids("propensity", config)
        check_bonds(own, config.potential.potential.n_species)
        check_ranges(own, config)
    if samples and made != (own.cell is None):
        raise ConfigError(
            "propensity.cell: leave it out for samples that are made"
            if made
            else "propensity.cell: give the length of the cell of the samples"
        )
    if made and not set(own.times) <= set(config.isoconfigurational.times):
        raise ConfigError("propensity.times: choose among isoconfigurational.times")
    if own.transfer and not own.times:
        raise ConfigError(
            "propensity.times: give the times of the labels; propensity.learning.transfer needs them"
        )
    needed = "cage" in own.descriptors.states or bool(own.transfer)
    if samples and not made and needed and own.descriptors.cage.temperature is None:
        raise ConfigError("propensity.descriptors.cage.temperature: give the temperature of the samples")
    check_particles("propensity", own, config, samples)


def check_ranges(own: PropensitySettings, config: Config) -> None:
    """Check what samples of different density or composition exclude.

    Raises
    ------
    ConfigError
        If one relaxation time would be measured for all, or if chi_4 is asked for.
    """
    # temperatures are checked by `common_temperature`
    name = next((name for name in config.preparation.ranges.given if name != "temperature"), None)
    if name is None:
        return
    if config.isoconfigurational.relaxation_time is None:
        raise ConfigError(
            f"preparation.ranges.{name}: samples differ in their relaxation times, but one is measured for "
            "all; give isoconfigurational.relaxation_time"
        )
    if own.transfer:
        raise ConfigError(
            f"preparation.ranges.{name}: propensity.learning.transfer needs samples that are alike, because "
            "chi_4 is the variance between them; leave the range out"
        )


def check_bonds(own: PropensitySettings, kinds: int) -> None:
    """Check that bonds between all species are known, if the label `bond_breaking` needs them.

    Raises
    ------
    ConfigError
        If they are not.
    """
    if "bond_breaking" in own.labels and len(own.bonds.reach) != kinds:
        raise ConfigError(
            f"propensity.bonds: bond_breaking needs reach and exit_reach for {kinds} species, and they have "
            f"{len(own.bonds.reach)}; give a matrix with a row and a column for every species"
        )
