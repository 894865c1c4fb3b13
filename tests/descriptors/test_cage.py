"""Mean positions of particles in their cages."""

from dataclasses import replace

import numpy as np
import pytest

from glasscape.descriptors.cage import cage_positions, reflect
from glasscape.descriptors.configuration import Configuration
from glasscape.descriptors.describe import describe
from glasscape.descriptors.settings import CageSettings, DescriptorSettings
from glasscape.errors import DescriptorError, EngineError
from glasscape.forces.engine import make_engine
from glasscape.forces.force_field import MDState
from glasscape.potentials.settings import PotentialSettings

ENGINE = make_engine(PotentialSettings(model="kob-andersen"))
COLD = CageSettings(temperature=0.1, runs=1, duration=1.0, time_step=0.005)


@pytest.fixture(scope="module")
def glass(wide_glass):
    particles, thermal, inherent = wide_glass
    return Configuration(particles, inherent, thermal)


def distances(configuration):
    cell = configuration.particles.cell
    return np.linalg.norm(cell.displacement(configuration.inherent, configuration.cage), axis=1)


def test_particles_are_reflected_at_the_surface_of_their_sphere():
    centres = np.array([[1.0, 2.0, 3.0]] * 3)
    positions = centres + np.array([[0.5, 0.0, 0.0], [0.5, 0.0, 0.0], [0.3, 0.0, 0.0]])
    velocities = np.array([[2.0, 1.0, -1.0], [-2.0, 1.0, 0.0], [2.0, 0.0, 0.0]])
    state = MDState(positions, velocities, np.zeros((3, 3)), 0.0)
    found = reflect(state, centres, 0.4)
    # outside and outwards; outside and inwards; inside
    expected = np.array([[-2.0, 1.0, -1.0], [-2.0, 1.0, 0.0], [2.0, 0.0, 0.0]])
    np.testing.assert_allclose(found.velocities, expected)
    assert found.energy == pytest.approx(state.energy)
    assert reflect(state, centres, 0.6) is state


def test_cold_particles_vibrate_around_their_inherent_positions(glass):
    still = replace(glass, thermal=glass.inherent)
    cold, warm = (
        distances(still.with_cage(ENGINE, COLD.model_copy(update={"temperature": temperature})))
        for temperature in (0.001, 0.3)
    )
    assert cold.max() < 0.02
    # means over thermal motion are not inherent positions
    assert warm.mean() > 5.0 * cold.mean()


def test_no_particle_leaves_its_cage(glass):
    hot = CageSettings(temperature=1.0, runs=1, duration=2.0, radius=0.15, time_step=0.005)
    assert distances(glass.with_cage(ENGINE, hot)).max() < 0.2
    free = distances(glass.with_cage(ENGINE, hot.model_copy(update={"radius": 5.0})))
    assert free.max() > 0.25


def test_cages_do_not_depend_on_images(glass):
    shifts = np.random.default_rng(1).integers(-1, 2, glass.inherent.shape) @ glass.particles.cell.vectors
    field = ENGINE.force_field(glass.particles)
    one = cage_positions(field, glass.thermal, glass.inherent, COLD)
    other = cage_positions(field, glass.thermal, glass.inherent + shifts, COLD)
    np.testing.assert_allclose(other - shifts, one, atol=1e-6)


def test_a_run_of_one_look_has_cages(glass):
    settings = CageSettings(temperature=COLD.temperature, duration=0.01, runs=1)
    field = ENGINE.force_field(glass.particles)
    assert np.isfinite(cage_positions(field, glass.thermal, glass.inherent, settings)).all()


def test_the_state_cage_is_described(glass, tmp_path):
    caged = glass.with_cage(ENGINE, COLD)
    caged.write(tmp_path / "configuration.npz")
    read = Configuration.read(tmp_path / "configuration.npz")
    np.testing.assert_array_equal(read.cage, caged.cage)
    settings = DescriptorSettings(families=["coarse-grained"], lengths=[0.5], states=["inherent", "cage"])
    table = describe(ENGINE, read, settings)
    assert {name.partition("_")[0] for name in table.names} == {"inherent", "cage"}
    expected = np.linalg.norm(glass.particles.cell.displacement(glass.thermal, caged.cage), axis=1)
    np.testing.assert_allclose(table.only(["cage_displacement_own"]).values[:, 0], expected)


def test_what_is_not_known_is_told(glass):
    with pytest.raises(DescriptorError, match="cage positions are not known; leave out `cage`"):
        describe(ENGINE, glass, DescriptorSettings(states=["cage"]))
    with pytest.raises(DescriptorError, match=r"give descriptors.cage.temperature"):
        glass.with_cage(ENGINE, CageSettings())
    with pytest.raises(DescriptorError, match="thermal positions are not known; leave out `cage`"):
        replace(glass, thermal=None).with_cage(ENGINE, COLD)
    with pytest.raises(EngineError, match=r"descriptors.cage.time_step|diverged"):
        glass.with_cage(ENGINE, CageSettings(temperature=5.0, duration=5.0, runs=1, time_step=0.05))
