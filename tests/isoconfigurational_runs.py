"""Isoconfigurational runs that several tests share."""

import numpy as np

from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles
from glasscape.trajectories.isoconfigurational import Isoconfigurational


def lattice(cells):
    """A simple cubic lattice with distance 1, of two species that alternate, and its cell."""
    sites = np.stack(np.meshgrid(*[np.arange(cells)] * 3, indexing="ij"), -1).reshape(-1, 3)
    return sites + 0.25, (sites.sum(axis=1) % 2).astype(np.int32), Cell.cubic(float(cells))


def draw_runs(cells=6, count=8, seed=0, step=0.1):
    """Runs in which all particles move by normal random numbers and every run drifts."""
    start, species, cell = lattice(cells)
    rng = np.random.default_rng(seed)
    ends = start + step * rng.standard_normal((count, *start.shape)) + rng.uniform(-3, 3, (count, 1, 3))
    return runs_to(Particles(np.ones(len(start)), species, cell), start, ends)


def runs_to(particles, start, ends):
    """Runs with positions after one time, which is not known."""
    return Isoconfigurational(particles, start, np.array([np.nan]), ends[:, None].astype(np.float32))


def contents(runs):
    """The arrays of the public layout of some runs."""
    return {
        "types": runs.particles.species,
        "initial_positions": runs.start,
        "positions": runs.positions[:, 0],
    }
