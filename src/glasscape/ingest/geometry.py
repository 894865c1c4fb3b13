"""Check that structures are bulk glasses of a potential, before anything is computed."""

from collections.abc import Sequence
from itertools import product

import numpy as np
from ase.data import atomic_numbers, covalent_radii
from scipy.spatial import KDTree

from glasscape.arrays import Floats, Integers, ShortIntegers
from glasscape.errors import StructureError
from glasscape.forces.engine import Engine
from glasscape.forces.neighbours import find_close_pairs
from glasscape.potentials.pair import PairPotential
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles
from glasscape.structures.readers import Structure, check_range

# particles closer than this fraction of sigma_ij overlap: their pair energy exceeds 4000 epsilon
OVERLAP = 0.5
# without a pair potential, particles closer than this fraction of the usual distance of their species
# overlap; the closest in glasses of soft spheres, Lennard-Jones particles, metal and silica are at 0.85
NEAR = 0.5
# fraction of the mean distance (volume per particle)^(1/3) at which all particles overlap
CROWDED = 0.1
# an empty layer is thicker than this, in distances between neighbours; in those glasses it is 0.4 at most
EMPTY = 2.0
# a thinner cell, in distances between neighbours, has the same neighbour on both sides of a particle
THIN = 2.0
# particles within this fraction of the distance between lattice planes lie in one plane
PLANE = 1e-6
# distances between neighbours are 0.9 to 1.2 sums of covalent radii in metals and networks, 2.7 in neon; this
# factor tells nanometre from angstrom
UNIT = 4.0
# limits where elements are not known, angstrom
SHORTEST, LONGEST = 0.5, 6.0
# diameters and positions that differ by less are equal
SAME = 1e-9
# a tilted cell may have been given with other lattice vectors, so that diagonal planes are examined too
PLANES = np.array([indices for indices in product((1, 0, -1), repeat=3) if indices > (0, 0, 0)])


class GeometryCheck:
    """Checks of the structures of one sample. A potential would compute forces in spite of these mistakes.

    Parameters
    ----------
    first : Structure
        A structure. All others have its particles.
    engine : Engine
        Engine of the potential.
    elements : sequence of str
        Chemical symbol of each species, empty if they are not known.

    Raises
    ------
    StructureError
        If the potential has fewer species or does not need the diameters, if all particles lie in one plane,
        if two are at the same position, if lengths have another unit, or if the cell is too thin.
    """

    def __init__(self, first: Structure, engine: Engine, elements: Sequence[str] = ()) -> None:
        particles = first.particles
        species = particles.n_species
        if species > engine.n_species:
            raise StructureError(
                f"{first.name}: has species {species}, the potential has only {engine.n_species}; check "
                "potential.model and ingest.species"
            )
        self._potential = engine.pair_potential
        if self._potential is not None:
            _check_diameters(first, self._potential)
        _empty_layers(first)
        distance, neighbour = nearest_neighbours(first.positions, particles.cell)
        nearest = int(np.argmin(distance))
        if distance[nearest] < SAME:
            raise StructureError(
                f"{first.name}: particles {_numbers(nearest, neighbour[nearest])} are at the same position"
            )
        if engine.lengths_in_angstrom:
            _check_unit(first, distance, neighbour, elements)
        self._spacing = float(np.median(distance))
        _check_width(first, self._spacing, engine)
        scaled = distance / _mean_diameter(particles, np.arange(len(particles)), neighbour)
        # distance to the nearest neighbour, in diameters, by species
        of_species = [scaled[particles.species == k] for k in range(engine.n_species)]
        self._usual = np.array([np.median(each) if len(each) else np.inf for each in of_species])

    def check(self, structure: Structure) -> None:
        """Check one structure.

        Raises
        ------
        StructureError
            If its particles do not fill the cell, or if two of them overlap.
        """
        thickest = float(_empty_layers(structure).max())
        if thickest > EMPTY * self._spacing:
            raise StructureError(
                f"{structure.name}: is a slab: a layer of thickness {thickest:.3g} holds no particle, while "
                f"neighbours are {self._spacing:.3g} apart; a glass fills its periodic cell, so check the "
                "cell and the unit of the positions, or cut a bulk sample"
            )
        if self._potential is None:
            self._check_near(structure)
        else:
            _check_overlap(structure, self._potential)

    def _check_near(self, structure: Structure) -> None:
        """Check that no two particles are far nearer to each other than is usual for their species."""
        particles = structure.particles
        crowded = CROWDED * particles.cell.spacing(len(particles))
        usual = self._usual[np.isfinite(self._usual)].max() * float(particles.diameters.max())
        reach = max(NEAR * usual, crowded)
        one, other, distance = _close_pairs(structure, min(reach, 0.5 * particles.cell.width))
        if not len(one):
            return
        smaller = np.minimum(self._usual[particles.species[one]], self._usual[particles.species[other]])
        limit = np.maximum(NEAR * smaller * _mean_diameter(particles, one, other), crowded)
        worst = int(np.argmin(distance / limit))
        if distance[worst] < limit[worst]:
            raise StructureError(
                f"{structure.name}: particles {_numbers(one[worst], other[worst])} overlap (distance "
                f"{distance[worst]:.3g}, while neighbours are {self._spacing:.3g} apart); check the cell and "
                "the positions"
            )


