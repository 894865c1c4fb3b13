"""Intermediate minima of paths, and the candidate pairs that they give."""

import numpy as np
import pandas as pd
import pytest
from glasses import one_species
from studies.two_level_systems.invented import FEATURES

from glasscape.minima.library import MinimaLibrary
from glasscape.minima.settings import MinimaSettings
from glasscape.structures.cell import Cell
from glasscape.studies.two_level_systems.exact.tables import INTERMEDIATE_MINIMA, INTERMEDIATE_OF_PATHS
from glasscape.studies.two_level_systems.pairs.screen import screen_pairs
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.studies.two_level_systems.pairs.zero_point import ZeroPointEnergies
from glasscape.studies.two_level_systems.search.intermediate import collect_intermediate_minima


class InventedZeroPoint:
    """Zero-point energies that depend on the place of the first particle alone."""

    def __init__(self, count, per_sigma=0.01):
        self.count, self.per_sigma = count, per_sigma

    def energies(self, particles, positions):
        return ZeroPointEnergies(self.per_sigma * np.array([each[0, 0] for each in positions]), self.count)


EINSTEIN = InventedZeroPoint(False)


@pytest.fixture(scope="module")
def landscape():
    """A library of three minima of five particles, and the positions of others by name."""
    particles = one_species(np.ones(5), Cell.cubic(10.0))
    base = np.random.default_rng(0).uniform(0.0, 10.0, (5, 3))
    places = {}
    for k, name in enumerate("abcxyz"):
        places[name] = base.copy()
        places[name][0] += [0.1 * k, 0.0, 0.05 * k]
    library = MinimaLibrary(
        particles, np.array([places[name] for name in "abc"]), np.array([1.0, 1.02, 1.05]), tuple("abc")
    )
    return library, places


def path(landscape, a, b, *between):
    """Rows of `INTERMEDIATE_OF_PATHS` of one path; minima are (name, energy)."""
    rows = [
        {"sample": "g", "a": a, "b": b, "step": k, "energy": energy, "positions": landscape[1][name].ravel()}
        for k, (name, energy) in enumerate(between)
    ]
    return INTERMEDIATE_OF_PATHS.arrow(pd.DataFrame(rows)).to_pandas()


def collect(landscape, earlier, iteration, *paths, zero_point=EINSTEIN, **pairs):
    libraries = {"g": landscape[0]}
    filters = PairSettings(**pairs)
    of_libraries = {"g": zero_point.energies(None, landscape[0].positions)}
    return collect_intermediate_minima(
        earlier, paths, libraries, MinimaSettings(), filters, zero_point, of_libraries, iteration
    )


def test_indices_of_intermediate_minima_go_on_from_the_library(landscape):
    first = collect(landscape, None, 0, path(landscape, 0, 2, ("x", 1.03), ("b", 1.02), ("y", 1.01)))
    assert first.minima["index"].tolist() == [3, 4]
    assert first.minima.energy.tolist() == [1.03, 1.01]
    # a - x - b - y - c, the lower minimum first
    assert list(zip(first.pairs.a, first.pairs.b, strict=True)) == [(0, 3), (1, 3), (4, 1), (4, 2)]
    second = collect(landscape, first, 1, path(landscape, 0, 1, ("y", 1.01), ("z", 1.04)))
    assert second.minima["index"].tolist() == [3, 4, 5]
    assert second.minima.iteration.tolist() == [0, 0, 1]
    new = list(zip(second.pairs.a, second.pairs.b, strict=True))[4:]
    assert new == [(0, 4), (4, 5), (1, 5)]
    INTERMEDIATE_MINIMA.arrow(second.minima)
    FEATURES.pairs.arrow(second.pairs)


