import numpy as np
import pytest
from glasses import draw_mixture
from plain_calculator import ASE
from programs import needs_lammps

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
    assert engine.lengths_in_angstrom == (potential.engine == "ase")


@needs_lammps
def test_an_engine_tells_the_range_of_its_forces(monkeypatch):
    particles, positions = draw_mixture(200, seed=3)

    def reach(**settings):
        return make_engine(PotentialSettings(**settings)).interaction_range(particles)

    assert reach(model="kob-andersen") == reach(model="kob-andersen", engine="lammps") == 2.5
    commands = (
        "pair_style lj/cut 2.2\npair_coeff 1 * 1.0 1.0 1.5\npair_coeff 2 2 1.0 1.0 2.0\nneighbor 0.5 bin"
    )
    assert reach(**LAMMPS | {"commands": commands}, engine="lammps-serial") == 2.0
    metal = {"units": "metal", "commands": "pair_style eam/fs\npair_coeff * * CuZr_mm.eam.fs Cu Zr"}
    engine = make_engine(PotentialSettings(**LAMMPS | metal, engine="lammps-serial"))
    assert engine.lengths_in_angstrom
    assert engine.interaction_range(particles) == pytest.approx(7.6)
    # the force field itself is as before
    field = make_engine(PotentialSettings(**LAMMPS | {"commands": commands}, engine="lammps")).force_field(
        particles
    )
    before = field.evaluate(positions[None]).forces
    assert field.interaction_range == 2.0
    np.testing.assert_array_equal(field.evaluate(positions[None]).forces, before)
    two = ASE | {"elements": ["Ar", "Ne"], "fractions": [0.5, 0.5]}
    assert reach(**two) is None
    for name in ("cutoff", "r_max"):
        monkeypatch.setattr(f"plain_calculator.PlainSoftSpheres.{name}", 3, raising=False)
        assert reach(**two) == 3.0
        monkeypatch.delattr(f"plain_calculator.PlainSoftSpheres.{name}")


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
    with pytest.raises(EngineError, match="has species 2, the potential has only 1"):
        make_engine(PotentialSettings()).force_field(particles)
