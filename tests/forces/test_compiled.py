import numpy as np
import pytest
from glasses import SOFT_SPHERES, TILTED, draw_glass, draw_minimum, draw_minimum_of, draw_mixture, one_species
from plain_calculator import reference

from glasscape.dynamics.velocities import initial_state
from glasscape.errors import EngineError
from glasscape.forces.compiled import CompiledForceField
from glasscape.potentials.models import KOB_ANDERSEN, SWITCHED_KOB_ANDERSEN
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles


# 120 particles are searched as all pairs, 500 in bins
@pytest.mark.parametrize("n_particles", [120, 500])
def test_compiled_forces_equal_the_definition(n_particles):
    particles = draw_glass(n_particles, seed=1)
    positions = draw_minimum(particles, seed=2)
    positions += 0.05 * np.random.default_rng(0).standard_normal(positions.shape)
    value = CompiledForceField(particles, SOFT_SPHERES).evaluate(positions[None])
    energy, forces = reference(particles, positions)
    assert value.energies[0] == pytest.approx(energy, rel=1e-12)
    np.testing.assert_allclose(value.forces[0], forces, atol=1e-10)


@pytest.mark.parametrize("model", [KOB_ANDERSEN, SWITCHED_KOB_ANDERSEN], ids=["smoothed", "switched"])
def test_compiled_forces_of_a_mixture_equal_the_definition(model):
    particles, positions = draw_mixture(200, seed=3)
    positions += 0.05 * np.random.default_rng(0).standard_normal(positions.shape)
    value = CompiledForceField(particles, model.potential).evaluate(positions[None])
    energy, forces = reference(particles, positions, model.potential)
    assert value.energies[0] == pytest.approx(energy, rel=1e-12)
    np.testing.assert_allclose(value.forces[0], forces, atol=1e-9)


@pytest.mark.parametrize("size", [1.0, 1.4], ids=["all pairs", "binned"])
def test_compiled_forces_in_a_tilted_cell_equal_the_definition(size):
    cell = Cell(size * TILTED.vectors)
    n = round(cell.volume)
    particles = one_species(draw_glass(n, seed=5).diameters, cell)
    positions = np.random.default_rng(6).random((n, 3)) @ cell.vectors
    field = CompiledForceField(particles, SOFT_SPHERES)
    # periodic images of the particles, which the list of neighbours must not notice
    images = positions + np.random.default_rng(7).integers(-2, 3, positions.shape) @ cell.vectors
    energy, forces = reference(particles, positions)
    for each in (positions, images):
        value = field.evaluate(each[None])
        assert value.energies[0] == pytest.approx(energy, rel=1e-9)
        np.testing.assert_allclose(value.forces[0], forces, rtol=1e-6, atol=1e-9 * np.abs(forces).max())


@pytest.mark.parametrize("n_particles", [200, 500])
def test_energies_of_particles_are_halves_of_their_pairs(n_particles):
    particles, positions = draw_mixture(n_particles, seed=3)
    positions += 0.05 * np.random.default_rng(0).standard_normal(positions.shape)
    field = CompiledForceField(particles, KOB_ANDERSEN.potential)
    found = field.particle_energies(positions)
    assert found.sum() == pytest.approx(field.evaluate(positions[None]).energies[0], rel=1e-12)
    separations = particles.cell.minimum_image(positions[:, None] - positions[None])
    distances = np.linalg.norm(separations, axis=-1)
    np.fill_diagonal(distances, np.inf)
    both = (particles.species[:, None], particles.species[None])
    sigma, epsilon = (
        np.array(each)[both] for each in (KOB_ANDERSEN.potential.sigma, KOB_ANDERSEN.potential.epsilon)
    )
    expected = 0.5 * (epsilon * KOB_ANDERSEN.potential.pair_energy(distances / sigma)).sum(axis=1)
    np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_no_pair_is_lost_in_a_narrow_tilted_cell():
    """Hardly wider than twice the range: the list of neighbours may reach no further."""
    cell = Cell(np.array([[5.1, 0.0, 0.0], [2.55, 5.1, 0.0], [2.55, -2.0, 5.1]]))
    rng = np.random.default_rng(4)
    particles = Particles(np.ones(60), (np.arange(60) % 5 == 0).astype(np.int32), cell)
    positions = rng.random((60, 3)) @ cell.vectors
    field = CompiledForceField(particles, KOB_ANDERSEN.potential)
    for _ in range(30):
        positions = positions + 0.03 * rng.standard_normal(positions.shape)
        energy, forces = reference(particles, positions, KOB_ANDERSEN.potential)
        value = field.evaluate(positions[None])
        assert value.energies[0] == pytest.approx(energy, rel=1e-9)
        np.testing.assert_allclose(value.forces[0], forces, rtol=1e-6, atol=1e-9 * np.abs(forces).max())


