"""From a folder or archive of structure files to a library of unique minima."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.spatial import cKDTree
from tqdm import tqdm

from glasscape.dynamics.quench import quench
from glasscape.errors import StructureError, TableError
from glasscape.forces.engine import make_force_field
from glasscape.landscape.settings import MinimaSettings
from glasscape.landscape.unique import find_duplicates
from glasscape.potentials.pair import PairPotential
from glasscape.potentials.settings import Potential, PotentialSettings
from glasscape.structures.glass import Glass
from glasscape.structures.library import MinimaLibrary, Transitions, count_transitions
from glasscape.structures.readers import (
    check_range,
    check_same_glass,
    read_structure,
    structure_files,
)
from glasscape.structures.settings import StructureFormat

# particles closer than this part of sigma_ij overlap: their pair energy exceeds 4000 epsilon
OVERLAP = 0.5


@dataclass(frozen=True)
class IngestReport:
    """What became of every file.

    Attributes
    ----------
    configurations, quenched, minima : int
        Files read, files that were not yet within the tolerance, and unique minima found.
    moved : list of dict
        Files that were no minima of the potential: the quench moved them further than two copies of a
        minimum may differ. File, largest force before, total displacement.
    dropped : list of dict
        File and reason.
    merged : list of dict
        File, the file it equals, energy difference and distance.
    """

    configurations: int
    quenched: int
    minima: int
    moved: list[dict[str, Any]]
    dropped: list[dict[str, str]]
    merged: list[dict[str, Any]]

    def headline(self) -> str:
        """One line that says what happened."""
        return (
            f"{self.configurations} files, {self.quenched} quenched ({len(self.moved)} of them were no "
            f"minima), {len(self.dropped)} dropped, {len(self.merged)} merged: {self.minima} minima"
        )

    def as_dict(self) -> dict[str, Any]:
        """Content for a JSON report."""
        return asdict(self)


def ingest(
    source: str | Path,
    transition_table: str | Path | None,
    potential: PotentialSettings,
    how: StructureFormat,
    settings: MinimaSettings,
) -> tuple[MinimaLibrary, IngestReport]:
    """Read, check, quench and merge the minima of one glass.

    Parameters
    ----------
    source : path
        Folder or tar archive with one structure per file.
    transition_table : path or None
        Table (CSV, or TSV by its ending) with columns `from`, `to` (file names) and `count`.
    potential : PotentialSettings
        The potential of which the structures are minima, and its engine.
    how : StructureFormat
        How the files are read.
    settings : MinimaSettings
        What a minimum is, and when two are the same.

    Raises
    ------
    StructureError
        Naming the first file that cannot be read, does not fit the others or has overlapping particles.
    """
    with structure_files(source) as files:
        glass, names, raw = _read_all(files, how, potential.potential)
    force_field = make_force_field(glass, potential)
    positions, energies, kept_names = [], [], []
    dropped: list[dict[str, str]] = []
    moved: list[dict[str, Any]] = []
    quenched = 0
    for name, start in tqdm(zip(names, raw, strict=True), "quench", len(names), disable=None):
        result = quench(force_field, start, settings.max_force)
        if not result.converged:
            reason = f"the quench stopped at a largest force of {result.max_force:.1e}"
            dropped.append({"file": name, "reason": reason})
            continue
        distance = float(np.linalg.norm(result.positions - start))
        quenched += distance > 0.0
        if distance > settings.max_distance:
            force = float(np.abs(force_field.evaluate(start[None]).forces).max())
            moved.append({"file": name, "max_force": force, "distance": distance})
        positions.append(result.positions)
        energies.append(result.energy)
        kept_names.append(name)
    if len(positions) < 2:
        raise StructureError(
            f"{source}: {len(positions)} minimum is left of {len(names)} files; pairs need two at least"
        )
    return _unique(
        glass, np.array(positions), np.array(energies), kept_names, transition_table, settings,
        IngestReport(len(names), quenched, 0, moved, dropped, []),
    )  # fmt: skip


def _read_all(
    files: list[Path], how: StructureFormat, potential: Potential
) -> tuple[Glass, list[str], list[NDArray[np.float64]]]:
    """Read every file and check it against the first."""
    counts = Counter(path.name for path in files)
    repeated = [name for name, count in counts.items() if count > 1]
    if repeated:
        raise StructureError(f"{repeated[0]}: this file name occurs twice; one folder is one glass")
    reference = read_structure(files[0], how).glass
    _check_species(files[0], reference, potential, how)
    if isinstance(potential, PairPotential):
        check_range(files[0], reference, potential.interaction_range(reference.diameters.max()))
    configurations = []
    for path in tqdm(files, "read", disable=None):
        structure = read_structure(path, how)
        check_same_glass(path, structure.glass, files[0], reference)
        if isinstance(potential, PairPotential):
            _check_overlap(path, structure.positions, reference, potential)
        configurations.append(structure.positions)
    return reference, [path.name for path in files], configurations


def _check_species(path: Path, glass: Glass, potential: Potential, how: StructureFormat) -> None:
    if potential.n_species > 1 and how.species is None:
        raise StructureError(
            f"{path.name}: the potential knows {potential.n_species} species; set ingest.species "
            "to the array that holds them"
        )
    if glass.species.max() >= potential.n_species:
        raise StructureError(
            f"{path.name}: has species {glass.species.max() + 1}, the potential knows {potential.n_species}; "
            "check potential.model and ingest.species"
        )


def _check_overlap(
    path: Path, positions: NDArray[np.float64], glass: Glass, potential: PairPotential
) -> None:
    wrapped = positions % glass.cell
    # a tiny negative coordinate wraps onto the cell length itself
    wrapped = np.where(wrapped >= glass.cell, 0.0, wrapped)
    tree = cKDTree(wrapped, boxsize=glass.cell)
    close = tree.query_pairs(
        OVERLAP * potential.interaction_range(glass.diameters.max()) / potential.cutoff, output_type="ndarray"
    )
    if not len(close):
        return
    first, second = close.T
    separation = wrapped[first] - wrapped[second]
    separation -= glass.cell * np.rint(separation / glass.cell)
    sigma = potential.pair_diameter(
        (glass.diameters[first], glass.diameters[second]), (glass.species[first], glass.species[second])
    )
    scaled = np.linalg.norm(separation, axis=1) / sigma
    worst = int(np.argmin(scaled))
    if scaled[worst] < OVERLAP:
        raise StructureError(
            f"{path.name}: particles {first[worst] + 1} and {second[worst] + 1} overlap (distance "
            f"{scaled[worst]:.3g} of their pair diameter); check the cell and the diameters"
        )


def _unique(
    glass: Glass,
    positions: NDArray[np.float64],
    energies: NDArray[np.float64],
    names: list[str],
    transition_table: str | Path | None,
    settings: MinimaSettings,
    report: IngestReport,
) -> tuple[MinimaLibrary, IngestReport]:
    """Merge duplicates, order by energy and attach the transition counts."""
    merges = find_duplicates(positions, energies, glass.cell, settings)
    duplicates = {merge.duplicate: merge.kept for merge in merges}
    order = [int(i) for i in np.argsort(energies, kind="stable") if int(i) not in duplicates]
    rank = {index: k for k, index in enumerate(order)}
    minimum_of = {name: rank[duplicates.get(i, i)] for i, name in enumerate(names)}
    for entry in report.dropped:
        minimum_of[entry["file"]] = -1
    library = MinimaLibrary(
        glass=glass,
        positions=positions[order],
        energies=energies[order],
        names=tuple(names[i] for i in order),
        transitions=None
        if transition_table is None
        else _read_transitions(Path(transition_table), minimum_of),
    )
    merged = [
        {
            "file": names[merge.duplicate],
            "same_as": names[merge.kept],
            "energy_difference": merge.energy_difference,
            "distance": merge.distance,
        }
        for merge in merges
    ]
    return library, replace(report, minima=len(order), merged=merged)


def _read_transitions(path: Path, minimum_of: dict[str, int]) -> Transitions:
    """Read a transition table and sum its counts over merged minima."""
    try:
        table = pd.read_csv(path, sep="\t" if path.suffix == ".tsv" else ",", dtype={"from": str, "to": str})
    except (OSError, ValueError) as error:
        raise TableError(f"{path}: cannot be read as a transition table ({error})") from error
    missing = {"from", "to", "count"} - set(table.columns)
    if missing:
        raise TableError(f"{path}: the transition table has no column {', '.join(sorted(missing))}")
    for column in ("from", "to"):
        unknown = _first(name for name in table[column] if name not in minimum_of)
        if unknown is not None:
            raise TableError(f"{path}: column '{column}' names {unknown!r}, which is no structure file")
    counts = pd.to_numeric(table["count"], errors="coerce")
    if counts.isna().any() or (counts < 0).any() or (counts % 1 != 0).any():
        line = int(np.flatnonzero(counts.isna() | (counts < 0) | (counts % 1 != 0))[0]) + 2
        raise TableError(f"{path}: line {line}: the count must be a whole number, zero or more")
    visits: Counter[tuple[int, int]] = Counter()
    for origin, destination, count in zip(table["from"], table["to"], counts, strict=True):
        a, b = minimum_of[origin], minimum_of[destination]
        if a != b and min(a, b) >= 0:
            visits[a, b] += int(count)
    return count_transitions(visits)


def _first(names: Iterable[object]) -> object | None:
    return next(iter(names), None)
