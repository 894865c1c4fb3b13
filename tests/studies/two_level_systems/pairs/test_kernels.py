"""Features of pairs, against their definition and the published ones."""

import numpy as np
import pandas as pd
import pytest
from studies.two_level_systems.pairs.plain_features import features_of, reference, unlike

from glasscape.structures.cell import Cell
from glasscape.studies.two_level_systems.pairs.displaced import DisplacedMinima


@pytest.fixture(params=[(0.3, 0.0), (0.3, 1.0), (1.2, 0.0), (0.6, 1.0)])
def pair(request):
    """Two configurations; particles that go far need the nearest image."""
    size, tilt = request.param
    rng = np.random.default_rng(0)
    cell = Cell(np.array([[5.0, 0.0, 0.0], [2.3 * tilt, 5.5, 0.0], [-1.4 * tilt, 2.7 * tilt, 6.0]]))
    start = rng.random((40, 3)) @ cell.vectors
    end = start + size * rng.standard_normal((40, 3))
    assert DisplacedMinima.of(np.array([start, end]), unlike(40, cell)).wraps == (size > 0.5)
    return start, end, cell


@pytest.mark.parametrize("m", [2, 3, 7])
def test_features_equal_the_definition(pair, m):
    np.testing.assert_allclose(features_of(*pair, m), reference(*pair, m), rtol=1e-12)


def test_features_do_not_depend_on_images_translation_order_or_direction(pair):
    start, end, cell = pair
    rng = np.random.default_rng(1)
    expected = features_of(start, end, cell, 4)
    order = rng.permutation(len(start))
    images = rng.integers(-3, 4, end.shape) @ cell.vectors
    for other in (
        (start, end + images),
        (start + 0.7, end - 0.1),
        (start[order], end[order]),
        (end, start),
    ):
        np.testing.assert_allclose(features_of(*other, cell, 4), expected, rtol=1e-10)


def test_two_copies_have_no_displacement(pair):
    start, _, cell = pair
    assert np.all(features_of(start, start, cell, 3)[[0, 1, 2, 5, 6]] == 0.0)


def test_published_features(published, published_structures):
    particles, structures = published_structures
    rows = pd.read_feather(published / "pretraining-classifier-T0062.feather")
    rows = rows[rows.conf == 148750000].drop_duplicates(["i", "j"])
    names = rows[["i", "j"]].map(lambda energy: f"{10 * energy:.9f}E-01.conf.txt")
    # of the published pairs of this sample, one has both structures in the archive
    here = names.isin(list(structures)).all(axis=1)
    assert here.sum() == 1
    for index, row in rows[here].iterrows():
        start, end = (structures[name] for name in names.loc[index])
        features = features_of(start, end, particles.cell, 3)
        expected = [row.displacement_0, row.displacement_1, row.displacement_2]
        expected += [row["0to1"], row["0to2"], row.total_displacement, row.PR]
        np.testing.assert_allclose(features, expected, atol=1e-9, rtol=0)
        assert len(particles) * (row.j - row.i) == pytest.approx(row.Delta_E, abs=1e-9)
