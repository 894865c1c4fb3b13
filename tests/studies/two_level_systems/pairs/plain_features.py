"""Minima of an invented sample, and the features of their pairs from their definition."""

import numpy as np
from glasses import one_species
from plain_calculator import shortest_images

from glasscape.minima.library import MinimaLibrary
from glasscape.structures.cell import Cell
from glasscape.studies.two_level_systems.pairs.displaced import DisplacedMinima
from glasscape.studies.two_level_systems.pairs.kernels import pair_features
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.pairs.zero_point import ZeroPointEnergies

FEATURES = PairFeatures(3)


def reference(start, end, cell, m):
    """Features of one pair in plain numpy, from their definition."""
    change = shortest_images(end - start, cell.vectors)
    change -= change.mean(axis=0)
    size = np.linalg.norm(change, axis=1)
    order = np.argsort(-size, kind="stable")[:m]
    middle = start + 0.5 * change
    apart = shortest_images(middle[order[1:]] - middle[order[0]], cell.vectors)
    d2 = np.sum(size**2)
    return np.concatenate(
        [size[order], np.linalg.norm(apart, axis=1), [np.sqrt(d2), d2**2 / np.sum(size**4)]]
    )


def unlike(n, cell):
    """Particles of which no two are identical."""
    return one_species(np.linspace(0.8, 1.2, n), cell)


def features_of(start, end, cell, m):
    """Features of one pair as the kernel writes them."""
    minima = DisplacedMinima.of(np.array([start, end]), unlike(len(start), cell))
    features = np.empty((1, 2 * m + 1))
    pair_features(
        minima.reference,
        minima.moved,
        minima.wraps,
        cell.vectors,
        origin=np.array([0]),
        destination=np.array([1]),
        n_displacements=m,
        features=features,
    )
    return features[0]


def library(n, transitions=None):
    """Minima that differ a little from each other."""
    rng = np.random.default_rng(2)
    particles = unlike(30, Cell.cubic(5.0))
    base = rng.random((30, 3)) * 5
    positions = base + 0.1 * rng.standard_normal((n, 30, 3))
    return MinimaLibrary(particles, positions, np.sort(rng.random(n)), tuple("x" * n), transitions)


def unknown(library):
    """Zero-point energies that are not known."""
    return ZeroPointEnergies(np.full(len(library.energies), np.nan), False)
