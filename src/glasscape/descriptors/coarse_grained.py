"""Local quantities averaged over the neighbourhood of every particle (GlassMLP).

Jung, Biroli and Berthier, Phys. Rev. Lett. 130, 238202 (2023).
"""

import numpy as np

from glasscape.arrays import Floats
from glasscape.descriptors.kernels import weighted_sums
from glasscape.descriptors.state import State, n_species, species_label
from glasscape.descriptors.table import Descriptors
from glasscape.errors import DescriptorError
from glasscape.structures.particles import Particles

# neighbours count up to this many lengths: 0.3 % of the weight of a uniform system lies beyond
REACH = 10.0
# local quantities, their units and meanings
QUANTITIES = (
    ("energy", "epsilon", "energy"),
    ("surface", "sigma^2", "surface of the Voronoi cell"),
    ("displacement", "sigma", "distance between thermal and inherent position"),
)
# what is computed of them for every length
AVERAGES = (
    ("density", "1", "sum of weights"),
    *((name, unit, f"average {meaning}") for name, unit, meaning in QUANTITIES),
    ("energy_variance", "epsilon^2", "variance of the energy"),
)


def coarse_grained(state: State, lengths: list[float]) -> Descriptors:
    """Local quantities of every particle, and their averages over its neighbourhood.

    With the distance r_ij to particle j, for every length L and every species of the particles j,

        rho_i = sum_j exp(-r_ij / L)
        X_i   = sum_j exp(-r_ij / L) X_j / rho_i
        V_i   = sum_j exp(-r_ij / L) (E_j - E_i)^2 / rho_i

    are the density, the average of a quantity X and the variance of the energy E, where E_i is the averaged
    energy. The particle itself is part of the sums over its own species, with r_ii = 0. Neighbours count up
    to 10 L, and at most up to half the width of the cell.

    Parameters
    ----------
    state : State
        The configuration.
    lengths : list of float
        The lengths L, sigma, in ascending order.

    Returns
    -------
    Descriptors
        The own quantities, then all averages for the neighbours of all species and of each.

    Raises
    ------
    DescriptorError
        If a length exceeds half the width of the cell, or if a particle has no neighbours of a species.
    """
    particles = state.particles
    half_width = 0.5 * particles.cell.width
    if lengths[-1] > half_width:
        raise DescriptorError(
            f"descriptors.lengths: {lengths[-1]:g} exceeds half the width of the cell, {half_width:.4g}; "
            "leave out the longest lengths, or use a larger sample"
        )
    quantities = np.column_stack([state.energies, state.voronoi.surfaces, state.displacements])
    sums = _sums(particles, state.positions, quantities, np.array(lengths))
    empty = np.argwhere(sums[..., 0] == 0.0)
    if len(empty):
        i, species, k = empty[0]
        raise DescriptorError(
            f"particle {i + 1} has no neighbour of species {species + 1} within {REACH:g} times the length "
            f"{lengths[k]:g}; leave out the shortest of descriptors.lengths"
        )
    parts = [_own(state.name, quantities), _averages(state.name, "all", sums.sum(axis=1), lengths)]
    # with one species, its particles are all particles
    if sums.shape[1] > 1:
        parts += [
            _averages(state.name, species_label(species), sums[:, species], lengths)
            for species in range(sums.shape[1])
        ]
    return Descriptors.join(parts)


def _sums(particles: Particles, positions: Floats, quantities: Floats, lengths: Floats) -> Floats:
    """Sums of the weights, of the weighted quantities and squared energies, shape (N, S, K, 5)."""
    n = len(particles)
    values = np.column_stack([np.ones(n), quantities, quantities[:, 0] ** 2])
    sums = np.empty((n, n_species(particles), len(lengths), values.shape[1]))
    reaches = np.minimum(REACH * lengths, 0.5 * particles.cell.width)
    weighted_sums(positions, particles.cell.vectors, particles.species, values, 1.0 / lengths, reaches, sums)
    return sums


def _own(state: str, quantities: Floats) -> Descriptors:
    return Descriptors(
        quantities,
        tuple(f"{state}_{name}_own" for name, _, _ in QUANTITIES),
        tuple(unit for _, unit, _ in QUANTITIES),
        tuple(f"{meaning} of the particle, {state}" for _, _, meaning in QUANTITIES),
    )


def _averages(state: str, label: str, sums: Floats, lengths: list[float]) -> Descriptors:
    """Averages over the neighbours of one species or of all, from their sums, shape (N, K, 5)."""
    density = sums[..., 0]
    means = sums[..., 1:] / density[..., None]
    # rounding errors must not make a variance negative
    means[..., -1] = np.maximum(means[..., -1] - means[..., 0] ** 2, 0.0)
    values = np.concatenate([density[..., None], means], axis=-1)
    every = [(average, length) for average in AVERAGES for length in lengths]
    return Descriptors(
        values.transpose(0, 2, 1).reshape(len(values), -1),
        tuple(f"{state}_{name}_{label}_L{length:g}" for (name, _, _), length in every),
        tuple(unit for (_, unit, _), _ in every),
        tuple(f"{meaning}, {label}, L = {length:g}, {state}" for (_, _, meaning), length in every),
    )
