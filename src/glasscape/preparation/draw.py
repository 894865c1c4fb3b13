"""Draw the parameters of a glass, its particles and their first positions. Check that it can be made."""

import math
from collections.abc import Mapping
from itertools import count
from typing import Any

import numpy as np

from glasscape.arrays import Floats
from glasscape.errors import ConfigError
from glasscape.potentials.models import Composition
from glasscape.potentials.pair import PairPotential
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.settings import PreparationSettings, RangeSettings
from glasscape.seeds import named_seed
from glasscape.structures.particles import Particles
from glasscape.units import BOLTZMANN, ELEMENTARY_CHARGE

# temperatures above are not meant in eV: 11600 K
HOTTEST = 1.0


def check_preparation(potential: PotentialSettings, settings: PreparationSettings) -> None:
    """Check that glasses of this potential and size can be made, with all parameters that may be drawn.

    Raises
    ------
    ConfigError
        If they cannot be made. The message names the key.
    """
    check_temperature("preparation.temperature", max(settings.temperatures), potential)
    _check_ranges(potential, settings.ranges)
    pair, composition = potential.pair_potential, densest_composition(potential, settings)
    if composition is None:
        raise ConfigError(
            "potential: a sample that is made needs density and fractions; a sample that is read needs a "
            "path in the sample sheet"
        )
    if pair is None:
        if settings.swaps_per_particle:
            raise ConfigError(
                "preparation.swaps_per_particle: swap moves need a pair potential, which models lammps and "
                "ase do not have; set it to 0"
            )
        return
    check_width("preparation.particles", settings.particles, composition, pair)


def check_width(key: str, particles: int, composition: Composition, pair: PairPotential) -> None:
    """Check that the cell of a sample that is made is wide enough.

    Raises
    ------
    ConfigError
        If it is not. The message names the key of the number of particles.
    """
    reach = pair.interaction_range(composition.largest)
    if not composition.cell(particles).is_wide(reach):
        fewest = next(n for n in count(particles) if composition.cell(n).is_wide(reach))
        raise ConfigError(
            f"{key}: {particles} particles are too few: they would interact with their own periodic images; "
            f"use {fewest} or more"
        )


def check_reaches(
    section: str, reaches: Mapping[str, float], potential: PotentialSettings, settings: PreparationSettings
) -> None:
    """Check that the cells of samples that are made are wide enough for what reads neighbourhoods.

    Parameters
    ----------
    section : str
        Name of the section of the config.
    reaches : mapping of str to float
        Distances to other particles that are read, sigma, by key of the section.
    potential, settings : PotentialSettings, PreparationSettings
        The potential, and how samples are made; `check_preparation` has accepted them.

    Raises
    ------
    ConfigError
        If a distance exceeds half the width of the smallest cell that may be drawn.
    """
    composition = densest_composition(potential, settings)
    assert composition is not None

    def half_width(particles: int) -> float:
        return 0.5 * composition.cell(particles).width

    key = max(reaches, key=reaches.__getitem__)
    reach, half = reaches[key], half_width(settings.particles)
    if reach > half:
        fewest = next(n for n in count(settings.particles) if reach <= half_width(n))
        raise ConfigError(
            f"{section}.{key}: reaches to {reach:g}, but half the width of the cell of {settings.particles} "
            f"particles is {half:.4g}; leave it out, or set preparation.particles to {fewest} or more"
        )


def check_temperature(key: str, temperature: float, potential: PotentialSettings) -> None:
    """Check that a temperature in eV is not one in kelvin.

    Raises
    ------
    ConfigError
        If it is. The message names the key.
    """
    if potential.units == "metal" and temperature > HOTTEST:
        raise ConfigError(
            f"{key}: {temperature:g} eV is {temperature / BOLTZMANN * ELEMENTARY_CHARGE:.3g} K; with "
            "potential.units metal, temperatures are k_B T in eV: 1000 K is 0.0862"
        )


def _check_ranges(potential: PotentialSettings, ranges: RangeSettings) -> None:
    """Check that ranges are those of parameters that the potential has and that are not given otherwise."""
    if ranges.density is not None and potential.density is not None:
        raise ConfigError(
            "preparation.ranges.density: potential.density is the density of all samples; leave one of them "
            "out"
        )
    if ranges.fraction is None:
        return
    if potential.fractions is not None:
        raise ConfigError(
            "preparation.ranges.fraction: potential.fractions are those of all samples; leave one of them out"
        )
    species = potential.potential.n_species
    if species != 2:
        raise ConfigError(
            f"preparation.ranges.fraction: needs a mixture of two species; potential.model {potential.model} "
            f"has {species}; leave it out"
        )


