"""Read a config and its sample sheet: the shared sections and those of every study.

The sections are declared where they are used. `workflow/schemas/` and the reference in `docs/config.md` are
generated from them.
"""

import os
import pkgutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, Field, ValidationError, create_model

from glasscape import studies
from glasscape.campaign.config import Campaign, Config, Sample
from glasscape.campaign.study import Study
from glasscape.errors import ConfigError
from glasscape.particles.check import check_transfer
from glasscape.particles.settings import ParticleStudySettings
from glasscape.preparation.draw import check_preparation, check_temperature
from glasscape.settings import UNKNOWN, explain

# new names of keys of earlier versions of the shared sections
MOVED = {"glasses": "samples"}
# keys and columns that are the same for all ensembles
SAME_FOR_ALL = {"samples", "studies", "ensembles"}


@cache
def all_studies() -> dict[str, Study]:
    """All studies by name: each is a package in `studies` whose module `study` defines `STUDY`."""
    names = sorted(module.name for module in pkgutil.iter_modules(studies.__path__) if module.ispkg)
    return {name: import_module(f"{studies.__name__}.{name}.study").STUDY for name in names}


def asked_studies(config: Config) -> list[Study]:
    """The studies that a config names."""
    return [study for name, study in all_studies().items() if name in config.studies]


@cache
def config_class() -> type[Config]:
    """The shared sections of a config, with a section for every study."""
    sections: dict[str, Any] = {
        name: (study.settings, Field(study.settings(), description=study.description))
        for name, study in all_studies().items()
    }
    return create_model("Config", __base__=Config, __doc__="All settings of a campaign.", **sections)


def parse_config(content: dict[str, Any], where: str = "config") -> Config:
    """Validate the content of a config file. Messages name it as `where`.

    Raises
    ------
    ConfigError
        If the content is not valid. The message has a line for every mistake: key, value, expected value.
    """
    try:
        config = config_class().model_validate(content)
    except ValidationError as error:
        raise ConfigError(explain(where, error, _advice)) from error
    for name in config.studies:
        if name not in all_studies():
            raise ConfigError(f"{where}: studies: {name!r} is not one of {', '.join(all_studies())}")
    return config


def config_of_ensemble(content: dict[str, Any], ensemble: str | None, where: str) -> Config:
    """Validate the content of a config file, with the keys that `ensembles` changes for one ensemble.

    Raises
    ------
    ConfigError
        If the content is not valid, if ensembles differ and none is named, or if the name is unknown.
    """
    config = parse_config(content, where)
    if ensemble is None:
        if config.ensembles:
            raise ConfigError(f"{where}: has keys for single ensembles; name one of them with --ensemble")
        for study in asked_studies(config):
            _check_ensemble(study, config, (), where)
        return config
    campaign = parse_campaign(content, where)
    if ensemble not in campaign.configs:
        raise ConfigError(f"{where}: ensemble {ensemble!r} is not in the sample sheet {config.samples}")
    return campaign.configs[ensemble]


def parse_campaign(content: dict[str, Any], where: str = "config") -> Campaign:
    """Read the sample sheet that a config names, and determine the settings of every ensemble.

    Raises
    ------
    ConfigError
        If the content is not valid. The message has a line for every mistake: key, value, expected value.
    """
    config = parse_config(content, where)
    samples = read_samples(config.samples)
    changes = config.ensembles
    for name in changes:
        if name not in samples:
            raise ConfigError(
                f"{where}: ensembles.{name}: is not in the sample sheet, which has {', '.join(samples)}"
            )
        same = sorted(changes[name].keys() & SAME_FOR_ALL)
        if same:
            raise ConfigError(f"{where}: ensembles.{name}.{same[0]}: is the same for all ensembles")
    configs = {}
    for name in samples:
        here = f"{where}: ensembles.{name}" if name in changes else where
        configs[name] = parse_config(merged(content, changes.get(name, {})), here)
    campaign = Campaign(configs, samples)
    for study in asked_studies(config):
        check_study(study, campaign, where)
    return campaign


def check_study(study: Study, campaign: Campaign, where: str = "config") -> None:
    """Check what a study needs of the settings and the samples of all ensembles.

    Raises
    ------
    ConfigError
        If a setting does not fit to others, or to the samples.
    """
    for name, config in campaign.configs.items():
        _check_ensemble(study, config, campaign.samples[name], f"{where}, for ensemble {name!r}")
    if issubclass(study.settings, ParticleStudySettings):
        own = {name: config.section(study.settings) for name, config in campaign.configs.items()}
        with _named(where):
            check_transfer(study.name, own, {name: campaign.names(name) for name in own})


def _check_ensemble(study: Study, config: Config, samples: Sequence[Sample], where: str) -> None:
    """Check settings of one ensemble that depend on several sections."""
    with _named(where):
        if config.potential.dimensions == 2 and not study.in_two_dimensions:
            raise ConfigError(
                f"potential.model: {config.potential.model} is two-dimensional, but the study {study.name} "
                "needs three dimensions"
            )
        study.check(config, samples)
        if study.uses_samples(config, samples) and any(each.path is None for each in samples):
            check_preparation(config.potential, config.preparation)
            check_temperature("exploration.temperature", config.exploration.temperature, config.potential)


@contextmanager
def _named(where: str) -> Iterator[None]:
    """Name the config in the errors of a check."""
    try:
        yield
    except ConfigError as error:
        raise ConfigError(f"{where}: {error}") from error


