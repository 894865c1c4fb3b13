import json
import re
import tarfile
from dataclasses import asdict

import numpy as np
import pytest
from ase import Atoms
from ase.io import write
from glasses import draw_minimum, draw_minimum_of, draw_mixture, one_species
from trajectories import (
    dump_text,
    ingest_trajectory,
)

from glasscape.errors import ConfigError, StructureError, TableError
from glasscape.forces.engine import Engine
from glasscape.ingest.ingest import ingest
from glasscape.ingest.settings import IngestSettings
from glasscape.minima.settings import MinimaSettings
from glasscape.potentials.models import KOB_ANDERSEN
from glasscape.potentials.settings import PotentialSettings


def write_structure(path, particles, positions):
    atoms = Atoms("H" * len(positions), positions, cell=particles.cell.vectors, pbc=True)
    atoms.set_initial_charges(particles.diameters)
    write(path, atoms, format="lammps-data", atom_style="charge")


def run(source, transitions=None):
    """The library of minima in LAMMPS data files."""
    return ingest(source, transitions, PotentialSettings(), IngestSettings(), MinimaSettings())


@pytest.fixture
def folder(tmp_path, small_glass, small_minimum):
    """Two distinct minima, a copy of the first pushed off its minimum, and a hidden file."""
    rng = np.random.default_rng(0)
    folder = tmp_path / "minima"
    folder.mkdir()
    write_structure(folder / "a.data", small_glass, small_minimum)
    write_structure(folder / "b.data", small_glass, draw_minimum(small_glass, seed=9))
    push = 1e-3 * rng.standard_normal(small_minimum.shape)
    write_structure(folder / "c.data", small_glass, small_minimum + push)
    (folder / ".hidden").write_text("no structure")
    return folder


def test_folder_and_archive_give_the_same_library(folder, tmp_path):
    with tarfile.open(tmp_path / "minima.tar.xz", "w:xz") as archive:
        archive.add(folder, "anything")
    for source in (folder, tmp_path / "minima.tar.xz"):
        library, report = run(source)
        assert (report.configurations, report.minima) == (3, 2)
        assert [entry["file"] for entry in report.moved] == ["c.data"]
        assert len(report.merged) == 1
        assert {report.merged[0]["file"], report.merged[0]["same_as"]} == {"a.data", "c.data"}
        assert report.merged[0]["distance"] < 1e-3
        assert library.energies[0] < library.energies[1]
        json.dumps(asdict(report))


def test_species_come_from_their_column(tmp_path):
    particles, positions = draw_mixture(200, seed=1)
    for k in range(2):
        atoms = Atoms(
            np.where(particles.species == 0, "H", "He"), positions, cell=particles.cell.vectors, pbc=True
        )
        (tmp_path / "minima").mkdir(exist_ok=True)
        write(tmp_path / "minima" / f"{k}.data", atoms, format="lammps-data", atom_style="atomic")
        positions = draw_minimum_of(particles, KOB_ANDERSEN.potential, seed=7)
    potential = PotentialSettings(model="kob-andersen")
    how = IngestSettings(atom_style="atomic", diameter=None, species="type")
    library, report = ingest(tmp_path / "minima", None, potential, how, MinimaSettings())
    np.testing.assert_array_equal(library.particles.species, particles.species)
    assert (library.particles.diameters == 1.0).all()
    assert (report.minima, report.moved) == (2, [])
    silent = IngestSettings(atom_style="atomic", diameter=None)
    with pytest.raises(StructureError, match="has 2 species; set ingest.species"):
        ingest(tmp_path / "minima", None, potential, silent, MinimaSettings())
    with pytest.raises(StructureError, match="has species 2, the potential has only 1"):
        ingest(tmp_path / "minima", None, PotentialSettings(), how, MinimaSettings())


def test_transition_counts_are_summed_over_copies(folder, tmp_path):
    table = tmp_path / "transitions.csv"
    table.write_text("from,to,count\na.data,b.data,2\nc.data,b.data,3\na.data,c.data,9\nb.data,a.data,1\n")
    library, _ = run(folder, table)
    seen = {
        (library.names[a][0] == "b", library.names[b][0] == "b"): count
        for a, b, count in zip(
            library.transitions.origin,
            library.transitions.destination,
            library.transitions.count,
            strict=True,
        )
    }
    assert seen == {(False, True): 5, (True, False): 1}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("from,to\na.data,b.data\n", "no column count"),
        ("from,to,count\na.data,z.data,1\n", "'z.data'"),
        ("from,to,count\na.data,b.data,1.5\n", "line 2"),
        ("from,to,count\na.data,b.data,1\nb.data,a.data,-1\n", "line 3"),
        ("from,to,count\na.data,b.data,1\n\n\nb.data,a.data,-1\n", "line 5"),
        ("from,to,count\n\na.data,NA,1\n", "line 3: column 'to' names 'NA'"),
        ("from,to,count\na.data,b.data,1e30\n", "line 2"),
        ("from,to,count\na.data,b.data,\n", "line 2"),
    ],
)
def test_bad_transition_tables_are_named(folder, tmp_path, content, message):
    (tmp_path / "transitions.csv").write_text(content)
    with pytest.raises(TableError, match=message):
        run(folder, tmp_path / "transitions.csv")


