"""Make a library of unique minima from structure files or trajectories."""

import logging
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from tqdm import tqdm

from glasscape.errors import ConfigError, EngineError, StructureError, TableError
from glasscape.forces.engine import make_engine
from glasscape.forces.force_field import ForceField
from glasscape.ingest.inspect import Inspection, inspect
from glasscape.ingest.settings import IngestSettings
from glasscape.minima.library import MinimaLibrary, Transitions, count_transitions
from glasscape.minima.precision import remedy_for
from glasscape.minima.settings import LARGEST_FORCE, MinimaSettings
from glasscape.minima.unique import LOST, UniqueMinima, library_of
from glasscape.minimise.quench import Quench, quench
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.readers import Structure, read_structures
from glasscape.structures.sources import structure_files

# counts of transitions are below this, where floats are exact
MOST_VISITS = 2.0**53


@dataclass(frozen=True)
class IngestReport:
    """Report on the structures of a sample.

    Attributes
    ----------
    configurations, quenched, minima : int
        Number of structures, of structures that the quench changed, and of unique minima.
    transitions : int or None
        Number of transitions from one minimum to another. None if transitions were not counted.
    exchanged : int
        Number of structures that are an earlier minimum with identical particles exchanged.
    missing : int
        Number of frames that are missing according to the steps or times of the others.
    uneven : list of str
        Files whose frames are not evenly spaced in time. Missing frames cannot be detected in them.
    incomplete : list of str
        Incomplete frames, which were left out.
    dropped : list of dict
        Structures that were left out, and the reasons.
    moved : list of dict
        Files that were not minima of the potential: the quench moved them by more than the largest distance
        between two copies of a minimum. File, largest force before the quench, total displacement. Empty for
        trajectories.
    merged : list of dict
        File, earlier file with the same minimum, energy difference, distance. Empty for trajectories.
    """

    configurations: int
    quenched: int
    minima: int
    transitions: int | None
    exchanged: int
    missing: int
    uneven: list[str]
    incomplete: list[str]
    dropped: list[dict[str, str]]
    moved: list[dict[str, Any]]
    merged: list[dict[str, Any]]

    @property
    def level(self) -> int:
        """Level of the log message: a warning if frames or structures were lost."""
        return (
            logging.WARNING
            if self.missing or self.uneven or self.incomplete or self.dropped
            else logging.INFO
        )

    def headline(self) -> str:
        """Summary in one line."""
        parts = [
            f"{self.configurations} structures, {self.quenched} quenched",
            f"{len(self.moved)} were not minima" * bool(self.moved),
            f"{len(self.dropped)} dropped" * bool(self.dropped),
            f"{len(self.merged)} merged" * bool(self.merged),
            f"{self.exchanged} with identical particles exchanged" * bool(self.exchanged),
            f"{len(self.incomplete)} frames incomplete ({', '.join(self.incomplete[:3])})"
            * bool(self.incomplete),
            f"{self.missing} frames missing" * bool(self.missing),
            f"uneven steps in time in {len(self.uneven)} files" * bool(self.uneven),
            f"{self.transitions} transitions" * (self.transitions is not None),
        ]
        return f"{', '.join(filter(None, parts))}: {self.minima} minima"


def ingest(
    source: str | Path,
    transition_table: str | Path | None,
    potential: PotentialSettings,
    how: IngestSettings,
    settings: MinimaSettings,
) -> tuple[MinimaLibrary, IngestReport]:
    """Read, check, quench and merge the structures of one sample.

    Structures are read twice, one at a time. All are checked before the first is quenched.

    Parameters
    ----------
    source : path
        Folder or tar archive of files, or one file.
    transition_table : path or None
        Table (CSV, or TSV by its ending) with columns `from`, `to` (file names) and `count`.
    potential : PotentialSettings
        The potential, and its engine.
    how : IngestSettings
        How the files are read.
    settings : MinimaSettings
        Criteria for minima, and for two copies of one minimum.

    Raises
    ------
    StructureError
        If a structure cannot be read, differs from the others, or has overlapping particles. The message
        names the first such structure.
    ConfigError
        If transitions would be counted twice.
    """
    with structure_files(source) as files:
        engine = make_engine(potential)
        elements = potential.elements or ()
        inspection = inspect(files, engine, how, elements)
        table = None
        if transition_table is not None:
            table = read_transition_table(Path(transition_table), inspection)
        particles = inspection.first.particles
        reading = _Reading(engine.force_field(particles), how, settings, told=not inspection.ordered)
        sequences: list[list[int]] = []
        with tqdm(total=inspection.frames, desc="quench", disable=None) as progress:
            for file in inspection.files:
                file.check_unchanged()
                for number, structure in enumerate(read_structures(file.path, how, elements)):
                    if number in file.beginnings:
                        sequences.append([])
                    if structure is not None:
                        sequences[-1].append(reading.add(file.name(number), structure))
                        progress.update()
                file.check_unchanged()
    if not reading.names:
        reasons = "".join(f"; {entry['file']}: {entry['reason']}" for entry in reading.dropped[:1])
        raise StructureError(f"{source}: {inspection.frames} structures give no minimum{reasons}")
    library, rank = library_of(
        particles, reading.unique, reading.names, sequences if inspection.ordered else None
    )
    if table is not None:
        known = {name: int(rank[k]) if k != LOST else LOST for name, k in reading.minimum_of.items()}
        library = replace(library, transitions=_count_transitions(table, known))
    return library, IngestReport(
        configurations=inspection.frames,
        quenched=reading.quenched,
        minima=len(reading.names),
        transitions=None if library.transitions is None else library.transitions_seen,
        exchanged=reading.unique.exchanged,
        missing=sum(file.missing for file in inspection.files),
        uneven=[file.path.name for file in inspection.files if not file.even],
        incomplete=[file.name(number) for file in inspection.files for number in file.incomplete],
        dropped=reading.dropped,
        moved=reading.moved,
        merged=reading.merged,
    )


