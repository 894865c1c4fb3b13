"""What double wells do to a glass: loss of sound by every mechanism, tunnelling strength, slow heat."""

import math
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import NamedTuple

import numpy as np
import pandas as pd

from glasscape.arrays import Floats
from glasscape.modes.elasticity import Elasticity
from glasscape.studies.two_level_systems.analysis.network import HopsOnNetworks, components
from glasscape.studies.two_level_systems.analysis.sums import LabelledPairs, per_volume
from glasscape.studies.two_level_systems.analysis.tables import HEAT_TIME, LOSS, TIMES
from glasscape.studies.two_level_systems.exact.tables import ADIABATIC
from glasscape.studies.two_level_systems.search.labels import is_vibration
from glasscape.table import Table
from glasscape.tunnelling.loss import (
    ELECTRIC,
    POLARISATIONS,
    Couplings,
    Polarisation,
    SoundLoss,
    ThermalHops,
)
from glasscape.tunnelling.verdict import DOUBLE_WELLS
from glasscape.units import QuantumUnits

# mechanisms, each a value of the column of `LOSS`
RELAXATION, RESONANCE = "tunnelling with one phonon", "absorption at resonance"
HOPS, HOPS_ADIABATIC = "thermal hops", "thermal hops with zero-point energy"
ALONE, CONNECTED = "thermal hops, every double well alone", "thermal hops, connected"
MECHANISMS = (RELAXATION, RESONANCE, HOPS, HOPS_ADIABATIC, ALONE, CONNECTED)
# frequencies of sound, Hz
SOUND_FREQUENCIES = (1e3, 1e6, 1e9)
POINTS = 40
# temperatures as fractions of the threshold; at a tenth, systems above the threshold would add 0.3 %
COLDEST, WARMEST = 0.01, 0.1
# temperatures of thermal hops as fractions of the median barrier; none is below the median crossover to
# tunnelling if it is known
COLDEST_HOPS, WARMEST_HOPS = 0.02, 0.5
# temperatures of the distribution of relaxation times, as fractions of the threshold
TIME_TEMPERATURES = (0.01, 0.03, 0.1)
# and its range, s
SHORTEST, LONGEST = 1e-9, 1e6
# prefactor of thermal hops if no saddle point was refined: one vibration per unit of time
ATTEMPTS = 1.0


class Absorbers(NamedTuple):
    """Double wells that lose sound or store heat.

    Attributes
    ----------
    pairs : LabelledPairs
        Their labels.
    couplings : Couplings
        Their couplings to sound.
    """

    pairs: LabelledPairs
    couplings: Couplings

    @classmethod
    def of(cls, pairs: LabelledPairs, solid: Elasticity) -> "Absorbers":
        """Those of some pairs whose coupling to strain is known."""
        known = _coupled(pairs)
        longitudinal, transverse = (known.column(f"gamma_{name}") for name in POLARISATIONS)
        # half the change of the dipole moment; the mean over directions of the field gives 1 / 3
        electric = pairs.units.charge_squared * (0.5 * known.column("dipole_change")) ** 2 / 3.0
        has_charges = len(electric) > 0 and bool(np.isfinite(electric).all())
        return cls(known, Couplings(longitudinal, transverse, solid, electric if has_charges else None))

    @property
    def levels(self) -> SoundLoss:
        """Their levels, for two-level systems."""
        pairs = self.pairs
        asymmetry, delta_0 = (
            pairs.column(f"{name}{pairs.target.suffix}") for name in ("asymmetry", "delta_0")
        )
        return SoundLoss(asymmetry, delta_0, self.couplings, pairs.units.hbar)


def _coupled(pairs: LabelledPairs) -> LabelledPairs:
    """The pairs whose coupling to strain is known."""
    return pairs.only(pairs.labels.gamma_longitudinal.notna().to_numpy())


def name_frequency(hertz: float) -> str:
    """A frequency with a prefix of its unit."""
    power = int(math.log10(hertz)) // 3
    return f"{hertz / 1000.0**power:g} {('', 'k', 'M', 'G', 'T')[power]}Hz"


