"""Zero-point energies of the minima of a sample."""

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
from tqdm import tqdm

from glasscape.arrays import Floats
from glasscape.forces.engine import Engine, make_engine
from glasscape.minima.library import MinimaLibrary
from glasscape.modes.frequencies import Method, frequency_sum
from glasscape.paths.key import system_fields
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.particles import Particles
from glasscape.studies.two_level_systems.pairs.sums import SumStore, sum_key
from glasscape.table import Column, Table, optional
from glasscape.tunnelling.settings import QuantumSettings

FREQUENCIES = Table(
    "sums of vibrational frequencies",
    (
        Column("index", pa.int32(), "index of the minimum in the library of its sample"),
        Column("energy", pa.float64(), "total potential energy", "epsilon"),
        optional(
            "einstein_sum",
            "0.88 times the sum of the frequencies of particles in the field of their fixed neighbours; "
            "absent if the engine has no Hessian of its own",
            "sqrt(epsilon / m) / sigma",
        ),
        optional(
            "frequency_sum",
            "sum of the frequencies of all normal modes, 2 / hbar times the zero-point energy; present with "
            "two_level_systems.quantum.zero_point adiabatic",
            "sqrt(epsilon / m) / sigma",
        ),
    ),
)


class ZeroPointEnergies(NamedTuple):
    """Zero-point energies of minima.

    Attributes
    ----------
    values : ndarray, shape (n,)
        The energies, epsilon; NaN if they are not known.
    counted : bool
        Whether they count as part of the energy differences between minima.
    """

    values: Floats
    counted: bool


@dataclass(frozen=True)
class ZeroPoint:
    """How the zero-point energies of minima are found.

    Attributes
    ----------
    engine : Engine
        Computes the Hessians.
    potential : PotentialSettings
        Gives the masses.
    hbar : float
        Reduced Planck constant, sigma sqrt(m epsilon).
    counted : bool
        Whether they count as part of the energy differences (`quantum.zero_point: adiabatic`). They are then
        exact. Otherwise they are those of Einstein oscillators.
    store : SumStore
        Exact sums that were computed before.
    """

    engine: Engine
    potential: PotentialSettings
    hbar: float
    counted: bool
    store: SumStore

    @classmethod
    def of(cls, potential: PotentialSettings, quantum: QuantumSettings, store: str | Path) -> "ZeroPoint":
        """The way that the settings ask for, with the folder of the store of sums."""
        counted = quantum.counts_zero_point
        return cls(make_engine(potential), potential, quantum.units.hbar, counted, SumStore(store))

    def energies(self, particles: Particles, configurations: Floats) -> ZeroPointEnergies:
        """Zero-point energies of configurations, shape (n, N, 3).

        They are not known if they do not count and the engine has no Hessian of its own.
        """
        method: Method = "sparse" if self.counted else "einstein"
        found = self._sums(particles, configurations, {method} & self._methods)
        return ZeroPointEnergies(0.5 * self.hbar * found[method].to_numpy(np.float64), self.counted)

    def table(self, library: MinimaLibrary) -> pd.DataFrame:
        """Columns of `FREQUENCIES` for all minima of a library. They do not depend on hbar."""
        found = self._sums(library.particles, library.positions, self._methods)
        return pd.DataFrame(
            {
                "index": np.arange(len(library.energies), dtype=np.int32),
                "energy": library.energies,
                "einstein_sum": found["einstein"],
                "frequency_sum": found["sparse"],
            }
        )

    @property
    def _methods(self) -> set[Method]:
        """Methods whose results are worth their time."""
        methods: set[Method] = {"einstein"} if self.engine.analytic_hessian else set()
        return methods | {"sparse"} if self.counted else methods

    def _sums(self, particles: Particles, configurations: Floats, methods: set[Method]) -> pd.DataFrame:
        """Sums of the frequencies of configurations by each method; NaN by the others."""
        found = pd.DataFrame(np.nan, index=range(len(configurations)), columns=["einstein", "sparse"])
        if not methods:
            return found
        force_field = self.engine.force_field(particles)
        masses = self.potential.particle_masses(particles.species)
        system = system_fields(particles, self.potential)
        for k, positions in enumerate(tqdm(configurations, "zero-point energies", disable=None)):
            key = sum_key(system, positions)
            known = self.store.get(key) if "sparse" in methods else None
            values: dict[Method, float] = {} if known is None else {"sparse": known}
            missing = methods - values.keys()
            if missing:
                hessian = force_field.hessian(positions)
                values |= {method: frequency_sum(hessian, masses, method) for method in missing}
            if "sparse" in missing:
                self.store.add(key, values["sparse"])
            found.loc[k, list(values)] = list(values.values())
        return found


def zero_point_energies(table: pd.DataFrame, hbar: float) -> ZeroPointEnergies:
    """Zero-point energies from a table `FREQUENCIES`. Those of all normal modes count, estimates do not."""
    counted = bool(table.frequency_sum.notna().all())
    sums = table.frequency_sum if counted else table.einstein_sum
    return ZeroPointEnergies(0.5 * hbar * sums.to_numpy(np.float64), counted)
