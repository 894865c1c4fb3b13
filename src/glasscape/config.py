"""The config of a search and its sample sheet.

The sections are declared where they are used. `workflow/schemas/` and the reference in `docs/config.md` are
generated from them.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field, ValidationError

from glasscape.errors import ConfigError
from glasscape.exact.settings import USUAL_SECONDS
from glasscape.known.settings import LABELS, KnownSettings
from glasscape.landscape.settings import ExplorationSettings, IngestSettings, MinimaSettings
from glasscape.learning.settings import LearningSettings
from glasscape.pairs.settings import PairSettings
from glasscape.paths.settings import PathSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.draw import check_preparation
from glasscape.preparation.settings import PreparationSettings
from glasscape.search.settings import SearchSettings
from glasscape.settings import WITHOUT_BRACES, Settings
from glasscape.tunnelling.settings import QuantumSettings

# names become folders
NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"


class Config(Settings):
    """Everything that a search can be told."""

    glasses: str = Field("config/glasses.tsv", min_length=1, description="Sample sheet: one line per glass.")
    potential: PotentialSettings = Field(PotentialSettings(), description="The pair potential.")
    preparation: PreparationSettings = Field(PreparationSettings(), description="How glasses are made.")
    exploration: ExplorationSettings = Field(
        ExplorationSettings(), description="How the landscape around a glass is explored."
    )
    ingest: IngestSettings = Field(
        IngestSettings(), description="How structure files are read, where glasses are not made."
    )
    minima: MinimaSettings = Field(
        MinimaSettings(), description="What a minimum is, and when two are the same."
    )
    known: KnownSettings = Field(
        KnownSettings(),
        description="Tables of labelled pairs; they stand in for minima and exact calculations.",
    )
    pairs: PairSettings = Field(PairSettings(), description="Which pairs are candidates.")
    exact: PathSettings = Field(
        PathSettings(), description="How the minimum energy path of a pair is computed."
    )
    quantum: QuantumSettings = Field(
        QuantumSettings(),
        description="Whose quantum mechanics, and what counts as two-level system.",
    )
    search: SearchSettings = Field(
        SearchSettings(), description="How pairs are chosen and when the search ends."
    )
    learning: LearningSettings = Field(
        LearningSettings(), description="Which models learn, and how they are judged."
    )
    ensembles: dict[str, dict[str, Any]] = Field(
        {},
        description="Keys above that differ for single ensembles, below its name; not `glasses`.",
    )

    def batches_in(self, iteration: int) -> int:
        """Jobs that share the exact calculations of an iteration."""
        if self.known.tables:
            return 1
        return self.search.batches_in(iteration, USUAL_SECONDS[self.potential.engine])


class GlassEntry(Settings):
    """One line of the sample sheet."""

    ensemble: str = Field(pattern=NAME, description="Glasses prepared alike, searched together.")
    glass: str = Field(pattern=NAME, description="Name of the glass, unique in its ensemble.")
    path: str | None = Field(
        None,
        min_length=1,
        pattern=WITHOUT_BRACES,
        description="File, folder or tar archive of its structures, seen from where the workflow runs; empty "
        "if the glass is to be made and explored.",
    )
    transitions: str | None = Field(
        None,
        min_length=1,
        pattern=WITHOUT_BRACES,
        description="Table of transition counts; empty if nobody counted.",
    )


def parse_config(content: dict[str, Any], where: str = "config") -> Config:
    """Validate the content of a config file, which messages name as `where`.

    Raises
    ------
    ConfigError
        One line for every mistake, with key, value and what was expected.
    """
    return _validate(content, where)


def config_of_ensemble(content: dict[str, Any], ensemble: str | None, where: str) -> Config:
    """Validate the content of a config file, with what `ensembles` changes for one of them.

    Raises
    ------
    ConfigError
        One line for every mistake; when ensembles differ and none is named; when the name is unknown.
    """
    config = parse_config(content, where)
    if ensemble is None:
        if config.ensembles:
            raise ConfigError(
                f"{where}: has keys for single ensembles; say with --ensemble which one of the sample sheet"
            )
        return config
    configs = ensemble_configs(content, read_glasses(config.glasses), where)
    if ensemble not in configs:
        raise ConfigError(f"{where}: ensemble {ensemble!r} is not in the sample sheet {config.glasses}")
    return configs[ensemble]


def ensemble_configs(
    content: dict[str, Any], entries: Collection["GlassEntry"], where: str = "config"
) -> dict[str, Config]:
    """Config of every ensemble of the sample sheet, with what `ensembles` changes for it.

    Raises
    ------
    ConfigError
        One line for every mistake, with key, value and what was expected.
    """
    changes = parse_config(content, where).ensembles
    names = sorted({entry.ensemble for entry in entries})
    for name in changes:
        if name not in names:
            raise ConfigError(
                f"{where}: ensembles.{name}: is not in the sample sheet, which has {', '.join(names)}"
            )
        if changes[name].keys() & {"glasses", "ensembles"}:
            raise ConfigError(
                f"{where}: ensembles.{name}: glasses and ensembles are the same for all ensembles"
            )
    configs = {
        name: _validate(merged(content, changes.get(name, {})), f"{where}: ensembles.{name}")
        for name in names
    }
    for entry in entries:
        if entry.path is not None and configs[entry.ensemble].known.tables:
            raise ConfigError(
                f"{where}, for ensemble {entry.ensemble!r}: known.tables stands in for minima, but the "
                f"sample sheet gives glass {entry.glass!r} a path; remove one of them"
            )
    for name, config in configs.items():
        if config.known.tables and sum(entry.ensemble == name for entry in entries) > 1:
            raise ConfigError(
                f"{where}, for ensemble {name!r}: known.tables holds all glasses of an ensemble, which needs "
                "one line in the sample sheet"
            )
        if config.known.tables and config.search.target.column not in LABELS:
            raise ConfigError(
                f"{where}, for ensemble {name!r}: search.target.column: tables of known labels have no "
                f"{config.search.target.column}"
            )
    for name in sorted({entry.ensemble for entry in entries if entry.path is None}):
        if configs[name].known.tables:
            continue
        try:
            check_preparation(configs[name].potential, configs[name].preparation)
        except ConfigError as error:
            raise ConfigError(f"{where}, for ensemble {name!r}: {error}") from error
    return configs


def merged(content: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """A copy of `content` with keys replaced, in nested sections one by one."""
    result = dict(content)
    for key, value in changes.items():
        old = result.get(key)
        result[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return result


class _Loader(yaml.SafeLoader):
    """Loads nothing but data, and no key twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key!r} occurs twice", node.start_mark
                )
        return super().construct_mapping(node, deep)