class _Reading:
    """Collects the minima of structures one after another, and the entries of the report."""

    def __init__(
        self, force_field: ForceField, how: IngestSettings, settings: MinimaSettings, told: bool
    ) -> None:
        self._force_field = force_field
        self._how = how
        self._settings = settings
        # for trajectories these lists would be long: nearly every structure moves and is merged
        self._told = told
        self.unique = UniqueMinima(force_field.particles, settings)
        self.names: list[str] = []
        self.minimum_of: dict[str, int] = {}
        self.quenched = 0
        self.dropped: list[dict[str, str]] = []
        self.moved: list[dict[str, Any]] = []
        self.merged: list[dict[str, Any]] = []

    def add(self, name: str, structure: Structure) -> int:
        """Find the minimum of a structure. Returns its index, or LOST."""
        try:
            result = self._minimum(structure)
        except EngineError as error:
            raise EngineError(f"{name}: {error}") from error
        index = LOST
        if result.known is not None:
            index = result.known
            self.quenched += 1
        elif not result.converged:
            self.dropped.append({"file": name, "reason": self._reason(result)})
        else:
            distance = float(np.linalg.norm(result.positions - structure.positions))
            self.quenched += distance > 0.0
            index, match = self.unique.place(result.positions, result.energy)
            if match is None:
                self.names.append(name)
            if self._told and distance > self._settings.max_distance:
                force = float(np.abs(self._force_field.evaluate(structure.positions[None]).forces).max())
                self.moved.append({"file": name, "max_force": force, "distance": distance})
            if self._told and match is not None:
                self.merged.append(
                    {
                        "file": name,
                        "same_as": self.names[index],
                        "energy_difference": match.energy_difference,
                        "distance": match.distance,
                    }
                )
        if self._told:
            self.minimum_of[name] = index
        return index

    def _minimum(self, structure: Structure) -> Quench:
        if self._how.quench:
            # the report tells how far every single file is from its minimum
            known = None if self._told else self.unique.near
            return quench(self._force_field, structure.positions, self._settings.max_force, known=known)
        # structures that are given as minima are evaluated and not moved
        return quench(self._force_field, structure.positions, self._settings.max_force, max_evaluations=0)

    def _reason(self, result: Quench) -> str:
        remedy = remedy_for(result.max_force)
        if self._how.quench:
            return f"the quench stopped at a largest force of {result.max_force:.1e}; {remedy}"
        return (
            f"its largest force is {result.max_force:.1e}, so it is not a minimum; set ingest.quench to true"
            + f", or {remedy}" * (result.max_force < LARGEST_FORCE)
        )


def read_transition_table(path: Path, inspection: Inspection) -> pd.DataFrame:
    """Read a transition table and check it against the structures of its sample.

    Raises
    ------
    ConfigError
        If the order of the structures already gives transition counts.
    TableError
        If a line or column is wrong. The message names it.
    """
    if inspection.ordered:
        raise ConfigError(
            f"{path}: the order of frames already gives transition counts; remove the table from the sample "
            "sheet or set ingest.in_order to false"
        )
    names = {file.name(number) for file in inspection.files for number in file.numbers}
    try:
        # all as text: names such as NA are names, and lines keep their numbers
        separator = "\t" if path.suffix == ".tsv" else ","
        table = pd.read_csv(path, sep=separator, dtype=str, keep_default_na=False, skip_blank_lines=False)
    except (OSError, ValueError) as error:
        raise TableError(f"{path}: cannot be read as a transition table ({error})") from error
    missing = {"from", "to", "count"} - set(table.columns)
    if missing:
        raise TableError(f"{path}: the transition table has no column {', '.join(sorted(missing))}")
    table = table[(table != "").any(axis=1)]
    for column in ("from", "to"):
        for line, name in zip(table.index, table[column], strict=True):
            if name not in names:
                raise TableError(
                    f"{path}: line {line + 2}: column '{column}' names {name!r}, which is not a structure; "
                    f"structures are named {', '.join(sorted(names)[:2])}, ..."
                )
    counts = pd.to_numeric(table["count"], errors="coerce")
    wrong = counts.index[~((counts >= 0) & (counts % 1 == 0) & (counts < MOST_VISITS))]
    if len(wrong):
        raise TableError(f"{path}: line {wrong[0] + 2}: the count must be a whole number, zero or more")
    return table.assign(count=counts.astype(np.int64))


def _count_transitions(table: pd.DataFrame, minimum_of: dict[str, int]) -> Transitions:
    """Sum the counts of a table over merged minima."""
    visits: Counter[tuple[int, int]] = Counter()
    for origin, destination, count in zip(table["from"], table["to"], table["count"], strict=True):
        a, b = minimum_of.get(origin, LOST), minimum_of.get(destination, LOST)
        if a != b and LOST not in (a, b):
            visits[a, b] += int(count)
    return count_transitions(visits)
