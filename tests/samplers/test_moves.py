import numpy as np
import pytest
from small_systems import MIXTURE, pair_averages, plain_energy, walkers

from glasscape.forces.compiled import CompiledForceField
from glasscape.potentials.models import POLYDISPERSE_SOFT_SPHERES, TERNARY_KOB_ANDERSEN_2D
from glasscape.potentials.pair import PairPotential
from glasscape.preparation.draw import draw_glass, spread_positions
from glasscape.samplers.moves import sweep, total_energy
from glasscape.samplers.walkers import Walkers


def moved(state, potential, sweeps, temperature=0.5, step=0.1, swap_fraction=0.0, seed=1):
    """Energy after some sweeps, and counts of moves, with the walkers changed in place."""
    counts = np.zeros(4, dtype=np.int64)
    energy = sweep(
        state.positions[0],
        state.diameters[0],
        state.species[0],
        state.moves(potential, swap_fraction, sweeps),
        temperature,
        step,
        counts,
        np.random.default_rng(seed),
    )
    return energy, counts


@pytest.mark.parametrize(("model", "n"), [(TERNARY_KOB_ANDERSEN_2D, 43), (POLYDISPERSE_SOFT_SPHERES, 90)])
def test_the_energy_is_that_of_the_force_field(model, n):
    """Before and after moves, in two and three dimensions, for species and for diameters."""
    rng = np.random.default_rng(0)
    particles = draw_glass(model.composition, n, rng)
    state = Walkers.of_particles(particles, spread_positions(particles, rng)[None])
    for sweeps in (0, 20):
        energy, counts = moved(state, model.potential, sweeps, swap_fraction=0.3)
        field = CompiledForceField(state.particles(0), model.potential)
        expected = field.evaluate(state.positions)[0][0]
        assert energy == pytest.approx(expected, rel=1e-10)
        assert state.energies(model.potential)[0] == pytest.approx(expected, rel=1e-10)
        assert counts[[0, 2]].sum() == n * sweeps
    assert (counts[[1, 3]] > 0).all()
    # swaps keep the composition
    assert np.array_equal(np.sort(state.species[0]), np.sort(particles.species))
    assert np.array_equal(np.sort(state.diameters[0]), np.sort(particles.diameters))
    if model.composition.dimensions == 2:
        assert not state.positions[..., 2].any()


def test_the_energy_is_the_sum_over_all_pairs():
    state = walkers([0, 1, 0, 1, 1])
    x, s = state.positions[0], state.species[0]
    found = total_energy(x, state.diameters[0], s, state.cell.vectors, MIXTURE.coefficients)
    assert found == pytest.approx(plain_energy(x, s, MIXTURE, state.cell), rel=1e-12)


@pytest.mark.parametrize("kinds", [(0, 0), (0, 1)])
def test_two_particles_have_the_energies_of_the_quadrature(kinds):
    state = walkers(kinds)
    temperature = 0.7
    moved(state, MIXTURE, 200, temperature, 1.0)
    energies = np.array([moved(state, MIXTURE, 5, temperature, 1.0, seed=k)[0] for k in range(12_000)])
    mean, variance = pair_averages(temperature, *kinds)
    error = np.std([part.mean() for part in np.split(energies, 20)], ddof=1) / np.sqrt(20)
    assert error < 0.02
    assert abs(energies.mean() - mean) < 4 * error
    assert energies.var() == pytest.approx(variance, rel=0.1)


def test_swaps_visit_species_with_their_weights():
    """Three particles at fixed places: the odd one out is at each place with its Boltzmann weight."""
    state = walkers([0, 0, 1])
    state.positions[0] = [[0.0, 0.0, 0.0], [1.05, 0.0, 0.0], [0.3, 0.85, 0.0]]
    temperature = 0.8
    orders = ([1, 0, 0], [0, 1, 0], [0, 0, 1])
    energies = [plain_energy(state.positions[0], order, MIXTURE, state.cell) for order in orders]
    expected = np.exp(-np.array(energies) / temperature)
    expected /= expected.sum()
    assert np.ptp(expected) > 0.1
    found = np.zeros(3)
    for seed in range(20_000):
        # without displacements, nothing but swaps
        moved(state, MIXTURE, 1, temperature, 0.0, 0.9, seed)
        found[np.flatnonzero(state.species[0] == 1)[0]] += 1
    assert found / found.sum() == pytest.approx(expected, abs=0.015)


def test_an_ideal_gas_is_uniform_and_always_accepted():
    ideal = PairPotential(a12=0.0, a6=0.0, cutoff=1.0, sigma=MIXTURE.sigma, epsilon=MIXTURE.epsilon)
    state = walkers([0, 1] * 10)
    energy, counts = moved(state, ideal, 500, 0.1, 0.5, 0.2)
    assert energy == 0.0
    assert counts[1] == counts[0]
    assert counts[3] == counts[2]
    places = []
    for seed in range(300):
        moved(state, ideal, 20, 0.1, 0.5, 0.0, seed)
        places.append(state.cell.wrap(state.positions[0])[:, :2].copy())
    counts = np.histogram2d(*np.concatenate(places).T, bins=4, range=[[0, 5.5]] * 2)[0]
    assert counts == pytest.approx(np.full((4, 4), 375.0), rel=0.25)


def test_the_same_seed_gives_the_same_result():
    first, second, other = (walkers([0, 1, 0, 1]) for _ in range(3))
    assert moved(first, MIXTURE, 50, swap_fraction=0.2)[0] == moved(second, MIXTURE, 50, swap_fraction=0.2)[0]
    assert np.array_equal(first.positions, second.positions)
    moved(other, MIXTURE, 50, swap_fraction=0.2, seed=2)
    assert not np.array_equal(first.positions, other.positions)