def merged(content: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A copy of `content` with keys replaced. In nested sections, keys are replaced one by one."""
    result = dict(content)
    for key, value in changes.items():
        old = result.get(key)
        result[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return result


class _Loader(yaml.SafeLoader):
    """Loads data only. Repeated keys are errors."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} occurs twice", node.start_mark
                )
        return super().construct_mapping(node, deep)


def read_yaml(path: str | Path) -> dict[str, Any]:
    """Read a config file. Nothing in it is executed.

    Raises
    ------
    ConfigError
        If it is not YAML or has no keys.
    """
    try:
        content = yaml.load(Path(path).read_text(encoding="utf-8"), _Loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: cannot be read as YAML ({error})") from error
    if not isinstance(content, dict):
        raise ConfigError(
            f"{path}: has no keys; it should hold sections as config/config.yaml does, or only {{}}"
        )
    return content


def _advice(place: Sequence[int | str]) -> str:
    """Advice on an unknown key: its new name, or the section in which it belongs."""
    key = str(place[-1])
    moved = dict(MOVED)
    for study in all_studies().values():
        moved |= study.moved
    if key in moved:
        return f"it is called {moved[key]} now"
    places = [path for path in _keys(config_class()) if path.rpartition(".")[2] == key]
    # at the top level, the names of sections of studies have priority over other keys with this name
    sections = [
        f"{name}.{key}" for name, study in all_studies().items() if key in study.settings.model_fields
    ]
    if len(place) == 1 and sections:
        return f"it belongs to {' or '.join(sections)}"
    # a key that occurs in one section only; for a key of several sections there is no advice
    if len(places) == 1:
        return f"it belongs to {places[0]}"
    return UNKNOWN


def _keys(section: type[BaseModel], prefix: str = "") -> Iterator[str]:
    """All keys of a section and of its sections, preceded by the names of the sections."""
    for name, field in section.model_fields.items():
        yield prefix + name
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _keys(field.annotation, f"{prefix}{name}.")


def read_samples(path: str | Path) -> dict[str, tuple[Sample, ...]]:
    """Read and validate a sample sheet with tab-separated columns. Lines that start with # are comments.

    Returns
    -------
    dict of str to tuple of Sample
        Samples of every ensemble.

    Raises
    ------
    ConfigError
        If the sheet is not valid. The message names the line and the column.
    """
    sheet = f"sample sheet {path}"
    try:
        # spreadsheets write a byte order mark at the beginning
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{sheet}: cannot be read ({error}); correct the key samples") from error
    numbered = [(k, line) for k, line in enumerate(lines, 1) if line.strip() and line.strip()[0] != "#"]
    if len(numbered) < 2:
        raise ConfigError(f"{sheet}: has no header with a line for every sample below it")
    header = [name.strip() for name in numbered[0][1].split("\t")]
    _check_header(header, f"{sheet}, line {numbered[0][0]}")
    ensembles: dict[str, list[Sample]] = {}
    for number, line in numbered[1:]:
        here = f"{sheet}, line {number}"
        values = [value.strip() for value in line.split("\t")]
        if len(values) > len(header):
            raise ConfigError(f"{here}: has {len(values)} columns, the header has {len(header)}")
        given = {name: value for name, value in zip(header, values, strict=False) if value}
        try:
            sample = Sample.model_validate(given)
        except ValidationError as error:
            raise ConfigError(explain(here, error, _advice)) from error
        others = ensembles.setdefault(sample.ensemble, [])
        _check_sample(sample, others, here)
        others.append(sample)
    return {name: tuple(ensembles[name]) for name in sorted(ensembles)}


def _check_header(header: list[str], here: str) -> None:
    columns = list(Sample.model_fields)
    if len(header) == 1 and header[0] not in columns:
        raise ConfigError(f"{here}: has one column, {header[0]!r}; separate {', '.join(columns)} by tabs")
    for name in header:
        if name == "glass":
            raise ConfigError(f"{here}: the column 'glass' is called sample now")
        if name not in columns:
            raise ConfigError(f"{here}: {name}: unknown key; columns are {', '.join(columns)}")
        if header.count(name) > 1:
            raise ConfigError(f"{here}: the column {name!r} occurs twice")


def _same_file(path: str | None, other: str | None) -> bool:
    """Whether two paths of a sample sheet lead to one file or folder."""
    return None not in (path, other) and os.path.realpath(str(path)) == os.path.realpath(str(other))


def _check_sample(sample: Sample, others: Sequence[Sample], here: str) -> None:
    """Check a line of the sheet against the other samples of its ensemble."""
    if any(sample.sample == other.sample for other in others):
        raise ConfigError(f"{here}: sample {sample.sample!r} occurs twice in ensemble {sample.ensemble!r}")
    same = [other.sample for other in others if _same_file(sample.path, other.path)]
    if same:
        raise ConfigError(
            f"{here}: samples {same[0]!r} and {sample.sample!r} of ensemble {sample.ensemble!r} have the "
            "same path; independent samples have files of their own"
        )
    if any((sample.path is None) != (other.path is None) for other in others):
        raise ConfigError(
            f"{here}: samples of ensemble {sample.ensemble!r} with and without a path; in an ensemble, all "
            "samples are read or all are made"
        )
    if sample.path is None and sample.transitions is not None:
        raise ConfigError(
            f"{here}: transitions without a path; in a sample that is made, transitions are counted"
        )
