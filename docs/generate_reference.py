"""Write `config/config.yaml`, `docs/config.md` and `workflow/schemas/` from the settings in the code.

python docs/generate_reference.py
"""

import json
import textwrap
import typing
from pathlib import Path

import yaml
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from glasscape.config import Config, GlassEntry
from glasscape.settings import Settings

PROJECT = Path(__file__).parents[1]

INTRODUCTION = """\
# Config reference

Generated from the code by `docs/generate_reference.py`; do not edit.

`config/config.yaml` is read first; a file given with `--configfile` overrides single keys of it. Keys that
are left out keep their default. Unknown keys and wrong values are errors, told before any job starts.
"""

DEFAULT_HEAD = """\
# The documented default: make four small glasses, explore and search them. Generated from the code by
# docs/generate_reference.py. For a search of your own, write a file with the keys that differ and give it
# with --configfile.
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


def _rows(model: type[Settings], prefix: str = "") -> list[str]:
    rows = []
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Settings):
            rows += _rows(kind, f"{prefix}{name}.")
            continue
        default = "required" if field.default is PydanticUndefined else f"`{json.dumps(field.default)}`"
        allowed = _choices(field) or _bounds(field)
        rows.append(f"| `{prefix}{name}` | {default} | {allowed} | {field.description} |")
    return rows


def reference() -> str:
    """Content of `docs/config.md`."""
    head = ["| key | default | allowed | meaning |", "| --- | --- | --- | --- |"]
    parts = [INTRODUCTION, "\n".join(head + _rows(Config)), "\n## Sample sheet\n"]
    parts.append(
        "Tab-separated, one line per glass, the path relative to the folder that `snakemake` runs in. Lines "
        "that start with # are comments. Names are letters, digits, `.`, `_` and `-`.\n"
    )
    parts.append("\n".join(head[:1] + head[1:] + _rows(GlassEntry)))
    return "\n".join(parts) + "\n"


def _yaml(model: type[Settings], indent: str = "") -> list[str]:
    lines = []
    for name, field in model.model_fields.items():
        kind = field.annotation
        lines += [f"{indent}# {line}" for line in textwrap.wrap(str(field.description), 100)]
        if isinstance(kind, type) and issubclass(kind, Settings):
            lines += [f"{indent}{name}:", *_yaml(kind, f"{indent}  ")]
        else:
            allowed = _choices(field).replace("`", "") or _bounds(field)
            lines += [f"{indent}# allowed: {allowed}"] if allowed else []
            lines.append(
                f"{indent}{name}: {yaml.safe_dump(field.default, default_flow_style=True).splitlines()[0]}"
            )
        lines += [""] if not indent else []
    return lines


def default_config() -> str:
    """Content of `config/config.yaml`."""
    return "\n".join([DEFAULT_HEAD, *_yaml(Config)]).rstrip() + "\n"


def main() -> None:
    """Write all files."""
    (PROJECT / "config" / "config.yaml").write_text(default_config())
    (PROJECT / "docs" / "config.md").write_text(reference())
    for model, name in ((Config, "config"), (GlassEntry, "glasses")):
        path = PROJECT / "workflow" / "schemas" / f"{name}.schema.json"
        path.write_text(json.dumps(model.model_json_schema(), indent=2) + "\n")


if __name__ == "__main__":
    main()
