"""Densities, means and heat capacity of the two-level systems."""

import numpy as np
import pandas as pd

from glasscape.studies.two_level_systems.analysis.sound import POINTS, cold_temperatures
from glasscape.studies.two_level_systems.analysis.sums import LabelledPairs, two_level_systems
from glasscape.studies.two_level_systems.analysis.tables import DENSITY
from glasscape.tunnelling.loss import schottky
from glasscape.units import BOLTZMANN, QuantumUnits, substances_beside

# n(E) / E begins at the fifth smallest splitting, because it is noise for fewer, or at the median of few
FEW = 5
# edges of bins of |Delta| and Delta_0, as fractions of the threshold
ASYMMETRIES = np.linspace(0.0, 1.0, 4)
ELEMENTS = np.logspace(-7, 0, 8)
# properties whose means are computed, with their units
MEAN_OF = {
    "gamma_longitudinal": "epsilon",
    "gamma_transverse": "epsilon",
    "participation_ratio": "",
    "energy_barrier": "epsilon",
    "total_displacement": "sigma",
}


def count_splittings(pairs: LabelledPairs) -> pd.DataFrame:
    """n(E) / E for the units of the search and for all other substances: columns of `DENSITY`.

    If zero-point energies count, the splittings in the units of the search are those in the adiabatic
    potential, and those without zero-point energies follow as another substance.

    n(E) is the number of double wells per volume whose splitting is at most E. Double wells with both levels
    in one well, or with one above the barrier, are left out. The intervals are those of `sums`, over
    samples.
    """
    target, units = pairs.target, pairs.units
    tables = [DENSITY.empty()]
    kinds = [(units.name, units, target.suffix)]
    if target.zero_point:
        kinds.append((classical(units), units, ""))
    kinds += [(each.name, each, f"_{each.name}") for each in substances_beside(units)]
    for name, substance, suffix in kinds:
        below = pairs.only(two_level_systems(pairs.labels, substance, suffix))
        splitting = below.column(f"quantum_splitting{suffix}")
        if len(splitting):
            first = np.sort(splitting)[min(FEW, (len(splitting) + 1) // 2) - 1]
            energies = np.geomspace(first, substance.splitting_threshold, POINTS)
            terms = (splitting[:, None] <= energies) / energies
            tables.append(
                below.per_volume(terms).assign(
                    substance=name,
                    splitting=energies,
                    splitting_kelvin=energies * substance.kelvin,
                    per_ev_cm3=1.0 / (substance.electronvolt * substance.centimetre**3),
                )
            )
    return pd.concat([table for table in tables if len(table)] or tables, ignore_index=True)


def classical(units: QuantumUnits) -> str:
    """Name of the substance in `DENSITY` if zero-point energies count, but are left out."""
    return f"{units.name}, no zero-point energy"


def count_levels(pairs: LabelledPairs) -> pd.DataFrame:
    """Density of localised states by |Delta| and ln Delta_0: columns of `LEVELS`.

    The density of the standard tunnelling model is P / Delta_0 by |Delta| and Delta_0, so it is the constant
    P here, as in the tunnelling strength.
    """
    below, suffix = pairs.two_level_systems(), pairs.target.suffix
    tilt = np.abs(below.column(f"asymmetry{suffix}"))
    element = below.column(f"delta_0{suffix}")
    tilts, elements = (pairs.units.splitting_threshold * edges for edges in (ASYMMETRIES, ELEMENTS))
    columns = {
        "asymmetry_low": np.repeat(tilts[:-1], len(elements) - 1),
        "asymmetry_high": np.repeat(tilts[1:], len(elements) - 1),
        "delta_0_low": np.tile(elements[:-1], len(tilts) - 1),
        "delta_0_high": np.tile(elements[1:], len(tilts) - 1),
    }
    inside = (tilt[:, None] >= columns["asymmetry_low"]) & (tilt[:, None] < columns["asymmetry_high"])
    inside &= (element[:, None] >= columns["delta_0_low"]) & (element[:, None] < columns["delta_0_high"])
    widths = columns["asymmetry_high"] - columns["asymmetry_low"]
    widths = widths * np.log(columns["delta_0_high"] / columns["delta_0_low"])
    return below.per_volume(inside / widths).assign(**columns, count=inside.sum(axis=0))


def mean_properties(pairs: LabelledPairs) -> pd.DataFrame:
    """Means over the two-level systems: columns of `MEANS`."""
    below = pairs.two_level_systems()
    return pd.DataFrame(
        [{"quantity": name, "unit": unit, **below.mean(name)} for name, unit in MEAN_OF.items()]
    )


def heat_capacity(pairs: LabelledPairs) -> pd.DataFrame:
    """Heat capacity per volume of the two-level systems: columns of `HEAT`.

    A two-level system of splitting E adds k_B x^2 / cosh^2 x with x = E / (2 k_B T) (Phillips, J. Low Temp.
    Phys. 7, 351 (1972)).
    """
    below, units = pairs.two_level_systems(), pairs.units
    temperatures = cold_temperatures(units)
    splitting = below.column(f"quantum_splitting{pairs.target.suffix}")
    return below.per_volume(schottky(splitting, temperatures)).assign(
        temperature=temperatures,
        temperature_kelvin=temperatures * units.kelvin,
        joule_per_kelvin_m3=BOLTZMANN / (units.centimetre / 100.0) ** 3,
    )
