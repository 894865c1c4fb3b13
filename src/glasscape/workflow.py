"""Logic of the rules of the workflow: files and parameters of samples, and settings of ensembles.

`workflow/rules/common.smk` makes a `Workflow` from the config that Snakemake has read. Its methods are input
functions and params functions, or return such functions.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import BaseModel

from glasscape.campaign.config import Campaign, Sample
from glasscape.campaign.particles import ParticleStudies
from glasscape.campaign.paths import of_user
from glasscape.campaign.wildcards import InputFunction, Wildcards
from glasscape.config import all_studies, check_study, parse_campaign
from glasscape.exploration.settings import round_of, runs_before
from glasscape.files import regular_files
from glasscape.preparation.draw import common_temperature
from glasscape.structures.sources import is_address

# samples are made once and shared by all studies
SAMPLE = "results/samples/{ensemble}/{sample}"
# the relaxation time of an ensemble comes from so many: samples that are added later change no finished run
RELAXING_SAMPLES = 4
# a file that is older or newer than its record by less has not changed, s
SAME_TIME = 1.0


def one_of(names: Collection[str]) -> str:
    """A constraint of a wildcard: one of these names. Nothing matches if there are none."""
    return "|".join(map(re.escape, names)) or "(?!)"


def version(module: ModuleType, name: str) -> str:
    """A version with its name, as a parameter.

    Snakemake compares parameters as a set of values. Without names, equal versions could not be
    distinguished.
    """
    return f"{name} {getattr(module, name)}"


def growing(amount: int) -> Callable[[Wildcards, int], int]:
    """A resource that grows with every attempt at a job."""

    def grown(wildcards: Wildcards, attempt: int) -> int:
        return amount * attempt

    return grown


def unwatched(jobs: Iterable[Any], record_of: Callable[[Any], Any]) -> str | None:
    """A warning about files that no record of Snakemake describes, or None.

    A job on a cluster may end after the process that submitted it. Then nothing tells with which config its
    results were made, and Snakemake takes them for those of any config.

    Parameters
    ----------
    jobs : iterable of Job
        Jobs that are not run, because their results are there.
    record_of : callable
        The record of a file, with the time at which it was finished; None if there is no record.
    """
    found: dict[str, list[str]] = {}
    for job in jobs:
        for output in job.output:
            path = Path(str(output))
            if path.is_file():
                ended = getattr(record_of(output), "endtime", None)
                if ended is None or abs(path.stat().st_mtime - ended) > SAME_TIME:
                    found.setdefault(job.rule.name, []).append(str(output))
    if not found:
        return None
    rules = " ".join(found)
    count = sum(map(len, found.values()))
    return (
        f"files such as {next(iter(found.values()))[0]} ({count} in all) were finished or copied while no "
        "snakemake watched; if the config has changed since, compute them again, "
        f"--forcerun {rules}, or else accept them, --touch --forcerun {rules}"
    )


@dataclass(frozen=True)
class Workflow:
    """The samples of a campaign, for the rules.

    Attributes
    ----------
    campaign : Campaign
        Ensembles, their settings and their samples.
    studies : tuple of str
        Studies that are run without a target.
    """

    campaign: Campaign
    studies: tuple[str, ...]

    @classmethod
    def of_config(cls, content: dict[str, Any]) -> "Workflow":
        """The workflow of a config as Snakemake has read it.

        Raises
        ------
        ConfigError
            If the config or its sample sheet is not valid.
        """
        campaign = parse_campaign(content)
        return cls(campaign, tuple(next(iter(campaign.configs.values())).studies))

    @property
    def all_studies(self) -> list[str]:
        """Names of all studies."""
        return list(all_studies())

    @property
    def particle_studies(self) -> ParticleStudies:
        """Functions for the rules that all studies of particles share."""
        return ParticleStudies(self.campaign, all_studies())

    @property
    def ensembles(self) -> list[str]:
        """Names of all ensembles."""
        return list(self.campaign.configs)

    def checked(self, study: str) -> InputFunction:
        """An input function without files. It checks a study that is asked for as a target alone.

        Studies that the config names are checked when it is read.
        """

        def nothing(wildcards: Wildcards) -> list[str]:
            if study not in self.studies:
                check_study(all_studies()[study], self.campaign)
            return []

        return nothing

    def pages(self, rules: Collection[str]) -> list[Path]:
        """What a person opens first: pages of the studies of a run, or else their folders of figures.

        Parameters
        ----------
        rules : collection of str
            Names of the rules of the run. The rule of a study has its name.
        """
        asked = self.studies if "all" in rules else [name for name in self.all_studies if name in rules]
        found: list[Path] = []
        for study in asked:
            for folder in sorted(Path("results", study).glob("*")):
                found += sorted(folder.glob("*.html")) or [folder / "figures"]
        return [place for place in found if place.exists()]

    def setting(self, key: str) -> Callable[[Wildcards], Any]:
        """A params function: the value of a key of the config for the ensemble of the job."""

        def value(wildcards: Wildcards) -> Any:
            found = attrgetter(key)(self.campaign.configs[wildcards.ensemble])
            return found.model_dump() if isinstance(found, BaseModel) else found

        return value

    def whole_config(self, wildcards: Wildcards) -> dict[str, Any]:
        """The config of an ensemble, to be written to results."""
        return self.campaign.configs[wildcards.ensemble].model_dump(mode="json")

    def of_every_sample(self, pattern: str) -> InputFunction:
        """An input function: `pattern` for every sample of the ensemble."""

        def expand_samples(wildcards: Wildcards) -> list[str]:
            given = dict(wildcards.items())
            names = self.campaign.names(wildcards.ensemble)
            return [pattern.format(**{**given, "sample": name}) for name in names]

        return expand_samples

    # what preparation and exploration depend on

    def potential_files(self, wildcards: Wildcards) -> dict[str, str]:
        """Digests of the files that the potential names. Jobs depend on their content, not on their date."""
        return self.campaign.configs[wildcards.ensemble].potential.files

    def interaction(self, wildcards: Wildcards) -> dict[str, Any]:
        """Settings of the potential on which minima of samples that are made depend."""
        potential = self.campaign.configs[wildcards.ensemble].potential
        # only a calculator of ASE, and the reader of files, know elements
        named = potential.model == "ase" or wildcards.ensemble in self.campaign.read
        return potential.model_dump(exclude={"masses", "charges"} | (set() if named else {"elements"}))

    def exploration_of_one(self, wildcards: Wildcards) -> dict[str, Any]:
        """Settings on which one trajectory depends: all but those of the number of trajectories."""
        own = self.campaign.configs[wildcards.ensemble].exploration
        return own.model_dump(exclude={"trajectories", "new_minima"})

    def evaluated_before(self, wildcards: Wildcards) -> str | list[str]:
        """Report on the rounds before that of a trajectory. Empty if the trajectory is run in any case."""
        number = round_of(int(wildcards.run))
        if self.campaign.configs[wildcards.ensemble].exploration.new_minima is None or number == 0:
            return []
        return f"{_exploration(wildcards)}/before_round_{number}.json"

    def visited_minima_before(self, wildcards: Wildcards) -> list[str]:
        """Files with the minima visited in all rounds before a round."""
        return [f"{_exploration(wildcards)}/{run}.h5" for run in runs_before(int(wildcards.round))]

    def visited_minima(self, wildcards: Wildcards) -> list[str]:
        """Files with the minima visited by the trajectories of a sample."""
        count = self.campaign.configs[wildcards.ensemble].exploration.trajectories
        return [f"{_exploration(wildcards)}/{run}.h5" for run in range(count)]

    # runs of liquids with different velocities

    def temperature_of_liquids(self, wildcards: Wildcards) -> float:
        """Temperature of the liquids of all samples."""
        return common_temperature(self.campaign.configs[wildcards.ensemble].preparation)

    def relaxation_settings(self, wildcards: Wildcards) -> dict[str, Any]:
        """Settings on which the relaxation time depends."""
        own = self.campaign.configs[wildcards.ensemble].isoconfigurational
        return own.model_dump(include={"wave_number", "longest", "time_step"})

    def relaxation(self, wildcards: Wildcards) -> list[str]:
        """The relaxation times of the first samples. Empty if the relaxation time is given."""
        if self.campaign.configs[wildcards.ensemble].isoconfigurational.relaxation_time is not None:
            return []
        first = self.campaign.names(wildcards.ensemble)[:RELAXING_SAMPLES]
        folders = [SAMPLE.format(ensemble=wildcards.ensemble, sample=sample) for sample in first]
        return [f"{folder}/relaxation.json" for folder in folders]

    def isoconfigurational_runs(self, wildcards: Wildcards) -> list[int]:
        """Numbers of the isoconfigurational runs of a job."""
        own = self.campaign.configs[wildcards.ensemble].isoconfigurational
        return own.runs_of_jobs[int(wildcards.group)]

    # samples that are read

    def source(self, wildcards: Wildcards) -> str:
        """File, folder or archive of the structures of a sample."""
        path = self._sample(wildcards).path
        assert path is not None
        return path

    def source_files(self, wildcards: Wildcards) -> list[str]:
        """Files of a sample: those of its folder, or its archive. A prefix does not change their paths."""
        source = self.source(wildcards)
        folder = not is_address(source) and Path(source).is_dir()
        return [of_user(str(file)) for file in (regular_files(source) if folder else [source])]

    def transitions(self, wildcards: Wildcards) -> str | list[str]:
        """Table of transition counts of a sample. Empty if there is none."""
        table = self._sample(wildcards).transitions
        return [] if table is None else of_user(table)

    def _sample(self, wildcards: Wildcards) -> Sample:
        return self.campaign.sample(wildcards.ensemble, wildcards.sample)


def _exploration(wildcards: Wildcards) -> str:
    """Folder with the trajectories of a sample."""
    return f"{SAMPLE.format(ensemble=wildcards.ensemble, sample=wildcards.sample)}/exploration"