def test_a_minimum_does_not_depend_on_how_its_cell_is_written():
    particles = one_species(draw_glass(309, seed=5).diameters, TILTED)
    minimum = draw_minimum_of(particles, SOFT_SPHERES, seed=8)
    energy = CompiledForceField(particles, SOFT_SPHERES).evaluate(minimum[None]).energies[0]
    # another basis of the same lattice, turned
    basis = np.array([[1, 0, 0], [1, 1, 0], [0, -1, 1]]) @ TILTED.vectors
    turn = np.linalg.qr(np.random.default_rng(1).standard_normal((3, 3)))[0]
    cell, rotation = Cell.standard(basis @ turn)
    other = one_species(particles.diameters, cell)
    value = CompiledForceField(other, SOFT_SPHERES).evaluate((minimum @ turn @ rotation)[None])
    assert value.energies[0] == pytest.approx(energy, abs=1e-9)
    assert np.abs(value.forces).max() < 1e-8


def test_forces_are_minus_the_gradient(small_glass, small_minimum):
    positions = small_minimum + 0.05 * np.random.default_rng(1).standard_normal(small_minimum.shape)
    field = CompiledForceField(small_glass, SOFT_SPHERES)
    forces = field.evaluate(positions[None]).forces[0]
    direction = np.random.default_rng(2).standard_normal(positions.shape)
    step = 1e-6
    up, down = field.evaluate(np.array([positions + step * direction, positions - step * direction])).energies
    assert (up - down) / (2 * step) == pytest.approx(-np.sum(forces * direction), rel=1e-7)


def test_neighbour_lists_follow_the_particles(small_glass, small_minimum):
    rng = np.random.default_rng(5)
    field = CompiledForceField(small_glass, SOFT_SPHERES)
    positions = small_minimum.copy()
    for _ in range(30):
        positions = positions + 0.03 * rng.standard_normal(positions.shape)
        energy, _ = reference(small_glass, positions)
        assert field.evaluate(positions[None]).energies[0] == pytest.approx(energy, rel=1e-11)


def test_energy_does_not_depend_on_images_translation_or_order(small_glass, small_minimum):
    rng = np.random.default_rng(6)
    energy = CompiledForceField(small_glass, SOFT_SPHERES).evaluate(small_minimum[None]).energies[0]
    images = small_minimum + rng.integers(-2, 3, small_minimum.shape) @ small_glass.cell.vectors
    moved = small_minimum + rng.standard_normal(3)
    order = rng.permutation(len(small_glass))
    shuffled = one_species(small_glass.diameters[order], small_glass.cell)
    for particles, positions in (
        (small_glass, images),
        (small_glass, moved),
        (shuffled, small_minimum[order]),
    ):
        other = CompiledForceField(particles, SOFT_SPHERES).evaluate(np.ascontiguousarray(positions)[None])
        assert other.energies[0] == pytest.approx(energy, rel=1e-12)


def test_published_energies(published_structures):
    particles, structures = published_structures
    field = CompiledForceField(particles, SOFT_SPHERES)
    for name, positions in structures.items():
        energy = field.evaluate(positions[None]).energies[0] / len(particles)
        # file names hold ten digits of the energy per particle
        assert energy == pytest.approx(float(name.removesuffix(".conf.txt")), abs=2e-10)


def test_dynamics_is_velocity_verlet(small_glass, small_minimum):
    """Against the plain formula, over rebuilt neighbour lists."""
    field, other = (
        CompiledForceField(small_glass, SOFT_SPHERES),
        CompiledForceField(small_glass, SOFT_SPHERES),
    )
    x, v = small_minimum, 0.5 * np.random.default_rng(3).standard_normal(small_minimum.shape)
    state = initial_state(field, x, v)
    first = state.energy
    for steps in (1, 2, 57):
        state = field.advance(state, 0.005, steps)
    f = other.evaluate(x[None]).forces[0]
    for _ in range(60):
        v = v + 0.0025 * f
        x = x + 0.005 * v
        f = other.evaluate(x[None]).forces[0]
        v = v + 0.0025 * f
    assert np.abs(x - small_minimum).max() > 0.2
    np.testing.assert_allclose(state.positions, x, atol=1e-9)
    np.testing.assert_allclose(state.velocities, v, atol=1e-9)
    np.testing.assert_allclose(state.forces, f, atol=1e-6)
    assert state.energy == pytest.approx(first, abs=0.02)


def test_energy_error_falls_with_the_square_of_the_time_step(small_glass, small_minimum):
    velocities = 0.2 * np.random.default_rng(3).standard_normal(small_minimum.shape)
    errors = []
    for time_step in (0.02, 0.01, 0.005):
        field = CompiledForceField(small_glass, SOFT_SPHERES)
        state = initial_state(field, small_minimum, velocities)
        first, worst = state.energy, 0.0
        for _ in range(round(2.0 / time_step)):
            state = field.advance(state, time_step, 1)
            worst = max(worst, abs(state.energy - first))
        errors.append(worst)
    assert errors[0] / errors[1] == pytest.approx(4.0, rel=0.3)
    assert errors[1] / errors[2] == pytest.approx(4.0, rel=0.3)


def test_positions_that_are_not_numbers_are_refused(small_glass, small_minimum):
    broken = small_minimum.copy()
    broken[5, 1] = np.nan
    field = CompiledForceField(small_glass, SOFT_SPHERES)
    field.evaluate(small_minimum[None])
    with pytest.raises(EngineError, match="is not finite"):
        field.evaluate(broken[None])
