"""Trajectories in every format, as LAMMPS and others write them."""

import gzip
import re
import tracemalloc

import h5py
import numpy as np
import pytest
from ase import Atoms
from ase.io import write
from ase.io.netcdftrajectory import NetCDFTrajectory
from conftest import SOFT_SPHERES, draw_glass, draw_minimum_of, one_species
from netCDF4 import Dataset

from glasscape.errors import ConfigError
from glasscape.errors import StructureError
from glasscape.errors import TableError
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.engine import make_force_field
from glasscape.ingest.ingest import ingest
from glasscape.ingest.settings import IngestSettings
from glasscape.minima.settings import MinimaSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.cell import wrapped
from glasscape.structures.readers import read_structure
from glasscape.structures.readers import read_structures


TILTED = np.array([[5.2, 0.0, 0.0], [1.9, 5.0, 0.0], [-2.1, 2.3, 5.0]])
# minima in the order in which frames are near them
VISITS = [0, 0, 1, 0, 1, 1, 2, 2]
COUNTS = {(0, 1): 2, (1, 0): 1, (1, 2): 1}


@pytest.fixture(scope="module", params=["cubic", "tilted"])
def glass(request):
    cell = 5.2 * np.eye(3) if request.param == "cubic" else TILTED
    return one_species(draw_glass(round(np.prod(np.diag(cell))), seed=3).diameters, cell)


@pytest.fixture(scope="module")
def frames(glass):
    """Configurations near three minima, wrapped."""
    minima = [draw_minimum_of(glass, SOFT_SPHERES, seed) for seed in (4, 5, 6)]
    rng = np.random.default_rng(0)
    return [glass.cell.wrap(minima[k] + 1e-3 * rng.standard_normal(minima[k].shape)) for k in VISITS]


def dump_text(glass, frames, columns="id type x y z diameter", steps=None, digits=17, seed=1):
    """What `dump custom` of LAMMPS writes: atoms in no order."""
    rng = np.random.default_rng(seed)
    xy, xz, yz = glass.cell[[1, 2, 2], [0, 0, 1]]
    low = np.array([min(0, xy, xz, xy + xz), min(0, yz), 0.0])
    high = np.add(np.diag(glass.cell), [max(0, xy, xz, xy + xz), max(0, yz), 0.0])
    tilted = np.any([xy, xz, yz])
    text = ""
    for k, positions in enumerate(frames):
        turns = rng.integers(-3, 4, positions.shape)
        values = {
            "id": np.arange(1, len(glass) + 1),
            "type": np.ones(len(glass), dtype=int),
            "element": np.full(len(glass), "Ar"),
            "diameter": glass.diameters,
            "radius": glass.diameters / 2,
            **dict(zip(["ix", "iy", "iz"], turns.T, strict=True)),
            **dict(zip("xyz", positions.T, strict=True)),
            **dict(zip(["xu", "yu", "zu"], (positions + turns @ glass.cell).T, strict=True)),
            **dict(zip(["xs", "ys", "zs"], (positions @ np.linalg.inv(glass.cell)).T, strict=True)),
            **dict(
                zip(
                    ["xsu", "ysu", "zsu"],
                    (positions @ np.linalg.inv(glass.cell) + turns).T,
                    strict=True,
                )
            ),
        }
        text += (
            f"ITEM: TIMESTEP\n{steps[k] if steps else 100 * k}\nITEM: NUMBER OF ATOMS\n{len(glass)}\n"
        )
        text += "ITEM: BOX BOUNDS " + ("xy xz yz " if tilted else "") + "pp pp pp\n"
        for axis, tilt in enumerate((xy, xz, yz)):
            text += f"{low[axis]!r} {high[axis]!r}" + (f" {tilt!r}\n" if tilted else "\n")
        text += f"ITEM: ATOMS {columns} \n"
        for i in rng.permutation(len(glass)):
            fields = [values[name][i] for name in columns.split()]
            text += " ".join(f"{v:.{digits}g}" if isinstance(v, float) else str(v) for v in fields) + "\n"
    return text.replace("np.float64(", "").replace(")", "")


