import numpy as np
import pytest
from glasses import draw_mixture
from plain_calculator import ASE

from glasscape.errors import EngineError
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.engine import make_engine
from glasscape.potentials.models import KOB_ANDERSEN
from glasscape.potentials.settings import PotentialSettings

LAMMPS = {"model": "lammps", "commands": "pair_style zero 2.0", "fractions": [0.5, 0.5]}


@pytest.mark.parametrize(
    ("settings", "species", "known", "by_neb"),
    [
        ({}, 1, True, False),
        ({"model": "kob-andersen"}, 2, True, False),
        ({"engine": "lammps-serial"}, 1, True, False),
        ({"engine": "lammps"}, 1, True, True),
        ({**LAMMPS, "engine": "lammps-serial"}, 2, False, False),
        ({**LAMMPS, "engine": "lammps"}, 2, False, True),
        (ASE, 1, False, False),
    ],
)
def test_an_engine_tells_what_it_can_do(settings, species, known, by_neb):
    potential = PotentialSettings(**settings)
    engine = make_engine(potential)
    assert (engine.name, engine.n_species) == (potential.engine, species)
    assert engine.pair_potential == (potential.potential if known else None)
    assert engine.neb_potential == (potential.potential if by_neb else None)


def test_force_fields_of_an_engine_are_new_ones():
    particles, positions = draw_mixture(200, seed=3)
    engine = make_engine(PotentialSettings(model="kob-andersen"))
    one, other = engine.force_field(particles), engine.force_field(particles)
    assert isinstance(one, CompiledForceField)
    expected = CompiledForceField(particles, KOB_ANDERSEN.potential).evaluate(positions[None])
    np.testing.assert_array_equal(one.evaluate(positions[None]).forces, expected.forces)
    assert (one.evaluations, other.evaluations) == (1, 0)


def test_species_that_the_potential_does_not_know_are_named():
    particles, _ = draw_mixture(200, seed=3)
    with pytest.raises(EngineError, match=r"has species 2, the potential has only 1; check potential\.model"):
        make_engine(PotentialSettings()).force_field(particles)
