"""Near pairs are found in blocks, and none is missed."""

import numpy as np
import pytest
from studies.two_level_systems.pairs.plain_features import library, unlike

from glasscape.structures.cell import Cell
from glasscape.studies.two_level_systems.pairs.displaced import DisplacedMinima
from glasscape.studies.two_level_systems.pairs.near import near_pairs
from glasscape.studies.two_level_systems.pairs.screen import total_displacements


@pytest.mark.parametrize("wander", [0.0, 3.0])
@pytest.mark.parametrize("limit", [0.9, 1.35, 50.0, None])
def test_products_of_matrices_miss_no_near_pair(monkeypatch, limit, wander):
    """Not even when particles leave the cell, or wander so far that another image is nearer."""
    monkeypatch.setattr("glasscape.studies.two_level_systems.pairs.near.ROWS", 7)
    monkeypatch.setattr("glasscape.studies.two_level_systems.pairs.near.COLUMNS", 11)
    lib = library(60)
    rng = np.random.default_rng(3)
    lib.positions[rng.random(60) < 0.5, 4] += wander
    lib.positions[:] = lib.particles.cell.wrap(lib.positions)
    lib.positions[:, 7] += rng.integers(-2, 3, (60, 3)) @ lib.particles.cell.vectors
    a, b = np.triu_indices(60, 1)
    within = lib.energies[b] - lib.energies[a] <= 0.5
    minima = DisplacedMinima.of(lib.positions, lib.particles)
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
    particles = unlike(256, Cell.cubic(20.0))
    positions = np.tile(rng.random((256, 3)) * 20.0, (n, 1, 1))
    positions += 2.4e-4 * rng.choice([-1.0, 1.0], (n, 256, 3))
    positions[:, 0, 0] += rng.uniform(0.5, 2.0, n)
    minima = DisplacedMinima.of(positions, particles)
    a, b = np.triu_indices(n, 1)
    apart = total_displacements(minima, a, b)
    energies = np.zeros(n)
    for limit in np.quantile(apart, [0.01, 0.1, 0.5], method="nearest"):
        found = np.concatenate([x * n + y for x, y, _ in near_pairs(energies, minima, 1.0, limit)])
        assert {*(a * n + b)[apart <= limit]} <= {*found}