def run(path, glass=None, potential=None, **how):
    how = {"format": "lammps-dump", "diameter": "diameter", **how}
    settings = IngestSettings.model_validate(how)
    return ingest(path, None, potential or PotentialSettings(), settings, MinimaSettings())


def counts(library):
    """Transitions between minima by the number of their first frames."""
    order = np.argsort([int(re.search(r"frame (\d+)", name)[1]) for name in library.names])
    place = np.argsort(order)
    steps = library.transitions
    return {
        (int(place[a]), int(place[b])): int(n)
        for a, b, n in zip(steps.origin, steps.destination, steps.count, strict=True)
    }


@pytest.fixture(scope="module")
def expected(glass, frames, tmp_path_factory):
    """The library of a plain dump."""
    path = tmp_path_factory.mktemp("dump") / "plain.dump"
    path.write_text(dump_text(glass, frames))
    library, report = run(path)
    assert counts(library) == COUNTS
    assert (report.minima, report.transitions, report.missing, report.incomplete) == (3, 4, 0, [])
    assert (report.quenched, report.moved, report.merged) == (len(VISITS), [], [])
    return library


@pytest.mark.parametrize(
    "columns",
    [
        "id type x y z diameter",
        "diameter z y x type id",
        "id xu yu zu diameter",
        "id xs ys zs diameter",
        "id diameter xsu ysu zsu",
        "id element x y z ix iy iz diameter",
    ],
)
def test_dumps_of_any_columns_give_the_same_library(glass, frames, expected, tmp_path, columns):
    (tmp_path / "some.dump").write_text(dump_text(glass, frames, columns))
    library, _ = run(tmp_path / "some.dump")
    assert counts(library) == COUNTS
    np.testing.assert_allclose(library.energies, expected.energies, atol=1e-10)
    np.testing.assert_array_equal(library.particles.diameters, expected.particles.diameters)


def test_radii_are_doubled(glass, frames, tmp_path):
    (tmp_path / "some.dump").write_text(dump_text(glass, frames, "id radius x y z"))
    library, _ = run(tmp_path / "some.dump", diameter="radius")
    np.testing.assert_allclose(library.particles.diameters, glass.diameters, rtol=1e-15)


def write_gzip(path, glass, frames):
    with gzip.open(path, "wt") as file:
        file.write(dump_text(glass, frames))


def atoms_of(glass, positions):
    atoms = Atoms("Ar" * len(positions), positions, cell=glass.cell, pbc=True)
    atoms.arrays["diameter"] = glass.diameters.copy()
    return atoms


def write_extxyz(path, glass, frames):
    write(path, [atoms_of(glass, positions) for positions in frames], format="extxyz")


def write_netcdf(path, glass, frames):
    with NetCDFTrajectory(str(path), mode="w") as trajectory:
        for positions in frames:
            atoms = atoms_of(glass, positions)
            trajectory.write(atoms, arrays=["diameter"])


