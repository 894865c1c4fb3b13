"""One pair of structures: what `glasscape pair` prints and writes."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from glasscape.campaign.config import Config
from glasscape.errors import FileError, StructureError
from glasscape.files import write_json
from glasscape.ingest.inspect import check_species
from glasscape.minima.library import MinimaLibrary
from glasscape.paths.extension import extension_action
from glasscape.paths.settings import PathSettings
from glasscape.structures.readers import Structure, check_same_particles, read_structure
from glasscape.structures.writers import GLASS_FORMAT, write_configurations
from glasscape.studies.two_level_systems.exact.pair import PairReport, characterise_pair
from glasscape.studies.two_level_systems.exact.tables import ADIABATIC
from glasscape.studies.two_level_systems.settings import TwoLevelSystemsSettings


def report_pair(a: str, b: str, folder: Path, config: Config) -> None:
    """Characterise a pair, print a report, and write results and figures into a folder.

    Parameters
    ----------
    a, b : str
        Names of the structures: files, or LIBRARY.h5@INDEX.
    folder : path
        Folder for the results.
    config : Config
        Potential, file format and units.

    Raises
    ------
    GlasscapeError
        If a structure cannot be read, or if the folder is not writable.
    """
    own = config.section(TwoLevelSystemsSettings)
    place = folder.absolute()
    above = next(path for path in (place, *place.parents) if path.exists())
    if not above.is_dir():
        raise FileError(f"{folder}: is no folder, or is inside a file; give the name of a folder")
    if not os.access(above, os.W_OK):
        raise FileError(f"{folder}: {above} is not writable; give another folder")
    one, other = (_read_structure(name, config) for name in (a, b))
    check_same_particles(other, one)
    units = own.quantum.units
    settings = PathSettings(config.potential, config.minima, own.neb, extension_action(units))
    configurations = ((a, one.positions), (b, other.positions))
    report = characterise_pair(one.particles, configurations, settings, units)
    # imported late, because plotting is slow to import and errors in the input should be reported at once
    from glasscape.plotting import save
    from glasscape.studies.two_level_systems.analysis.figures import show_profile

    pictures = [folder / "profile.pdf", folder / "profile.png"]
    write_json(folder / "pair.json", report.as_dict())
    elements = config.potential.elements or ()
    write_configurations(folder / "minima.extxyz", one.particles, report.positions, elements)
    if report.path.profile is None:
        for picture in pictures:
            picture.unlink(missing_ok=True)
    else:
        figure = show_profile(report.path.profile, report.outcome["verdict"], report.tunnelling)
        save(figure, [str(picture) for picture in pictures])
    print(_describe(report))
    print(f"\nwritten to {folder}")
    if report.outcome["status"] == "failed":
        sys.exit("error: the calculation failed")


def _read_structure(name: str, config: Config) -> Structure:
    """Read a structure: a file in the format of `ingest` or of glasscape, or a minimum of a library."""
    file, at, index = name.rpartition("@")
    if Path(name).suffix == ".h5" and config.ingest.format != "h5md":
        raise StructureError(f"{name}: is a library of minima; give the index of a minimum, as in {name}@0")
    if at and Path(file).suffix == ".h5":
        if not Path(file).is_file():
            raise StructureError(f"{file}: no such file")
        library = MinimaLibrary.read(file)
        if not index.isdecimal() or int(index) >= len(library.energies):
            raise StructureError(
                f"{name}: the library has minima 0 to {len(library.energies) - 1}, not {index!r}"
            )
        return Structure(name, library.particles, np.array(library.positions[int(index)]))
    path = Path(name)
    if not path.is_file():
        raise StructureError(f"{name}: no such file")
    if path.suffix not in (".extxyz", ".xyz") or config.ingest.format == "extxyz":
        structure = read_structure(path, config.ingest, config.potential.elements or ())
        check_species(structure, config.potential.potential.n_species, config.ingest)
        return structure
    # libraries and this command write the elements of the potential, samples the first of the periodic table
    if config.potential.elements:
        with suppress(StructureError):
            return read_structure(path, GLASS_FORMAT, config.potential.elements)
    try:
        return read_structure(path, GLASS_FORMAT)
    except StructureError as error:
        raise StructureError(
            f"{error}. It was read in the format of glasscape; for other formats set ingest.format to extxyz"
        ) from error


def _describe(report: PairReport) -> str:
    """The report as text for a terminal."""
    row = report.outcome
    a, b = report.energies
    lines = [
        f"verdict               {row['verdict']}" + (f" ({row['message']})" if row["message"] else ""),
        f"a                     {report.names[0]}, energy {a:.9f}",
        f"b                     {report.names[1]}, energy {b:.9f}, higher by {b - a:.6g}",
        f"total displacement    {report.total_displacement:.6g}",
    ]
    for which, moved in zip("ab", report.moved, strict=True):
        if moved > 0.0:
            lines.append(f"quench moved {which} by     {moved:.3g}")
    if row["path_length"] is not None:
        lines.append(f"path length           {row['path_length']:.6g}")
    if row["energy_barrier"] is not None:
        from_a, from_b = row["energy_barrier"], row["energy_barrier_from_b"]
        lines.append(f"energy barrier        {from_a:.6g} from a, {from_b:.6g} from b")
    if row["residual_force"] is not None:
        lines.append(f"largest force across  {row['residual_force']:.2g}")
    between = [f"{minimum.energy:.9f}" for minimum in report.path.intermediate]
    if between:
        lines.append(f"minima between        {len(between)}, energies {', '.join(between)}")
    lines.append(f"engine                {row['engine']}, {row['evaluations']} force evaluations")
    if report.tunnelling:
        lines += ["", *_columns(report)]
    if row["gamma_longitudinal"] is not None:
        longitudinal, transverse = row["gamma_longitudinal"], row["gamma_transverse"]
        lines += ["", f"coupling to strain    {longitudinal:.6g} longitudinal, {transverse:.6g} transverse"]
    if row["dipole_change"] is not None:
        lines.append(f"change of the dipole  {row['dipole_change']:.6g} e sigma")
    if report.path.vibrations is not None:
        lines += ["", *_vibrations(report)]
    return "\n".join(lines)


def _columns(report: PairReport) -> list[str]:
    """Results for every substance, side by side."""
    found = report.tunnelling

    def line(title: str, values: Sequence[str]) -> str:
        return f"{title:<22}" + "".join(f"{value:>24}" for value in values)

    def known(value: float | None, otherwise: str) -> str:
        return otherwise if value is None else f"{value:.6g}"

    lines = [
        line("", [each.units.name for each in found]),
        line("verdict", [each.verdict for each in found]),
        line("quantum splitting", [f"{each.levels.splitting:.6g}" for each in found]),
        line("asymmetry", [known(each.asymmetry, "one well") for each in found]),
        line("Delta_0 of the levels", [known(each.delta_0, "one well") for each in found]),
        line("Delta_0, WKB", [known(each.tunnelling_matrix_element, "none") for each in found]),
        line("levels in one well", ["yes" if each.levels.same_well else "no" for each in found]),
        line("level above barrier", ["yes" if each.above_barrier else "no" for each in found]),
    ]
    for k in range(len(found[0].levels.energies)):
        values = [
            f"{each.levels.energies[k]:.6g} ({100 * each.levels.left_probabilities[k]:.0f} % in a)"
            for each in found
        ]
        lines.append(line(f"E_{k + 1}", values))
    errors = [
        f"{name} {report.outcome[f'splitting_error_{name}']:.1e}"
        for name in ("grid", "extension", "images")
        if report.outcome[f"splitting_error_{name}"] is not None
    ]
    return [*lines, "", f"relative errors of the splitting ({report.units.name}): {', '.join(errors)}"]


def _vibrations(report: PairReport) -> list[str]:
    """Results with zero-point energy, and the saddle point."""
    row = report.outcome
    splitting = row[f"quantum_splitting{ADIABATIC}"]
    lines = [
        f"with the zero-point energy of vibrations across the path ({report.units.name}):",
        f"verdict               {row[f'verdict{ADIABATIC}']}",
        f"energy difference     {row[f'energy_difference{ADIABATIC}']:.6g}",
    ]
    if splitting is not None:
        lines.append(f"quantum splitting     {splitting:.6g}")
    if row["saddle_energy"] is not None:
        lines += [
            "",
            f"saddle point          {row['saddle_energy']:.6g} above the lower minimum, imaginary frequency "
            f"{row['imaginary_frequency']:.6g}",
            f"crossover             k_B T = {row['crossover_temperature']:.6g}",
            f"attempt frequency     {row['attempt_frequency']:.6g} from a, "
            f"{row['attempt_frequency_from_b']:.6g} from b",
        ]
    return lines
