"""Local quantities averaged over the neighbourhood of every particle (GlassMLP).

Jung, Biroli and Berthier, Phys. Rev. Lett. 130, 238202 (2023).
"""

import numpy as np

from glasscape.arrays import Floats
from glasscape.descriptors.kernels import weighted_sums
from glasscape.descriptors.state import State, species_label
from glasscape.errors import DescriptorError
from glasscape.structures.particle_table import ParticleTable, number
from glasscape.structures.particles import Particles
from glasscape.table import Column

# neighbours count up to this many lengths: 0.3 % of the weight of a uniform system lies beyond
REACH = 10.0


ENERGY = number("energy", "energy", "epsilon")
# of the Voronoi cell, in three and in two dimensions
SURFACE = number("surface", "surface of the Voronoi cell", "sigma^2")
PERIMETER = number("perimeter", "perimeter of the Voronoi cell", "sigma")
DISPLACEMENT = number("displacement", "distance between thermal and mean position", "sigma")


def coarse_grained(state: State, lengths: list[float]) -> ParticleTable:
    """Local quantities of every particle, and their averages over its neighbourhood.

    With the distance r_ij to particle j, for every length L and every species of the particles j,

        rho_i = sum_j exp(-r_ij / L)
        X_i   = sum_j exp(-r_ij / L) X_j / rho_i
        V_i   = sum_j exp(-r_ij / L) (E_j - E_i)^2 / rho_i

    are the density, the average of a quantity X and the variance of the energy E, where E_i is the averaged
    energy. The quantities X are the energy, the surface of the Voronoi cell, or its perimeter in two
    dimensions, and the displacement. The particle itself is part of the sums over its own species, with
    r_ii = 0. Neighbours count up to 10 L, and at most up to half the width of the cell.

    Parameters
    ----------
    state : State
        The configuration.
    lengths : list of float
        The lengths L, sigma, in ascending order.

    Returns
    -------
    ParticleTable
        The own quantities, then all averages for the neighbours of all species and of each. Displacements
        are among them if the thermal positions are known.

    Raises
    ------
    DescriptorError
        If a length exceeds half the width of the cell, or if a particle has no neighbours of a species.
    """
    particles = state.particles
    border = PERIMETER if particles.cell.dimensions == 2 else SURFACE
    own = {ENERGY: state.energies, border: state.voronoi.surfaces}
    if state.displacements is not None:
        own[DISPLACEMENT] = state.displacements
    quantities = np.column_stack([*own.values()])
    sums = _sums(particles, state.positions, quantities, np.array(lengths))
    empty = np.argwhere(sums[..., 0] == 0.0)
    if len(empty):
        i, species, k = empty[0]
        raise DescriptorError(
            f"particle {i + 1} has no neighbour of species {species + 1} within {REACH:g} times the length "
            f"{lengths[k]:g}; leave out the shortest of descriptors.lengths"
        )
    about = tuple(own)
    parts = [_own(state.name, about, quantities)]
    parts.append(_averages(state.name, "all", about, sums.sum(axis=1), lengths))
    # with one species, its particles are all particles
    if sums.shape[1] > 1:
        parts += [
            _averages(state.name, species_label(species), about, sums[:, species], lengths)
            for species in range(sums.shape[1])
        ]
    return ParticleTable.join(parts)


def averaged(
    particles: Particles,
    positions: Floats,
    values: Floats,
    lengths: list[float],
    same_species: bool = False,
) -> Floats:
    """Averages over the neighbourhood of every particle, with the weights exp(-r / L) of `coarse_grained`.

    Parameters
    ----------
    particles : Particles
        The particles.
    positions : ndarray, shape (N, 3)
        Positions, sigma.
    values : ndarray, shape (N, Q)
        Numbers of every particle.
    lengths : list of float
        The lengths L, sigma, in any order.
    same_species : bool
        Whether only neighbours of the same species count.

    Returns
    -------
    ndarray, shape (N, K, Q)
        The averages for all K lengths.

    Raises
    ------
    DescriptorError
        If a length exceeds half the width of the cell.
    """
    weighted = np.column_stack([np.ones(len(particles)), values])
    # the sums need ascending lengths
    order = np.argsort(lengths)
    sums = _weighted(particles, positions, weighted, np.array(lengths)[order])
    chosen = sums[np.arange(len(particles)), particles.species] if same_species else sums.sum(axis=1)
    return np.asarray(chosen[..., 1:] / chosen[..., :1])[:, np.argsort(order)]


def _sums(particles: Particles, positions: Floats, quantities: Floats, lengths: Floats) -> Floats:
    """Sums of weights, of weighted quantities and of squared energies, shape (N, S, K, 2 + quantities)."""
    weighted = np.column_stack([np.ones(len(particles)), quantities, quantities[:, 0] ** 2])
    return _weighted(particles, positions, weighted, lengths)


def _weighted(particles: Particles, positions: Floats, values: Floats, lengths: Floats) -> Floats:
    """Weighted sums of values, shape (N, Q), over the neighbours of every species, shape (N, S, K, Q)."""
    # the width would make weights depend on which lattice vector comes first
    half_height = 0.5 * particles.cell.height
    if lengths.max() > half_height:
        raise DescriptorError(
            f"the length {lengths.max():g} exceeds half the smallest distance between opposite faces of the "
            f"cell, {half_height:.4g}; leave out the longest lengths of descriptors.lengths and of labels, "
            "or use a larger sample"
        )
    sums = np.empty((len(particles), particles.n_species, len(lengths), values.shape[1]))
    reaches = np.minimum(REACH * lengths, half_height)
    weighted_sums(positions, particles.cell.vectors, particles.species, values, 1.0 / lengths, reaches, sums)
    return sums


def _own(state: str, about: tuple[Column, ...], quantities: Floats) -> ParticleTable:
    return ParticleTable(
        quantities,
        tuple(
            number(f"{state}_{each.name}_own", f"{each.meaning} of the particle, {state}", each.unit)
            for each in about
        ),
    )


def _averages(
    state: str, label: str, about: tuple[Column, ...], sums: Floats, lengths: list[float]
) -> ParticleTable:
    """Averages over the neighbours of one species or of all, from their sums."""
    density = sums[..., 0]
    means = sums[..., 1:] / density[..., None]
    # rounding errors must not make a variance negative
    means[..., -1] = np.maximum(means[..., -1] - means[..., 0] ** 2, 0.0)
    values = np.concatenate([density[..., None], means], axis=-1)
    averages = [
        number("density", "sum of weights"),
        *(number(each.name, f"average {each.meaning}", each.unit) for each in about),
        number("energy_variance", "variance of the energy", "epsilon^2"),
    ]
    columns = tuple(
        number(
            f"{state}_{average.name}_{label}_L{length:g}",
            f"{average.meaning}, {label}, L = {length:g}, {state}",
            average.unit,
        )
        for average in averages
        for length in lengths
    )
    return ParticleTable(values.transpose(0, 2, 1).reshape(len(values), -1), columns)
