import numpy as np
import pytest
from glasses import draw_minimum
from numba import njit

from glasscape.forces.engine import make_engine
from glasscape.potentials.models import POLYDISPERSE_SOFT_SPHERES
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.draw import draw_glass
from glasscape.samplers.hybrid import hybrid_blocks
from glasscape.samplers.settings import HybridMonteCarloSettings

# 80 particles are the fewest in whose cell none meets its own image
N_SMALL = 80


@njit
def plain_monte_carlo(positions, diameters, cell, temperature, sweeps, largest_move, rng):
    """Metropolis moves and exchanges of single particles with energies summed over all others."""
    n = len(positions)
    c0, c2, c4 = -28.0 / 1.25**12, 48.0 / 1.25**14, -21.0 / 1.25**16

    def energy_of(i, place, diameter, skip):
        total = 0.0
        for m in range(n):
            if m not in (i, skip):
                r2 = 0.0
                for axis in range(3):
                    d = place[axis] - positions[m, axis]
                    d -= cell * np.rint(d / cell)
                    r2 += d * d
                sigma = 0.5 * (diameter + diameters[m]) * (1 - 0.2 * abs(diameter - diameters[m]))
                t = r2 / sigma**2
                if t < 1.5625:
                    total += t**-6 + c0 + c2 * t + c4 * t * t
        return total

    energies = np.empty(sweeps)
    for sweep in range(sweeps):
        for _ in range(n):
            i = int(n * rng.random())
            place = positions[i] + largest_move * (2 * rng.random(3) - 1)
            gain = energy_of(i, place, diameters[i], -1) - energy_of(i, positions[i], diameters[i], -1)
            if rng.random() < np.exp(-gain / temperature):
                positions[i] = place
            i, j = int(n * rng.random()), int(n * rng.random())
            if i != j:
                si, sj = diameters[i], diameters[j]
                gain = energy_of(i, positions[i], sj, j) - energy_of(i, positions[i], si, j)
                gain += energy_of(j, positions[j], si, i) - energy_of(j, positions[j], sj, i)
                if rng.random() < np.exp(-gain / temperature):
                    diameters[i], diameters[j] = sj, si
        total = 0.0
        for i in range(n):
            total += 0.5 * energy_of(i, positions[i], diameters[i], -1)
        energies[sweep] = total
    return energies


def sample_energies(temperature, blocks, seed):
    """Potential energies of a small liquid by the hybrid of exchanges and dynamics."""
    rng = np.random.default_rng(seed)
    particles = draw_glass(POLYDISPERSE_SOFT_SPHERES.composition, N_SMALL, np.random.default_rng(9))
    positions = draw_minimum(particles, seed=5)
    # a long time step makes the refusal of pieces count
    settings = HybridMonteCarloSettings(temperature=temperature, time_step=0.03)
    engine = make_engine(PotentialSettings())
    energies = []
    accepted = 0
    for _ in range(blocks):
        done = hybrid_blocks(particles, positions, 1, engine, settings, rng)
        particles, positions = done.particles, done.positions
        accepted += done.accepted
        energies.append(done.energies[0])
    assert 0.5 < accepted / blocks < 0.99
    return np.array(energies[blocks // 10 :])


@pytest.fixture(scope="module")
def sampled():
    return {temperature: sample_energies(temperature, 8000, seed=1) for temperature in (0.4, 0.43)}


def block_error(values, blocks=20):
    return np.std([part.mean() for part in np.array_split(values, blocks)], ddof=1) / np.sqrt(blocks)


@pytest.mark.slow
def test_energies_are_those_of_plain_monte_carlo(sampled):
    particles = draw_glass(POLYDISPERSE_SOFT_SPHERES.composition, N_SMALL, np.random.default_rng(9))
    positions = draw_minimum(particles, seed=5)
    plain = plain_monte_carlo(
        positions.copy(),
        particles.diameters.copy(),
        particles.cell.width,
        0.4,
        12_000,
        0.15,
        np.random.default_rng(1),
    )[1000:]
    ours = sampled[0.4]
    error = np.hypot(block_error(plain), block_error(ours))
    assert error < 0.004 * plain.mean()
    assert abs(plain.mean() - ours.mean()) < 4 * error
    assert ours.std() == pytest.approx(plain.std(), rel=0.06)
    for part in (0.1, 0.5, 0.9):
        assert np.quantile(ours, part) == pytest.approx(np.quantile(plain, part), abs=0.12 * plain.std())


@pytest.mark.slow
def test_energies_at_two_temperatures_have_the_ratio_of_boltzmann(sampled):
    """log P_1(E) / P_2(E) is linear in E with slope 1/T_2 - 1/T_1, whatever the density of states."""
    (cold, one), (hot, two) = sorted(sampled.items())
    edges = np.linspace(np.quantile(two, 0.05), np.quantile(one, 0.95), 9)
    centres = 0.5 * (edges[1:] + edges[:-1])

    def slope(a, b):
        counts = [np.histogram(values, edges)[0] for values in (a, b)]
        weight = 1 / np.sqrt(1 / counts[0] + 1 / counts[1])
        return np.polyfit(centres, np.log(counts[0] / counts[1]), 1, w=weight)[0]

    parts = [slope(a, b) for a, b in zip(np.array_split(one, 6), np.array_split(two, 6), strict=True)]
    error = np.std(parts, ddof=1) / np.sqrt(len(parts))
    expected = 1 / hot - 1 / cold
    assert error < 0.15 * abs(expected)
    assert slope(one, two) == pytest.approx(expected, abs=3 * error)
