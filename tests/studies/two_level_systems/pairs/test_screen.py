import numpy as np
import pandas as pd
import pytest
from conftest import one_species
from plain_calculator import shortest_images

from glasscape.minima.library import MinimaLibrary
from glasscape.minima.library import Transitions
from glasscape.studies.two_level_systems.pairs.detour import detours
from glasscape.studies.two_level_systems.pairs.displaced import DisplacedMinima
from glasscape.studies.two_level_systems.pairs.kernels import pair_features
from glasscape.studies.two_level_systems.pairs.near import near_pairs
from glasscape.studies.two_level_systems.pairs.screen import screen_pairs
from glasscape.studies.two_level_systems.pairs.screen import total_displacements
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.tables import pairs_table



def reference(start, end, cell, m):
    """Features of one pair in plain numpy, from their definition."""
    change = shortest_images(end - start, cell)
    change -= change.mean(axis=0)
    size = np.linalg.norm(change, axis=1)
    order = np.argsort(-size, kind="stable")[:m]
    middle = start + 0.5 * change
    apart = shortest_images(middle[order[1:]] - middle[order[0]], cell)
    d2 = np.sum(size**2)
    return np.concatenate(
        [size[order], np.linalg.norm(apart, axis=1), [np.sqrt(d2), d2**2 / np.sum(size**4)]]
    )


def compute(start, end, cell, m):
    minima = DisplacedMinima.of(np.array([start, end]), cell)
    features = np.empty((1, 2 * m + 1))
    pair_features(
        **vars(minima), origin=np.array([0]), destination=np.array([1]), n_displacements=m, features=features
    )
    return features[0]


@pytest.fixture(params=[(0.3, 0.0), (0.3, 1.0), (1.2, 0.0), (0.6, 1.0)])
def pair(request):
    """Two configurations; particles that go far need the nearest image."""
    size, tilt = request.param
    rng = np.random.default_rng(0)
    cell = np.array([[5.0, 0.0, 0.0], [2.3 * tilt, 5.5, 0.0], [-1.4 * tilt, 2.7 * tilt, 6.0]])
    start = rng.random((40, 3)) @ cell
    end = start + size * rng.standard_normal((40, 3))
    assert DisplacedMinima.of(np.array([start, end]), cell).wraps == (size > 0.5)
    return start, end, cell


@pytest.mark.parametrize("m", [2, 3, 7])
def test_features_equal_the_definition(pair, m):
    np.testing.assert_allclose(compute(*pair, m), reference(*pair, m), rtol=1e-12)


def test_features_do_not_depend_on_images_translation_order_or_direction(pair):
    start, end, cell = pair
    rng = np.random.default_rng(1)
    expected = compute(start, end, cell, 4)
    order = rng.permutation(len(start))
    images = rng.integers(-3, 4, end.shape) @ cell
    # far particles meet other images when one configuration is moved against the other
    far = DisplacedMinima.of(np.array([start, end]), cell).wraps
    for other in (
        (start, end + images),
        (start + 0.7, end + 0.7 if far else end - 0.1),
        (start[order], end[order]),
        (end, start),
    ):
        np.testing.assert_allclose(compute(*other, cell, 4), expected, rtol=1e-10)


def test_two_copies_have_no_displacement(pair):
    start, _, cell = pair
    assert np.all(compute(start, start, cell, 3)[[0, 1, 2, 5, 6]] == 0.0)


def library(n, transitions=None):
    rng = np.random.default_rng(2)
    glass = one_species(np.ones(30), 5.0 * np.eye(3))
    base = rng.random((30, 3)) * 5
    positions = base + 0.1 * rng.standard_normal((n, 30, 3))
    return MinimaLibrary(glass, positions, np.sort(rng.random(n)), tuple("x" * n), transitions)


