import numpy as np
import pytest
from ase import Atoms
from conftest import SOFT_SPHERES, draw_glass, draw_minimum, draw_mixture, one_species
from plain_calculator import ASE, reference

from glasscape.dynamics.velocities import initial_state
from glasscape.errors import EngineError
from glasscape.forces.calculator import GlassCalculator
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.engine import make_force_field
from glasscape.potentials.models import KOB_ANDERSEN
from glasscape.potentials.models import MODELS
from glasscape.potentials.settings import PotentialSettings



@pytest.mark.parametrize("name", MODELS)
def test_potentials_and_two_derivatives_vanish_at_the_cutoff(name):
    potential = MODELS[name].potential
    x = potential.cutoff - np.array([1e-3, 2e-3, 4e-3])
    values = potential.pair_energy(x)
    # three vanishing derivatives' worth: the energy changes with the cube of the distance to the cutoff
    assert values[1] / values[0] == pytest.approx(8.0, rel=0.03)
    assert values[2] / values[1] == pytest.approx(8.0, rel=0.03)
    outside = potential.pair_energy(np.array([potential.cutoff, 2 * potential.cutoff]))
    assert outside == pytest.approx([0.0, 0.0], abs=1e-15)


def test_kob_andersen_has_the_published_constants():
    c = KOB_ANDERSEN.potential.coefficients
    # 4 epsilon times the constants given with the smoothed cut at 2.5 sigma
    assert c.c0 / 4 == pytest.approx(0.04049023795, rel=1e-9)
    assert c.c2 / 4 == pytest.approx(-0.00970155098, rel=1e-9)
    assert c.c4 / 4 == pytest.approx(0.00062012616, rel=2e-8)
    assert (c.a12, c.a6, c.cutoff) == (4.0, -4.0, 2.5)


def test_compiled_forces_of_a_mixture_equal_the_definition():
    glass, positions = draw_mixture(200, seed=3)
    positions += 0.05 * np.random.default_rng(0).standard_normal(positions.shape)
    value = CompiledForceField(glass, KOB_ANDERSEN.potential).evaluate(positions[None])
    energy, forces = reference(glass, positions, KOB_ANDERSEN.potential)
    assert value.energies[0] == pytest.approx(energy, rel=1e-12)
    np.testing.assert_allclose(value.forces[0], forces, atol=1e-9)


def test_the_calculator_of_ase_gives_the_same(small_glass, small_minimum):
    field = CompiledForceField(small_glass, SOFT_SPHERES)
    positions = small_minimum + 0.05 * np.random.default_rng(0).standard_normal(small_minimum.shape)
    atoms = Atoms("H" * len(positions), positions, cell=small_glass.cell, pbc=True)
    atoms.calc = GlassCalculator(field)
    energy, forces = reference(small_glass, positions)
    assert atoms.get_potential_energy() == pytest.approx(energy, rel=1e-12)
    np.testing.assert_allclose(atoms.get_forces(), forces, atol=1e-10)
    # ASE asks again after a move
    atoms.positions += 0.01 * np.random.default_rng(1).standard_normal(positions.shape)
    assert atoms.get_potential_energy() == pytest.approx(
        reference(small_glass, atoms.positions)[0], rel=1e-12
    )


def test_the_calculator_refuses_other_atoms(small_glass, small_minimum):
    atoms = Atoms("H" * 119, small_minimum[1:], cell=small_glass.cell, pbc=True)
    atoms.calc = GlassCalculator(CompiledForceField(small_glass, SOFT_SPHERES))
    with pytest.raises(EngineError, match="119 atoms.*120 particles"):
        atoms.get_potential_energy()


def test_any_ase_calculator_is_an_engine(small_glass, small_minimum):
    images = small_minimum + np.random.default_rng(3).normal(0.0, 0.05, (2, *small_minimum.shape))
    theirs = make_force_field(small_glass, PotentialSettings(**ASE, arguments={"scale": 3.0}))
    ours = CompiledForceField(small_glass, SOFT_SPHERES)
    value, expected = theirs.evaluate(images), ours.evaluate(images)
    np.testing.assert_allclose(value.energies, 3.0 * expected.energies, rtol=1e-12)
    np.testing.assert_allclose(value.forces, 3.0 * expected.forces, atol=1e-9)
    assert theirs.evaluations == 2