def test_every_sample_counts_its_own_minima(landscape):
    library, _ = landscape
    few = MinimaLibrary(library.particles, library.positions[:2], library.energies[:2], library.names[:2])
    paths = pd.concat(
        [path(landscape, 0, 1, ("x", 1.03)).assign(sample=name) for name in ("g", "h")]
        + [path(landscape, 0, 2, ("y", 1.01))]
    )
    libraries = {"g": library, "h": few}
    of_libraries = {name: EINSTEIN.energies(None, each.positions) for name, each in libraries.items()}
    found = collect_intermediate_minima(
        None, [paths], libraries, MinimaSettings(), PairSettings(), EINSTEIN, of_libraries, 0
    )
    assert found.minima.groupby("sample")["index"].apply(list).to_dict() == {"g": [3, 4], "h": [2]}
    pairs = zip(found.pairs["sample"], found.pairs.a, found.pairs.b, strict=True)
    assert set(pairs) == {("g", 0, 3), ("g", 1, 3), ("g", 0, 4), ("g", 4, 2), ("h", 0, 2), ("h", 1, 2)}


@pytest.mark.parametrize("zero_point", [EINSTEIN, InventedZeroPoint(True, -0.2)])
def test_features_of_pairs_from_paths_are_those_of_all_pairs(landscape, tmp_path, zero_point):
    """If zero-point energies count, c is too far above x, and x and c are no neighbours."""
    library, places = landscape
    limits = {"max_energy_difference": 0.035}
    found = collect(landscape, None, 0, path(landscape, 0, 1, ("x", 1.03)), zero_point=zero_point, **limits)
    everything = MinimaLibrary(
        library.particles,
        np.array([places[name] for name in "abxc"]),
        np.array([1.0, 1.02, 1.03, 1.05]),
        ("",) * 4,
    )
    screen_pairs(
        "g",
        everything,
        zero_point.energies(None, everything.positions),
        PairSettings(**limits),
        tmp_path / "pairs.parquet",
    )
    expected = FEATURES.pairs.read(tmp_path / "pairs.parquet").query("b == 2")
    features = [c.name for c in FEATURES.pairs.columns[3:]]
    assert expected.detour.notna().all()
    np.testing.assert_allclose(
        found.pairs[features].to_numpy(float), expected[features].to_numpy(float), rtol=1e-12
    )


def test_zero_point_energies_that_count_decide_on_pairs_from_paths(landscape):
    found = path(landscape, 0, 2, ("x", 1.03), ("y", 1.045))
    limits = {"max_energy_difference": 0.02}
    without = collect(landscape, None, 0, found, **limits).pairs
    # minimum x is 0.3 farther along x than a, and c 0.2, y 0.4
    with_them = collect(landscape, None, 0, found, zero_point=InventedZeroPoint(True, -0.1), **limits).pairs
    assert list(zip(without.a, without.b, strict=True)) == [(3, 4), (4, 2)]
    assert list(zip(with_them.a, with_them.b, strict=True)) == [(0, 3), (3, 4)]
    np.testing.assert_allclose(with_them.zero_point_shift, [-0.03, -0.01], atol=1e-12)


def test_pairs_from_paths_pass_the_filters_of_all_pairs(landscape):
    found = path(landscape, 0, 2, ("x", 1.03), ("y", 1.045))
    assert len(collect(landscape, None, 0, found).pairs) == 3
    close = collect(landscape, None, 0, found, max_energy_difference=0.02)
    assert list(zip(close.pairs.a, close.pairs.b, strict=True)) == [(3, 4), (4, 2)]
    near = collect(landscape, None, 0, found, max_displacement=0.15)
    assert list(zip(near.pairs.a, near.pairs.b, strict=True)) == [(3, 4)]


def test_paths_without_intermediate_minima_add_nothing(landscape):
    found = collect(landscape, None, 0, INTERMEDIATE_OF_PATHS.empty())
    INTERMEDIATE_MINIMA.arrow(found.minima)
    FEATURES.pairs.arrow(found.pairs)
    assert found.minima.empty
    assert found.pairs.empty
