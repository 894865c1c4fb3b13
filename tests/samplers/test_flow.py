"""The flow: closed forms, automatic differentiation, and what it is good for."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.special import softmax
from small_systems import MIXTURE, SQUARE, pair_averages, walkers

from glasscape.potentials.models import TERNARY_KOB_ANDERSEN_2D
from glasscape.preparation.draw import draw_glass, spread_positions
from glasscape.samplers.flow import (
    Flow,
    effective_fraction,
    fit,
    halves,
    train,
    transport,
    weigh,
)
from glasscape.samplers.flow_kernels import SPLINES, carry, velocity
from glasscape.samplers.tempering import Tempering, temper
from glasscape.samplers.walkers import Walkers
from glasscape.structures.cell import Cell
from glasscape.structures.kernels import box_of

N = 12
CUBE = Cell.cubic(5.5)


def random_values(nodes, scale=0.02, seed=3):
    return scale * np.random.default_rng(seed).standard_normal((nodes, 3, SPLINES))


def velocities_of(state, values):
    found = np.empty(state.positions.shape[1:])
    cutoff = 0.5 * state.cell.width
    divergence = velocity(
        state.positions[0],
        state.species[0],
        box_of(state.cell.vectors),
        state.cell.dimensions,
        values,
        cutoff,
        found,
    )
    return found, divergence


def jax_velocity(jnp, state, values):
    """The velocities as a function of the coordinates in the dimensions of the cell, by Cox and de Boor."""
    dimensions, length = state.cell.dimensions, state.cell.width
    cutoff = 0.5 * length
    width = (cutoff - 0.6) / SPLINES
    knots = 0.6 + width * np.arange(-3, SPLINES + 4)
    first, second = np.triu_indices(state.positions.shape[1], 1)
    species = state.species[0]
    low, high = np.minimum(species[first], species[second]), np.maximum(species[first], species[second])
    pair = high * (high + 1) // 2 + low

    def basis(d):
        found = [jnp.where((d >= a) & (d < b), 1.0, 0.0) for a, b in pairwise(knots)]
        for k in (1, 2, 3):
            found = [
                (d - knots[i]) / (k * width) * found[i] + (knots[i + k + 1] - d) / (k * width) * found[i + 1]
                for i in range(len(found) - 1)
            ]
        return jnp.stack(found[:SPLINES])

    def field(flat):
        x = flat.reshape(-1, dimensions)
        apart = x[first] - x[second]
        apart = apart - length * jnp.round(apart / length)
        d = jnp.sqrt((apart**2).sum(axis=1))
        f = jnp.where(d < cutoff, (values[pair].T * basis(jnp.maximum(d, 0.6))).sum(axis=0), 0.0)
        push = f[:, None] * apart
        return jnp.zeros_like(x).at[first].add(push).at[second].add(-push).ravel()

    return field


def coordinates(state):
    return state.positions[0][:, : state.cell.dimensions].ravel()


@pytest.mark.parametrize("cell", [SQUARE, CUBE], ids=["square", "cube"])
def test_velocities_and_divergence_are_those_of_automatic_differentiation(cell):
    jax = pytest.importorskip("jax", reason="needs the extra deep")
    jax.config.update("jax_enable_x64", True)
    state = walkers([0, 1] * (N // 2), seed=1, cell=cell)
    values = random_values(1)[0]
    field = jax_velocity(jax.numpy, state, values)
    found, divergence = velocities_of(state, values)
    flat = coordinates(state)
    assert found[:, : cell.dimensions].ravel() == pytest.approx(np.asarray(field(flat)), rel=1e-10, abs=1e-12)
    expected = float(np.trace(jax.jacfwd(field)(flat)))
    assert divergence == pytest.approx(expected, rel=1e-12, abs=1e-12)
    # no momentum
    assert np.abs(found.sum(axis=0)).max() < 1e-12


@pytest.mark.parametrize("cell", [SQUARE, CUBE], ids=["square", "cube"])
def test_the_determinant_is_that_of_the_discrete_map(cell):
    """log |det| is the integral of the divergence; finite differences of the map itself give the same."""
    state = walkers([0, 1] * (N // 2), seed=1, cell=cell)
    flow = Flow(np.array([1.0, 1.4, 2.0]), random_values(3), 0.5 * cell.width)

    def image(flat):
        positions = np.zeros((N, 3))
        positions[:, : cell.dimensions] = flat.reshape(N, -1)
        determinant = carry(
            positions,
            state.species[0],
            cell.vectors,
            cell.dimensions,
            flow.betas,
            flow.values,
            flow.cutoff,
            1.0,
            2.0,
            8,
        )
        return positions[:, : cell.dimensions].ravel(), determinant

    flat, h = coordinates(state), 1e-5
    columns = [(image(flat + h * e)[0] - image(flat - h * e)[0]) / (2 * h) for e in np.eye(len(flat))]
    _, logarithm = np.linalg.slogdet(np.array(columns))
    assert abs(logarithm) > 0.05
    assert image(flat)[1] == pytest.approx(logarithm, abs=1e-4)
    # and back again, with fewer steps
    moved, there = transport(flow, state, 1.0, 2.0)
    back, home = transport(flow, moved, 2.0, 1.0)
    assert back.positions == pytest.approx(state.positions, abs=1e-3)
    assert home == pytest.approx(-there, abs=0.01)


def test_the_flow_does_not_depend_on_images_or_on_the_order_of_particles():
    state = walkers([0, 1] * (N // 2), seed=1)
    values = random_values(1)[0]
    found, divergence = velocities_of(state, values)
    rng = np.random.default_rng(2)
    shifts = 5.5 * rng.integers(-2, 3, (1, N, 3)) * [1, 1, 0]
    order = rng.permutation(N)
    other = Walkers(
        (state.positions + shifts)[:, order], state.diameters[:, order], state.species[:, order], state.cell
    )
    again, same = velocities_of(other, values)
    assert again == pytest.approx(found[order], abs=1e-12)
    assert same == pytest.approx(divergence, rel=1e-12)


def test_the_flow_vanishes_smoothly_at_half_the_width():
    state = walkers([0, 1])
    ends = []
    for distance in (2.75 - 1e-4, 2.75 + 1e-4):
        # along the diagonal, the image is further away
        state.positions[0] = [[0.0, 0.0, 0.0], [distance / 2**0.5, distance / 2**0.5, 0.0]]
        ends.append(np.abs(velocities_of(state, np.ones((3, SPLINES)))[0]).max())
    assert 0.0 < ends[0] < 1e-9
    assert ends[1] == 0.0


@pytest.fixture(scope="module")
def pairs():
    """Independent samples of two particles at T = 1."""
    settings = Tempering(np.array([1.0]), 0.0, False, 40)
    found = temper(walkers([0, 1]), MIXTURE, settings, 200, 4000, np.random.default_rng(1), snapshots=4000)
    return Walkers(
        np.concatenate([each.positions for each in found.snapshots]),
        np.concatenate([each.diameters for each in found.snapshots]),
        np.concatenate([each.species for each in found.snapshots]),
        SQUARE,
    )


def test_two_particles_are_carried_to_a_lower_temperature(pairs):
    """Weighted means are those of the quadrature, with more equal weights than without a flow."""
    part = pairs.take(np.arange(0, 4000, 2))
    flow = train(part, MIXTURE, 1.0, 1.6, 2)
    test = pairs.take(np.arange(1, 4000, 2))
    moved, log_weights = weigh(flow, test, MIXTURE, 1.0, 1.6)
    _, without = weigh(None, test, MIXTURE, 1.0, 1.6)
    assert np.var(log_weights) < 0.3 * np.var(without)
    mean, variance = pair_averages(1 / 1.6, 0, 1)
    weights = softmax(log_weights)
    energies = moved.energies(MIXTURE)
    error = np.sqrt(variance / len(test) / effective_fraction(log_weights))
    assert weights @ energies == pytest.approx(mean, abs=4 * error)
    # without weights, the flow is nearly right
    assert energies.mean() == pytest.approx(mean, abs=0.1 * abs(mean))


def test_weights_do_not_depend_on_the_flow_for_normal_distributions():
    """Kish's number of samples."""
    assert effective_fraction(np.zeros(10)) == pytest.approx(1.0)
    assert effective_fraction(np.array([0.0, -1e3, -1e3, -1e3])) == pytest.approx(0.25)
    log_weights = 0.8 * np.random.default_rng(0).standard_normal(200_000)
    assert effective_fraction(log_weights) == pytest.approx(np.exp(-(0.8**2)), rel=0.02)


