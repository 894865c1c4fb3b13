"""A configuration to describe, with its inherent structure."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from glasscape.arrays import Floats
from glasscape.descriptors.cage import cage_positions
from glasscape.descriptors.settings import CageSettings
from glasscape.errors import DescriptorError, FileError
from glasscape.files import read_arrays, write_arrays
from glasscape.forces.engine import Engine
from glasscape.forces.neighbours import find_close_pairs
from glasscape.minimise.quench import quench
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles

# averages over fewer particles of a species say little
FEWEST_OF_A_SPECIES = 10
# distance below which two particles coincide, sigma, and distance up to which such pairs are looked for
COINCIDENT, CLOSE = 1e-4, 0.5
# names of the arrays in a file
DIAMETERS, SPECIES, CELL = "diameters", "species", "cell"
INHERENT, THERMAL, CAGE = "inherent", "thermal", "cage"


@dataclass(frozen=True, eq=False)
class Configuration:
    """Particles at the positions that descriptors describe.

    Attributes
    ----------
    particles : Particles
        The particles.
    inherent : ndarray, shape (N, 3)
        The inherent structure, sigma.
    thermal : ndarray, shape (N, 3), or None
        Positions at some temperature in its basin, sigma, wrapped or not. None if only the minimum is known.
    cage : ndarray, shape (N, 3), or None
        Mean positions of the particles in their cages, sigma. None if they are not described.

    Raises
    ------
    DescriptorError
        If there are too few particles of a species, or if positions have the wrong shape, are not finite or
        coincide.
    """

    particles: Particles
    inherent: Floats
    thermal: Floats | None = None
    cage: Floats | None = None

    def __post_init__(self) -> None:
        _check_particles(self.particles)
        _check_positions(self.particles, self.inherent, INHERENT)
        for name, positions in ((THERMAL, self.thermal), (CAGE, self.cage)):
            if positions is not None:
                _check_positions(self.particles, positions, name)

    @classmethod
    def quenched(
        cls,
        engine: Engine,
        particles: Particles,
        thermal: Floats,
        max_force: float,
        cage: CageSettings | None = None,
    ) -> "Configuration":
        """Quench thermal positions to their inherent structure, with forces up to `max_force`.

        With settings of the cage, mean positions of the particles in their cages are computed, too.

        Raises
        ------
        DescriptorError
            If the particles or positions are not suitable, or if the quench does not converge.
        EngineError
            If the total energy drifts because the time step in the cage is too long.
        """
        _check_positions(particles, thermal, THERMAL)
        result = quench(engine.force_field(particles), thermal, max_force)
        if not result.converged:
            raise DescriptorError(
                f"the quench to the inherent structure ended with a force of {result.max_force:.2g}; check "
                "that the potential fits the configuration"
            )
        found = cls(particles, result.positions, thermal)
        return found if cage is None else found.with_cage(engine, cage)

    def with_cage(self, engine: Engine, settings: CageSettings) -> "Configuration":
        """The configuration with mean positions of the particles in their cages.

        Raises
        ------
        DescriptorError
            If the thermal positions or their temperature are not known.
        EngineError
            If the total energy drifts because the time step is too long.
        """
        if self.thermal is None:
            raise DescriptorError("thermal positions are not known; leave out `cage` from descriptors.states")
        force_field = engine.force_field(self.particles)
        return replace(self, cage=cage_positions(force_field, self.thermal, self.inherent, settings))

    def write(self, path: str | Path) -> None:
        """Write an `.npz` file, atomically."""
        arrays: dict[str, NDArray[Any]] = {
            DIAMETERS: self.particles.diameters,
            SPECIES: self.particles.species,
            CELL: self.particles.cell.vectors,
            INHERENT: self.inherent,
        }
        known = {THERMAL: self.thermal, CAGE: self.cage}
        write_arrays(path, arrays | {name: each for name, each in known.items() if each is not None})

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """Read a file of `write`.

        Raises
        ------
        DescriptorError
            If the file is no such file.
        """
        try:
            arrays = read_arrays(path)
            particles = Particles(arrays[DIAMETERS], arrays[SPECIES], Cell(arrays[CELL]))
            return cls(particles, arrays[INHERENT], arrays.get(THERMAL), arrays.get(CAGE))
        except (FileError, ValueError, KeyError, DescriptorError) as error:
            raise DescriptorError(
                f"{path}: holds no configuration ({error}); delete it and run again"
            ) from error


def _check_particles(particles: Particles) -> None:
    counts = np.bincount(particles.species)
    if counts.min() < FEWEST_OF_A_SPECIES:
        raise DescriptorError(
            f"species {counts.argmin() + 1} has {counts.min()} particles; descriptors need at least "
            f"{FEWEST_OF_A_SPECIES} of every species"
        )


def _check_positions(particles: Particles, positions: Floats, name: str) -> None:
    if positions.shape != (len(particles), 3):
        raise DescriptorError(
            f"the {name} positions have the shape {positions.shape}, the particles need {(len(particles), 3)}"
        )
    if not np.all(np.isfinite(positions)):
        i = np.flatnonzero(~np.all(np.isfinite(positions), axis=1))[0]
        raise DescriptorError(
            f"the {name} position of particle {i + 1} is not finite; leave this configuration out"
        )
    # two cells of one point do not exist, and freud would end the process
    pairs = find_close_pairs(positions, particles.cell, CLOSE)
    if len(pairs.distance2) and pairs.distance2.min() < COINCIDENT**2:
        i, j = (end[pairs.distance2.argmin()] for end in pairs.ends)
        raise DescriptorError(
            f"the {name} positions of particles {min(i, j) + 1} and {max(i, j) + 1} coincide; leave this "
            "configuration out"
        )