def cold_temperatures(units: QuantumUnits) -> Floats:
    """Temperatures at which the two-level systems are complete, epsilon."""
    return units.splitting_threshold * np.geomspace(COLDEST, WARMEST, POINTS)


def tunnelling_systems(pairs: LabelledPairs, solid: Elasticity) -> Absorbers:
    """The two-level systems whose coupling is known."""
    return Absorbers.of(pairs.two_level_systems(), solid)


def sound_loss(pairs: LabelledPairs, systems: Absorbers) -> pd.DataFrame:
    """Loss of sound by every mechanism at several frequencies: columns of `LOSS`.

    It is empty if the time unit of the substance is not known.

    Parameters
    ----------
    pairs : LabelledPairs
        All labels of a search.
    systems : Absorbers
        Result of `tunnelling_systems` for these pairs.
    """
    units = pairs.units
    if not np.isfinite(units.second):
        return LOSS.empty()
    mechanisms = [*_tunnelling(systems), *_hops(pairs, systems.couplings.solid)]
    tables = [LOSS.empty()]
    for each, polarisation, hertz in product(mechanisms, (*POLARISATIONS, ELECTRIC), SOUND_FREQUENCIES):
        if polarisation == ELECTRIC and not each.electric:
            continue
        terms = each.terms(polarisation, 2.0 * np.pi * hertz * units.second)
        if len(terms):
            tables.append(
                per_volume(terms, each.sample, each.weights, pairs.samples, pairs.rng).assign(
                    mechanism=each.name,
                    polarisation=polarisation,
                    frequency_hertz=hertz,
                    temperature=each.temperatures,
                    temperature_kelvin=each.temperatures * units.kelvin,
                )
            )
    return pd.concat([table for table in tables if len(table)] or tables, ignore_index=True)


class _Mechanism(NamedTuple):
    """How double wells lose sound: terms of Q^-1 by polarisation and angular frequency, shape (m, K).

    `electric` tells whether they couple to an electric field, too.
    """

    name: str
    sample: pd.Series
    weights: Floats
    temperatures: Floats
    terms: Callable[[Polarisation, float], Floats]
    electric: bool = False


def _tunnelling(systems: Absorbers) -> Iterator[_Mechanism]:
    """Mechanisms of two-level systems at low temperatures."""
    pairs, levels = systems.pairs, systems.levels
    cold = cold_temperatures(pairs.units)
    who = pairs.labels["sample"], pairs.weights, cold
    electric = systems.couplings.electric is not None
    yield _Mechanism(RELAXATION, *who, partial(levels.relaxation, temperatures=cold), electric)
    resonance = partial(levels.resonance, temperatures=cold, largest=pairs.units.splitting_threshold)
    yield _Mechanism(RESONANCE, *who, resonance, electric)


