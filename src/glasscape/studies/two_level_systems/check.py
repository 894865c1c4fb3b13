"""Checks of the config that involve several sections."""

from collections.abc import Sequence

from glasscape.campaign.config import Config, Sample
from glasscape.errors import ConfigError
from glasscape.learning.check import check_libraries
from glasscape.studies.two_level_systems.lookup.settings import LABELS
from glasscape.studies.two_level_systems.search.settings import SPLITTING
from glasscape.studies.two_level_systems.settings import TwoLevelSystemsSettings


def check(config: Config, samples: Sequence[Sample]) -> None:
    """Check the settings of one ensemble.

    Parameters
    ----------
    config : Config
        Settings of the ensemble.
    samples : sequence of Sample
        Its samples.

    Raises
    ------
    ConfigError
        If a setting is wrong; the message names its key.
    """
    own = config.section(TwoLevelSystemsSettings)
    _check_units(config, own)
    _check_target(own)
    _check_isotopes(config, own)
    check_libraries("two_level_systems", [*own.learning.families, own.learning.stack or ""])
    if own.lookup.tables:
        _check_lookup(own, samples)


def _check_target(own: TwoLevelSystemsSettings) -> None:
    """Check that the target is known for all double wells, and has zero-point energy if that counts."""
    column = own.search.target.column
    if own.quantum.counts_zero_point:
        if column != SPLITTING:
            raise ConfigError(
                f"two_level_systems.search.target.column: {column} has no zero-point energy; set it to "
                f"{SPLITTING}, or two_level_systems.quantum.zero_point to none"
            )
    elif column != SPLITTING and column in _vibrational():
        raise ConfigError(
            f"two_level_systems.search.target.column: {column} is known for two-level systems only unless "
            "two_level_systems.quantum.zero_point is adiabatic"
        )


def _vibrational() -> set[str]:
    """Columns that are known where vibrations were computed."""
    # imported late, because tables are slow to import and every job reads the config
    from glasscape.studies.two_level_systems.exact.tables import VIBRATIONAL

    return {column.name for column in VIBRATIONAL}


def _check_isotopes(config: Config, own: TwoLevelSystemsSettings) -> None:
    """Check that every composition of isotopes has a mass for every species."""
    species = config.potential.potential.n_species
    for masses in own.isotopes:
        if len(masses) != species:
            raise ConfigError(
                f"two_level_systems.isotopes: {masses} has {len(masses)} masses, but the potential has "
                f"{species} species; give one mass for every species"
            )


def _check_lookup(own: TwoLevelSystemsSettings, samples: Sequence[Sample]) -> None:
    """Check an ensemble whose labels come from tables."""
    for sample in samples:
        if sample.path is not None:
            raise ConfigError(
                "two_level_systems.lookup.tables: tables of labels replace minima, but the sample sheet has "
                f"a path for sample {sample.sample!r}; remove one of them"
            )
    if len(samples) > 1:
        raise ConfigError(
            "two_level_systems.lookup.tables: the tables hold all samples of an ensemble, so the ensemble "
            "needs exactly one line in the sample sheet"
        )
    if own.quantum.counts_zero_point:
        raise ConfigError(
            "two_level_systems.quantum.zero_point: tables of labels have no vibrations; set it to none"
        )
    if own.search.target.column not in LABELS:
        raise ConfigError(
            f"two_level_systems.search.target.column: tables of labels have no {own.search.target.column}"
        )


def _check_units(config: Config, own: TwoLevelSystemsSettings) -> None:
    """Check that the potential, the substance and the thresholds have the same units."""
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
        # hardly any splitting is above the largest energy difference, so such a threshold is an error
        if value is not None and value > limit:
            raise ConfigError(
                f"two_level_systems.{key}: {value:g} epsilon is above "
                f"two_level_systems.pairs.max_energy_difference, {limit:g}, so nearly every double well "
                "would be a target; check its unit"
            )
