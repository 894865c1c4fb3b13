"""The radial distribution of neighbours around every particle."""

import numpy as np

from glasscape.descriptors.kernels import shell_counts
from glasscape.descriptors.settings import SHELL_COUNT, SHELL_THICKNESS, SHELLS_BEGIN
from glasscape.descriptors.state import State, species_label
from glasscape.errors import DescriptorError
from glasscape.forces.neighbours import find_close_pairs
from glasscape.structures.particle_table import ParticleTable, number

EDGES = SHELLS_BEGIN + SHELL_THICKNESS * np.arange(SHELL_COUNT + 1)


def radial(state: State) -> ParticleTable:
    """The distribution g_i(r) of the neighbours of every particle, for every species.

    g_i(r) is the number of neighbours of the species in a spherical shell, divided by the volume of the shell
    and by the number density of the species in the whole cell. In two dimensions, shells are rings with an
    area. The average over all particles is the radial distribution function.

    Parameters
    ----------
    state : State
        The configuration.

    Returns
    -------
    ParticleTable
        80 shells of 0.05 sigma for every species. The name has the radius at the middle of the shell.

    Raises
    ------
    DescriptorError
        If the last shell ends beyond half the width of the cell.
    """
    particles = state.particles
    half_width = 0.5 * particles.cell.width
    if EDGES[-1] > half_width:
        raise DescriptorError(
            f"the radial distribution reaches to {EDGES[-1]:g}, but half the width of the cell is "
            f"{half_width:.4g}; leave radial out of descriptors.families, or use a larger sample"
        )
    count = particles.n_species
    numbers = np.empty((len(particles), count, SHELL_COUNT), dtype=np.int64)
    pairs = find_close_pairs(state.positions, particles.cell, float(EDGES[-1]))
    shell_counts(pairs, particles.species, SHELLS_BEGIN, SHELL_THICKNESS, numbers)
    dimensions = particles.cell.dimensions
    volumes = (np.pi if dimensions == 2 else 4.0 / 3.0 * np.pi) * np.diff(EDGES**dimensions)
    densities = np.bincount(particles.species, minlength=count) / particles.cell.volume
    values = numbers / (densities[:, None] * volumes)
    middles = 0.5 * (EDGES[:-1] + EDGES[1:])
    columns = tuple(
        number(
            f"{state.name}_g_{label}_r{r:.3f}", f"radial distribution of {label} at r = {r:.3f}, {state.name}"
        )
        for label in map(species_label, range(count))
        for r in middles
    )
    return ParticleTable(values.reshape(len(particles), -1), columns)
