"""Trajectories of known motion that several tests share."""

import numpy as np

from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles
from glasscape.trajectories.frames import Trajectory, write_trajectory

INTERVAL = 0.5


def write_motion(path, positions, length=10.0):
    """A trajectory of particles that move as given, shape (n, T, 3), and a partner that moves oppositely.

    The partners keep the centre of mass at rest.
    """
    both = np.concatenate([positions, -positions])
    particles = Particles(np.ones(len(both)), np.zeros(len(both), dtype=np.int32), Cell.cubic(length))
    write_trajectory(path, particles, INTERVAL, enumerate(both.swapaxes(0, 1)))
    return Trajectory.open(path)


def steps(frames, *jumps):
    """Positions, shape (frames, 3), of a particle that jumps by a vector before some frames."""
    positions = np.zeros((frames, 3))
    for frame, vector in jumps:
        positions[frame:] += vector
    return positions


def hopping(n, frames, rate, length, noise, seed):
    """Positions, shape (n, frames, 3), with white noise in cages and hops in random directions."""
    rng = np.random.default_rng(seed)
    vectors = rng.standard_normal((n, frames, 3))
    vectors *= length / np.linalg.norm(vectors, axis=2, keepdims=True)
    jumps = np.where(rng.random((n, frames, 1)) < rate, vectors, 0.0)
    return jumps.cumsum(axis=1) + noise * rng.standard_normal((n, frames, 3))
