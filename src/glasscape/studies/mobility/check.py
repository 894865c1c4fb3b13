"""Checks of the config that need several sections, and the samples."""

from collections.abc import Sequence
from pathlib import Path

from glasscape.campaign.config import Config, Sample, are_made
from glasscape.campaign.particles import check_liquids, check_particles
from glasscape.errors import ConfigError
from glasscape.structures.sources import is_address, is_archive
from glasscape.studies.mobility.settings import MobilitySettings
from glasscape.trajectories.settings import WAVELET_REACH, is_multiple


def check(config: Config, samples: Sequence[Sample]) -> None:
    """Check the settings of one ensemble.

    Raises
    ------
    ConfigError
        If samples cannot be made, are too small, have masses other than 1 or different temperatures, if the
        interval of frames is missing, if a sample is no file, if trajectories are too short for the labels,
        if samples and folds do not fit together, or if a family of models needs a library that is not
        installed.
    """
    own = config.section(MobilitySettings)
    if not own.label_names:
        raise ConfigError("mobility.measures: give scales for wavelet, or times for displacement")
    made = are_made(samples)
    if made:
        check_liquids("mobility", config)
        check_durations(own, own.trajectories.half_time, "mobility.trajectories.half_time")
    _check_interval(own)
    if samples and made != (own.frame_interval is None):
        raise ConfigError(
            "mobility.frame_interval: leave it out for samples that are made; theirs is "
            "mobility.trajectories.interval"
            if made
            else "mobility.frame_interval: give the time between two frames of the samples"
        )
    for sample in samples:
        if sample.path is not None and not is_address(sample.path):
            path = Path(sample.path)
            if path.is_dir() or (path.is_file() and is_archive(path)):
                raise ConfigError(
                    f"sample {sample.sample}: {path} is a folder or an archive; the study mobility needs one "
                    "file with all frames of a trajectory"
                )
    if samples and not made and "cage" in own.descriptors.states and own.descriptors.cage.temperature is None:
        raise ConfigError("mobility.descriptors.cage.temperature: give the temperature of the samples")
    check_particles("mobility", own, config, samples)


def check_durations(own: MobilitySettings, half: float, what: str) -> None:
    """Check that trajectories are long enough for the labels.

    Parameters
    ----------
    own : MobilitySettings
        The labels.
    half : float
        Time before and after the central frame, sigma sqrt(m / epsilon).
    what : str
        What this time is called.

    Raises
    ------
    ConfigError
        If a label needs a longer time.
    """
    if own.hops.resolution > half:
        raise ConfigError(f"mobility.hops.resolution: {own.hops.resolution:g} exceeds {what}, {half:g}")
    for time in own.times if "displacement" in own.measures else ():
        if time > half:
            raise ConfigError(f"mobility.times: {time:g} exceeds {what}, {half:g}")
    for scale in own.scales if "wavelet" in own.measures else ():
        if WAVELET_REACH * scale > half:
            raise ConfigError(f"mobility.scales: {WAVELET_REACH:g} times {scale:g} exceeds {what}, {half:g}")


def _check_interval(own: MobilitySettings) -> None:
    """Check that labels can be measured with the frames of the trajectories."""
    interval = own.frame_interval or own.trajectories.interval
    for time in own.times if "displacement" in own.measures else ():
        if not is_multiple(time, interval):
            raise ConfigError(
                f"mobility.times: {time:g} is no multiple of the time between two frames, {interval:g}; "
                "change one of them"
            )
    for scale in own.scales if "wavelet" in own.measures else ():
        if scale < 2.0 * interval:
            raise ConfigError(
                f"mobility.scales: {scale:g} is below twice the time between two frames, {interval:g}; "
                "leave it out, or record frames more often"
            )
