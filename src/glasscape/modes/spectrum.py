"""The vibrational spectrum of a minimum: its normal modes, and the elastic continuum beside them."""

from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from glasscape.arrays import Floats
from glasscape.forces.engine import make_engine
from glasscape.modes.elasticity import elasticity
from glasscape.modes.normal import all_modes
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.particles import Particles
from glasscape.structures.waves import wave_vectors
from glasscape.table import Column, Table

# modes of lower participation ratio are localised
LOCALISED = 0.2

MODES = Table(
    "normal modes",
    (
        Column("frequency", pa.float64(), "angular frequency", "sqrt(epsilon / m) / sigma"),
        Column("participation_ratio", pa.float64(), "fraction of the particles that take part"),
        Column(
            "quasi_localised",
            pa.bool_(),
            "participation ratio below 0.2, frequency below that of the longest transverse wave",
        ),
    ),
)


class Spectrum(NamedTuple):
    """Normal modes of a minimum, columns of `MODES`, and a report on its elasticity."""

    modes: pd.DataFrame
    report: dict[str, Any]


def spectrum(potential: PotentialSettings, particles: Particles, positions: Floats) -> Spectrum:
    """All normal modes of a minimum, by diagonalisation of its Hessian, and its elastic moduli.

    Parameters
    ----------
    potential : PotentialSettings
        The potential.
    particles : Particles
        The particles.
    positions : ndarray, shape (N, 3)
        The minimum, sigma.
    """
    engine = make_engine(potential)
    masses = potential.particle_masses(particles.species)
    solid = elasticity(engine, particles, positions, masses)
    modes = all_modes(engine.force_field(particles).hessian(positions), masses)
    _, wave_numbers = wave_vectors(particles.cell)
    longest_wave = solid.transverse_speed * float(wave_numbers[0])
    ratios = modes.participation_ratios
    table = pd.DataFrame(
        {
            "frequency": modes.frequencies,
            "participation_ratio": ratios,
            "quasi_localised": (ratios < LOCALISED) & (modes.frequencies < longest_wave),
        }
    )
    report = {
        "particles": len(particles),
        "bulk_modulus": solid.bulk,
        "shear_modulus": solid.shear,
        "longitudinal_speed": solid.longitudinal_speed,
        "transverse_speed": solid.transverse_speed,
        "debye_frequency": solid.debye_frequency,
        "longest_wave_frequency": longest_wave,
        "quasi_localised": int(table.quasi_localised.sum()),
    }
    return Spectrum(table, report)
