"""Checks of the settings of a study of particles against its samples."""

from collections.abc import Mapping, Sequence

import numpy as np

from glasscape.descriptors.settings import SETTINGS_OF_FAMILY
from glasscape.errors import ConfigError
from glasscape.learning.check import check_libraries
from glasscape.particles.settings import ALL, ParticleLearningSettings, ParticleStudySettings
from glasscape.potentials.settings import PotentialSettings


def check_transfer(
    section: str, settings: Mapping[str, ParticleStudySettings], samples: Mapping[str, Sequence[str]]
) -> None:
    """Check that models of several ensembles have the same data and settings in all of them, and all folds.

    Parameters
    ----------
    section : str
        Name of the section of the config.
    settings : mapping of str to ParticleStudySettings
        Its content for every ensemble.
    samples : mapping of str to sequence of str
        Names of the samples of every ensemble.

    Raises
    ------
    ConfigError
        If labels, descriptors or settings of the models differ, or if a fold leaves an ensemble without test
        or training samples.
    """
    if not any(each.transfer for each in settings.values()):
        return
    (first, own), *others = settings.items()
    for name, other in others:
        for key, one, two in (
            ("learning", own.learning, other.learning),
            ("descriptors", *(each.descriptors.model_dump(exclude={"cage"}) for each in (own, other))),
            ("labels", own.timed_labels, other.timed_labels),
            ("species", own.species, other.species),
        ):
            if one != two:
                raise ConfigError(
                    f"ensembles.{name}.{section}: {key} must be as in the ensemble {first}, because "
                    f"{section}.learning.transfer trains models of all ensembles"
                )
    # with the same names, folds have samples of all ensembles
    if len(set(map(frozenset, samples.values()))) > 1:
        _check_folds(section, own.learning, samples)


def _check_folds(
    section: str, learning: ParticleLearningSettings, samples: Mapping[str, Sequence[str]]
) -> None:
    """Check that all ensembles have training and test samples in every fold of names of samples."""
    # imported late, because scikit-learn is slow to import and every job reads the config
    from glasscape.particles.evaluate import splits_of

    names = np.unique(np.concatenate([np.array(each) for each in samples.values()]))
    for _, outer in splits_of(names, learning.test, learning.folds, learning.seed):
        test = set(names[outer])
        for ensemble, own in samples.items():
            for side, found in (("training", set(own) - test), ("test", test.intersection(own))):
                if not found:
                    raise ConfigError(
                        f"{section}.learning.transfer: a fold has no {side} sample of the ensemble "
                        f"{ensemble}; give samples the same names in all ensembles, or use fewer folds"
                    )


def check_masses(section: str, potential: PotentialSettings) -> None:
    """Check that the dynamics of samples that are made has the masses of the potential.

    Parameters
    ----------
    section : str
        Name of the section of the config.
    potential : PotentialSettings
        The potential.

    Raises
    ------
    ConfigError
        If a mass is not 1.
    """
    if set(potential.masses or ()) - {1.0}:
        raise ConfigError(
            f"potential.masses: the study {section} measures molecular dynamics, in which all masses are 1; "
            "leave them out of its config"
        )


def check_grid(section: str, settings: ParticleStudySettings, samples: Sequence[str]) -> None:
    """Check which models are trained on what.

    Parameters
    ----------
    section : str
        Name of the section of the config.
    settings : ParticleStudySettings
        Its content.
    samples : sequence of str
        Names of the samples.

    Raises
    ------
    ConfigError
        If samples and folds do not fit together, if descriptors are learnt from that are not computed, or if
        a family of models needs a library that is not installed.
    """
    learning = settings.learning
    check_libraries(section, [*learning.families, *settings.transfer])
    described = settings.descriptors
    absent = set(learning.descriptors) - {ALL, *described.families, *described.states}
    if absent:
        raise ConfigError(
            f"{section}.learning.descriptors: {min(absent)} is not in {section}.descriptors.families or "
            f"{section}.descriptors.states"
        )
    empty = set(learning.descriptors).intersection(described.states) - {"inherent"}
    if empty and not any("states" in SETTINGS_OF_FAMILY[family] for family in described.families):
        raise ConfigError(
            f"{section}.learning.descriptors: {min(empty)} has no descriptors, because the families "
            f"{', '.join(described.families)} describe inherent structures alone; add a family"
        )
    if not samples:
        return
    unknown = [name for name in learning.test if name not in samples]
    if unknown:
        raise ConfigError(f"{section}.learning.test: {unknown[0]!r} is not in the sample sheet")
    if not learning.test and learning.folds > len(samples):
        raise ConfigError(
            f"{section}.learning.folds: {learning.folds} folds of whole samples need as many samples; there "
            f"are {len(samples)}"
        )
    if set(samples) == set(learning.test):
        raise ConfigError(f"{section}.learning.test: names all samples; leave some for training")
