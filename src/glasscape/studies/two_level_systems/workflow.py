"""Inputs, parameters and targets of the rules of the search."""

import math
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from snakemake.io import local
from snakemake.logging import logger

from glasscape.campaign.config import Campaign, Config
from glasscape.files import read_json
from glasscape.studies.two_level_systems.search.batches import batches_in
from glasscape.studies.two_level_systems.search.progress import Redone, progress
from glasscape.studies.two_level_systems.settings import TwoLevelSystemsSettings
from snakemake_logger_plugin_glasscape import SHOWN

SAMPLES = "results/samples"
STUDY = "two_level_systems"
RESULTS = f"results/{STUDY}"
STATISTICS = (
    "samples",
    "density",
    "levels",
    "means",
    "heat",
    "heat_time",
    "times",
    "loss",
    "strength",
    "network",
    "distributions",
    "procedures",
)
# and their categories in the report
FIGURES = {
    "found": "Search",
    "predicted_against_exact": "Search",
    "profiles": "Physics",
    "zero_point": "Physics",
    "soft_modes": "Physics",
    "coupling": "Physics",
    "samples": "Physics",
    "density": "Physics",
    "levels": "Physics",
    "heat": "Physics",
    "loss": "Physics",
    "network": "Physics",
    "distributions": "Physics",
}
SCANS = ("displacements", "labels", "trees", "features")
# main results, copied to the folder of an ensemble
PUBLISHED = (
    "defects.parquet",
    "summary.json",
    "defects.html",
    *(f"statistics/{name}.parquet" for name in STATISTICS),
    *(f"figures/{name}.{kind}" for name in FIGURES for kind in ("png", "pdf")),
)
LIBRARY = "library"
# names of ensembles cannot begin with an underscore
COMPARISON = f"{RESULTS}/_ensembles/ensembles.html"
MINIMA_FILE = "intermediate_minima.parquet"
PAIRS_FILE = "path_pairs.parquet"


class Wildcards(Protocol):
    """The wildcards of a job. A rule has only the wildcards of its outputs."""

    ensemble: str
    k: str


class Checkpoint(Protocol):
    """The interface of a checkpoint of Snakemake."""

    def get(self, **wildcards: Any) -> Any:
        """Its job, if the output exists. Otherwise Snakemake runs it and calls the input function again."""
        ...