def test_energy_alone_does_not_merge(folder, small_glass, small_minimum):
    """A mirror image has the same energy and is another minimum; a shifted copy is the same."""
    write_structure(folder / "d.data", small_glass, small_glass.cell.lengths - small_minimum)
    write_structure(folder / "e.data", small_glass, small_minimum + small_glass.cell.vectors.sum(axis=0))
    library, report = run(folder)
    assert sorted(entry["file"] for entry in report.merged) == ["c.data", "e.data"]
    assert sorted(library.names) == ["a.data", "b.data", "d.data"]


def break_file(folder, change):
    path = folder / "b.data"
    path.write_text(change(path.read_text()))


def edit_atom(text, column, value):
    """Replace one column of the first atom of a LAMMPS data file."""
    head, _, body = text.partition("Atoms")
    title, _, rows = body.partition("\n\n")
    lines = rows.splitlines()
    fields = lines[0].split()
    fields[column] = value
    return f"{head}Atoms{title}\n\n" + "\n".join([" ".join(fields), *lines[1:]]) + "\n"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda text: edit_atom(text, 3, "nan"), "b.data: particle 1 .*not finite"),
        (lambda text: edit_atom(text, 2, "-1.0"), "b.data: particle 1 has diameter -1"),
        (lambda text: edit_atom(text, 2, "1.234567"), "b.data: particle 1 has diameter 1.234567"),
        (lambda text: text[: len(text) // 2], "b.data: cannot be read"),
        (lambda text: "", "b.data: cannot be read"),
        (lambda text: re.sub(r"\S+ +xlo", "5.5 xlo", text), "b.data: the cell is"),
    ],
)
def test_bad_files_are_named(folder, change, message):
    break_file(folder, change)
    with pytest.raises(StructureError, match=message):
        run(folder)


def test_overlapping_particles_are_named(folder, small_glass, small_minimum):
    positions = small_minimum.copy()
    positions[7] = positions[3] + 0.1
    write_structure(folder / "b.data", small_glass, positions)
    with pytest.raises(StructureError, match=r"b.data: particles 4 and 8 overlap"):
        run(folder)


def test_different_particle_numbers_are_named(folder, small_glass, small_minimum):
    fewer = one_species(small_glass.diameters[:-1], small_glass.cell)
    write_structure(folder / "b.data", fewer, small_minimum[:-1])
    with pytest.raises(StructureError, match=r"b.data: has 119 particles, a.data has 120"):
        run(folder)


def test_one_structure_is_enough(folder):
    (folder / "b.data").unlink()
    (folder / "c.data").unlink()
    library, _ = run(folder)
    assert len(library.energies) == 1


def test_minima_that_are_declared_stay_as_they_are(
    trajectory_particles, trajectory_frames, trajectory_library, tmp_path
):
    text = dump_text(trajectory_particles, [*trajectory_library.positions, trajectory_frames[0]])
    (tmp_path / "minima.dump").write_text(text)
    library, report = ingest_trajectory(tmp_path / "minima.dump", quench=False)
    np.testing.assert_array_equal(library.positions, trajectory_library.positions)
    assert (report.quenched, report.minima) == (0, 3)
    assert [entry["file"] for entry in report.dropped] == ["minima.dump, frame 3"]
    assert "it is not a minimum; set ingest.quench to true" in report.dropped[0]["reason"]


def test_a_table_and_an_order_are_one_too_many(trajectory_particles, trajectory_frames, tmp_path):
    (tmp_path / "some.dump").write_text(dump_text(trajectory_particles, trajectory_frames))
    (tmp_path / "counts.csv").write_text("from,to,count\n")
    how = IngestSettings(format="lammps-dump", diameter="diameter")
    with pytest.raises(ConfigError, match="set ingest.in_order to false"):
        ingest(tmp_path / "some.dump", tmp_path / "counts.csv", PotentialSettings(), how, MinimaSettings())


def test_a_file_that_grows_while_it_is_read_is_refused(
    trajectory_particles, trajectory_frames, tmp_path, monkeypatch
):
    path = tmp_path / "growing.dump"
    path.write_text(dump_text(trajectory_particles, trajectory_frames))

    before = Engine.force_field

    def grow(*given):
        """The force field is made when all files have been looked through."""
        with path.open("a") as file:
            file.write(dump_text(trajectory_particles, trajectory_frames[:1], steps=[800]))
        return before(*given)

    monkeypatch.setattr(Engine, "force_field", grow)
    with pytest.raises(StructureError, match="growing.dump: has changed while it was read"):
        ingest_trajectory(path)


def test_transition_tables_name_frames(trajectory_particles, trajectory_frames, tmp_path):
    (tmp_path / "some.dump").write_text(dump_text(trajectory_particles, trajectory_frames))
    table = tmp_path / "counts.csv"
    how = IngestSettings(format="lammps-dump", diameter="diameter", in_order=False)
    for names, seen in (
        ('"some.dump, frame 0","some.dump, frame 2"', True),
        ('"some.dump, frame 0","some.dump, frame 99"', False),
        ("some.dump,some.dump", False),
    ):
        table.write_text(f"from,to,count\n{names},5\n")
        if seen:
            library, _ = ingest(tmp_path / "some.dump", table, PotentialSettings(), how, MinimaSettings())
            assert library.transitions.count.tolist() == [5]
        else:
            with pytest.raises(TableError, match="line 2: .*are named some.dump, frame 0"):
                ingest(tmp_path / "some.dump", table, PotentialSettings(), how, MinimaSettings())
