"""Labels of minima against all eigenvectors of the dense Hessian."""

from dataclasses import replace

import numpy as np
import pytest

from glasscape.descriptors.coarse_grained import averaged
from glasscape.errors import DescriptorError, MinimumError
from glasscape.forces.engine import make_engine
from glasscape.particles.ceilings import exact_ceilings
from glasscape.particles.tables import CEILINGS
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.softness.labels import label_minimum
from glasscape.studies.softness.settings import SoftnessSettings

POTENTIAL = PotentialSettings(model="kob-andersen-switched", masses=[1.0, 2.0])


def test_labels_equal_sums_over_eigenvectors(minimum):
    settings = SoftnessSettings(modes=[3, 12], averaging_lengths=[1.5])
    table = label_minimum(POTENTIAL, minimum, settings)
    expected = ("softness_3", "softness_12", "log_vibrality")
    assert table.names == (*expected, *(f"{name}_over_1.5" for name in expected))
    particles = minimum.particles
    masses = np.where(particles.species == 0, 1.0, 2.0)
    hessian = make_engine(POTENTIAL).force_field(particles).hessian(minimum.inherent).toarray()
    scale = np.repeat(masses**-0.5, 3)
    values, vectors = np.linalg.eigh(scale[:, None] * hessian * scale)
    squares = np.sum(vectors.T.reshape(-1, 200, 3) ** 2, axis=2)[3:]
    np.testing.assert_allclose(table.values[:, 0], squares[:3].sum(axis=0), atol=1e-8)
    np.testing.assert_allclose(table.values[:, 1], squares[:12].sum(axis=0), atol=1e-8)
    mobile = np.sum(squares / values[3:, None], axis=0) / masses
    np.testing.assert_allclose(table.values[:, 2], np.log(mobile), atol=1e-8)
    around = averaged(particles, minimum.inherent, table.values[:, :3], [1.5])[:, 0]
    np.testing.assert_allclose(table.values[:, 3:], around)
    # an average differs less from particle to particle
    assert (table.values[:, 3:].std(axis=0) < table.values[:, :3].std(axis=0)).all()


def test_one_label_alone_and_its_ceiling(minimum, tmp_path):
    table = label_minimum(POTENTIAL, minimum, SoftnessSettings(labels=["log_vibrality"]))
    assert table.names == ("log_vibrality",)
    ceilings = exact_ceilings(table.names, minimum.particles.species)
    CEILINGS.write(tmp_path / "ceilings.parquet", ceilings)
    assert CEILINGS.read(tmp_path / "ceilings.parquet").ceiling.tolist() == [1.0, 1.0]


def test_what_is_no_minimum_is_refused(minimum):
    moved = minimum.inherent + 1e-5 * np.random.default_rng(0).standard_normal(minimum.inherent.shape)
    with pytest.raises(MinimumError, match="quench the configuration"):
        label_minimum(POTENTIAL, replace(minimum, inherent=moved), SoftnessSettings())


def test_averages_beyond_half_the_cell_are_refused(minimum):
    with pytest.raises(DescriptorError, match="the length 5 exceeds half the smallest distance"):
        label_minimum(POTENTIAL, minimum, SoftnessSettings(averaging_lengths=[5.0]))
