"""Whether a liquid has crystallised."""

import numpy as np

from glasscape.arrays import Floats
from glasscape.descriptors.freud import freud
from glasscape.descriptors.voronoi import voronoi_cells
from glasscape.structures.cell import Cell

# averaged q_6 of liquids is about 0.2, that of crystals 0.5
ORDERED = 0.4


def crystalline_fraction(cell: Cell, positions: Floats) -> float:
    """Fraction of the particles whose neighbourhood is crystalline: their averaged q_6 exceeds 0.4.

    The averaged q_6 tells liquids from fcc, hcp and bcc crystals (Lechner and Dellago, J. Chem. Phys. 129,
    114707 (2008)).

    Parameters
    ----------
    cell : Cell
        The periodic cell.
    positions : ndarray, shape (N, 3)
        Positions, sigma, wrapped or not.
    """
    cells = voronoi_cells(cell, positions)
    # the workflow starts one process per core
    with freud.parallel.NumThreads(1):
        found = freud.order.Steinhardt(l=6, average=True, weighted=True).compute(
            (cells.box, cells.points), neighbors=cells.neighbours
        )
    return float(np.mean(found.particle_order > ORDERED))