def test_the_fit_satisfies_the_normal_equations():
    """A change of the coefficients makes div v - beta grad U . v differ more from U - <U>."""
    rng = np.random.default_rng(4)
    particles = draw_glass(TERNARY_KOB_ANDERSEN_2D.composition, 43, rng)
    potential = TERNARY_KOB_ANDERSEN_2D.potential
    start = Walkers.of_particles(particles, np.array([spread_positions(particles, rng) for _ in range(1)]))
    settings = Tempering(np.array([1.0]), 0.2, False, 20)
    found = temper(start, potential, settings, 20, 200, rng, snapshots=200)
    many = Walkers(
        np.concatenate([each.positions for each in found.snapshots]),
        np.concatenate([each.diameters for each in found.snapshots]),
        np.concatenate([each.species for each in found.snapshots]),
        particles.cell,
    )
    energies = many.energies(potential)
    target = energies - energies.mean()

    def residual(values):
        """By finite differences of the energy along the flow."""
        h, left = 1e-5, []
        for m in range(len(many)):
            found, divergence = velocities_of(many.take(np.array([m])), values)
            ahead, behind = (
                Walkers(
                    many.positions[[m]] + sign * h * found, many.diameters[[m]], many.species[[m]], many.cell
                ).energies(potential)[0]
                for sign in (1, -1)
            )
            left.append(divergence - 1.0 * (ahead - behind) / (2 * h))
        return np.var(np.array(left) - target)

    best = fit(many, potential, 1.0)
    assert best.shape == (6, SPLINES)
    lowest = residual(best)
    assert lowest < 0.5 * np.var(target)
    for seed in range(3):
        kick = np.random.default_rng(seed).standard_normal(best.shape)
        assert residual(best + 0.02 * np.abs(best).max() * kick) > lowest


def test_no_group_is_in_both_halves():
    groups = np.array([4, 4, 4, 1, 2, 2, 7, 7, 9])
    first, second = halves(groups)
    assert not set(groups[first]) & set(groups[second])
    assert np.array_equal(np.sort(np.concatenate([first, second])), np.arange(9))
    assert abs(len(first) - len(second)) <= 1
