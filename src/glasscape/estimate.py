"""Plan of a campaign: inputs are checked, and time, memory and disk space are estimated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from glasscape.campaign.config import Config, Sample
from glasscape.campaign.cost import Cost, SamplePlan, duration
from glasscape.campaign.inputs import plan_sample
from glasscape.campaign.study import StudyPlan
from glasscape.config import asked_studies
from glasscape.errors import GlasscapeError
from glasscape.forces.engine import make_engine
from glasscape.structures.sources import is_address

HEAD = ["sample", "source", "particles", "structures", "assumed minima"]


@dataclass(frozen=True)
class EnsemblePlan:
    """Plan of the calculations for one ensemble.

    Attributes
    ----------
    name : str
        Name of the ensemble.
    config : Config
        Settings of the ensemble.
    count : int
        Number of samples.
    samples : tuple of SamplePlan
        Plans of the samples whose inputs can be used.
    studies : dict of str to StudyPlan
        Plans of the studies that the config names.
    problems : tuple of str
        Mistakes of other samples and studies.
    fetched : tuple of str
        Names of the samples whose files the workflow downloads. They cannot be checked before.
    """

    name: str
    config: Config
    count: int
    samples: tuple[SamplePlan, ...]
    studies: dict[str, StudyPlan]
    problems: tuple[str, ...]
    fetched: tuple[str, ...]

    @property
    def cost(self) -> Cost:
        """Cost of all samples and studies."""
        costs = [sample.cost for sample in self.samples]
        for study in self.studies.values():
            costs += [study.cost, study.each.times(self.count)]
        return sum(costs, Cost())


def plan_ensemble(name: str, entries: Sequence[Sample], config: Config) -> EnsemblePlan:
    """Check the inputs of an ensemble and estimate its cost. Mistakes of all samples are collected."""
    asked = asked_studies(config)
    engine = make_engine(config.potential)
    samples: list[SamplePlan] = []
    problems: list[str] = []
    fetched = tuple(entry.sample for entry in entries if entry.path is not None and is_address(entry.path))
    here = [entry for entry in entries if entry.sample not in fetched]
    for entry in here if any(study.uses_samples(config, entries) for study in asked) else ():
        try:
            # all samples that are made have the same plan
            made_like = samples[-1] if samples and entry.path is None else None
            samples.append(
                replace(made_like, name=entry.sample) if made_like else plan_sample(entry, config, engine)
            )
        except GlasscapeError as error:
            problems.append(f"sample {entry.sample}: {error}")
            if entry.path is None:
                break
    for study in asked:
        for entry in here:
            if entry.path is not None:
                try:
                    study.inspect(entry, config)
                except GlasscapeError as error:
                    problems.append(f"sample {entry.sample}: {error}")
    plans = {}
    for study in asked:
        if study.uses_samples(config, entries) and not samples:
            continue
        try:
            plans[study.name] = study.plan(config, samples)
        except GlasscapeError as error:
            problems.append(str(error))
    return EnsemblePlan(name, config, len(entries), tuple(samples), plans, tuple(problems), fetched)


def describe_plan(plan: EnsemblePlan, cores: int) -> list[str]:
    """The plan as lines for a terminal, with the time for a number of cores."""
    potential = plan.config.potential
    lines = [f"{plan.name}: {potential.model}, {potential.engine}" if plan.samples else plan.name]
    if plan.samples:
        lines += ["", *_table([HEAD, *map(_row, _alike(plan.samples))])]
        lines += [f"  {sample.name}: {note}" for sample in plan.samples for note in sample.notes]
    if plan.fetched:
        lines.append(f"  not checked, because the workflow downloads them: {', '.join(plan.fetched)}")
    lines += [f"  error: {problem}" for problem in plan.problems]
    for name, study in plan.studies.items():
        lines += ["", f"  {name}", *(f"    {line}" for line in study.lines)]
    cost = plan.cost
    if cost.core_seconds:
        unknown = [name for name, each in plan.studies.items() if not (each.cost + each.each).core_seconds]
        lines += [
            "",
            f"  about {duration(cost.core_seconds / cores)} on {cores} cores, {cost.memory / 1e9:.1f} GB of "
            f"memory for the largest job, {_size(cost.disk)} on disk"
            + (f", without {' and '.join(unknown)}" if unknown else ""),
        ]
    return lines


def _alike(samples: Sequence[SamplePlan]) -> Iterator[tuple[SamplePlan, ...]]:
    """Group samples that are made alike: they share one line."""
    for _, group in groupby(samples, lambda sample: replace(sample, name="")):
        yield tuple(group)


def _row(alike: Sequence[SamplePlan]) -> list[str]:
    sample = alike[0]
    name = sample.name if len(alike) == 1 else f"{sample.name} to {alike[-1].name}, {len(alike)} samples"
    return [name, sample.source, f"{sample.particles:,}", f"{sample.structures:,}", f"{sample.minima:,}"]


def _table(rows: list[list[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _size(number: float) -> str:
    for unit, size in (("TB", 1e12), ("GB", 1e9)):
        if number >= size:
            return f"{number / size:.1f} {unit}"
    return f"{number / 1e6:.0f} MB"