def write_netcdf_of_lammps(path, glass, frames):
    """As `dump netcdf` of LAMMPS does: the convention of AMBER, atoms in no order, with their ids."""
    rng = np.random.default_rng(5)
    lengths = np.linalg.norm(glass.cell, axis=1)
    cosines = [
        np.dot(glass.cell[i], glass.cell[j]) / lengths[i] / lengths[j] for i, j in ((1, 2), (0, 2), (0, 1))
    ]
    with Dataset(path, "w", format="NETCDF3_64BIT_OFFSET") as file:
        for name, size in {"frame": None, "atom": len(glass), "spatial": 3, "cell_spatial": 3,
                           "cell_angular": 3, "label": 10}.items():  # fmt: skip
            file.createDimension(name, size)
        file.Conventions, file.ConventionVersion, file.program = "AMBER", "1.0", "LAMMPS"
        for name, kind, axes in (
            ("time", "f8", ("frame",)),
            ("cell_origin", "f8", ("frame", "cell_spatial")),
            ("cell_lengths", "f8", ("frame", "cell_spatial")),
            ("cell_angles", "f8", ("frame", "cell_angular")),
            ("id", "i4", ("frame", "atom")),
            ("type", "i4", ("frame", "atom")),
            ("coordinates", "f8", ("frame", "atom", "spatial")),
            ("diameter", "f8", ("frame", "atom")),
        ):
            file.createVariable(name, kind, axes)
        for k, positions in enumerate(frames):
            order = rng.permutation(len(glass))
            file["time"][k] = 0.5 * k
            file["cell_origin"][k] = 0.0
            file["cell_lengths"][k] = lengths
            file["cell_angles"][k] = np.degrees(np.arccos(cosines))
            file["id"][k] = order + 1
            file["type"][k] = 1
            file["coordinates"][k] = positions[order]
            file["diameter"][k] = glass.diameters[order]


def write_h5md(path, glass, frames):
    with h5py.File(path, "w") as file:
        group = file.create_group("particles/all")
        box = group.create_group("box")
        box.attrs["dimension"] = 3
        box.attrs["boundary"] = [b"periodic"] * 3
        tilted = np.any(np.tril(glass.cell, -1))
        if tilted:
            box.create_group("edges")["value"] = np.array([glass.cell] * len(frames))
        else:
            box["edges"] = np.diag(glass.cell)
        group.create_group("position")["value"] = np.array(frames)
        group["position/step"] = 100 if tilted else 100 * np.arange(len(frames))
        group["diameter"] = glass.diameters
        group.create_group("species")["value"] = np.ones((len(frames), len(glass)), dtype=int)


@pytest.mark.parametrize(
    ("form", "writer"),
    [
        ("lammps-dump", write_gzip),
        ("extxyz", write_extxyz),
        ("netcdf", write_netcdf),
        ("netcdf", write_netcdf_of_lammps),
        ("h5md", write_h5md),
    ],
)
def test_every_format_gives_the_same_library(glass, frames, expected, tmp_path, form, writer):
    path = tmp_path / (
        "trajectory with a space, ä.gz" if writer is write_gzip else "trajectory with a space, ä"
    )
    writer(path, glass, frames)
    species = {"h5md": "species", "lammps-dump": "type"}.get(form)
    library, report = run(path, format=form, species=species)
    assert counts(library) == COUNTS
    assert report.missing == 0
    # angles, and single precision of ASE's coordinates, cost digits
    np.testing.assert_allclose(library.energies, expected.energies, atol=1e-4 if form == "netcdf" else 1e-8)


def test_frames_in_files_of_their_own_are_one_trajectory(glass, frames, expected, tmp_path):
    """In order of their steps, which is not that of their names."""
    folder = tmp_path / "dumps"
    folder.mkdir()
    for k, positions in enumerate(frames):
        step = 30 * (k + (k > 5))
        (folder / f"dump.{step}.txt").write_text(dump_text(glass, [positions], steps=[step]))
    library, report = run(folder)
    assert (report.missing, report.transitions) == (1, 3)
    unordered, _ = run(folder, in_order=False)
    assert unordered.transitions is None
    np.testing.assert_allclose(library.energies, expected.energies, atol=1e-10)


def test_missing_frames_break_the_count_of_transitions(glass, frames, tmp_path):
    """And so do frames of a simulation that was started again."""
    steps = [0, 100, 200, 500, 600, 600, 700, 800]
    (tmp_path / "gap.dump").write_text(dump_text(glass, frames, steps=steps))
    library, report = run(tmp_path / "gap.dump")
    assert report.missing == 2
    # from 1 to 0 over the gap is lost
    assert counts(library) == {(0, 1): 2, (1, 2): 1}
    assert "2 frames missing" in report.headline()


