"""All descriptors of a glass: what they depend on, what they do not, and what is refused."""

import numpy as np
import pytest
from plain_calculator import ASE

from glasscape.descriptors.configuration import Configuration
from glasscape.descriptors.describe import describe
from glasscape.descriptors.settings import DescriptorSettings
from glasscape.errors import DescriptorError, EngineError
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.engine import make_engine
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.particles import Particles

ENGINE = make_engine(PotentialSettings(model="kob-andersen"))
SETTINGS = DescriptorSettings(lengths=[0.5, 1.0, 2.0, 4.0])


@pytest.fixture(scope="module")
def table(wide_glass):
    particles, thermal, inherent = wide_glass
    return describe(ENGINE, Configuration(particles, inherent, thermal), SETTINGS)


def test_every_descriptor_has_a_name_a_unit_and_a_meaning(table):
    averages, shells, orders, eigenvalues = 3 + 5 * 3 * 4, 2 * 80, 2 * 6 + 2, 3 + 3 * 4 + 2 * 5
    assert table.values.shape == (1000, 2 * (averages + shells + orders) + eigenvalues)
    assert np.all(np.isfinite(table.values))
    assert len(set(table.names)) == len({column.meaning for column in table.columns}) == table.values.shape[1]
    assert {column.unit for column in table.columns} == {
        "1",
        "epsilon",
        "epsilon^2",
        "sigma",
        "sigma^2",
        "sigma^3",
        "epsilon / sigma^2",
        "sigma^2 / epsilon",
    }


def test_energies_sum_to_the_total(table, wide_glass):
    particles, thermal, inherent = wide_glass
    total = ENGINE.force_field(particles).evaluate(np.array([inherent, thermal])).energies
    own = table.only(["inherent_energy_own", "thermal_energy_own"]).values
    np.testing.assert_allclose(own.sum(axis=0), total, rtol=1e-12)


def test_displacements_lead_from_thermal_to_inherent_positions(table, wide_glass):
    _, thermal, inherent = wide_glass
    change = thermal - inherent
    expected = np.linalg.norm(change - change.mean(axis=0), axis=1)
    np.testing.assert_allclose(table.only(["inherent_displacement_own"]).values[:, 0], expected, atol=1e-12)


def test_thermal_positions_are_quenched(table, wide_glass):
    particles, thermal, _ = wide_glass
    settings = SETTINGS.model_copy(update={"families": ["coarse-grained", "bonds"]})
    found = describe(ENGINE, Configuration.quenched(ENGINE, particles, thermal, 1e-8), settings)
    np.testing.assert_allclose(found.values, table.only(found.names).values, rtol=2e-3, atol=1e-4)


