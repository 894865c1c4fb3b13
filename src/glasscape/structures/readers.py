"""Read structure files through ASE, one glass after another."""

import math
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from ase import Atoms
from ase.io import read as ase_read
from numpy.typing import NDArray

from glasscape.errors import StructureError
from glasscape.files import regular_files
from glasscape.structures.glass import Glass
from glasscape.structures.settings import StructureFormat

# diameters and cells that differ by less are the same, printed with fewer digits
SAME = 1e-9


@dataclass(frozen=True, eq=False)
class Structure:
    """One configuration and the particles it is made of."""

    glass: Glass
    positions: NDArray[np.float64]


@contextmanager
def structure_files(source: str | Path) -> Iterator[list[Path]]:
    """List the files in a folder or in a tar archive, sorted by name.

    Archives are unpacked into a temporary folder that vanishes with the context. Hidden files are passed
    over.

    Raises
    ------
    StructureError
        When `source` is neither a folder nor a readable archive, or holds no file.
    """
    path = Path(source)
    if path.is_dir():
        yield _some_files(path, source)
        return
    if not path.is_file():
        raise StructureError(f"{path}: no such file or folder; correct the path in the sample sheet")
    with tempfile.TemporaryDirectory() as folder:
        try:
            with tarfile.open(path) as archive:
                archive.extractall(folder, filter="data")
        except (tarfile.TarError, EOFError, OSError) as error:
            raise StructureError(
                f"{path}: cannot be unpacked as a tar archive ({error}); give a folder of structure files "
                "or a tar archive of one"
            ) from error
        yield _some_files(Path(folder), source)


def _some_files(folder: Path, source: str | Path) -> list[Path]:
    files = regular_files(folder)
    if not files:
        raise StructureError(f"{source}: holds no files; put the structure files of one glass there")
    return files


def read_structure(path: Path, how: StructureFormat) -> Structure:
    """Read one configuration and check that it makes sense by itself.

    Raises
    ------
    StructureError
        When the file cannot be read or holds values that no glass has.
    """
    options: dict[str, Any] = {"atom_style": how.atom_style} if how.format == "lammps-data" else {}
    try:
        atoms = ase_read(path, format=how.format, **options)
    except Exception as error:  # ASE's readers raise whatever their parsing meets
        raise StructureError(
            f"{path.name}: cannot be read as {how.format} ({type(error).__name__}: {error}); check the file "
            "and the settings under ingest"
        ) from error
    if not isinstance(atoms, Atoms):
        raise StructureError(f"{path.name}: holds several configurations; give one file for each")
    return Structure(_glass_of(atoms, path, how), _finite_positions(atoms, path))


def _glass_of(atoms: Atoms, path: Path, how: StructureFormat) -> Glass:
    cell = np.asarray(atoms.cell.array)
    lengths = np.diag(cell).copy()
    if np.abs(cell - np.diag(lengths)).max() > SAME:
        raise StructureError(f"{path.name}: the cell is not orthogonal; only such cells are supported")
    if not np.all(np.isfinite(lengths)) or lengths.min() <= 0.0:
        raise StructureError(f"{path.name}: the cell {lengths} has a length that is not positive")
    diameters, species = np.ones(len(atoms)), np.zeros(len(atoms), dtype=np.int32)
    if how.diameter is not None:
        diameters = _column(atoms, path, "diameter", how.diameter)
        wrong = np.flatnonzero(~(np.isfinite(diameters) & (diameters > 0.0)))
        if len(wrong):
            raise StructureError(
                f"{path.name}: particle {wrong[0] + 1} has diameter {diameters[wrong[0]]:g}; diameters must "
                f"be positive (they come from '{how.diameter}')"
            )
    if how.species is not None:
        numbers = _column(atoms, path, "species", how.species)
        wrong = np.flatnonzero((numbers < 1) | (numbers % 1 != 0))
        if len(wrong):
            raise StructureError(
                f"{path.name}: particle {wrong[0] + 1} has species {numbers[wrong[0]]:g}; species are "
                f"counted from 1 (they come from '{how.species}')"
            )
        species = numbers.astype(np.int32) - np.int32(1)
    return Glass(diameters, species, lengths)


def _column(atoms: Atoms, path: Path, key: str, name: str) -> NDArray[np.float64]:
    if name not in atoms.arrays:
        raise StructureError(
            f"{path.name}: has no per-atom array '{name}'; set ingest.{key} to one of "
            f"{', '.join(sorted(atoms.arrays))}"
        )
    return np.array(atoms.arrays[name], dtype=np.float64)


def _finite_positions(atoms: Atoms, path: Path) -> NDArray[np.float64]:
    positions = np.ascontiguousarray(atoms.positions, dtype=np.float64)
    wrong = np.flatnonzero(~np.isfinite(positions).all(axis=1))
    if len(wrong):
        raise StructureError(
            f"{path.name}: particle {wrong[0] + 1} has a coordinate that is not finite: {positions[wrong[0]]}"
        )
    return positions


def check_same_glass(path: Path, glass: Glass, first: Path, reference: Glass) -> None:
    """Check that two files hold the same particles in the same cell.

    Raises
    ------
    StructureError
        Naming both files and what differs.
    """
    if glass.n_particles != reference.n_particles:
        raise StructureError(
            f"{path.name}: has {glass.n_particles} particles, {first.name} has {reference.n_particles}; all "
            "files of a glass hold the same particles"
        )
    if np.abs(glass.cell - reference.cell).max() > SAME:
        raise StructureError(
            f"{path.name}: the cell is {glass.cell}, that of {first.name} is {reference.cell}"
        )
    differing = np.flatnonzero(glass.species != reference.species)
    if len(differing):
        k = differing[0]
        raise StructureError(
            f"{path.name}: particle {k + 1} is of species {glass.species[k] + 1}, in {first.name} it is of "
            f"{reference.species[k] + 1}; particles must keep their order"
        )
    differing = np.flatnonzero(np.abs(glass.diameters - reference.diameters) > SAME)
    if len(differing):
        k = differing[0]
        raise StructureError(
            f"{path.name}: particle {k + 1} has diameter {glass.diameters[k]:.10g}, in {first.name} it has "
            f"{reference.diameters[k]:.10g}; particles must keep their order and their diameters"
        )


def check_range(path: Path, glass: Glass, interaction_range: float) -> None:
    """Check that no particle interacts with its own periodic image.

    Raises
    ------
    StructureError
        When the cell is shorter than twice `interaction_range`.
    """
    if glass.cell.min() < 2.0 * interaction_range:
        raise StructureError(
            f"{path.name}: the cell length {glass.cell.min():.4g} is below twice the interaction range "
            f"{interaction_range:.4g}; use at least {math.ceil(8 * interaction_range**3)} particles per "
            "unit of density"
        )