def read_yaml(path: str | Path) -> dict[str, Any]:
    """Read a config file; nothing in it is executed.

    Raises
    ------
    ConfigError
        When it is no YAML or has no keys.
    """
    try:
        content = yaml.load(Path(path).read_text(encoding="utf-8"), _Loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigError(f"{path}: cannot be read as YAML ({error})") from error
    if content is not None and not isinstance(content, dict):
        raise ConfigError(f"{path}: has no keys; it should hold sections as config/config.yaml does")
    return content or {}


def _validate(content: dict[str, Any], where: str) -> Config:
    try:
        config = Config.model_validate(content)
    except ValidationError as error:
        raise ConfigError(_explain(where, error)) from error
    _check_units(config, where)
    return config


def _check_units(config: Config, where: str) -> None:
    """Check that potential, substance and thresholds speak of the same units."""
    potential, substance = config.potential, config.quantum.substance
    if potential.units == "metal" and substance not in ("metal", "custom"):
        raise ConfigError(
            f"{where}: quantum.substance: {substance} has reduced units, but potential.units are metal; "
            "set it to metal or custom"
        )
    if substance == "metal" and potential.units != "metal" and potential.model != "ase":
        raise ConfigError(
            f"{where}: quantum.substance: metal has eV and angstrom, but the potential has reduced units; "
            "set it to argon, NiP or custom"
        )
    if config.known.tables:
        return
    if substance == "metal" and potential.masses is None:
        raise ConfigError(
            f"{where}: potential.masses: quantum.substance metal needs the mass of each species, in u"
        )
    limit, target = config.pairs.max_energy_difference, config.search.target
    thresholds = {"quantum.splitting_threshold": config.quantum.splitting_threshold}
    if target.column == "quantum_splitting" and target.wanted == "low":
        thresholds["search.target.threshold"] = target.threshold
    for key, value in thresholds.items():
        # splittings are about as large as energy differences or larger, so that hardly a pair would be above
        if value is not None and value > limit:
            raise ConfigError(
                f"{where}: {key}: {value:g} epsilon is above pairs.max_energy_difference, {limit:g}, so that "
                "nearly every double well would be wanted; is it in another unit?"
            )


def _explain(where: str, error: ValidationError) -> str:
    """One line for every mistake."""
    lines = []
    for mistake in error.errors():
        key = ".".join(str(part) for part in mistake["loc"]) or "the whole"
        value = mistake["input"]
        shown = "a section" if isinstance(value, dict) else repr(value)
        expected = mistake["msg"].removeprefix("Value error, ")
        if mistake["type"] == "missing":
            lines.append(f"{where}: {key}: is required and missing")
            continue
        if mistake["type"] == "extra_forbidden":
            expected = "unknown key; remove it or correct its spelling"
        elif mistake["type"] == "float_type" and _is_number(value):
            expected += "; YAML takes this for text, write it with a decimal point as in 1.0e-8"
        lines.append(f"{where}: {key}: {expected} (got {shown})")
    return "\n".join(lines)


def _is_number(value: object) -> bool:
    try:
        float(str(value))
    except ValueError:
        return False
    return isinstance(value, str)


def read_glasses(path: str | Path) -> list[GlassEntry]:
    """Read and validate a sample sheet: tab-separated columns, lines that start with # are comments.

    Raises
    ------
    ConfigError
        Naming the line and the column.
    """
    sheet = f"sample sheet {path}"
    try:
        # spreadsheets put a byte order mark at the beginning
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{sheet}: cannot be read ({error}); correct the key glasses") from error
    numbered = [(k, line) for k, line in enumerate(lines, 1) if line.strip() and line.strip()[0] != "#"]
    if len(numbered) < 2:
        raise ConfigError(f"{sheet}: has no header with a line for every glass below it")
    header = [name.strip() for name in numbered[0][1].split("\t")]
    _check_header(header, f"{sheet}, line {numbered[0][0]}")
    entries: dict[tuple[str, str], GlassEntry] = {}
    for number, line in numbered[1:]:
        here = f"{sheet}, line {number}"
        values = [value.strip() for value in line.split("\t")]
        if len(values) > len(header):
            raise ConfigError(f"{here}: has {len(values)} columns, the header has {len(header)}")
        given = {name: value for name, value in zip(header, values, strict=False) if value}
        try:
            entry = GlassEntry.model_validate(given)
        except ValidationError as error:
            raise ConfigError(_explain(here, error)) from error
        if (entry.ensemble, entry.glass) in entries:
            raise ConfigError(f"{here}: glass {entry.glass!r} occurs twice in ensemble {entry.ensemble!r}")
        entries[entry.ensemble, entry.glass] = entry
        first = next(other for other in entries.values() if other.ensemble == entry.ensemble)
        if (entry.path is None) != (first.path is None):
            raise ConfigError(
                f"{here}: glasses of ensemble {entry.ensemble!r} with and without a path; those of an "
                "ensemble are all read or all made"
            )
        if entry.path is None and entry.transitions is not None:
            raise ConfigError(
                f"{here}: transitions without a path; those of a glass that is made are counted"
            )
    return list(entries.values())


def _check_header(header: list[str], here: str) -> None:
    columns = list(GlassEntry.model_fields)
    if len(header) == 1 and header[0] not in columns:
        raise ConfigError(f"{here}: has one column, {header[0]!r}; separate {', '.join(columns)} by tabs")
    for name in header:
        if name not in columns:
            raise ConfigError(f"{here}: {name}: unknown key; columns are {', '.join(columns)}")
        if header.count(name) > 1:
            raise ConfigError(f"{here}: the column {name!r} occurs twice")