def common_temperature(settings: PreparationSettings) -> float:
    """Temperature T_f of all samples, epsilon.

    Raises
    ------
    ConfigError
        If they have different ones.
    """
    if settings.ranges.temperature is not None:
        raise ConfigError(
            "preparation.ranges.temperature: runs of liquids need one temperature for all samples; leave it "
            "out and set preparation.temperature"
        )
    return settings.temperature


def densest_composition(potential: PotentialSettings, settings: PreparationSettings) -> Composition | None:
    """Composition of a sample with the largest density that may be drawn. None if it is not given.

    Such a sample has the smallest cell.
    """
    largest = {name: high for name, (_, high) in settings.ranges.given.items()}
    return _with_parameters(potential, largest).composition


def draw_parameters(
    potential: PotentialSettings, settings: PreparationSettings, name: str
) -> tuple[PotentialSettings, PreparationSettings]:
    """Settings of one sample: parameters that have a range are drawn from it uniformly.

    Every parameter has its own generator, so that a range changes no other random number of the sample.

    Parameters
    ----------
    potential : PotentialSettings
        The potential, with density and fractions of all samples.
    settings : PreparationSettings
        How glasses are made.
    name : str
        Name of the sample. It enters the seeds of the generators.
    """
    drawn = {
        parameter: np.random.default_rng(named_seed(settings.seed, f"{name}/{parameter}")).uniform(low, high)
        for parameter, (low, high) in settings.ranges.given.items()
    }
    temperature = drawn.get("temperature", settings.temperature)
    own = settings.model_copy(update={"temperature": temperature, "ranges": RangeSettings()})
    return _with_parameters(potential, drawn), own


def _with_parameters(potential: PotentialSettings, parameters: Mapping[str, float]) -> PotentialSettings:
    """A potential with the density and the fraction of species 1 among these parameters, if any."""
    given: dict[str, Any] = {}
    if "density" in parameters:
        given["density"] = parameters["density"]
    if "fraction" in parameters:
        given["fractions"] = [parameters["fraction"], 1.0 - parameters["fraction"]]
    return potential.model_copy(update=given)


def draw_glass(composition: Composition, n_particles: int, rng: np.random.Generator) -> Particles:
    """Particles of the given composition in random order, in a cubic or square cell.

    The diameters s have the probability density s^-3. The distribution is divided into N parts of equal
    probability, and one diameter is drawn from each. Small glasses therefore have a typical composition. The
    numbers of particles of each species are rounded so that their sum is N.
    """
    low, high = composition.smallest**-2, composition.largest**-2
    parts = (np.arange(n_particles) + rng.random(n_particles)) / n_particles
    diameters = rng.permutation((low - parts * (low - high)) ** -0.5)
    limits = np.rint(np.cumsum(composition.fractions) * n_particles)
    species = np.searchsorted(limits, np.arange(n_particles), side="right").astype(np.int32)
    return Particles(diameters, rng.permutation(species), composition.cell(n_particles))


def random_positions(particles: Particles, rng: np.random.Generator) -> Floats:
    """Independent positions anywhere in the cell, shape (N, 3)."""
    return _in_cell(rng.random((len(particles), particles.cell.dimensions)), particles)


def spread_positions(particles: Particles, rng: np.random.Generator) -> Floats:
    """Positions near points of a lattice, in random order, shape (N, 3). Few particles overlap."""
    n, dimensions = len(particles), particles.cell.dimensions
    side = math.ceil(n ** (1 / dimensions))
    points = np.stack(np.unravel_index(rng.permutation(side**dimensions)[:n], (side,) * dimensions), axis=1)
    return _in_cell((points + 0.1 * rng.random((n, dimensions))) / side, particles)


def _in_cell(fractional: Floats, particles: Particles) -> Floats:
    """Positions, shape (N, 3), from fractional coordinates in the dimensions of the cell."""
    dimensions = fractional.shape[1]
    return np.asarray(fractional @ particles.cell.vectors[:dimensions])