def test_motion_with_an_ase_calculator_is_ours(small_glass, small_minimum):
    velocities = 0.3 * np.random.default_rng(2).standard_normal(small_minimum.shape)
    moved = []
    for field in (
        make_force_field(small_glass, PotentialSettings(**ASE)),
        CompiledForceField(small_glass, SOFT_SPHERES),
    ):
        motion = initial_state(field, small_minimum, velocities)
        moved.append(field.advance(motion, 0.01, 20))
    np.testing.assert_allclose(moved[0].positions, moved[1].positions, atol=1e-9)
    np.testing.assert_allclose(moved[0].velocities, moved[1].velocities, atol=1e-9)
    assert moved[0].energy == pytest.approx(moved[1].energy, abs=1e-9)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"calculator": "nothing.here.Calculator"}, "'nothing.here.Calculator' cannot be imported"),
        ({"calculator": "plain_calculator.Missing"}, "'plain_calculator.Missing' cannot be imported"),
        ({"calculator": "os.system"}, "'os.system' is no ASE calculator"),
        ({"arguments": {"wrong": 1}}, "refuses potential.arguments: TypeError.*wrong"),
    ],
)
def test_a_calculator_that_cannot_be_made_is_named(small_glass, change, expected):
    with pytest.raises(EngineError, match=expected):
        make_force_field(small_glass, PotentialSettings(**(ASE | change)))


def test_a_calculator_that_fails_is_named(small_glass, small_minimum):
    field = make_force_field(
        small_glass, PotentialSettings(**(ASE | {"calculator": "plain_calculator.Failing"}))
    )
    with pytest.raises(EngineError, match="Failing failed: RuntimeError: out of parameters"):
        field.evaluate(small_minimum[None])
    with pytest.raises(EngineError, match="blown up"):
        field.evaluate(np.full_like(small_minimum, np.nan)[None])


def test_motion_is_velocity_verlet(small_glass, small_minimum):
    """Against the plain formula, over rebuilt neighbour lists."""
    field, other = (
        CompiledForceField(small_glass, SOFT_SPHERES),
        CompiledForceField(small_glass, SOFT_SPHERES),
    )
    x, v = small_minimum, 0.5 * np.random.default_rng(3).standard_normal(small_minimum.shape)
    motion = initial_state(field, x, v)
    first = motion.energy
    for steps in (1, 2, 57):
        motion = field.advance(motion, 0.005, steps)
    f = other.evaluate(x[None]).forces[0]
    for _ in range(60):
        v = v + 0.0025 * f
        x = x + 0.005 * v
        f = other.evaluate(x[None]).forces[0]
        v = v + 0.0025 * f
    assert np.abs(x - small_minimum).max() > 0.2
    np.testing.assert_allclose(motion.positions, x, atol=1e-9)
    np.testing.assert_allclose(motion.velocities, v, atol=1e-9)
    np.testing.assert_allclose(motion.forces, f, atol=1e-6)
    assert motion.energy == pytest.approx(first, abs=0.02)


def test_energy_error_falls_with_the_square_of_the_time_step(small_glass, small_minimum):
    velocities = 0.2 * np.random.default_rng(3).standard_normal(small_minimum.shape)
    errors = []
    for time_step in (0.02, 0.01, 0.005):
        field = CompiledForceField(small_glass, SOFT_SPHERES)
        motion = initial_state(field, small_minimum, velocities)
        first, worst = motion.energy, 0.0
        for _ in range(round(2.0 / time_step)):
            motion = field.advance(motion, time_step, 1)
            worst = max(worst, abs(motion.energy - first))
        errors.append(worst)
    assert errors[0] / errors[1] == pytest.approx(4.0, rel=0.3)
    assert errors[1] / errors[2] == pytest.approx(4.0, rel=0.3)


# 120 particles are searched as all pairs, 500 in bins
@pytest.mark.parametrize("n_particles", [120, 500])
def test_compiled_forces_equal_the_definition(n_particles):
    glass = draw_glass(n_particles, seed=1)
    positions = draw_minimum(glass, seed=2)
    positions += 0.05 * np.random.default_rng(0).standard_normal(positions.shape)
    value = CompiledForceField(glass, SOFT_SPHERES).evaluate(positions[None])
    energy, forces = reference(glass, positions)
    assert value.energies[0] == pytest.approx(energy, rel=1e-12)
    np.testing.assert_allclose(value.forces[0], forces, atol=1e-10)


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
    images = small_minimum + rng.integers(-2, 3, small_minimum.shape) @ small_glass.cell
    moved = small_minimum + rng.standard_normal(3)
    order = rng.permutation(len(small_glass))
    shuffled = one_species(small_glass.diameters[order], small_glass.cell)
    for glass, positions in (
        (small_glass, images),
        (small_glass, moved),
        (shuffled, small_minimum[order]),
    ):
        other = CompiledForceField(glass, SOFT_SPHERES).evaluate(np.ascontiguousarray(positions)[None])
        assert other.energies[0] == pytest.approx(energy, rel=1e-12)


def test_published_energies(published_structures):
    glass, structures = published_structures
    field = CompiledForceField(glass, SOFT_SPHERES)
    for name, positions in structures.items():
        energy = field.evaluate(positions[None]).energies[0] / len(glass)
        # file names hold ten digits of the energy per particle
        assert energy == pytest.approx(float(name.removesuffix(".conf.txt")), abs=2e-10)
