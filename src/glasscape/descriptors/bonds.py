"""Bond-orientational order around every particle, and its Voronoi cell."""

import numpy as np

from glasscape.arrays import Floats
from glasscape.descriptors.freud import freud
from glasscape.descriptors.state import State
from glasscape.descriptors.voronoi import VoronoiCells
from glasscape.structures.particle_table import ParticleTable, number

# odd orders vanish for neighbours in opposite directions, and add little
ORDERS: tuple[int, ...] = (2, 4, 6, 8, 10, 12)
# in two dimensions; psi_1 is zero, because the edges of a polygon end where they begin
PLANAR_ORDERS: tuple[int, ...] = (2, 3, 4, 5, 6, 7, 8)


def bonds(state: State) -> ParticleTable:
    """Bond-orientational order parameters of every particle, and size and facets of its Voronoi cell.

    q_l is the length of the vector of the 2 l + 1 averages of the spherical harmonics over the directions to
    all Voronoi neighbours, times sqrt(4 pi / (2 l + 1)) (Steinhardt, Nelson and Ronchetti, Phys. Rev. B 28,
    784 (1983)). Facets below 0.02 times the squared mean distance of particles make no neighbours. Each
    neighbour counts by the area of the facet, which makes q_l a continuous function of the positions (Mickel,
    Kapfer, Schroeder-Turk and Mecke, J. Chem. Phys. 138, 044501 (2013)). For the averaged q_l, the vector is
    first averaged over the particle and its neighbours (Lechner and Dellago, J. Chem. Phys. 129, 114707
    (2008)). freud computes them (Ramasubramani et al., Comput. Phys. Commun. 254, 107275 (2020)).

    In two dimensions, psi_n takes the place of q_l: the absolute value of the average of exp(i n phi) over
    the angles phi of the directions to all Voronoi neighbours (Halperin and Nelson, Phys. Rev. Lett. 41, 121
    (1978)). Each neighbour counts by the length of the edge.

    Parameters
    ----------
    state : State
        The configuration.

    Returns
    -------
    ParticleTable
        q_l and averaged q_l for l = 2, 4, ..., 12, then the volume and the number of facets; or psi_n and
        averaged psi_n for n = 2, 3, ..., 8, then the area and the number of edges.
    """
    cells, name = state.voronoi, state.name
    if state.particles.cell.dimensions == 2:
        symbol, orders, own, averaged = "psi", PLANAR_ORDERS, *_planar_orders(cells)
        size, unit, facets = "area", "sigma^2", "edges"
    else:
        symbol, orders, own, averaged = "q", ORDERS, *(_orders(cells, average) for average in (False, True))
        size, unit, facets = "volume", "sigma^3", "facets"
    return ParticleTable(
        np.column_stack([own, averaged, cells.volumes, cells.facets]),
        (
            *(
                number(
                    f"{name}_{symbol}{order}{suffix}",
                    f"bond-orientational order {symbol}_{order}{over}, {name}",
                )
                for suffix, over in (("", ""), ("_averaged", ", averaged over neighbours"))
                for order in orders
            ),
            number(f"{name}_voronoi_{size}", f"{size} of the Voronoi cell, {name}", unit),
            number(f"{name}_voronoi_{facets}", f"number of {facets} of the Voronoi cell, {name}"),
        ),
    )


def _orders(cells: VoronoiCells, average: bool) -> Floats:
    """q_l, shape (N, orders)."""
    # the workflow starts one process per core
    with freud.parallel.NumThreads(1):
        found = freud.order.Steinhardt(l=list(ORDERS), average=average, weighted=True).compute(
            (cells.box, cells.points), neighbors=cells.neighbours
        )
    return np.array(found.particle_order, dtype=np.float64)


def _planar_orders(cells: VoronoiCells) -> tuple[Floats, Floats]:
    """psi_n of the particles, and averaged over their neighbours, each of shape (N, orders)."""
    every = [freud.order.Hexatic(k=n, weighted=True) for n in PLANAR_ORDERS]
    # the workflow starts one process per core
    with freud.parallel.NumThreads(1):
        for order in every:
            order.compute((cells.box, cells.points), neighbors=cells.neighbours)
    own = np.column_stack([order.particle_order for order in every]).astype(np.complex128)
    total = own.copy()
    np.add.at(total, cells.neighbours.query_point_indices, own[cells.neighbours.point_indices])
    return np.abs(own), np.abs(total / (1.0 + cells.facets[:, None]))