@pytest.mark.parametrize("part", [0.2, 0.9, 0.999])
def test_a_frame_that_is_cut_short_is_reported_and_survived(glass, frames, expected, tmp_path, part):
    whole = dump_text(glass, frames)
    last = len(dump_text(glass, frames[:1]))
    cut = whole[: len(whole) - int((1 - part) * last)]
    (tmp_path / "cut.dump").write_text(cut)
    library, report = run(tmp_path / "cut.dump")
    assert report.incomplete == ["cut.dump, frame 7"]
    assert counts(library) == COUNTS
    assert "cut short" in report.headline()


def test_a_simulation_that_was_killed_and_continued_is_survived(glass, frames, tmp_path):
    """A frame cut short in the middle of a file: no step over it is counted."""
    first, rest = dump_text(glass, frames[:3]), dump_text(glass, frames[3:], steps=[300, 400, 500, 600, 700])
    cut = first[:-40]
    (tmp_path / "cut.dump").write_text(cut[: cut.rindex("\n") + 1] + rest)
    library, report = run(tmp_path / "cut.dump")
    assert (report.incomplete, report.missing) == (["cut.dump, frame 2"], 0)
    # what was visited is 0 0, and then 0 1 1 2 2
    assert sorted(counts(library).values()) == [1, 1]


def test_a_compressed_stream_that_ends_early_is_survived(glass, frames, tmp_path):
    write_gzip(tmp_path / "whole.gz", glass, frames)
    content = (tmp_path / "whole.gz").read_bytes()
    (tmp_path / "cut.gz").write_bytes(content[: int(0.9 * len(content))])
    library, report = run(tmp_path / "cut.gz")
    assert report.incomplete == ["cut.gz, frame 7"]
    assert counts(library) == COUNTS


def test_extxyz_that_ends_early_is_survived(glass, frames, tmp_path):
    write_extxyz(tmp_path / "whole.xyz", glass, frames)
    text = (tmp_path / "whole.xyz").read_text()
    for cut in (5, 2000):
        (tmp_path / "cut.xyz").write_text(text[:-cut])
        assert run(tmp_path / "cut.xyz", format="extxyz")[1].incomplete == ["cut.xyz, frame 7"]


def test_times_of_extxyz_tell_of_missing_frames(glass, frames, tmp_path):
    atoms = [atoms_of(glass, positions) for positions in frames]
    for k, each in enumerate(atoms):
        each.info["Time"] = 0.1 * (k + (k > 2))
    write(tmp_path / "gap.xyz", atoms, format="extxyz")
    assert run(tmp_path / "gap.xyz", format="extxyz")[1].missing == 1


def test_minima_that_are_declared_stay_as_they_are(glass, frames, expected, tmp_path):
    text = dump_text(glass, [*expected.positions, frames[0]])
    (tmp_path / "minima.dump").write_text(text)
    library, report = run(tmp_path / "minima.dump", quench=False)
    np.testing.assert_array_equal(library.positions, expected.positions)
    assert (report.quenched, report.minima) == (0, 3)
    assert [entry["file"] for entry in report.dropped] == ["minima.dump, frame 3"]
    assert "it is no minimum" in report.dropped[0]["reason"]


def test_a_table_and_an_order_are_one_too_many(glass, frames, tmp_path):
    (tmp_path / "some.dump").write_text(dump_text(glass, frames))
    (tmp_path / "counts.csv").write_text("from,to,count\n")
    how = IngestSettings(format="lammps-dump", diameter="diameter")
    with pytest.raises(ConfigError, match="set ingest.in_order to false"):
        ingest(tmp_path / "some.dump", tmp_path / "counts.csv", PotentialSettings(), how, MinimaSettings())