@dataclass(frozen=True)
class Search:
    """The search for two-level systems in all ensembles, with functions for its rules.

    Attributes
    ----------
    campaign : Campaign
        Ensembles, their settings and their samples.
    """

    campaign: Campaign

    @property
    def lookups(self) -> list[str]:
        """Ensembles whose labels come from tables."""
        return [name for name in self.campaign.configs if self._own(name).lookup.tables]

    @property
    def computed(self) -> list[str]:
        """Ensembles whose labels are computed."""
        return [name for name in self.campaign.configs if not self._own(name).lookup.tables]

    def _own(self, ensemble: str) -> TwoLevelSystemsSettings:
        return self.campaign.configs[ensemble].section(TwoLevelSystemsSettings)

    def _config(self, wildcards: Wildcards) -> Config:
        return self.campaign.configs[wildcards.ensemble]

    # inputs

    def sample_files(self, name: str) -> Callable[[Wildcards], list[str]]:
        """An input function: one file of every sample of an ensemble; none if labels come from tables."""

        def files(wildcards: Wildcards) -> list[str]:
            ensemble = wildcards.ensemble
            if ensemble in self.lookups:
                return []
            return [f"{SAMPLES}/{ensemble}/{sample}/{name}" for sample in self.campaign.names(ensemble)]

        return files

    def elasticity(self, wildcards: Wildcards) -> list[str]:
        """Elasticity of every sample; none if its engine would need many evaluations for a Hessian."""
        compiled = self.campaign.configs[wildcards.ensemble].potential.engine == "compiled"
        return self.sample_files("elasticity.json")(wildcards) if compiled else []

    def minima_reports(self, wildcards: Wildcards) -> list[str]:
        """Reports on the minima of every sample."""
        if wildcards.ensemble not in self.lookups:
            return self.sample_files("minima.json")(wildcards)
        return [
            f"{RESULTS}/{wildcards.ensemble}/samples/{sample}/minima.json"
            for sample in self.campaign.names(wildcards.ensemble)
        ]

    def preparation_reports(self, wildcards: Wildcards) -> list[str]:
        """Reports on the preparation of the samples of an ensemble; none if samples were read from files."""
        made = wildcards.ensemble in self.campaign.made
        return self.sample_files("preparation.json")(wildcards) if made else []

    def lookup_tables(self, wildcards: Wildcards) -> list[str]:
        """Tables of labels of an ensemble, at the paths of the config."""
        return [local(table.path) for table in self._own(wildcards.ensemble).lookup.tables]

    def batches(self, wildcards: Wildcards) -> list[str]:
        """Exact results of iteration k, batch by batch. The config determines the number of batches."""
        return self._batches_of(wildcards.ensemble, int(wildcards.k))

    def all_batches(self, wildcards: Wildcards) -> list[str]:
        """Exact results of every iteration up to k."""
        iterations = range(int(wildcards.k) + 1)
        return [batch for k in iterations for batch in self._batches_of(wildcards.ensemble, k)]

    def batch_minima(self, wildcards: Wildcards) -> list[str]:
        """Intermediate minima of the paths of iteration k, batch by batch."""
        return [batch.replace(".parquet", ".intermediate.parquet") for batch in self.batches(wildcards)]

    def _batches_of(self, ensemble: str, k: int) -> list[str]:
        count = batches_in(self.campaign.configs[ensemble], k)
        return [f"{RESULTS}/{ensemble}/iter_{k}/exact/{batch}.parquet" for batch in range(count)]

    def all_strata(self, wildcards: Wildcards) -> list[str]:
        """Strata that the selections of all iterations up to k have left."""
        iterations = range(1, int(wildcards.k) + 1)
        return [f"{RESULTS}/{wildcards.ensemble}/iter_{k}/strata.parquet" for k in iterations]

    def models(self, wildcards: Wildcards) -> str | list[str]:
        """Folder of the models of an iteration, if it has any."""
        k = int(wildcards.k)
        return f"{RESULTS}/{wildcards.ensemble}/iter_{k}/models" if k else []

    def earlier_labels(self, wildcards: Wildcards) -> str | list[str]:
        """Labels of the previous iteration, if there is one."""
        k = int(wildcards.k)
        return f"{RESULTS}/{wildcards.ensemble}/iter_{k - 1}/labels.parquet" if k else []

    def grows(self, ensemble: str) -> bool:
        """Whether intermediate minima of paths become minima of the search."""
        return self._own(ensemble).search.intermediate_minima and ensemble not in self.lookups

    def from_paths(self, name: str, back: int) -> Callable[[Wildcards], str | list[str]]:
        """An input function: file `name` with minima or pairs from paths, `back` iterations ago, if any."""

        def file(wildcards: Wildcards) -> str | list[str]:
            k = int(wildcards.k) - back
            if k < 0 or not self.grows(wildcards.ensemble):
                return []
            return f"{RESULTS}/{wildcards.ensemble}/iter_{k}/{name}"

        return file

    # parameters

    def physics(self, wildcards: Wildcards) -> dict[str, Any]:
        """Settings that change the quantum mechanics, without those that only convert units of results."""
        return self._physics(wildcards.ensemble)

    def _physics(self, ensemble: str) -> dict[str, Any]:
        return self._own(ensemble).quantum.model_dump(exclude={"epsilon_kelvin", "sigma_angstrom"})

    def lookup(self, wildcards: Wildcards) -> dict[str, Any]:
        """Settings of the tables of labels, without the volume, on which labels do not depend."""
        return self._own(wildcards.ensemble).lookup.model_dump(exclude={"volume"})

    def selection(self, wildcards: Wildcards) -> dict[str, Any]:
        """Settings that change the choice of pairs of iteration k."""
        search = self._own(wildcards.ensemble).search
        kept = search.model_dump(include={"seed", "acquisition", "audit_part"})
        return {**kept, "pairs_per_iteration": search.pairs_in(int(wildcards.k))}

    def stopping_rules(self, wildcards: Wildcards) -> dict[str, Any]:
        """Arguments of `Rules` after iteration k."""
        own, k = self._own(wildcards.ensemble), int(wildcards.k)
        return {
            "stop_fraction": own.search.stop_fraction,
            "left_fraction": own.search.left_fraction,
            "expected": own.search.pairs_in(k),
            "fewest": own.learning.fewest,
            "last_allowed": k >= own.search.max_iterations,
        }

    def store(self, name: str) -> Callable[[Wildcards, Any], str]:
        """A params function: a store of computed results.

        Snakemake does not delete it with the outputs of a job that fails.
        """

        def folder(wildcards: Wildcards, output: Any) -> str:
            results = next(parent.parent for parent in Path(str(output[0])).parents if parent.name == STUDY)
            return str(results / name)

        return folder

    def batch_count(self, wildcards: Wildcards) -> int:
        """Number of jobs for the exact calculations of iteration k."""
        return batches_in(self._config(wildcards), int(wildcards.k))

    def batch_runtime(self, wildcards: Wildcards, attempt: int) -> int:
        """Limit of the run time in minutes, far above the expected time: pairs and machines differ."""
        return round(30 + 10 * self._own(wildcards.ensemble).search.minutes_per_batch) * attempt

    def threads(self, wildcards: Wildcards) -> int:
        """Cores of a job: one per image for the engine `lammps`, otherwise one."""
        images = self._own(wildcards.ensemble).neb.images
        return images if self._config(wildcards).potential.engine == "lammps" else 1

    def memory(self, wildcards: Wildcards, attempt: int) -> int:
        """Memory in megabytes. With the engine `lammps`, every image has its own process."""
        return (2000 + 100 * self.threads(wildcards)) * attempt

    # targets

    def results_of(self, ensemble: str, k: int) -> list[str]:
        """Results of iteration k that are published."""
        return [f"{RESULTS}/{ensemble}/iter_{k}/{name}" for name in (*PUBLISHED, LIBRARY)]

    def published(self, ensemble: str) -> list[str]:
        """Published results of an ensemble."""
        files = [f"{RESULTS}/{ensemble}/{name}" for name in (*PUBLISHED, LIBRARY)]
        if self.grows(ensemble):
            files.append(f"{RESULTS}/{ensemble}/{MINIMA_FILE}")
        return files + self._pictures(ensemble)

    def published_minima(self, wildcards: Wildcards) -> str | list[str]:
        """Published intermediate minima of an ensemble, if they are used."""
        ensemble = wildcards.ensemble
        return f"{RESULTS}/{ensemble}/{MINIMA_FILE}" if self.grows(ensemble) else []

    def _pictures(self, ensemble: str) -> list[str]:
        """Figures of the samples of an ensemble, if they are made."""
        if ensemble not in self.campaign.made or ensemble in self.lookups:
            return []
        return [f"{SAMPLES}/{ensemble}/{sample}/glass.png" for sample in self.campaign.names(ensemble)]

    def obsolete(self, wildcards: Wildcards) -> list[str]:
        """Published files of an earlier search that this search does not make."""
        return [] if self.grows(wildcards.ensemble) else [MINIMA_FILE]

    def last_iteration(self, decide: Checkpoint, ensemble: str) -> int:
        """The iteration at which the search of an ensemble stops. Only for input functions."""
        last = self._own(ensemble).search.max_iterations
        for k in range(last):
            if read_json(decide.get(ensemble=ensemble, k=k).output[0])["stop"]:
                return k
        decide.get(ensemble=ensemble, k=last)
        return last

    def last_allowed_results(self) -> list[str]:
        """Results of iteration `search.max_iterations` of every ensemble, and figures of its samples."""
        return [
            path
            for ensemble in self.campaign.configs
            for path in (
                *self.results_of(ensemble, self._own(ensemble).search.max_iterations),
                *self._pictures(ensemble),
            )
        ]

    def interpretation_of(self, ensemble: str, k: int) -> list[str]:
        """Figures that interpret the models of iteration k. Iteration 0 has no models."""
        names = ["shapley", "importance", *(f"scan_{name}" for name in SCANS)]
        return [f"{RESULTS}/{ensemble}/iter_{k}/interpretation/{name}.png" for name in names] if k else []

    @property
    def by_preparation(self) -> list[str]:
        """All ensembles in the order of the temperatures before cooling, those of files last."""
        return sorted(self.campaign.configs, key=lambda name: sum(self.temperatures(name) or [math.inf]))

    def temperatures(self, ensemble: str) -> tuple[float, float] | None:
        """Lowest and highest temperature before cooling in an ensemble; None if its samples are read."""
        made = ensemble in self.campaign.made and ensemble not in self.lookups
        return self.campaign.configs[ensemble].preparation.temperatures if made else None

    @property
    def comparison(self) -> list[str]:
        """The page that compares ensembles, if there are several."""
        return [COMPARISON] if len(self.campaign.configs) > 1 else []

    def compared(self, name: str) -> list[str]:
        """A published file of every ensemble, in the order of the comparison."""
        return [f"{RESULTS}/{ensemble}/{name}" for ensemble in self.by_preparation]

    @property
    def comparable(self) -> bool:
        """Whether all ensembles have the same features, target and models, which can then be transferred."""
        settings = [self._training(name) for name in self.campaign.configs]
        return len(settings) > 1 and all(each == settings[0] for each in settings)

    @property
    def shared_training(self) -> dict[str, Any]:
        """Settings on which the models of all ensembles depend. Only for comparable ensembles."""
        return self._training(next(iter(self.campaign.configs)))

    def training(self, wildcards: Wildcards) -> dict[str, Any]:
        """Settings on which the models of an ensemble depend."""
        return self._training(wildcards.ensemble)

    def _training(self, ensemble: str) -> dict[str, Any]:
        own = self._own(ensemble)
        return {
            "displacements": own.pairs.displacements,
            "target": own.search.target.model_dump(),
            "quantum": self._physics(ensemble),
            "learning": own.learning.model_dump(),
            "seed": own.search.seed,
        }

    def progress(self, decision: str, firsts: Mapping[str, int], since: float) -> list[str]:
        """One line on the state of the search for every ensemble whose config asks for this study.

        Parameters
        ----------
        decision : str
            Output of the rule `decide`, with its wildcards.
        firsts : mapping of str to int
            The first iteration whose pairs the run computes, by ensemble; without those that have none.
        since : float
            When the run began, s since the epoch.
        """
        lines = []
        for ensemble, config in self.campaign.configs.items():
            if STUDY not in config.studies:
                continue
            folder = Path(decision).parents[1].as_posix().format(ensemble=ensemble)
            redone = Redone(firsts.get(ensemble), since)
            told = progress(folder, self._own(ensemble).search, partial(batches_in, config), redone)
            lines.append(f"{ensemble}: {told}")
        return lines


class ProgressNews:
    """Tells how far a search has come, each state once, as soon as Snakemake knows what it will do.

    Parameters
    ----------
    search : Search
        The search.
    decision : str
        Output of the rule `decide`, with its wildcards.
    """

    def __init__(self, search: Search, decision: str) -> None:
        self._search, self._decision = search, decision
        self._told: set[str] = set()
        self._firsts: dict[str, int] = {}
        self._began: float | None = None

    def plan(self, jobs: Iterable[Any], rule: str) -> None:
        """Begin to tell, given the jobs that a run does and the name of the rule of labels."""
        self._began = time.time()
        for job in jobs:
            if job.rule.name == rule:
                name, k = job.wildcards.ensemble, int(job.wildcards.k)
                self._firsts[name] = min(k, self._firsts.get(name, k))
        self.tell()

    def tell(self) -> None:
        """Write the lines that are new to the log of Snakemake, which shows them on the terminal."""
        if self._began is None:
            return
        for line in self._search.progress(self._decision, self._firsts, self._began):
            if line not in self._told:
                self._told.add(line)
                logger.info(line, extra=SHOWN)