def test_filters_keep_what_a_plain_loop_keeps(tmp_path):
    lib = library(25)
    settings = PairSettings(max_energy_difference=0.2, max_displacement=1.3, displacements=3)
    counts = screen_pairs("g", lib, settings, tmp_path / "pairs.parquet")
    table = pairs_table(3).read(tmp_path / "pairs.parquet")
    expected = [
        (a, b)
        for a in range(25)
        for b in range(a + 1, 25)
        if lib.energies[b] - lib.energies[a] <= 0.2
        and reference(lib.positions[a], lib.positions[b], lib.particles.cell, 3)[-2] <= 1.3
    ]
    assert 0 < len(expected) < counts.within_energy < 300
    assert list(zip(table.a, table.b, strict=True)) == expected
    assert (counts.minima, counts.pairs, counts.kept) == (25, 300, len(expected))
    assert (table.energy_difference >= 0).all()


@pytest.mark.parametrize("wander", [0.0, 3.0])
@pytest.mark.parametrize("limit", [0.9, 1.35, 50.0, None])
def test_products_of_matrices_miss_no_near_pair(monkeypatch, limit, wander):
    """Not even when particles leave the cell, or wander so far that another image is nearer."""
    monkeypatch.setattr("glasscape.pairs.near.ROWS", 7)
    monkeypatch.setattr("glasscape.pairs.near.COLUMNS", 11)
    lib = library(60)
    rng = np.random.default_rng(3)
    lib.positions[rng.random(60) < 0.5, 4] += wander
    lib.positions[:] = lib.particles.cell.wrap(lib.positions)
    lib.positions[:, 7] += rng.integers(-2, 3, (60, 3)) @ lib.particles.cell
    a, b = np.triu_indices(60, 1)
    within = lib.energies[b] - lib.energies[a] <= 0.5
    minima = DisplacedMinima.of(lib.positions, lib.particles.cell)
    assert minima.wraps == (wander > 0.0)
    apart = total_displacements(minima, a, b)
    # a pair that is on the limit is within it
    limit = np.sort(apart[within])[200] if limit is None else limit
    near = within & (apart <= limit)
    blocks = list(near_pairs(lib.energies, minima, 0.5, limit))
    found = [pair for x, y, _ in blocks for pair in zip(x.tolist(), y.tolist(), strict=True)]
    assert found == sorted(found)
    assert {*zip(a[near].tolist(), b[near].tolist(), strict=True)} <= {*found}
    assert sum(count for *_, count in blocks) == within.sum()
    if wander == 0.0:
        assert len(found) <= near.sum() + 2


def test_rounding_hides_no_pair_on_the_limit():
    """One coordinate is large, and the many small ones are lost beside it in single precision."""
    rng = np.random.default_rng(5)
    n = 300
    glass = one_species(np.ones(256), 20.0 * np.eye(3))
    positions = np.tile(rng.random((256, 3)) * 20.0, (n, 1, 1))
    positions += 2.4e-4 * rng.choice([-1.0, 1.0], (n, 256, 3))
    positions[:, 0, 0] += rng.uniform(0.5, 2.0, n)
    minima = DisplacedMinima.of(positions, glass.cell)
    a, b = np.triu_indices(n, 1)
    apart = total_displacements(minima, a, b)
    energies = np.zeros(n)
    for limit in np.quantile(apart, [0.01, 0.1, 0.5], method="nearest"):
        found = np.concatenate([x * n + y for x, y, _ in near_pairs(energies, minima, 1.0, limit)])
        assert {*(a * n + b)[apart <= limit]} <= {*found}


def test_blocks_do_not_change_the_table(tmp_path, monkeypatch):
    settings = PairSettings(max_energy_difference=1.0, max_displacement=10.0)
    screen_pairs("g", library(20), settings, tmp_path / "one.parquet")
    monkeypatch.setattr("glasscape.pairs.screen.BLOCK", 7)
    screen_pairs("g", library(20), settings, tmp_path / "many.parquet")
    one, many = (pairs_table(3).read(tmp_path / f"{name}.parquet") for name in ("one", "many"))
    pd.testing.assert_frame_equal(one, many)
    assert len(list(pairs_table(3).row_groups(tmp_path / "many.parquet"))) > 10