def test_descriptors_follow_the_particles_and_not_their_frame(table, wide_glass):
    """Particles in another order and other images, moved, and turned by 90 degrees with their cubic cell."""
    particles, thermal, inherent = wide_glass
    rng = np.random.default_rng(7)
    order = rng.permutation(len(particles))
    images = rng.integers(-2, 3, inherent.shape) @ particles.cell.vectors
    turn = np.array([[0.0, 1.0, 0.0], [-1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])

    def changed(positions):
        return (positions[order] + images + [1.3, -0.4, 25.0]) @ turn

    shuffled = Particles(particles.diameters, particles.species[order], particles.cell)
    found = describe(ENGINE, Configuration(shuffled, changed(inherent), changed(thermal)), SETTINGS)
    # freud computes in single precision
    np.testing.assert_allclose(found.values, table.values[order], rtol=5e-3, atol=1e-4)


def test_families_and_states_are_chosen_in_order(table, wide_glass):
    particles, thermal, inherent = wide_glass
    settings = DescriptorSettings(families=["hessian", "bonds"], lengths=SETTINGS.lengths, states=["thermal"])
    found = describe(ENGINE, Configuration(particles, inherent, thermal), settings)
    assert found.names[0] == "inherent_stiffness_lowest"
    assert found.names.index("thermal_q2") == 3 + 3 * len(settings.lengths) + 2 * 5
    assert not any(name.startswith("inherent_q") for name in found.names)
    np.testing.assert_array_equal(found.values, table.only(found.names).values)


def test_engines_without_energies_of_particles_are_told(small_glass, small_minimum):
    engine, configuration = make_engine(PotentialSettings(**ASE)), Configuration(small_glass, small_minimum)
    with pytest.raises(EngineError, match=r"energies of single particles; leave out .* coarse-grained"):
        describe(engine, configuration, DescriptorSettings(lengths=[1.0], states=["inherent"]))
    settings = DescriptorSettings(families=["bonds"], states=["inherent"])
    assert describe(engine, configuration, settings).values.shape == (len(small_glass), 14)


def test_rare_species_are_refused(wide_glass):
    particles, _, inherent = wide_glass
    species = np.zeros(len(particles), dtype=np.int32)
    species[:9] = 1
    rare = Particles(particles.diameters, species, particles.cell)
    with pytest.raises(DescriptorError, match=r"species 2 has 9 particles; descriptors need at least 10"):
        Configuration(rare, inherent)
    absent = Particles(particles.diameters, np.ones_like(species), particles.cell)
    with pytest.raises(DescriptorError, match="species 1 has 0 particles"):
        Configuration(absent, inherent)


def test_impossible_positions_are_refused(wide_glass):
    particles, thermal, inherent = wide_glass
    with pytest.raises(DescriptorError, match=r"thermal positions have the shape \(999, 3\)"):
        Configuration(particles, inherent, thermal[:-1])
    broken = inherent.copy()
    broken[4, 2] = np.nan
    with pytest.raises(DescriptorError, match="the inherent position of particle 5 is not finite"):
        Configuration(particles, broken)


def test_coinciding_particles_are_refused(wide_glass):
    particles, thermal, inherent = wide_glass
    same = thermal.copy()
    same[700] = same[20] + [0.0, 0.0, particles.cell.width]
    with pytest.raises(DescriptorError, match="thermal positions of particles 21 and 701 coincide"):
        Configuration(particles, inherent, same)


def test_descriptors_that_are_not_finite_are_named(wide_glass, monkeypatch):
    particles, thermal, inherent = wide_glass
    monkeypatch.setattr(CompiledForceField, "particle_energies", lambda self, x: np.full(len(x), np.nan))
    settings = DescriptorSettings(families=["coarse-grained"], lengths=[0.5])
    with pytest.raises(DescriptorError, match="inherent_energy_own is not finite; check that the potential"):
        describe(ENGINE, Configuration(particles, inherent, thermal), settings)


def test_a_minimum_without_thermal_positions_is_described(table, wide_glass):
    particles, _, inherent = wide_glass
    alone = Configuration(particles, inherent)
    settings = SETTINGS.model_copy(update={"states": ["inherent"], "families": ["coarse-grained", "radial"]})
    found = describe(ENGINE, alone, settings)
    assert not any("displacement" in name for name in found.names)
    np.testing.assert_array_equal(found.values, table.only(found.names).values)
    with pytest.raises(DescriptorError, match="thermal positions are not known; leave out `thermal`"):
        describe(ENGINE, alone, SETTINGS)


def test_configurations_survive_their_files(wide_glass, tmp_path):
    particles, thermal, inherent = wide_glass
    for name, configuration in (
        ("both", Configuration(particles, inherent, thermal)),
        ("minimum", Configuration(particles, inherent)),
    ):
        configuration.write(tmp_path / f"{name}.npz")
        read = Configuration.read(tmp_path / f"{name}.npz")
        np.testing.assert_array_equal(read.inherent, inherent)
        np.testing.assert_array_equal(read.particles.species, particles.species)
        np.testing.assert_array_equal(read.particles.cell.vectors, particles.cell.vectors)
        assert (read.thermal is None) == (name == "minimum")
    (tmp_path / "broken.npz").write_bytes(b"PK")
    with pytest.raises(DescriptorError, match=r"broken.npz: holds no configuration .*delete it"):
        Configuration.read(tmp_path / "broken.npz")
