"""Write `config/config.yaml`, `config/studies/`, reference pages in `docs/`, and `workflow/schemas/`.

They are generated from the settings, the commands and the tables.

python docs/generate_reference.py
"""

import argparse
import json
import math
import textwrap
import typing
from pathlib import Path

import yaml
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from table_columns import columns
from wrap import wrapped

from glasscape.campaign.config import Config, Sample
from glasscape.cli import make_parser
from glasscape.config import all_studies, config_class
from glasscape.settings import Settings

PROJECT = Path(__file__).parents[1]

INTRODUCTION = """\
# Config reference

This page is generated from the code by `docs/generate_reference.py`; do not edit it.

`config/config.yaml` is read first. A file given with `--configfile` overrides single keys.
Keys that are left out keep their default. Unknown keys and wrong values are errors before any job starts.
"""

DEFAULT_HEAD = """\
# The documented default: make four small glasses, explore them, and search their pairs of minima for
# two-level systems. Generated from the code by docs/generate_reference.py. For your own campaign, write a
# file with the keys that differ and give it with --configfile.
"""


COMMANDS = """\
# Commands

This page is generated from the code by `docs/generate_reference.py`; do not edit it.

`snakemake` runs the workflow. `glasscape` checks a config, and has tools for single steps.
"""

STUDY_HEAD = """\
{about}
# Generated from the code by docs/generate_reference.py. For your own campaign, write a file with the keys
# that differ.
"""


def _bounds(field: FieldInfo) -> str:
    signs = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<"}
    return ", ".join(
        f"{sign} {getattr(limit, name):g}"
        for limit in field.metadata
        for name, sign in signs.items()
        if hasattr(limit, name)
    )


def _choices(field: FieldInfo) -> str:
    kind = field.annotation
    if typing.get_origin(kind) is list:
        (kind,) = typing.get_args(kind)
    if typing.get_origin(kind) is typing.Literal:
        return ", ".join(f"`{choice}`" for choice in typing.get_args(kind))
    return ""


def _entries(model: type[Settings], prefix: str = "", level: int = 2) -> list[str]:
    """The keys of a section as a list, with a heading for every section in it."""
    keys, sections = [], []
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Settings):
            sections += [f"{'#' * level} `{prefix}{name}`", "", *wrapped(str(field.description)), ""]
            sections += _entries(kind, f"{prefix}{name}.", level + 1)
            continue
        required = field.default is PydanticUndefined
        default = "required" if required else f"default `{json.dumps(field.default)}`"
        allowed = _choices(field) or _bounds(field)
        about = f"{default}; allowed: {allowed}" if allowed else default
        keys += wrapped(f"- `{prefix}{name}` ({about}). {field.description}", "  ")
    return [*keys, *([""] if keys else []), *sections]


def reference() -> str:
    """Content of `docs/config.md`."""
    sheet = (
        "The sheet has tab-separated columns and one line per sample. Lines that start with # are comments. "
        "Names consist of letters, digits, `.`, `_` and `-`."
    )
    lines = [INTRODUCTION, *_entries(config_class())]
    lines += ["## Sample sheet", "", *wrapped(sheet), "", *_entries(Sample)]
    return "\n".join(lines).rstrip() + "\n"


def commands() -> str:
    """Content of `docs/cli.md`."""
    lines = [COMMANDS]
    (subparsers,) = (each for each in make_parser()._actions if isinstance(each, argparse._SubParsersAction))
    for name, parser in subparsers.choices.items():
        usage = " ".join(parser.format_usage().removeprefix("usage: ").split())
        lines += [f"## {name}", "", *wrapped(str(parser.description)), "", "```text", usage, "```", ""]
        for action in parser._actions:
            if not isinstance(action, argparse._HelpAction):
                shown = ", ".join(action.option_strings) or action.metavar
                about = str(action.help) % {"default": action.default}
                lines += wrapped(f"- `{shown}`: {about}", "  ")
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _yaml(model: type[Settings], indent: str = "", leave_out: frozenset[str] = frozenset()) -> list[str]:
    lines = []
    for name, field in model.model_fields.items():
        if name in leave_out:
            continue
        kind = field.annotation
        lines += [f"{indent}# {line}" for line in textwrap.wrap(str(field.description), 100)]
        if isinstance(kind, type) and issubclass(kind, Settings):
            lines += [f"{indent}{name}:", *_yaml(kind, f"{indent}  ")]
        else:
            allowed = _choices(field).replace("`", "") or _bounds(field)
            lines += [f"{indent}# allowed: {allowed}"] if allowed else []
            # on one line, whatever its length
            value = yaml.safe_dump(field.default, default_flow_style=True, width=math.inf).splitlines()[0]
            lines.append(f"{indent}{name}: {value}")
        lines += [""] if not indent else []
    return lines


def default_config() -> str:
    """Content of `config/config.yaml`: the shared sections, and those of the default studies."""
    others = frozenset(other_studies())
    return "\n".join([DEFAULT_HEAD, *_yaml(config_class(), leave_out=others)]).rstrip() + "\n"


def other_studies() -> list[str]:
    """The studies that do not run without being asked for."""
    return [name for name in all_studies() if name not in Config().studies]


def study_config(name: str) -> str:
    """Content of `config/studies/{name}.yaml`."""
    study = all_studies()[name]
    about = textwrap.wrap(f"The documented default of the study `{name}`. {study.description}", 100)
    head = STUDY_HEAD.format(about="\n".join(f"# {line}" for line in about))
    section = [f"{name}:", *_yaml(study.settings, "  ")]
    return "\n".join([head, f"studies: [{name}]", "", *section]).rstrip() + "\n"


def main() -> None:
    """Write all files."""
    (PROJECT / "config" / "config.yaml").write_text(default_config())
    for name in other_studies():
        (PROJECT / "config" / "studies" / f"{name}.yaml").write_text(study_config(name))
    (PROJECT / "docs" / "config.md").write_text(reference())
    (PROJECT / "docs" / "cli.md").write_text(commands())
    (PROJECT / "docs" / "columns.md").write_text(columns())
    for model, name in ((config_class(), "config"), (Sample, "samples")):
        path = PROJECT / "workflow" / "schemas" / f"{name}.schema.json"
        path.write_text(json.dumps(model.model_json_schema(), indent=2) + "\n")


if __name__ == "__main__":
    main()