def test_detours_equal_the_definition(tmp_path):
    lib = library(25)
    settings = PairSettings(max_energy_difference=0.3, max_displacement=1.33)
    screen_pairs("g", lib, settings, tmp_path / "pairs.parquet")
    table = pairs_table(3).read(tmp_path / "pairs.parquet")
    squares = {}
    for row in table.itertuples():
        squares[row.a, row.b] = squares[row.b, row.a] = row.total_displacement**2
    ways = [
        [squares[a, k] + squares[k, b] for k in range(25) if (a, k) in squares and (k, b) in squares]
        for a, b in zip(table.a, table.b, strict=True)
    ]
    expected = [min(way, default=np.nan) for way in ways] / table.total_displacement**2
    np.testing.assert_allclose(table.detour, expected, rtol=1e-12)
    assert 0 < table.detour.isna().sum() < len(table) / 2


def test_a_minimum_in_between_makes_a_detour_short():
    # 1 lies in the middle between 0 and 2 on a line, 3 is off it at a right angle
    place = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [0.0, 2.0]])
    a, b = np.triu_indices(4, 1)
    lengths = np.linalg.norm(place[a] - place[b], axis=1)
    found = dict(zip(zip(a, b, strict=True), detours(a, b, lengths, (a, b, lengths)), strict=True))
    assert found[0, 2] == pytest.approx(0.5)
    assert found[2, 3] == pytest.approx(6 / 8)
    assert found[0, 1] == pytest.approx(5.0)


def test_transitions_are_absent_unless_counted(tmp_path):
    settings = PairSettings(max_energy_difference=1.0, max_displacement=10.0)
    screen_pairs("g", library(5), settings, tmp_path / "none.parquet")
    assert pairs_table(3).read(tmp_path / "none.parquet").transitions_ab.isna().all()

    seen = Transitions(np.array([0, 3]), np.array([2, 1]), np.array([7, 4]))
    screen_pairs("g", library(5, seen), settings, tmp_path / "some.parquet")
    table = pairs_table(3).read(tmp_path / "some.parquet").set_index(["a", "b"])
    assert table.transitions_ab.sum() == 7
    assert table.transitions_ab[0, 2] == 7
    assert table.transitions_ba.sum() == 4
    assert table.transitions_ba[1, 3] == 4


def test_a_glass_without_candidates_is_an_empty_table(tmp_path):
    counts = screen_pairs("g", library(5), PairSettings(max_displacement=1e-3), tmp_path / "pairs.parquet")
    assert counts.kept == 0
    assert pairs_table(3).read(tmp_path / "pairs.parquet").empty
    assert list(pairs_table(3).row_groups(tmp_path / "pairs.parquet")) == []


def test_published_features(published, published_structures):
    glass, structures = published_structures
    rows = pd.read_feather(published / "pretraining-classifier-T0062.feather")
    rows = rows[rows.conf == 148750000].drop_duplicates(["i", "j"])
    names = rows[["i", "j"]].map(lambda energy: f"{10 * energy:.9f}E-01.conf.txt")
    # of the published pairs of this glass, one has both structures in the archive
    here = names.isin(list(structures)).all(axis=1)
    assert here.sum() == 1
    for index, row in rows[here].iterrows():
        start, end = (structures[name] for name in names.loc[index])
        features = compute(start, end, glass.cell, 3)
        expected = [row.displacement_0, row.displacement_1, row.displacement_2]
        expected += [row["0to1"], row["0to2"], row.total_displacement, row.PR]
        np.testing.assert_allclose(features, expected, atol=1e-9, rtol=0)
        assert len(glass) * (row.j - row.i) == pytest.approx(row.Delta_E, abs=1e-9)
