"""Engines compute the forces of a potential. The settings name one."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from glasscape.errors import EngineError
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.force_field import ForceField
from glasscape.forces.lammps import LammpsForceField
from glasscape.potentials.ase import AsePotential
from glasscape.potentials.pair import PairPotential
from glasscape.potentials.settings import LammpsReady, PotentialSettings
from glasscape.structures.particles import Particles


@dataclass(frozen=True)
class Engine:
    """Computes the forces of a potential. It is made once and passed on as an argument.

    Attributes
    ----------
    name : str
        Name of the engine in the config.
    n_species : int
        Number of species of the potential.
    pair_potential : PairPotential or None
        The pair potential of a built-in model. Swap moves need it, and so does the check for overlaps.
    neb_potential : PairPotential or LammpsPotential or None
        The potential for the `neb` command of LAMMPS, if the engine relaxes bands with it.
    lengths_in_angstrom : bool
        Whether lengths are in angstrom: in LAMMPS units `metal`, and for ASE calculators.
    build : callable
        Makes the force field of given particles.
    """

    name: str
    n_species: int
    pair_potential: PairPotential | None
    neb_potential: LammpsReady | None
    lengths_in_angstrom: bool
    build: Callable[[Particles], ForceField]

    @property
    def analytic_hessian(self) -> bool:
        """Whether a Hessian costs little more than the forces. Otherwise it is a difference of forces."""
        return self.name == "compiled"

    def force_field(self, particles: Particles) -> ForceField:
        """A new force field of given particles. It holds no state of earlier configurations.

        Raises
        ------
        EngineError
            If the engine is missing or cannot compute these particles.
        """
        if particles.n_species > self.n_species:
            raise EngineError(
                f"a particle has species {particles.n_species}, the potential has only {self.n_species}"
            )
        return self.build(particles)

    def interaction_range(self, particles: Particles) -> float | None:
        """Distance beyond which no two of these particles interact, sigma. None if the engine cannot tell it.

        Raises
        ------
        EngineError
            If the engine is missing or cannot compute these particles.
        """
        if self.pair_potential is not None:
            return self.pair_potential.interaction_range(float(particles.diameters.max()))
        return self.force_field(particles).interaction_range


def make_engine(settings: PotentialSettings) -> Engine:
    """The engine that the settings name."""
    potential = settings.potential
    if isinstance(potential, AsePotential):
        # imported late, because ASE is slow to import and other engines do without it
        from glasscape.forces.ase import ase_force_fields

        return Engine(settings.engine, potential.n_species, None, None, True, ase_force_fields(potential))
    pair = settings.pair_potential
    build: Callable[[Particles], ForceField]
    if settings.engine == "compiled" and pair is not None:
        build = partial(CompiledForceField, potential=pair)
    else:
        build = partial(LammpsForceField, potential=potential)
    return Engine(
        settings.engine,
        potential.n_species,
        pair,
        potential if settings.engine == "lammps" else None,
        potential.lammps_units == "metal",
        build,
    )
