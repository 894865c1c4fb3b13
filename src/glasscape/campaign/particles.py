"""What the rules of all studies of particles compute, and from what.

A study of particles makes the configuration, the labels and the ceilings of every sample. The rest, from
descriptors to the scoreboard, is the same for all: `workflow/rules/particles.smk`.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from operator import attrgetter
from typing import Any

from glasscape.campaign.config import Campaign, Config, Sample, are_made
from glasscape.campaign.cost import Cost
from glasscape.campaign.study import Study, StudyPlan
from glasscape.campaign.wildcards import InputFunction, Wildcards
from glasscape.errors import ConfigError
from glasscape.learning.settings import field_of
from glasscape.particles.check import check_grid, check_masses
from glasscape.particles.settings import ALL, FEWEST_SAMPLES, STATES, ParticleStudySettings
from glasscape.preparation.draw import check_preparation, check_reaches, common_temperature


def check_liquids(study: str, config: Config) -> None:
    """Check that liquids of an ensemble can be made, and run for a study.

    Raises
    ------
    ConfigError
        If they cannot be made, if a mass is not 1, or if they have different temperatures.
    """
    check_preparation(config.potential, config.preparation)
    check_masses(study, config.potential)
    common_temperature(config.preparation)


def check_particles(
    study: str, own: ParticleStudySettings, config: Config, samples: Sequence[Sample]
) -> None:
    """Check what the grid of a study needs of the samples of an ensemble.

    Raises
    ------
    ConfigError
        If samples and folds do not fit together, if a family of models needs a library that is not installed,
        or if samples that are made are too small.
    """
    check_grid(study, own, [sample.sample for sample in samples])
    if are_made(samples):
        check_reaches(study, own.reaches, config.potential, config.preparation)


def used_settings(
    own: ParticleStudySettings, always: Collection[str], needed: Mapping[str, str], labels: Collection[str]
) -> dict[str, Any]:
    """Settings on which the labels of a study depend: some always, others if a label needs them."""
    return own.model_dump(include={*always, *(needed[label] for label in labels if label in needed)})


def grid_plan(own: ParticleStudySettings, *before: str) -> StudyPlan:
    """Plan of a study of particles: what will be computed, after the lines `before`."""
    learning = own.learning
    where = f"test samples {', '.join(learning.test)}" if learning.test else f"{learning.folds} folds"
    lines = (
        *before,
        f"labels {', '.join(own.label_names)} of species {', '.join(map(str, own.species))}",
        f"descriptors {', '.join(own.descriptors.families)} of {', '.join(own.descriptors.states)}",
        f"models {', '.join(learning.families)}, evaluated on {where}",
        *([f"models of all ensembles and times: {', '.join(own.transfer)}"] if own.transfer else []),
        "the time of models is not estimated",
    )
    return StudyPlan(lines, Cost())


class ParticleStudies:
    """Functions for the rules, given the campaign and all studies by name.

    A job without the wildcard `ensemble` is of all ensembles of its study, with the settings of the first.
    """

    def __init__(self, campaign: Campaign, studies: Mapping[str, Study]) -> None:
        self._campaign = campaign
        self._studies = studies
        self._sections = {
            name: study.settings
            for name, study in studies.items()
            if issubclass(study.settings, ParticleStudySettings)
        }

    @property
    def names(self) -> list[str]:
        """Names of all studies of particles."""
        return list(self._sections)

    def results(self, study: str) -> list[str]:
        """Scoreboards, figures and pages of a study, and scores across its ensembles."""
        names = ("scoreboard.parquet", "figures/scoreboard.png", "figures/predicted.png", "particles.html")
        own = [f"results/{study}/{ensemble}/{name}" for ensemble in self._campaign.configs for name in names]
        return own + self._transfer_results(study)

    def _transfer_results(self, study: str) -> list[str]:
        """Results of models of all ensembles and times, with the settings of the first ensemble."""
        own = next(iter(self._campaign.configs.values())).section(self._sections[study])
        if not own.transfer:
            return []
        figures = ["transfer_matrix", "transfer_times"]
        tested = [own.learning.test or self._campaign.names(name) for name in self._campaign.configs]
        if all(len(names) >= FEWEST_SAMPLES for names in tested):
            figures.append("heterogeneity")
            if own.attention:
                figures.append("attention")
        return [
            f"results/{study}/_transfer/{label}/figures/{figure}.png"
            for label in own.timed_labels
            for figure in figures
        ]

    def setting(self, key: str) -> Callable[[Wildcards], Any]:
        """A params function: the value of a key of the section of the study."""

        def value(wildcards: Wildcards) -> Any:
            return attrgetter(key)(self._own(wildcards))

        return value

    def cage(self, study: str) -> Callable[[Wildcards], dict[str, Any] | None]:
        """A params function: settings of the mean positions in cages. None if a study describes none."""

        def value(wildcards: Wildcards) -> dict[str, Any] | None:
            config = self._campaign.configs[wildcards.ensemble]
            described = config.section(self._sections[study]).descriptors
            if "cage" not in described.states:
                return None
            temperature = described.cage.temperature or common_temperature(config.preparation)
            return described.cage.model_dump() | {"temperature": temperature}

        return value

    def of_every_sample(self, name: str) -> InputFunction:
        """An input function: a file of every sample of the ensemble, or of all ensembles, one by one."""

        def paths(wildcards: Wildcards) -> list[str]:
            return [f"{folder}/{name}" for folder in self._samples(wildcards)]

        return paths

    def descriptors_of_one(self, wildcards: Wildcards) -> dict[str, Any]:
        """Settings on which one family of descriptors depends."""
        return self._own(wildcards).descriptors.of_family(wildcards.descriptors)

    def descriptors(self, wildcards: Wildcards) -> list[str]:
        """Descriptors of every sample: one family of them, or all families, sample by sample."""
        every = [str(family) for family in self._own(wildcards).descriptors.families]
        chosen = every if wildcards.descriptors in (ALL, *STATES) else [wildcards.descriptors]
        return [
            f"{folder}/descriptors/{family}.parquet"
            for folder in self._samples(wildcards)
            for family in chosen
        ]

    def sample_names(self, wildcards: Wildcards) -> list[str]:
        """Names of the samples of an ensemble, in the order of `of_every_sample`."""
        return self._campaign.names(wildcards.ensemble)

    def learning(self, wildcards: Wildcards) -> dict[str, Any]:
        """Settings on which the scores of one family depend."""
        family = field_of(wildcards.family)
        return self._own(wildcards).learning.model_dump(include={"test", "folds", "seed", family})

    def ridge(self, wildcards: Wildcards) -> dict[str, Any]:
        """Settings on which Shapley values depend."""
        return self._own(wildcards).learning.model_dump(include={"test", "seed", "ridge"})

    def scores(self, wildcards: Wildcards) -> list[str]:
        """Scores of the grid of labels, descriptors and models of an ensemble."""
        return self._of_all(wildcards, "scores")

    def predictions(self, wildcards: Wildcards) -> list[str]:
        """Predictions of all points of this grid."""
        return self._of_all(wildcards, "predictions")

    def curves(self, wildcards: Wildcards) -> list[str]:
        """Learning curves of all families of models, for one label and the first descriptors."""
        learning = self._own(wildcards).learning
        folder = f"{_ensemble(wildcards)}/models/{wildcards.label}/{learning.descriptors[0]}"
        return [f"{folder}/{family}.curve.parquet" for family in learning.families]

    def families(self, wildcards: Wildcards) -> list[str]:
        """Families of models of an ensemble."""
        return [str(family) for family in self._own(wildcards).learning.families]

    # labels of several studies

    def compared(self, ensemble: str) -> list[str]:
        """Studies whose labels of the particles of an ensemble are compared."""
        config = self._campaign.configs[ensemble]
        return [name for name in config.studies if self._studies[name].labels_particles(config)]

    def comparisons(self, wildcards: Any) -> list[str]:
        """Comparisons of the labels of every ensemble that has several studies with labels.

        Raises
        ------
        ConfigError
            If there is none.
        """
        found = [name for name in self._campaign.configs if self._comparable(name)]
        if not found:
            config = next(iter(self._campaign.configs.values()))
            labelled = [name for name, study in self._studies.items() if study.labels_particles(config)]
            raise ConfigError(
                f"no ensemble has labels of several studies; name at least two of {', '.join(labelled)} "
                f"under `studies`, one of {', '.join(self.names)} among them"
            )
        return [f"results/particles/{name}/figures/labels.png" for name in found]

    def _comparable(self, ensemble: str) -> bool:
        compared = self.compared(ensemble)
        return len(compared) > 1 and not set(self.names).isdisjoint(compared)

    def studies_compared(self, wildcards: Wildcards) -> list[str]:
        """Studies whose labels are compared, in the order of `labels_compared` for every sample."""
        return self.compared(wildcards.ensemble)

    def labels_compared(self, wildcards: Wildcards) -> list[str]:
        """Labels of all studies, sample by sample."""
        ensemble = wildcards.ensemble
        return [
            f"results/{study}/{ensemble}/samples/{sample}/labels.parquet"
            for sample in self._campaign.names(ensemble)
            for study in self.compared(ensemble)
        ]

    def configurations_compared(self, wildcards: Wildcards) -> list[str]:
        """A configuration of every sample, which knows the species of the particles."""
        ensemble = wildcards.ensemble
        study = next(name for name in self.compared(ensemble) if name in self.names)
        return [
            f"results/{study}/{ensemble}/samples/{sample}/configuration.npz"
            for sample in self._campaign.names(ensemble)
        ]

    # models of all ensembles and times together

    def transfer_ensembles(self, wildcards: Wildcards) -> dict[str, Any]:
        """Temperature, samples and labels of every ensemble, for `StatesOfEnsemble.of_params`."""
        found = {}
        for ensemble, config in self._campaign.configs.items():
            own = config.section(self._sections[wildcards.study])
            found[ensemble] = {
                "temperature": own.descriptors.cage.temperature or common_temperature(config.preparation),
                "samples": self._campaign.names(ensemble),
                "labels": [list(pair) for pair in own.timed_labels[wildcards.label].items()],
            }
        return found

    def transfer_models(self, kind: str) -> InputFunction:
        """An input function: a table of every family of models and choice of descriptors."""

        def paths(wildcards: Wildcards) -> list[str]:
            own = self._own(wildcards)
            return [
                f"results/{wildcards.study}/_transfer/{wildcards.label}/{descriptors}/{family}.{kind}.parquet"
                for descriptors in own.learning.descriptors
                for family in own.transfer
            ]

        return paths

    def scoreboards(self, wildcards: Wildcards) -> list[str]:
        """Scoreboards of all ensembles of a study, with the models of single states."""
        return [
            f"results/{wildcards.study}/{ensemble}/scoreboard.parquet" for ensemble in self._campaign.configs
        ]

    def _ensembles(self, wildcards: Wildcards) -> list[str]:
        """The ensemble of a job, or all of them."""
        own: str | None = getattr(wildcards, "ensemble", None)
        return list(self._campaign.configs) if own is None else [own]

    def _samples(self, wildcards: Wildcards) -> list[str]:
        """Folders of the samples of a job."""
        return [
            f"results/{wildcards.study}/{ensemble}/samples/{sample}"
            for ensemble in self._ensembles(wildcards)
            for sample in self._campaign.names(ensemble)
        ]

    def _own(self, wildcards: Wildcards) -> ParticleStudySettings:
        """Section of the study, of the first ensemble if a job is of all of them."""
        return self._campaign.configs[self._ensembles(wildcards)[0]].section(self._sections[wildcards.study])

    def _of_all(self, wildcards: Wildcards, kind: str) -> list[str]:
        own = self._own(wildcards)
        return [
            f"{_ensemble(wildcards)}/models/{label}/{descriptors}/{family}.{kind}.parquet"
            for label in own.label_names
            for descriptors in own.learning.descriptors
            for family in own.learning.families
        ]


def _ensemble(wildcards: Wildcards) -> str:
    return f"results/{wildcards.study}/{wildcards.ensemble}"