def test_symbols_become_species(tmp_path):
    atoms = Atoms("ZrCuZrCu", np.arange(12.0).reshape(4, 3), cell=[20, 20, 20], pbc=True)
    write(tmp_path / "some.extxyz", atoms, format="extxyz")
    glass = one_species(np.ones(4), 20.0 * np.eye(3))
    (tmp_path / "some.dump").write_text(dump_text(glass, [atoms.positions], "id element x y z"))
    xyz = IngestSettings(format="extxyz", diameter=None, species="numbers")
    dump = IngestSettings(format="lammps-dump", diameter=None, species="element")
    assert read_structure(tmp_path / "some.extxyz", xyz, ["Cu", "Zr"]).particles.species.tolist() == [1, 0, 1, 0]
    assert read_structure(tmp_path / "some.dump", dump, ["Ar"]).particles.species.tolist() == [0] * 4
    with pytest.raises(StructureError, match="particle 1 is 'Zr'.*potential.elements, which has Cu, Ni"):
        read_structure(tmp_path / "some.extxyz", xyz, ["Cu", "Ni"])
    with pytest.raises(StructureError, match="particle 1 is 'Ar'.*which has none"):
        read_structure(tmp_path / "some.dump", dump)


def test_general_boxes_are_turned(glass, frames, tmp_path):
    """A box of LAMMPS with any three vectors, which newer versions write."""
    turn = np.linalg.qr(np.random.default_rng(2).standard_normal((3, 3)))[0]
    vectors = glass.cell @ turn
    text = dump_text(glass, [frames[0] @ turn + 1.5], "id x y z diameter")
    box = "".join(" ".join(map(repr, [*row.tolist(), 1.5])) + "\n" for row in vectors)
    text = re.sub(r"ITEM: BOX BOUNDS[^I]*", f"ITEM: BOX BOUNDS abc origin pp pp pp\n{box}", text)
    (tmp_path / "general.dump").write_text(text)
    how = IngestSettings(format="lammps-dump", diameter="diameter")
    structure = read_structure(tmp_path / "general.dump", how)
    np.testing.assert_allclose(structure.particles.cell.volume, glass.cell.volume)
    energy, there = (
        CompiledForceField(each, SOFT_SPHERES).evaluate(positions[None]).energies[0]
        for each, positions in ((glass, frames[0]), (structure.particles, structure.positions))
    )
    assert there == pytest.approx(energy, abs=1e-8)


def test_units_and_times_before_the_step_belong_to_a_frame(glass, frames, expected, tmp_path):
    """As `dump_modify units yes time yes` writes them."""
    text = dump_text(glass, frames)
    text = "ITEM: UNITS\nlj\n" + text.replace("ITEM: TIMESTEP", "ITEM: TIME\n0.5\nITEM: TIMESTEP")
    (tmp_path / "some.dump").write_text(text + "\n\n")
    library, report = run(tmp_path / "some.dump")
    assert (report.incomplete, report.configurations) == ([], len(VISITS))
    assert counts(library) == COUNTS


@pytest.mark.parametrize("cut", [3, 200])
def test_a_line_that_a_killed_run_left_is_told_from_what_follows(glass, frames, tmp_path, cut):
    first, rest = dump_text(glass, frames[:3]), dump_text(glass, frames[3:], steps=[300, 400, 500, 600, 700])
    (tmp_path / "cut.dump").write_text(first[:-cut] + rest)
    library, report = run(tmp_path / "cut.dump")
    assert (report.incomplete, report.configurations) == (["cut.dump, frame 2"], 7)
    assert sorted(counts(library).values()) == [1, 1]


def test_the_last_of_many_files_may_be_cut_short(glass, frames, tmp_path):
    folder = tmp_path / "dumps"
    folder.mkdir()
    for k, positions in enumerate(frames):
        text = dump_text(glass, [positions], steps=[100 * k])
        (folder / f"dump.{100 * k}").write_text(text if k < 7 else text[:500])
    _, report = run(folder)
    assert (report.configurations, report.incomplete, report.transitions) == (7, ["dump.700"], 4)


