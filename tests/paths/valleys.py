"""Force fields of two particles with a known path between two minima."""

import numpy as np
from glasses import one_species

from glasscape.forces.force_field import Evaluation
from glasscape.minimise.quench import quench
from glasscape.structures.cell import Cell


class CurvedValley:
    """Two particles whose separation (x, y, z) feels two wells joined by the parabola y = bend x^2.

    V = height (x^2 - 1)^2 + tilt x + stiffness ((y - bend x^2)^2 + z^2) / 2
    """

    def __init__(self, height=0.2, tilt=0.0, bend=0.4, stiffness=40.0):
        self.particles = one_species(np.ones(2), Cell.cubic(100.0))
        self.evaluations = 0
        self._height, self._tilt, self._bend, self._stiffness = height, tilt, bend, stiffness

    def evaluate(self, configurations):
        x, y, z = np.moveaxis(configurations[:, 0] - configurations[:, 1], -1, 0)
        off = y - self._bend * x**2
        energies = self._height * (x**2 - 1) ** 2 + self._tilt * x + self._stiffness * (off**2 + z**2) / 2
        slope = np.stack(
            [
                4 * self._height * x * (x**2 - 1) + self._tilt - 2 * self._stiffness * self._bend * off * x,
                self._stiffness * off,
                self._stiffness * z,
            ],
            axis=-1,
        )
        self.evaluations += len(configurations)
        return Evaluation(energies, np.stack([-slope, slope], axis=1))

    def minimum(self, side):
        separation = np.array([side, self._bend, 0.0])
        start = np.stack([separation / 2, -separation / 2])
        return quench(self, start, 1e-10).positions


class ThreeWells(CurvedValley):
    """The same valley with minima at x = -1, 0 and 1."""

    def evaluate(self, configurations):
        x, y, z = np.moveaxis(configurations[:, 0] - configurations[:, 1], -1, 0)
        off = y - self._bend * x**2
        energies = self._height * x**2 * (x**2 - 1) ** 2 + self._stiffness * (off**2 + z**2) / 2
        along = self._height * (2 * x * (x**2 - 1) ** 2 + 4 * x**3 * (x**2 - 1))
        slope = np.stack(
            [
                along - 2 * self._stiffness * self._bend * off * x,
                self._stiffness * off,
                self._stiffness * z,
            ],
            axis=-1,
        )
        self.evaluations += len(configurations)
        return Evaluation(energies, np.stack([-slope, slope], axis=1))


def at(x):
    """The configuration at the bottom of the valley with the given x."""
    half = np.array([x, 0.4 * x**2, 0.0]) / 2
    return np.stack([half, -half])
