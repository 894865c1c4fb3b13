"""The engine that the settings name."""

from glasscape.errors import EngineError
from glasscape.forces.ase import AseForceField
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.forcefield import ForceField
from glasscape.forces.lammps import LammpsForceField
from glasscape.potentials.ase import AsePotential
from glasscape.potentials.pair import PairPotential
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.glass import Glass


def make_force_field(glass: Glass, settings: PotentialSettings) -> ForceField:
    """Force field of the particles of `glass` in the potential and with the engine of the settings.

    Raises
    ------
    EngineError
        When the engine is missing or cannot take this glass.
    """
    potential = settings.potential
    if glass.species.max() >= potential.n_species:
        raise EngineError(
            f"a particle has species {glass.species.max() + 1}, the potential knows {potential.n_species}; "
            "check potential.model and ingest.species"
        )
    if isinstance(potential, AsePotential):
        return AseForceField(glass, potential)
    if settings.engine == "compiled" and isinstance(potential, PairPotential):
        return CompiledForceField(glass, potential)
    return LammpsForceField(glass, potential)
