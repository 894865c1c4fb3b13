"""Bond-orientational order around every particle, and its Voronoi cell."""

import freud
import numpy as np

from glasscape.arrays import Floats
from glasscape.descriptors.state import State
from glasscape.descriptors.voronoi import VoronoiCells
from glasscape.structures.particle_table import ParticleTable

# odd orders vanish for neighbours in opposite directions, and add little
ORDERS = (2, 4, 6, 8, 10, 12)


def bonds(state: State) -> ParticleTable:
    """Bond-orientational order parameters q_l of every particle, and volume and facets of its Voronoi cell.

    q_l is the length of the vector of the 2 l + 1 averages of the spherical harmonics over the directions to
    all Voronoi neighbours, times sqrt(4 pi / (2 l + 1)) (Steinhardt, Nelson and Ronchetti, Phys. Rev. B 28,
    784 (1983)). Each neighbour counts by the area of the facet, which makes q_l a continuous function of the
    positions (Mickel, Kapfer, Schroeder-Turk and Mecke, J. Chem. Phys. 138, 044501 (2013)). For the averaged
    q_l, the vector is first averaged over the particle and its neighbours (Lechner and Dellago, J. Chem.
    Phys. 129, 114707 (2008)). freud computes them (Ramasubramani et al., Comput. Phys. Commun. 254, 107275
    (2020)).

    Parameters
    ----------
    state : State
        The configuration.

    Returns
    -------
    ParticleTable
        q_l and averaged q_l for l = 2, 4, ..., 12, then the volume and the number of facets.
    """
    cells, name = state.voronoi, state.name
    values = np.column_stack(
        [_order(cells, average=False), _order(cells, average=True), cells.volumes, cells.facets]
    )
    return ParticleTable(
        values,
        (
            *(f"{name}_q{order}" for order in ORDERS),
            *(f"{name}_q{order}_averaged" for order in ORDERS),
            f"{name}_voronoi_volume",
            f"{name}_voronoi_facets",
        ),
        (*("1" for _ in range(2 * len(ORDERS))), "sigma^3", "1"),
        (
            *(f"bond-orientational order q_{order}, {name}" for order in ORDERS),
            *(f"bond-orientational order q_{order}, averaged over neighbours, {name}" for order in ORDERS),
            f"volume of the Voronoi cell, {name}",
            f"number of facets of the Voronoi cell, {name}",
        ),
    )


def _order(cells: VoronoiCells, average: bool) -> Floats:
    """Order parameters, shape (N, orders)."""
    # the workflow starts one process per core
    with freud.parallel.NumThreads(1):
        found = freud.order.Steinhardt(l=list(ORDERS), average=average, weighted=True).compute(
            (cells.box, cells.points), neighbors=cells.neighbours
        )
    return np.array(found.particle_order, dtype=np.float64)
