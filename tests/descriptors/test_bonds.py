"""Bond-orientational order against spherical harmonics of SciPy."""

import numpy as np
import pytest
from scipy.special import sph_harm_y

from glasscape.descriptors.bonds import ORDERS, bonds


def vectors(state, order):
    """Averages of the spherical harmonics over the Voronoi neighbours, shape (N, 2 l + 1), and neighbours."""
    neighbours = state.voronoi.neighbours
    i, j = np.asarray(neighbours.query_point_indices), np.asarray(neighbours.point_indices)
    areas = np.asarray(neighbours.weights, dtype=np.float64)
    x, y, z = np.asarray(neighbours.vectors, dtype=np.float64).T
    polar, azimuth = np.arccos(z / np.sqrt(x**2 + y**2 + z**2)), np.arctan2(y, x)
    total = np.zeros((len(state.positions), 2 * order + 1), dtype=complex)
    for column, m in enumerate(range(-order, order + 1)):
        np.add.at(total[:, column], i, areas * sph_harm_y(order, m, polar, azimuth))
    return total / np.bincount(i, weights=areas)[:, None], i, j


@pytest.mark.parametrize("order", ORDERS)
def test_order_parameters_equal_the_definition(state, order):
    plain, i, j = vectors(state, order)
    averaged = plain.copy()
    np.add.at(averaged, i, plain[j])
    averaged /= 1.0 + state.voronoi.facets[:, None]
    table = bonds(state)
    for name, each in ((f"inherent_q{order}", plain), (f"inherent_q{order}_averaged", averaged)):
        expected = np.sqrt(4.0 * np.pi / (2 * order + 1) * np.sum(np.abs(each) ** 2, axis=1))
        np.testing.assert_allclose(table.only([name]).values[:, 0], expected, rtol=2e-3, atol=2e-5)


def test_volumes_and_facets_are_those_of_the_cells(state):
    found = bonds(state).only(["inherent_voronoi_volume", "inherent_voronoi_facets"]).values
    np.testing.assert_array_equal(found, np.column_stack([state.voronoi.volumes, state.voronoi.facets]))
