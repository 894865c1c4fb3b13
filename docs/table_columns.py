"""Content of `docs/columns.md`: the columns of all tables of results."""

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec

from wrap import wrapped

from glasscape.config import all_studies
from glasscape.modes.spectrum import MODES
from glasscape.particles.results import RESULTS as OF_PARTICLES
from glasscape.table import Column, ResultTable

# columns that are in another table of the section are named up to this number, and else counted
MOST_NAMES = 12

HEAD = """\
# Columns of all tables

This page is generated from the code by `docs/generate_reference.py`; do not edit it.

[Files of results](results.md) is the overview. Tables are Parquet files, which `pandas.read_parquet` reads.
Units are reduced (epsilon, sigma, m), or those of the potential. Columns with a star may lack values.
In paths, `{ensemble}` and `{sample}` are names in the sample sheet, and `{k}` is an iteration of the search.
Tables of labels and descriptors of particles have one column for each, with unit and meaning in the file.
Tables that only the workflow reads are left out.
"""


def columns() -> str:
    """Content of `docs/columns.md`."""
    lines = [HEAD]
    for name in all_studies():
        module = f"glasscape.studies.{name}.results"
        if find_spec(module):
            title = f"Study `{name}`"
            lines += _section(title, f"results/{name}/{{ensemble}}/", import_module(module).RESULTS)
    lines += _section("All studies of particles", "results/{study}/{ensemble}/", OF_PARTICLES)
    modes = ResultTable("modes.parquet", "Normal modes of the lowest minimum.", MODES)
    lines += _section("Samples", "results/samples/{ensemble}/{sample}/", [modes])
    return "\n".join(lines).rstrip() + "\n"


def _section(title: str, folder: str, results: Iterable[ResultTable]) -> Iterator[str]:
    yield from (f"## {title}", "", f"All in `{folder}`.", "")
    where: dict[Column, str] = {}
    for result in results:
        yield from (f"### `{result.path}`", "", result.about, "")
        yield from _own([column for column in result.table.columns if column not in where])
        yield from _elsewhere([column for column in result.table.columns if column in where], where)
        where = dict.fromkeys(result.table.columns, result.path) | where


def _own(columns: list[Column]) -> Iterator[str]:
    for column in columns:
        unit = f" ({column.unit})" if column.unit else ""
        yield from wrapped(f"- `{column.name}`{'*' * column.nullable}{unit}: {column.meaning}", "  ")
    if columns:
        yield ""


def _elsewhere(columns: list[Column], where: Mapping[Column, str]) -> Iterator[str]:
    """Columns that an earlier table of the section explains."""
    for path in dict.fromkeys(where[column] for column in columns):
        names = [f"`{column.name}`" for column in columns if where[column] == path]
        shown = ", ".join(names) if len(names) <= MOST_NAMES else f"{len(names)} columns"
        yield from (*wrapped(f"As in `{path}`: {shown}."), "")
