"""Glasses and their minima, as ASE atoms."""

import warnings
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from ase import Atoms

from glasscape.api.atoms import (
    Potential,
    check_positive,
    chosen,
    model_atoms,
    of_atoms,
    placed,
    settings_of,
    whole,
)
from glasscape.exploration.collect import ExplorationReport, collect
from glasscape.exploration.explore import explore
from glasscape.exploration.settings import ExplorationSettings
from glasscape.minima.settings import MinimaSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.draw import check_temperature
from glasscape.preparation.prepare import PreparationReport, prepare_glass
from glasscape.preparation.settings import PreparationSettings
from glasscape.seeds import named_seed


class MadeGlass(NamedTuple):
    """A glass that was made.

    Attributes
    ----------
    glass : Atoms
        The glass at its low temperature. Built-in models have the atomic numbers 1, 2, ... and an array
        `diameter`.
    liquid : Atoms
        The liquid from which it was cooled.
    report : PreparationReport
        How it was made. `report.equilibration.equilibrated` says whether the liquid was in equilibrium.
    """

    glass: Atoms
    liquid: Atoms
    report: PreparationReport


class FoundMinima(NamedTuple):
    """Minima around a glass.

    Attributes
    ----------
    minima : list of Atoms
        Unique minima by energy, each with its energy.
    transitions : DataFrame
        Columns `from`, `to` and `count`: steps of the trajectories from one minimum to another, by index.
    report : ExplorationReport
        Numbers of quenches and minima, and an estimate of the minima that were not visited.
    """

    minima: list[Atoms]
    transitions: pd.DataFrame
    report: ExplorationReport


def make_glass(
    potential: PotentialSettings | Mapping[str, Any] | str,
    preparation: PreparationSettings | dict[str, Any] | None = None,
    temperature: float = 0.04,
    name: str = "glass",
) -> MadeGlass:
    """Equilibrate a liquid, with swap moves if the potential has them, and cool it to a glass.

    A warning tells if the liquid was not in equilibrium.

    Parameters
    ----------
    potential : PotentialSettings or str
        The section `potential` of a config, or the name of a built-in model.
    preparation : PreparationSettings or dict, optional
        Size, temperature and length of the preparation, and its seed. The defaults are those of the config,
        for polydisperse soft spheres.
    temperature : float
        Temperature to which the liquid is cooled, epsilon.
    name : str
        Name of the sample. Every name has its own random numbers.

    Raises
    ------
    ConfigError
        If there is no such model, or if such a glass cannot be made.

    Examples
    --------
    >>> import glasscape
    >>> short = glasscape.PreparationSettings(particles=200, temperature=0.2, blocks=40)
    >>> made = glasscape.make_glass("polydisperse-soft-spheres", short)
    >>> len(made.glass), made.report.equilibration.equilibrated
    (200, False)
    """
    settings, how = settings_of(potential), chosen(PreparationSettings, preparation)
    check_positive(temperature=temperature)
    check_temperature("temperature", temperature, settings)
    with TemporaryDirectory() as folder:
        made = prepare_glass(settings, how, temperature, name, Path(folder) / "liquid.npz")
    if made.report.equilibration.reason:
        warnings.warn(f"not in equilibrium: {made.report.equilibration.reason}", stacklevel=2)
    glass, liquid = (
        model_atoms(made.particles, positions, settings.elements or (), settings.masses or ())
        for positions in (made.positions, made.liquid)
    )
    return MadeGlass(glass, liquid, made.report)


def find_minima(
    glass: Atoms,
    potential: Potential,
    exploration: ExplorationSettings | dict[str, Any] | None = None,
    minima: MinimaSettings | dict[str, Any] | None = None,
    seed: int = 1,
) -> FoundMinima:
    """Explore the minima around a glass: quench configurations of trajectories at constant energy.

    Configurations that differ by an exchange of atoms of one element and mass are one minimum. In the
    trajectories, all masses are 1, as in the workflow.

    Parameters
    ----------
    glass : Atoms
        The glass at the temperature of the exploration, as of `make_glass`.
    potential : calculator, PotentialSettings or str
        An ASE calculator, the section `potential` of a config, or the name of a built-in model.
    exploration : ExplorationSettings or dict, optional
        Temperature, number and length of the trajectories. All are run, whatever `new_minima`.
    minima : MinimaSettings or dict, optional
        Criteria for minima.
    seed : int
        Seed of the velocities.

    Raises
    ------
    ConfigError
        If there is no such model, if a setting is not valid, or if seed is no whole number.
    StructureError
        If the cell is not periodic, if atoms are fixed, or if no quench converges.
    EngineError
        If the potential cannot be computed, if a calculator tells atoms of one element and mass apart, or if
        the total energy drifts because the time step is too long.

    Examples
    --------
    >>> import glasscape
    >>> quick = glasscape.PreparationSettings(particles=200, temperature=0.2, blocks=40)
    >>> glass = glasscape.make_glass("polydisperse-soft-spheres", quick).glass
    >>> short = {"trajectories": 2, "steps": 500}
    >>> found = glasscape.find_minima(glass, "polydisperse-soft-spheres", short)
    >>> found.report.configurations, len(found.minima) > 1
    (12, True)
    """
    seed = whole("seed", seed)
    given = of_atoms([glass], potential)
    given.check_exchange()
    (structure,) = given.structures
    how, criteria = chosen(ExplorationSettings, exploration), chosen(MinimaSettings, minima)
    check_temperature("exploration.temperature", how.temperature, given.settings)
    visited = (
        explore(
            structure.particles,
            structure.positions,
            given.engine,
            how,
            criteria,
            named_seed(seed, str(run)),
        )
        for run in range(how.trajectories)
    )
    library, report = collect(visited, criteria)
    placed_minima = [
        placed(glass, np.array(positions), float(energy))
        for positions, energy in zip(library.positions, library.energies, strict=True)
    ]
    steps = library.transitions
    assert steps is not None
    table = pd.DataFrame({"from": steps.origin, "to": steps.destination, "count": steps.count})
    return FoundMinima(placed_minima, table, report)