def test_particles_are_known_by_their_ids(glass, frames, expected, tmp_path):
    """Whatever the order in which a frame has them."""
    rng = np.random.default_rng(8)
    orders = [rng.permutation(len(glass)) for _ in frames]
    shuffled = []
    for positions, order in zip(frames, orders, strict=True):
        atoms = atoms_of(glass, positions)[order]
        atoms.arrays["id"] = order + 1
        shuffled.append(atoms)
    write(tmp_path / "some.xyz", shuffled, format="extxyz")
    with h5py.File(tmp_path / "some.h5", "w") as file:
        group = file.create_group("particles/all")
        group.create_group("box").attrs["boundary"] = [b"periodic"] * 3
        group["box/edges"] = glass.cell
        for name, values in (
            ("position", [positions[order] for positions, order in zip(frames, orders, strict=True)]),
            ("diameter", [glass.diameters[order] for order in orders]),
            ("id", [order + 1 for order in orders]),
        ):
            group.create_group(name)["value"] = np.array(values)
        group["position/time"] = 0.5 * np.arange(len(frames))
    for name, form in (("some.xyz", "extxyz"), ("some.h5", "h5md")):
        library, _ = run(tmp_path / name, format=form)
        assert counts(library) == COUNTS
        np.testing.assert_allclose(library.energies, expected.energies, atol=1e-4)


def test_types_that_a_netcdf_does_not_hold_are_not_invented(glass, frames, tmp_path):
    write_netcdf_of_lammps(tmp_path / "some.nc", glass, frames)
    with Dataset(tmp_path / "some.nc", "a") as file:
        file.renameVariable("type", "kind")
    with pytest.raises(StructureError, match="no per-atom array 'type'"):
        run(tmp_path / "some.nc", format="netcdf", species="type")


def test_runs_of_other_names_are_trajectories_of_their_own(glass, frames, tmp_path):
    folder = tmp_path / "runs"
    folder.mkdir()
    for k, positions in enumerate(frames):
        for name, shift in (("one", 0), ("other", 50)):
            step = 100 * k + shift
            (folder / f"{name}.{step}").write_text(dump_text(glass, [positions], steps=[step]))
    library, report = run(folder)
    assert report.transitions == 2 * sum(COUNTS.values())
    assert len(library.energies) == 3


def test_frames_at_uneven_distances_are_told_and_none_is_missing(glass, frames, tmp_path):
    """As logarithmic output has them."""
    (tmp_path / "log.dump").write_text(dump_text(glass, frames, steps=[0, 1, 2, 4, 8, 16, 32, 64]))
    library, report = run(tmp_path / "log.dump")
    assert (report.missing, report.uneven) == (0, ["log.dump"])
    assert counts(library) == COUNTS
    assert "uneven" in report.headline()


def test_a_file_that_grows_while_it_is_read_is_refused(glass, frames, tmp_path, monkeypatch):
    path = tmp_path / "growing.dump"
    path.write_text(dump_text(glass, frames))

    def grow(*given):
        with path.open("a") as file:
            file.write(dump_text(glass, frames[:1], steps=[800]))
        return make_force_field(*given)

    monkeypatch.setattr("glasscape.landscape.ingest.make_force_field", grow)
    with pytest.raises(StructureError, match="growing.dump: has changed while it was read"):
        run(path)


def test_transition_tables_name_frames(glass, frames, tmp_path):
    (tmp_path / "some.dump").write_text(dump_text(glass, frames))
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
            with pytest.raises(TableError, match="line 2: .*are called some.dump, frame 0"):
                ingest(tmp_path / "some.dump", table, PotentialSettings(), how, MinimaSettings())


def test_memory_does_not_grow_with_the_trajectory(glass, frames, tmp_path):
    """Frames are read one at a time, from text as it comes."""
    text = dump_text(glass, frames[:1])
    peaks = []
    for repeats in (20, 20, 200):
        path = tmp_path / f"{repeats}.dump.gz"
        with gzip.open(path, "wt", compresslevel=1) as file:
            for _ in range(repeats):
                file.write(text)
        how = IngestSettings(format="lammps-dump", diameter="diameter")
        tracemalloc.start()
        assert sum(1 for _ in read_structures(path, how)) == repeats
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] < 1.2 * peaks[1]
