"""Checks that concern several sections of the config together."""

from collections.abc import Sequence

from glasscape.campaign.config import Config, Sample
from glasscape.errors import ConfigError
from glasscape.studies.two_level_systems.lookup.settings import LABELS
from glasscape.studies.two_level_systems.settings import TwoLevelSystemsSettings


def check(config: Config, samples: Sequence[Sample]) -> None:
    """Check the settings of one ensemble, whose samples are given.

    Raises
    ------
    ConfigError
        Naming the key that is wrong.
    """
    own = config.section(TwoLevelSystemsSettings)
    _check_units(config, own)
    if own.lookup.tables:
        _check_lookup(own, samples)


def _check_lookup(own: TwoLevelSystemsSettings, samples: Sequence[Sample]) -> None:
    """Check that nothing else is given where tables of labels stand in for samples."""
    for sample in samples:
        if sample.path is not None:
            raise ConfigError(
                "two_level_systems.lookup.tables: stands in for minima, but the sample sheet gives sample "
                f"{sample.sample!r} a path; remove one of them"
            )
    if len(samples) > 1:
        raise ConfigError(
            "two_level_systems.lookup.tables: holds all samples of an ensemble, which needs one line in the "
            "sample sheet"
        )
    if own.search.target.column not in LABELS:
        raise ConfigError(
            f"two_level_systems.search.target.column: tables of labels have no {own.search.target.column}"
        )


def _check_units(config: Config, own: TwoLevelSystemsSettings) -> None:
    """Check that potential, substance and thresholds are in the same units."""
    potential, substance = config.potential, own.quantum.substance
    if potential.units == "metal" and substance not in ("metal", "custom"):
        raise ConfigError(
            f"two_level_systems.quantum.substance: {substance} has reduced units, but potential.units are "
            "metal; set it to metal or custom"
        )
    if substance == "metal" and potential.units != "metal" and potential.model != "ase":
        raise ConfigError(
            "two_level_systems.quantum.substance: metal has eV and angstrom, but the potential has reduced "
            "units; set it to argon, NiP or custom"
        )
    if own.lookup.tables:
        return
    if substance == "metal" and potential.masses is None:
        raise ConfigError(
            "potential.masses: two_level_systems.quantum.substance metal needs the mass of each species, in u"
        )
    limit, target = own.pairs.max_energy_difference, own.search.target
    thresholds = {"quantum.splitting_threshold": own.quantum.splitting_threshold}
    if target.column == "quantum_splitting" and target.side == "low":
        thresholds["search.target.threshold"] = target.threshold
    for key, value in thresholds.items():
        # splittings are about as large as energy differences or larger, so that hardly a pair would be above
        if value is not None and value > limit:
            raise ConfigError(
                f"two_level_systems.{key}: {value:g} epsilon is above pairs.max_energy_difference, "
                f"{limit:g}, so that nearly every double well would be a target; is it in another unit?"
            )