def _hops(pairs: LabelledPairs, solid: Elasticity) -> Iterator[_Mechanism]:
    """Thermal hops over the barriers of double wells, at higher temperatures.

    Vibrations in one wide well are no hops.
    """
    labels = pairs.labels
    is_well = labels.verdict.isin(DOUBLE_WELLS) & labels.energy_barrier.notna() & ~is_vibration(labels)
    wells = _coupled(pairs.only(is_well.to_numpy()))
    refined = wells.only(wells.labels.attempt_frequency.notna().to_numpy())
    warm = _warm_temperatures(wells, refined)
    if not len(warm):
        return
    barriers = [wells.column(name) for name in ("energy_barrier", "energy_barrier_from_b")]

    def alone(name: str, some: LabelledPairs, *numbers: Floats) -> _Mechanism:
        barrier, barrier_from_b, attempt, attempt_from_b = numbers
        couplings = Absorbers.of(some, solid).couplings
        hops = ThermalHops(barrier, barrier_from_b, attempt, attempt_from_b, couplings)
        terms = partial(hops.relaxation, temperatures=warm)
        electric = couplings.electric is not None
        return _Mechanism(name, some.labels["sample"], some.weights, warm, terms, electric)

    attempts = [refined.column(name) for name in ("attempt_frequency", "attempt_frequency_from_b")]
    own = [refined.column(name) for name in ("energy_barrier", "energy_barrier_from_b")]
    yield alone(HOPS, refined, *own, *attempts)
    # with zero-point energy, some have one well alone
    corrected = [refined.column(f"{name}{ADIABATIC}") for name in ("energy_barrier", "energy_barrier_from_b")]
    two = np.isfinite(corrected[0]) & ~is_vibration(refined.labels, ADIABATIC).to_numpy()
    yield alone(HOPS_ADIABATIC, refined.only(two), *(each[two] for each in (*corrected, *attempts)))

    typical = float(np.median(np.concatenate(attempts))) if len(refined.labels) else ATTEMPTS
    same = np.full(len(wells.labels), typical)
    yield alone(ALONE, wells, *barriers, same, same)
    parts = components(wells.labels)
    hops = HopsOnNetworks.of(parts, warm, typical, solid)
    sample = pd.Series([part.sample for part in parts])
    # networks have no weights: a pair of an audit stands for others, but not with its neighbours
    yield _Mechanism(CONNECTED, sample, np.full(len(parts), np.nan), warm, hops.relaxation)


def _warm_temperatures(wells: LabelledPairs, refined: LabelledPairs) -> Floats:
    """Temperatures of thermal hops, epsilon. None if there are no double wells or if tunnelling is faster."""
    if not len(wells.labels):
        return np.empty(0)
    coldest, warmest = np.median(wells.column("energy_barrier")) * np.array([COLDEST_HOPS, WARMEST_HOPS])
    crossover = refined.column("crossover_temperature")
    crossover = crossover[np.isfinite(crossover)]
    if len(crossover):
        coldest = max(coldest, float(np.median(crossover)))
    return np.geomspace(coldest, warmest, POINTS) if coldest < warmest else np.empty(0)


def tunnelling_strength(systems: Absorbers) -> pd.DataFrame:
    """Tunnelling strength C of both polarisations: columns of `STRENGTH`."""
    pairs, levels = systems.pairs, systems.levels
    tables = []
    for polarisation in POLARISATIONS:
        terms = levels.strength(polarisation, pairs.units.splitting_threshold)[:, None]
        tables.append(pairs.per_volume(terms).assign(polarisation=polarisation))
    return pd.concat(tables, ignore_index=True)


def slow_heat(systems: Absorbers) -> pd.DataFrame:
    """Heat capacity against the time of measurement: columns of `HEAT_TIME`.

    It is empty if the time unit of the substance is not known.
    """
    return _against_time(HEAT_TIME, systems.levels.heat_capacity, systems.pairs)


def relaxation_times(systems: Absorbers) -> pd.DataFrame:
    """Cumulative distribution of relaxation times with one phonon: columns of `TIMES`.

    It is empty if the time unit of the substance is not known.
    """
    levels = systems.levels

    def relaxed(temperature: float, times: Floats) -> Floats:
        return np.asarray(levels.rates(np.array([temperature])) * times >= 1.0, dtype=np.float64)

    return _against_time(TIMES, relaxed, systems.pairs)


def _against_time(
    table: Table, terms: Callable[[float, Floats], Floats], pairs: LabelledPairs
) -> pd.DataFrame:
    """Sums of terms of every system at some temperatures and times."""
    units = pairs.units
    if not np.isfinite(units.second):
        return table.empty()
    seconds = np.geomspace(SHORTEST, LONGEST, POINTS)
    parts = []
    for temperature in units.splitting_threshold * np.array(TIME_TEMPERATURES):
        sums = pairs.per_volume(terms(temperature, seconds / units.second))
        kelvin = temperature * units.kelvin
        parts.append(sums.assign(temperature=temperature, temperature_kelvin=kelvin, second=seconds))
    return pd.concat(parts, ignore_index=True)
