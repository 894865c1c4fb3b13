"""Read structures: frames of files, checked, with cells in standard form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from ase.data import chemical_symbols
from numpy.typing import NDArray

from glasscape.arrays import Floats, Integers, ShortIntegers
from glasscape.errors import StructureError
from glasscape.structures.cell import Cell
from glasscape.structures.formats.frame import ID, Frame
from glasscape.structures.formats.read import frame_name, read_frames
from glasscape.structures.particles import Particles
from glasscape.structures.settings import StructureFormat

# diameters and cells that differ by less are equal: files may be printed with few digits
SAME = 1e-9
# largest difference of the rotations of two cells that are not turned against each other
TURNED = 1e-6
# smallest volume of a cell, relative to a cuboid with the same lengths
FLAT = 1e-6
# largest coordinate, in lengths of the cell; larger coordinates have lost their precision
LARGEST_COORDINATE = 1e6
MOST_SPECIES = 10_000
# column of LAMMPS with the label of each type
TYPE_LABEL = "typelabel"


@dataclass(frozen=True, eq=False)
class Structure:
    """One configuration and its particles.

    Attributes
    ----------
    name : str
        Name of the file, and number of the frame if the format may hold several.
    particles : Particles
        The particles.
    positions : ndarray, shape (N, 3)
        Positions, sigma, in the frame of the standard cell.
    stamp : float or None
        Step or time of a frame.
    ids : ndarray of int, shape (N,), or None
        Identifiers of the particles in the file.
    rotation : ndarray, shape (3, 3), or None
        Rotation from the frame of the file to that of the standard cell. None if there is no file.
    """

    name: str
    particles: Particles
    positions: Floats
    stamp: float | None = None
    ids: Integers | None = None
    rotation: Floats | None = None


def read_structures(
    path: Path, how: StructureFormat, elements: Sequence[str] = ()
) -> Iterator[Structure | None]:
    """Read the configurations of a file one by one and check each of them.

    Parameters
    ----------
    path : path
        The file.
    how : StructureFormat
        Format of the file, and names of its columns.
    elements : sequence of str
        Chemical symbol of each species, for files that hold symbols. The labels in `how` take precedence.

    Yields
    ------
    Structure or None
        None for an incomplete frame.

    Raises
    ------
    StructureError
        If the file cannot be read or holds wrong values.
    """
    for number, frame in enumerate(read_frames(path, how)):
        if frame is None:
            yield None
            continue
        yield structure_of(frame, frame_name(path, number, how), how, elements)


def structure_of(frame: Frame, name: str, how: StructureFormat, elements: Sequence[str]) -> Structure:
    """Check a frame and turn it into the frame of the standard cell.

    Parameters are those of `read_structures`; `name` is that of the structure.

    Raises
    ------
    StructureError
        If it holds wrong values.
    """
    if not len(frame.positions):
        raise StructureError(f"{name}: has no particles")
    cell, rotation = _standard_cell(frame, name)
    particles = Particles(_diameters(frame, name, how), _species(frame, name, how, elements), cell)
    positions = _finite_positions(frame, name) @ rotation
    if cell.dimensions == 2 and np.ptp(positions[:, 2]) > 0.0:
        raise StructureError(
            f"{name}: the cell has the length {cell.lengths[2]:g} along z, which stands for a plane, but its "
            "particles differ in z; change this length a little"
        )
    return Structure(name, particles, positions, frame.stamp, frame.columns.get(ID), rotation)


def read_structure(path: Path, how: StructureFormat, elements: Sequence[str] = ()) -> Structure:
    """Read a file that holds one configuration.

    Raises
    ------
    StructureError
        If it holds none or several, or for the reasons given in `read_structures`.
    """
    structures = list(islice(read_structures(path, how, elements), 2))
    if len(structures) > 1:
        raise StructureError(f"{path.name}: holds several configurations; give a file with one")
    if not structures or structures[0] is None:
        raise StructureError(f"{path.name}: holds no complete configuration")
    return structures[0]


def _standard_cell(frame: Frame, name: str) -> tuple[Cell, Floats]:
    lengths = np.linalg.norm(frame.vectors, axis=1)
    volume = abs(np.linalg.det(frame.vectors))
    if not np.all(np.isfinite(frame.vectors)) or not volume > FLAT * np.prod(lengths):
        raise StructureError(
            f"{name}: the cell {np.array2string(frame.vectors, separator=', ')} has a length that is not "
            "positive, or no volume"
        )
    if not all(frame.periodic):
        raise StructureError(
            f"{name}: the cell is not periodic along {' and '.join(_axes(frame))}; glasses are periodic in "
            "all three directions"
        )
    return Cell.standard(frame.vectors)


def _axes(frame: Frame) -> list[str]:
    return [axis for axis, periodic in zip("abc", frame.periodic, strict=True) if not periodic]


def _diameters(frame: Frame, name: str, how: StructureFormat) -> Floats:
    if how.diameter is None:
        return np.ones(len(frame.positions))
    diameters = _numbers(frame, name, "diameter", how.diameter)
    if how.diameter.lower() == "radius":
        diameters = 2.0 * diameters
    wrong = np.flatnonzero(~(np.isfinite(diameters) & (diameters > 0.0)))
    if len(wrong):
        raise StructureError(
            f"{name}: particle {wrong[0] + 1} has diameter {diameters[wrong[0]]:g}; diameters must be "
            f"positive (they come from '{how.diameter}'); set ingest.diameter to the column that holds them, "
            "or leave it empty if the potential gives sizes to species"
        )
    return diameters


def _species(frame: Frame, name: str, how: StructureFormat, elements: Sequence[str]) -> ShortIntegers:
    if how.species is None:
        return np.zeros(len(frame.positions), dtype=np.int32)
    values = _column(frame, name, "species", how.species)
    if (how.labels or elements) and how.species == "numbers":
        atomic = _numbers(frame, name, "species", how.species).astype(np.int64)
        strange = atomic[(atomic < 1) | (atomic >= len(chemical_symbols))]
        if len(strange):
            raise StructureError(f"{name}: '{how.species}' holds {strange[0]}, which is not an atomic number")
        values = np.array(chemical_symbols)[atomic]
    if how.labels is not None or values.dtype.kind in "OSU":
        return _species_of_labels(values, name, how, elements)
    numbers = _numbers(frame, name, "species", how.species)
    wrong = np.flatnonzero(~((numbers >= 1) & (numbers % 1 == 0) & (numbers < MOST_SPECIES)))
    if len(wrong):
        raise StructureError(
            f"{name}: particle {wrong[0] + 1} has species {numbers[wrong[0]]:g}; species are whole numbers "
            f"from 1 (they come from '{how.species}'); if they are counted otherwise, list them in "
            "ingest.labels, such as [0, 1]"
        )
    species = numbers.astype(np.int32) - np.int32(1)
    _check_type_labels(frame, name, species, elements)
    return species


def _species_of_labels(
    values: NDArray[np.generic], name: str, how: StructureFormat, elements: Sequence[str]
) -> ShortIntegers:
    labels = list(map(str, elements if how.labels is None else how.labels))
    known = {label: k for k, label in enumerate(labels)}
    # a whole number may be stored as 1.0
    words = [f"{value:g}" if isinstance(value, float) else str(value) for value in values.tolist()]
    for i, word in enumerate(words):
        if word not in known:
            where = "potential.elements" if how.labels is None else "ingest.labels"
            raise StructureError(
                f"{name}: particle {i + 1} is {word!r} in '{how.species}'; list all values of this column in "
                "ingest.labels in the order of the species, or chemical symbols in potential.elements "
                f"({where} has {', '.join(labels) or 'none'})"
            )
    return np.array([known[word] for word in words], dtype=np.int32)


def _check_type_labels(frame: Frame, name: str, species: ShortIntegers, elements: Sequence[str]) -> None:
    """Check that the labels of LAMMPS types, if they are elements, are those of the potential."""
    labels = frame.columns.get(TYPE_LABEL, np.array([])).tolist()
    if not labels or not set(labels) <= set(elements):
        return
    for k, label in zip(species.tolist(), labels, strict=True):
        if k != elements.index(label):
            raise StructureError(
                f"{name}: type {k + 1} has the label {label!r}, which potential.elements has in another "
                f"place; set ingest.species to {TYPE_LABEL}, or correct the order of potential.elements"
            )


def _column(frame: Frame, name: str, key: str, column: str) -> NDArray[np.generic]:
    if column not in frame.columns:
        others = ", ".join(sorted(frame.columns.keys() - {ID}))
        remedy = f"set ingest.{key} to one of {others}, or leave it" if others else f"leave ingest.{key}"
        raise StructureError(f"{name}: has no per-atom array '{column}'; {remedy} empty")
    return frame.columns[column]


def _numbers(frame: Frame, name: str, key: str, column: str) -> Floats:
    values = _column(frame, name, key, column)
    try:
        return np.array(values, dtype=np.float64)
    except ValueError as error:
        raise StructureError(f"{name}: '{column}' should hold numbers, for ingest.{key} ({error})") from error


def _finite_positions(frame: Frame, name: str) -> Floats:
    positions = np.array(frame.positions, dtype=np.float64)
    wrong = np.flatnonzero(~np.isfinite(positions).all(axis=1))
    if len(wrong):
        raise StructureError(
            f"{name}: particle {wrong[0] + 1} has a coordinate that is not finite: {positions[wrong[0]]}"
        )
    if np.abs(positions).max() > LARGEST_COORDINATE * np.abs(frame.vectors).max():
        raise StructureError(
            f"{name}: a coordinate is {np.abs(positions).max():g}, so many lengths of the cell that its "
            "digits are lost; check the file"
        )
    return positions


def check_same_particles(structure: Structure, first: Structure) -> None:
    """Check that two structures hold the same particles in the same cell.

    Raises
    ------
    StructureError
        If they differ. The message names both and the difference.
    """
    particles, reference = structure.particles, first.particles
    if len(particles) != len(reference):
        raise StructureError(
            f"{structure.name}: has {len(particles)} particles, {first.name} has "
            f"{len(reference)}; all structures of a sample have the same particles"
        )
    if structure.ids is not None and first.ids is not None:
        strange = np.flatnonzero(structure.ids != first.ids)
        if len(strange):
            k = strange[0]
            raise StructureError(
                f"{structure.name}: has particle {structure.ids[k]} in the place of {first.ids[k]} in "
                f"{first.name}; all structures of a sample have the same particles"
            )
    if np.abs(particles.cell.vectors - reference.cell.vectors).max() > SAME:
        raise StructureError(
            f"{structure.name}: the cell is {particles.cell.numbers}, that of {first.name} is "
            f"{reference.cell.numbers}; all structures of a sample have the same cell"
        )
    # the standard cells are equal, but positions were turned differently
    rotations = [each.rotation for each in (structure, first) if each.rotation is not None]
    if len(rotations) == 2 and np.abs(rotations[0] - rotations[1]).max() > TURNED:
        raise StructureError(
            f"{structure.name}: the vectors of the cell are turned, or in another order, against those of "
            f"{first.name}; all structures of a sample have the same cell"
        )
    differing = np.flatnonzero(particles.species != reference.species)
    if len(differing):
        k = differing[0]
        raise StructureError(
            f"{structure.name}: particle {k + 1} is of species {particles.species[k] + 1}, in {first.name} "
            f"it is of {reference.species[k] + 1}; particles must keep their order"
        )
    differing = np.flatnonzero(np.abs(particles.diameters - reference.diameters) > SAME)
    if len(differing):
        k = differing[0]
        raise StructureError(
            f"{structure.name}: particle {k + 1} has diameter {particles.diameters[k]:.10g}, in {first.name} "
            f"it has {reference.diameters[k]:.10g}; particles must keep their order and their diameters"
        )


def check_range(structure: Structure, interaction_range: float) -> None:
    """Check that no particle interacts with its own periodic image.

    Raises
    ------
    StructureError
        If the cell is not wider than twice `interaction_range`.
    """
    particles = structure.particles
    if not particles.cell.is_wide(interaction_range):
        raise StructureError(
            f"{structure.name}: the cell length {particles.cell.width:.4g} is not above twice the "
            f"interaction range {interaction_range:.4g}, so particles interact with their own periodic "
            "images; use a larger sample"
        )
