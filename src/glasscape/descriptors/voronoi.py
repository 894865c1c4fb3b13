"""Voronoi cells, by freud."""

from typing import Any, NamedTuple

import freud
import numpy as np

from glasscape.arrays import Floats, Integers
from glasscape.structures.cell import Cell


class VoronoiCells(NamedTuple):
    """The Voronoi cells of N particles. A facet separates two particles, which are neighbours.

    Attributes
    ----------
    volumes : ndarray, shape (N,)
        Volumes, sigma^3. They sum to the volume of the periodic cell.
    surfaces : ndarray, shape (N,)
        Areas of their surfaces, sigma^2.
    facets : ndarray of int, shape (N,)
        Numbers of their facets.
    box, points : freud.box.Box, ndarray
        The periodic cell and the positions as freud holds them.
    neighbours : freud.locality.NeighborList
        The neighbours of all particles, weighted by the areas of the facets.
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
    areas = np.asarray(found.nlist.weights, dtype=np.float64)
    owner = np.asarray(found.nlist.query_point_indices)
    return VoronoiCells(
        volumes=np.array(found.volumes, dtype=np.float64),
        surfaces=np.asarray(np.bincount(owner, weights=areas, minlength=len(positions)), dtype=np.float64),
        facets=np.bincount(owner, minlength=len(positions)),
        box=box,
        points=points,
        neighbours=found.nlist,
    )


def freud_box(cell: Cell) -> Any:
    """A periodic cell as freud has it: the tilts are divided by the lengths along y, z and z."""
    (x, y, z), vectors = cell.lengths, cell.vectors
    return freud.box.Box(x, y, z, vectors[1, 0] / y, vectors[2, 0] / z, vectors[2, 1] / z)
