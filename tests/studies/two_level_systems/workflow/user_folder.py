"""A folder of a user in which all is well, to be broken in one place."""

import io
import re
import tarfile

import yaml
from ase import Atoms
from ase.io import write

from glasscape.cli import main

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


def config(**changes):
    """A change of the config of a case."""
    return lambda case: case.config.update(changes)
