import itertools
from dataclasses import replace

import numpy as np
import pytest
from glasses import SOFT_SPHERES, one_species

from glasscape.forces.compiled import CompiledForceField
from glasscape.potentials.models import KOB_ANDERSEN
from glasscape.samplers.swap import LARGEST_DIFFERENCE, swap_particles
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles


def energy(particles, positions, potential=SOFT_SPHERES):
    return CompiledForceField(particles, potential).evaluate(positions[None]).energies[0]


@pytest.mark.parametrize("kind", ["diameters", "species"])
def test_exchanges_sample_all_arrangements_by_their_weights(kind):
    """Every arrangement of five particles on fixed places comes as often as Boltzmann says."""
    rng = np.random.default_rng(4)
    cell = Cell.cubic(6.0)
    places = 3.0 + np.array([[0, 0, 0], [1.0, 0, 0], [0, 1.0, 0.1], [0.9, 0.9, 0], [0.4, 0.5, 0.95]])
    if kind == "diameters":
        particles = one_species(np.array([0.9, 0.93, 0.96, 0.99, 1.02]), cell)
        potential, temperature = SOFT_SPHERES, 0.3
        values = particles.diameters
    else:
        particles = Particles(np.ones(5), np.array([0, 0, 0, 1, 1], dtype=np.int32), cell)
        potential, temperature = replace(KOB_ANDERSEN.potential, cutoff=2.0), 1.5
        values = particles.species

    weights = {}
    for arrangement in set(itertools.permutations(values.tolist())):
        other = replace(particles, **{kind: np.array(arrangement, dtype=values.dtype)})
        weights[arrangement] = np.exp(-energy(other, places, potential) / temperature)
    total = sum(weights.values())

    visits = dict.fromkeys(weights, 0)
    samples = 40_000
    for _ in range(samples):
        particles, _ = swap_particles(particles, potential, places, temperature, 4, rng)
        visits[tuple(getattr(particles, kind).tolist())] += 1
    expected = np.array([samples * weight / total for weight in weights.values()])
    seen = np.array(list(visits.values()))
    assert expected.max() / expected.min() > 2.0
    # successive samples are correlated: allow a few times the chi square of independent ones
    assert np.sum((seen - expected) ** 2 / expected) < 3.0 * len(expected)


def test_exchanges_keep_the_particles_and_count(small_glass, small_minimum):
    rng = np.random.default_rng(0)
    swapped, accepted = swap_particles(small_glass, SOFT_SPHERES, small_minimum, 0.3, 5000, rng)
    assert 0 < accepted < 5000
    assert not np.array_equal(swapped.diameters, small_glass.diameters)
    np.testing.assert_array_equal(np.sort(swapped.diameters), np.sort(small_glass.diameters))
    # nothing that raises the energy is accepted without temperature
    cold, _ = swap_particles(small_glass, SOFT_SPHERES, small_minimum, 1e-12, 5000, rng)
    assert energy(cold, small_minimum) <= energy(small_glass, small_minimum)


def test_particles_that_may_not_be_exchanged_are_left():
    positions = np.random.default_rng(0).random((10, 3)) * 6.0
    # all alike, and two sizes too different
    for diameters in (np.ones(10), np.repeat([0.8, 1.2], 5)):
        particles = one_species(diameters, Cell.cubic(6.0))
        rng = np.random.default_rng(1)
        same, accepted = swap_particles(particles, SOFT_SPHERES, positions, 9.0, 100, rng)
        assert (same, accepted) == (particles, 0)


@pytest.mark.parametrize("kind", ["diameters", "species"])
def test_without_temperature_exchanges_end_where_each_raises_the_energy(kind, small_glass, small_minimum):
    """Energies of moves come from near neighbours alone; those here from all particles."""
    rng = np.random.default_rng(2)
    if kind == "diameters":
        particles, potential = small_glass, SOFT_SPHERES
    else:
        species = (np.arange(len(small_glass)) % 5 == 0).astype(np.int32)
        particles = Particles(np.ones(len(small_glass)), species, small_glass.cell)
        potential = replace(KOB_ANDERSEN.potential, cutoff=2.0)
    places = small_minimum + 0.05 * rng.standard_normal(small_minimum.shape)
    last, accepted = swap_particles(particles, potential, places, 1e-12, 200_000, rng)
    assert accepted > 20
    lowest = energy(last, places, potential)
    values = getattr(last, kind)
    unlike = np.argwhere(np.triu(np.abs(values[:, None] - values) > 0.0))
    may = np.abs(np.diff(last.diameters[unlike])[:, 0]) <= LARGEST_DIFFERENCE
    for i, j in rng.permutation(unlike[may])[:1000]:
        other = values.copy()
        other[[i, j]] = other[[j, i]]
        assert energy(replace(last, **{kind: other}), places, potential) >= lowest - 1e-9
