"""Voronoi cells against SciPy, closed forms, and the volume of the periodic cell."""

import numpy as np
import pytest
from scipy.spatial import ConvexHull, Voronoi

from glasscape.descriptors.voronoi import voronoi_cells
from glasscape.structures.cell import Cell


def test_cells_fill_the_periodic_cell_and_equal_those_of_scipy(state):
    cell, positions = state.particles.cell, state.positions
    found = voronoi_cells(cell, positions)
    assert found.volumes.sum() == pytest.approx(cell.volume, rel=1e-6)
    shifts = np.array(np.meshgrid(*3 * [[0, -1, 1]], indexing="ij")).reshape(3, -1).T @ cell.vectors
    images = (cell.wrap(positions)[None] + shifts[:, None]).reshape(-1, 3)
    plain = Voronoi(images)
    hulls = [ConvexHull(plain.vertices[plain.regions[plain.point_region[i]]]) for i in range(40)]
    np.testing.assert_allclose(found.volumes[:40], [hull.volume for hull in hulls], rtol=1e-5)
    np.testing.assert_allclose(found.surfaces[:40], [hull.area for hull in hulls], rtol=1e-5)


def test_a_cubic_lattice_has_cubes():
    positions = 1.3 * np.array(np.meshgrid(*3 * [np.arange(5)], indexing="ij")).reshape(3, -1).T
    found = voronoi_cells(Cell.cubic(6.5), positions)
    np.testing.assert_allclose(found.volumes, 1.3**3, rtol=1e-5)
    np.testing.assert_allclose(found.surfaces, 6.0 * 1.3**2, rtol=1e-4)
    np.testing.assert_array_equal(found.facets, 6)


def test_periodic_images_have_the_same_cells(state):
    cell = state.particles.cell
    images = (
        state.positions + np.random.default_rng(2).integers(-3, 4, (len(state.positions), 3)) @ cell.vectors
    )
    found = voronoi_cells(cell, images)
    np.testing.assert_allclose(found.surfaces, state.voronoi.surfaces, rtol=1e-4)
    np.testing.assert_array_equal(found.facets, state.voronoi.facets)
