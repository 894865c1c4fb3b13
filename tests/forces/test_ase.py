import numpy as np
import pytest
from ase.calculators.lj import LennardJones
from glasses import SOFT_SPHERES, one_species
from plain_calculator import ASE, PlainSoftSpheres

from glasscape.dynamics.velocities import initial_state
from glasscape.errors import EngineError
from glasscape.forces.ase import AseForceField
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.engine import make_engine
from glasscape.potentials.ase import AsePotential
from glasscape.potentials.settings import PotentialSettings

LENNARD_JONES = AsePotential.of("ase.calculators.lj.LennardJones", {}, ["Ar"])


def test_any_ase_calculator_is_an_engine(small_glass, small_minimum):
    configurations = small_minimum + np.random.default_rng(3).normal(0.0, 0.05, (2, *small_minimum.shape))
    theirs = make_engine(PotentialSettings(**ASE, arguments={"scale": 3.0})).force_field(small_glass)
    ours = CompiledForceField(small_glass, SOFT_SPHERES)
    value, expected = theirs.evaluate(configurations), ours.evaluate(configurations)
    np.testing.assert_allclose(value.energies, 3.0 * expected.energies, rtol=1e-12)
    np.testing.assert_allclose(value.forces, 3.0 * expected.forces, atol=1e-9)
    assert theirs.evaluations == 2


def test_dynamics_with_an_ase_calculator_is_ours(small_glass, small_minimum):
    velocities = 0.3 * np.random.default_rng(2).standard_normal(small_minimum.shape)
    moved = []
    for field in (
        make_engine(PotentialSettings(**ASE)).force_field(small_glass),
        CompiledForceField(small_glass, SOFT_SPHERES),
    ):
        state = initial_state(field, small_minimum, velocities)
        moved.append(field.advance(state, 0.01, 20))
    np.testing.assert_allclose(moved[0].positions, moved[1].positions, atol=1e-9)
    np.testing.assert_allclose(moved[0].velocities, moved[1].velocities, atol=1e-9)
    assert moved[0].energy == pytest.approx(moved[1].energy, abs=1e-9)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"calculator": "nothing.here.Calculator"}, "'nothing.here.Calculator' cannot be imported"),
        ({"calculator": "plain_calculator.Missing"}, "'plain_calculator.Missing' cannot be imported"),
        ({"calculator": "os.system"}, "'os.system' is not an ASE calculator"),
        ({"arguments": {"wrong": 1}}, "does not accept potential.arguments: TypeError.*wrong"),
    ],
)
def test_a_calculator_that_cannot_be_made_is_named(small_glass, change, expected):
    with pytest.raises(EngineError, match=expected):
        make_engine(PotentialSettings(**(ASE | change))).force_field(small_glass)


def test_a_calculator_that_fails_is_named(small_glass, small_minimum):
    potential = PotentialSettings(**(ASE | {"calculator": "plain_calculator.Failing"}))
    field = make_engine(potential).force_field(small_glass)
    with pytest.raises(EngineError, match="Failing failed: RuntimeError: out of parameters"):
        field.evaluate(small_minimum[None])
    with pytest.raises(EngineError, match="is not finite"):
        field.evaluate(np.full_like(small_minimum, np.nan)[None])


def test_a_calculator_is_loaded_once_and_not_before_it_is_needed(small_glass, small_minimum, monkeypatch):
    """A machine-learned potential may take long to load; its force fields do not disturb each other."""
    made = []
    before = PlainSoftSpheres.__init__

    def counted(self, scale=1.0):
        made.append(scale)
        before(self, scale)

    monkeypatch.setattr(PlainSoftSpheres, "__init__", counted)
    engine = make_engine(PotentialSettings(**ASE))
    assert made == []
    order = np.random.default_rng(1).permutation(len(small_glass))
    shuffled = one_species(small_glass.diameters[order], small_glass.cell)
    one, other = engine.force_field(small_glass), engine.force_field(shuffled)
    energy = CompiledForceField(small_glass, SOFT_SPHERES).evaluate(small_minimum[None]).energies[0]
    for _ in range(2):
        assert one.evaluate(small_minimum[None]).energies[0] == pytest.approx(energy, rel=1e-12)
        assert other.evaluate(small_minimum[order][None]).energies[0] == pytest.approx(energy, rel=1e-12)
    assert made == [1.0]


def test_energies_of_particles_are_those_of_the_calculator(small_glass, small_minimum):
    field = AseForceField(small_glass, LENNARD_JONES, LennardJones(rc=2.0))
    found = field.particle_energies(small_minimum)
    assert found.sum() == pytest.approx(field.evaluate(small_minimum[None]).energies[0], rel=1e-12)
    assert found.std() > 0.0


@pytest.mark.parametrize("what", ["evaluate", "stress", "particle_energies"])
def test_an_error_of_any_type_names_the_calculator(small_glass, small_minimum, monkeypatch, what):
    def fail(*arguments, **options):
        raise RuntimeError("out of memory")

    monkeypatch.setattr(LennardJones, "calculate", fail)
    field = AseForceField(small_glass, LENNARD_JONES, LennardJones(rc=2.0))
    positions = small_minimum[None] if what == "evaluate" else small_minimum
    with pytest.raises(EngineError, match="LennardJones failed: RuntimeError: out of memory"):
        getattr(field, what)(positions)


def test_calculators_without_energies_of_particles_are_named(small_glass, small_minimum):
    field = make_engine(PotentialSettings(**ASE)).force_field(small_glass)
    with pytest.raises(EngineError, match="PlainSoftSpheres does not give the energies of single particles"):
        field.particle_energies(small_minimum)
