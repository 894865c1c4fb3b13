"""Labels of the particles of a minimum, from its normal modes."""

from typing import assert_never

import numpy as np

from glasscape.arrays import Floats
from glasscape.descriptors.coarse_grained import averaged
from glasscape.descriptors.configuration import Configuration
from glasscape.forces.engine import make_engine
from glasscape.modes.softness import hessian_of_minimum, modes_of_minimum, vibrality
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.particle_table import ParticleTable, number
from glasscape.studies.softness.settings import SoftnessSettings


def label_minimum(
    potential: PotentialSettings, configuration: Configuration, settings: SoftnessSettings
) -> ParticleTable:
    """Labels of all particles of a minimum.

    Parameters
    ----------
    potential : PotentialSettings
        The potential, its engine and the masses.
    configuration : Configuration
        The minimum.
    settings : SoftnessSettings
        The labels.

    Returns
    -------
    ParticleTable
        A column for every label, then every label averaged over the neighbourhood.

    Raises
    ------
    MinimumError
        If the configuration is no minimum.
    DescriptorError
        If a length exceeds half the width of the cell.
    """
    particles, positions = configuration.particles, configuration.inherent
    masses = potential.particle_masses(particles.species)
    hessian = hessian_of_minimum(make_engine(potential).force_field(particles), positions)
    # modes are always computed: they tell whether this is a minimum
    modes = modes_of_minimum(hessian, masses, max(settings.modes))
    values: list[Floats] = []
    meanings: list[str] = []
    for label in settings.labels:
        if label == "softness":
            values += [modes.softness(count) for count in settings.modes]
            meanings += [f"part in the {count} lowest modes" for count in settings.modes]
        elif label == "log_vibrality":
            values.append(np.log(vibrality(hessian, masses)))
            meanings.append("logarithm of the mean squared displacement per temperature, sigma^2 / epsilon")
        else:
            assert_never(label)
    own = np.column_stack(values)
    if settings.averaging_lengths:
        around = averaged(particles, positions, own, settings.averaging_lengths)
        own = np.column_stack([own, around.reshape(len(own), -1)])
        meanings += [
            f"{meaning}, averaged over L = {length:g}"
            for length in settings.averaging_lengths
            for meaning in tuple(meanings)
        ]
    return ParticleTable(own, tuple(map(number, settings.label_names, meanings)))
