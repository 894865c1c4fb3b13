"""A model in two dimensions: a plane in a thick cell behaves as two dimensions do."""

import numpy as np
import pytest

from glasscape.dynamics.velocities import initial_state, thermal_velocities
from glasscape.errors import ConfigError
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.engine import make_engine
from glasscape.minimise.quench import quench
from glasscape.potentials.models import TERNARY_KOB_ANDERSEN_2D
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.draw import check_preparation, draw_glass, random_positions, spread_positions
from glasscape.preparation.prepare import prepare_glass
from glasscape.preparation.settings import PreparationSettings
from glasscape.structures.cell import Cell
from glasscape.trajectories.relaxation import measure_relaxation
from glasscape.trajectories.run import run_isoconfigurational
from glasscape.trajectories.settings import RunSettings

MODEL = TERNARY_KOB_ANDERSEN_2D
N = 43


def plain_energy(positions, species, length):
    """Energy in the plane alone, as a sum over all pairs."""
    energy = 0.0
    for i in range(len(positions)):
        for j in range(i):
            apart = positions[i, :2] - positions[j, :2]
            apart -= length * np.rint(apart / length)
            sigma = MODEL.potential.sigma[species[i]][species[j]]
            epsilon = MODEL.potential.epsilon[species[i]][species[j]]
            energy += epsilon * MODEL.potential.pair_energy(np.hypot(*apart) / sigma)
    return energy


@pytest.fixture(scope="module")
def plane():
    """Particles of the mixture and a configuration without strong overlaps."""
    particles = draw_glass(MODEL.composition, N, np.random.default_rng(0))
    field = CompiledForceField(particles, MODEL.potential)
    return (
        particles,
        field,
        quench(field, random_positions(particles, np.random.default_rng(1)), 1.0).positions,
    )


def test_a_square_has_an_area():
    cell = Cell.square(6.0)
    assert cell.dimensions == 2
    assert cell.volume == 36.0
    assert cell.width == 6.0
    assert Cell.cubic(6.0).dimensions == 3
    # cells are stored as their vectors
    assert Cell(cell.vectors.copy()).dimensions == 2


def test_the_mixture_has_its_composition_and_density(plane):
    particles, _, _ = plane
    assert np.bincount(particles.species).tolist() == [20, 11, 12]
    assert N / particles.cell.volume == pytest.approx(1.1920748)
    for draw in (random_positions, spread_positions):
        positions = draw(particles, np.random.default_rng(2))
        assert positions.shape == (N, 3)
        assert not positions[:, 2].any()
        assert np.ptp(positions[:, :2], axis=0).min() > 0.8 * particles.cell.width


def test_energy_and_forces_are_those_of_the_plane(plane):
    particles, field, positions = plane
    length = particles.cell.width
    energies, forces = field.evaluate(positions[None] + [17.3, -40.0, 0.0])
    assert energies[0] == pytest.approx(plain_energy(positions, particles.species, length), rel=1e-12)
    assert not forces[0, :, 2].any()
    step = 1e-5
    for particle, axis in ((0, 0), (7, 1), (42, 0)):
        moved = [positions.copy(), positions.copy()]
        for sign, each in zip((1, -1), moved, strict=True):
            each[particle, axis] += sign * step
        high, low = (plain_energy(each, particles.species, length) for each in moved)
        assert forces[0, particle, axis] == pytest.approx(-(high - low) / (2 * step), rel=1e-6, abs=1e-6)


def test_a_quench_and_the_dynamics_stay_in_the_plane(plane):
    particles, field, positions = plane
    minimum = quench(field, positions)
    assert minimum.converged
    assert not minimum.positions[:, 2].any()
    velocities = thermal_velocities(particles, 0.5, np.random.default_rng(3))
    assert np.abs(velocities.sum(axis=0)).max() < 1e-12
    begin = initial_state(field, minimum.positions, velocities)
    # two degrees of freedom per particle, less the two of the centre of mass
    assert begin.temperature == pytest.approx(np.sum(velocities**2) / (2 * (N - 1)))
    end = field.advance(begin, 0.002, 2000)
    assert not end.positions[:, 2].any()
    assert end.energy == pytest.approx(begin.energy, abs=1e-3 * N)


def test_two_degrees_of_freedom_per_particle():
    particles = draw_glass(MODEL.composition, 20_000, np.random.default_rng(0))
    many = thermal_velocities(particles, 0.04, np.random.default_rng(0))
    assert not many[:, 2].any()
    assert np.mean(many[:, :2] ** 2) == pytest.approx(0.04, rel=0.02)


def test_runs_of_a_liquid_stay_in_the_plane(plane):
    particles, _, positions = plane
    engine = make_engine(PotentialSettings(model="ternary-kob-andersen-2d"))
    runs = run_isoconfigurational(engine, particles, positions, 0.8, range(30), (0.005, 0.01), 0.001, 1)
    assert not runs.positions[..., 2].any()
    # mean squared displacement 2 T t^2
    squared = np.mean(np.sum(runs.displacements(0) ** 2, axis=2))
    assert squared == pytest.approx(2 * 0.8 * 0.005**2, rel=0.1)
    relaxation = measure_relaxation(engine, particles, positions, 2.0, RunSettings(longest=20.0), seed=1)
    assert 0.1 < relaxation.relaxation_time < 5.0


def test_a_glass_in_two_dimensions_is_made(tmp_path):
    settings = PreparationSettings(
        particles=N, temperature=1.0, blocks=40, time_step=0.005, swaps_per_particle=1, cooling_time=2.0
    )
    glass = prepare_glass(
        PotentialSettings(model="ternary-kob-andersen-2d"), settings, 0.2, "a", tmp_path / "a.npz"
    )
    assert not glass.positions[:, 2].any()
    assert glass.report.inherent_structure_energy < -2.4


def test_few_particles_are_an_error():
    few = PreparationSettings(particles=29)
    with pytest.raises(ConfigError, match="29 particles are too few.*use 30 or more"):
        check_preparation(PotentialSettings(model="ternary-kob-andersen-2d"), few)
