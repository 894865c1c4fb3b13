"""What a study provides to the rest of the package."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from glasscape.campaign.config import Config, Sample
from glasscape.campaign.cost import Cost, SamplePlan
from glasscape.references import Reference
from glasscape.settings import Settings


@dataclass(frozen=True)
class StudyPlan:
    """Plan of a study for one ensemble.

    Attributes
    ----------
    lines : tuple of str
        Lines for a terminal.
    cost : Cost
        Cost in addition to that of the samples.
    each : Cost
        Cost of every sample, in addition.
    """

    lines: tuple[str, ...]
    cost: Cost
    each: Cost = field(default_factory=Cost)


@dataclass(frozen=True)
class Command:
    """A command of `glasscape` that belongs to a study.

    Attributes
    ----------
    name, help, description : str
        Texts of `--help`.
    run : callable
        Runs it, given the parsed arguments and the config that they name.
    add_arguments : callable
        Adds its arguments to a parser, which has `--config` and `--ensemble` already.
    """

    name: str
    help: str
    description: str
    run: Callable[[Namespace, Config], None]
    add_arguments: Callable[[ArgumentParser], None] = lambda parser: None


@dataclass(frozen=True)
class Study:
    """A study: one question, answered for samples.

    Attributes
    ----------
    name : str
        Name of its section of the config, of its target of Snakemake, and of its folder of results.
    description : str
        Its question, in a few words.
    settings : type
        Class of its section of the config.
    check : callable
        Checks the config of one ensemble, given its samples, and raises ConfigError.
    plan : callable
        Makes the plan for an ensemble, given its config and the plans of its samples.
    uses_samples : callable
        Whether the study needs the minima of the samples of an ensemble, given its config and its samples. By
        default no.
    moved : mapping of str to str
        New names of keys of earlier versions, by the last part of the old name.
    commands : tuple of Command
        Its commands of the command line.
    in_two_dimensions : bool
        Whether it works for models in two dimensions.
    references : tuple of Reference
        What to cite for its question and its method.
    inspect : callable
        Reads what the study needs of the file of a sample, given the sample and the config, and raises a
        GlasscapeError if it cannot be used. Samples that the study `uses_samples` of are inspected anyway.
    labels_particles : callable
        Whether it writes `labels.parquet` for every sample of an ensemble, given its config: numbers of
        particles that are compared with those of other studies.
    """

    name: str
    description: str
    settings: type[Settings]
    check: Callable[[Config, Sequence[Sample]], None]
    plan: Callable[[Config, Sequence[SamplePlan]], StudyPlan]
    uses_samples: Callable[[Config, Sequence[Sample]], bool] = lambda config, samples: False
    moved: Mapping[str, str] = field(default_factory=dict)
    commands: tuple[Command, ...] = ()
    in_two_dimensions: bool = False
    references: tuple[Reference, ...] = ()
    inspect: Callable[[Sample, Config], None] = lambda sample, config: None
    labels_particles: Callable[[Config], bool] = lambda config: False