def nearest_neighbours(positions: Floats, cell: Cell) -> tuple[Floats, Integers]:
    """Distance of every particle to its nearest neighbour, which may be its own image, and its index."""
    inside = cell.wrap(positions)
    turns = np.array(list(product((-1, 0, 1), repeat=3)))
    images = (inside + (turns @ cell.vectors)[:, None]).reshape(-1, 3)
    distances, indices = KDTree(images).query(inside, k=2)
    rows = np.arange(len(inside))
    # the nearest point is the particle itself, or another one at its position
    other = (indices[:, 0] == rows + len(turns) // 2 * len(inside)).astype(np.int64)
    return distances[rows, other], indices[rows, other] % len(inside)


def _empty_layers(structure: Structure) -> Floats:
    """Thickness of the thickest layer without particles, along each of `PLANES`.

    Raises
    ------
    StructureError
        If all particles lie in one plane.
    """
    inverse = np.linalg.inv(structure.particles.cell.vectors)
    phases = np.sort(structure.positions @ inverse @ PLANES.T % 1.0, axis=0)
    gaps = np.diff(phases, axis=0, append=phases[:1] + 1.0).max(axis=0)
    if gaps.max() > 1.0 - PLANE:
        raise StructureError(
            f"{structure.name}: all particles lie in one plane; two-dimensional structures and single "
            "particles are not supported"
        )
    return np.asarray(gaps / np.linalg.norm(inverse @ PLANES.T, axis=0))


def _check_diameters(first: Structure, potential: PairPotential) -> None:
    """Check that sizes do not come from the species and from diameters at the same time."""
    differing = np.flatnonzero(np.abs(first.particles.diameters - 1.0) > SAME)
    if potential.n_species > 1 and len(differing):
        raise StructureError(
            f"{first.name}: particle {differing[0] + 1} has diameter "
            f"{first.particles.diameters[differing[0]]:g}, but the species of this potential have their own "
            "sizes, and both would be multiplied; leave ingest.diameter empty"
        )


def _check_unit(first: Structure, distance: Floats, neighbour: Integers, elements: Sequence[str]) -> None:
    """Check that distances between neighbours are possible if lengths are in angstrom."""
    usual, remedy = float(np.median(distance)), "check the unit of the positions and of the cell"
    if not elements:
        if not SHORTEST < usual < LONGEST:
            raise StructureError(
                f"{first.name}: neighbours are {usual:.3g} apart, but the lengths of the potential are in "
                f"angstrom; {remedy}"
            )
        return
    radii = covalent_radii[[atomic_numbers[name] for name in elements]][first.particles.species]
    ratio = float(np.median(distance / (radii + radii[neighbour])))
    if not 1.0 / UNIT < ratio < UNIT:
        raise StructureError(
            f"{first.name}: neighbours are {usual:.3g} apart, {ratio:.2g} times the sum of their covalent "
            f"radii in angstrom; {remedy}, and potential.elements"
        )


def _check_width(first: Structure, spacing: float, engine: Engine) -> None:
    """Check that the cell is wider than the interaction and than a few particles."""
    cell = first.particles.cell
    reach = engine.interaction_range(first.particles)
    if engine.pair_potential is not None and reach is not None:
        check_range(first, reach)
    # these engines compute the forces of all images, but the motion of a particle and its image is one
    elif reach is not None and cell.width < reach:
        raise StructureError(
            f"{first.name}: the cell length {cell.width:.4g} is below the interaction range {reach:.4g}, so "
            "that particles interact with their own images; use more particles"
        )
    if cell.width < THIN * spacing:
        raise StructureError(
            f"{first.name}: the cell length {cell.width:.4g} is below twice the distance between neighbours, "
            f"{spacing:.3g}; use more particles, or check the cell"
        )


def _check_overlap(structure: Structure, potential: PairPotential) -> None:
    """Check that no two particles have a huge pair energy."""
    particles = structure.particles
    reach = OVERLAP * potential.interaction_range(float(particles.diameters.max())) / potential.cutoff
    one, other, distance = _close_pairs(structure, reach)
    if not len(one):
        return
    sigma = potential.pair_diameter(
        (particles.diameters[one], particles.diameters[other]),
        (particles.species[one], particles.species[other]),
    )
    scaled = distance / sigma
    worst = int(np.argmin(scaled))
    if scaled[worst] < OVERLAP:
        raise StructureError(
            f"{structure.name}: particles {_numbers(one[worst], other[worst])} overlap (distance "
            f"{scaled[worst]:.3g} of their pair diameter); check the cell and the diameters"
        )


def _close_pairs(structure: Structure, reach: float) -> tuple[Integers, Integers, Floats]:
    """Indices and distances of all pairs of particles closer than `reach`."""
    pairs = find_close_pairs(structure.positions, structure.particles.cell, reach)
    return *pairs.ends, np.sqrt(pairs.distance2)


def _mean_diameter(
    particles: Particles, one: Integers | ShortIntegers, other: Integers | ShortIntegers
) -> Floats:
    return np.asarray(0.5 * (particles.diameters[one] + particles.diameters[other]))


def _numbers(i: int, j: int) -> str:
    """Numbers of two particles, counted from 1 as in files."""
    return " and ".join(str(k + 1) for k in sorted((int(i), int(j))))
