"""Voronoi cells, by freud."""

from typing import Any, NamedTuple

import numpy as np

from glasscape.arrays import Floats, Integers
from glasscape.descriptors.freud import freud
from glasscape.structures.cell import Cell

# particles behind a smaller facet are no neighbours, in units of (V / N)^(2/3), or of (A / N)^(1/2) in two
# dimensions: rounding errors decide whether the smallest facets exist at all
SMALLEST_FACET = 0.02


class VoronoiCells(NamedTuple):
    """The Voronoi cells of N particles. Two particles whose cells share a facet are neighbours.

    In two dimensions, they are polygons: volumes are areas, surfaces are perimeters, and facets are edges.

    Attributes
    ----------
    volumes : ndarray, shape (N,)
        Volumes, sigma^3, or areas, sigma^2. They sum to the volume of the periodic cell, or to its area.
    surfaces : ndarray, shape (N,)
        Areas of their surfaces, sigma^2, or perimeters, sigma.
    facets : ndarray of int, shape (N,)
        Numbers of their facets, without the smallest.
    box, points : freud.box.Box, ndarray
        The periodic cell and the positions as freud holds them.
    neighbours : freud.locality.NeighborList
        The neighbours of all particles, weighted by the areas of the facets, or by the lengths of the edges,
        without the smallest.
    """

    volumes: Floats
    surfaces: Floats
    facets: Integers
    box: Any
    points: Any
    neighbours: Any


def voronoi_cells(cell: Cell, positions: Floats) -> VoronoiCells:
    """Voronoi cells of particles in a periodic cell.

    freud holds positions in single precision. Areas and volumes have relative errors near 1e-6.

    Parameters
    ----------
    cell : Cell
        The periodic cell, orthogonal or tilted.
    positions : ndarray, shape (N, 3)
        Positions, sigma, wrapped or not.
    """
    box = freud_box(cell)
    points = box.wrap(cell.wrap(positions))
    # the workflow starts one process per core
    with freud.parallel.NumThreads(1):
        found = freud.locality.Voronoi().compute((box, points))
    areas = np.array(found.nlist.weights, dtype=np.float64)
    owner = np.array(found.nlist.query_point_indices, dtype=np.int64)
    large = areas > SMALLEST_FACET * cell.spacing(len(positions)) ** (cell.dimensions - 1)
    return VoronoiCells(
        volumes=np.array(found.volumes, dtype=np.float64),
        surfaces=np.asarray(np.bincount(owner, weights=areas, minlength=len(positions)), dtype=np.float64),
        facets=np.bincount(owner[large], minlength=len(positions)),
        box=box,
        points=points,
        neighbours=found.nlist.filter(large),
    )


def freud_box(cell: Cell) -> Any:
    """A periodic cell as freud has it: the tilts are divided by the lengths along y, z and z."""
    (x, y, z), vectors = cell.lengths, cell.vectors
    if cell.dimensions == 2:
        return freud.box.Box(x, y, xy=vectors[1, 0] / y, is2D=True)
    return freud.box.Box(x, y, z, vectors[1, 0] / y, vectors[2, 0] / z, vectors[2, 1] / z)
