import numpy as np

from glasscape.forces.engine import make_engine
from glasscape.minima.library import MinimaLibrary
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.writers import write_glass
from glasscape.studies.softness.minimum import read_minimum

POTENTIAL = PotentialSettings(model="kob-andersen-switched")


def test_a_glass_is_quenched(minimum, tmp_path):
    moved = minimum.inherent + 0.02 * np.random.default_rng(0).standard_normal(minimum.inherent.shape)
    write_glass(tmp_path / "glass.extxyz", minimum.particles, moved)
    found = read_minimum(tmp_path / "glass.extxyz", POTENTIAL, 1e-10)
    assert found.thermal is None
    field = make_engine(POTENTIAL).force_field(found.particles)
    assert np.abs(field.evaluate(found.inherent[None]).forces).max() <= 1e-10
    assert np.abs(minimum.particles.cell.displacement(found.inherent, minimum.inherent)).max() < 1e-5


def test_the_lowest_minimum_of_a_library_is_taken(minimum, tmp_path):
    other = minimum.inherent[::-1].copy()
    library = MinimaLibrary(
        minimum.particles, np.array([minimum.inherent, other]), np.array([-2.0, -1.0]), ("a", "b"), None
    )
    library.write(tmp_path / "minima.h5")
    found = read_minimum(tmp_path / "minima.h5", POTENTIAL, 1e-8)
    np.testing.assert_array_equal(found.inherent, minimum.inherent)
