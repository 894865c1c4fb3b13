import numpy as np
import pytest
from conftest import draw_glass, draw_minimum

from glasscape.forces.compiled import CompiledForceField
from glasscape.potentials.soft_spheres import SoftSpheres
from glasscape.structures.glass import Glass

POTENTIAL = SoftSpheres()


def reference(glass: Glass, positions: np.ndarray) -> tuple[float, np.ndarray]:
    """Energy and forces from the definition of the potential, pair by pair."""
    separation = positions[:, None] - positions[None]
    separation -= glass.cell * np.rint(separation / glass.cell)
    distance = np.linalg.norm(separation, axis=-1)
    sigma = POTENTIAL.pair_diameter(glass.diameters[:, None], glass.diameters[None])
    np.fill_diagonal(distance, np.inf)
    x = distance / sigma
    c = POTENTIAL.coefficients
    inside = x < c.cutoff
    x = np.where(inside, x, 1.0)
    slope = np.where(inside, -12 * x**-13 + 2 * c.c2 * x + 4 * c.c4 * x**3, 0.0) / sigma
    forces = -(slope / np.where(inside, distance, 1.0))[..., None] * separation
    energy = 0.5 * POTENTIAL.pair_energy(distance / sigma).sum()
    return energy, forces.sum(axis=1)


def test_potential_and_its_derivatives_vanish_at_the_cutoff():
    x = POTENTIAL.cutoff - np.array([1e-3, 2e-3, 4e-3])
    values = POTENTIAL.pair_energy(x)
    # three vanishing derivatives' worth: the energy rises with the cube of the distance to the cutoff
    assert values[1] / values[0] == pytest.approx(8.0, rel=0.03)
    assert values[2] / values[1] == pytest.approx(8.0, rel=0.03)
    assert POTENTIAL.pair_energy(np.array([1.25, 2.0])) == pytest.approx([0.0, 0.0], abs=1e-15)


# 120 particles are searched as all pairs, 500 in bins
@pytest.mark.parametrize("n_particles", [120, 500])
def test_compiled_forces_equal_the_definition(n_particles):
    glass = draw_glass(n_particles, seed=1)
    positions = draw_minimum(glass, seed=2)
    positions += 0.05 * np.random.default_rng(0).standard_normal(positions.shape)
    value = CompiledForceField(glass, POTENTIAL).evaluate(positions[None])
    energy, forces = reference(glass, positions)
    assert value.energies[0] == pytest.approx(energy, rel=1e-12)
    np.testing.assert_allclose(value.forces[0], forces, atol=1e-10)


def test_forces_are_minus_the_gradient(small_glass, small_minimum):
    positions = small_minimum + 0.05 * np.random.default_rng(1).standard_normal(small_minimum.shape)
    field = CompiledForceField(small_glass, POTENTIAL)
    forces = field.evaluate(positions[None]).forces[0]
    direction = np.random.default_rng(2).standard_normal(positions.shape)
    step = 1e-6
    up, down = field.evaluate(np.array([positions + step * direction, positions - step * direction])).energies
    assert (up - down) / (2 * step) == pytest.approx(-np.sum(forces * direction), rel=1e-7)


def test_neighbour_lists_follow_the_particles(small_glass, small_minimum):
    rng = np.random.default_rng(5)
    field = CompiledForceField(small_glass, POTENTIAL)
    positions = small_minimum.copy()
    for _ in range(30):
        positions = positions + 0.03 * rng.standard_normal(positions.shape)
        energy, _ = reference(small_glass, positions)
        assert field.evaluate(positions[None]).energies[0] == pytest.approx(energy, rel=1e-11)


def test_energy_does_not_depend_on_images_translation_or_order(small_glass, small_minimum):
    rng = np.random.default_rng(6)
    energy = CompiledForceField(small_glass, POTENTIAL).evaluate(small_minimum[None]).energies[0]
    images = small_minimum + small_glass.cell * rng.integers(-2, 3, small_minimum.shape)
    moved = small_minimum + rng.standard_normal(3)
    order = rng.permutation(small_glass.n_particles)
    shuffled = Glass(small_glass.diameters[order], small_glass.cell)
    for glass, positions in (
        (small_glass, images),
        (small_glass, moved),
        (shuffled, small_minimum[order]),
    ):
        other = CompiledForceField(glass, POTENTIAL).evaluate(np.ascontiguousarray(positions)[None])
        assert other.energies[0] == pytest.approx(energy, rel=1e-12)


def test_published_energies(published_structures):
    glass, structures = published_structures
    field = CompiledForceField(glass, POTENTIAL)
    for name, positions in structures.items():
        energy = field.evaluate(positions[None]).energies[0] / glass.n_particles
        # file names hold ten digits of the energy per particle
        assert energy == pytest.approx(float(name.removesuffix(".conf.txt")), abs=2e-10)
