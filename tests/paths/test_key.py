"""What a stored path is known by: these keys must not change while its content does not."""

from dataclasses import fields, replace

import numpy as np
import pytest

from glasscape import versions
from glasscape.minima.settings import MinimaSettings
from glasscape.paths import key as key_module
from glasscape.paths.extension import extension_action
from glasscape.paths.key import path_key
from glasscape.paths.settings import NEBSettings, PathSettings
from glasscape.potentials.ase import AsePotential
from glasscape.potentials.lammps import LammpsPotential
from glasscape.potentials.pair import PairPotential
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles
from glasscape.units import ARGON, NIP, QuantumUnits

# everything is written out: a default that changes is other content, not another key of the same
PARTICLES = Particles(
    diameters=np.array([0.9, 1.1]),
    species=np.array([0, 0], dtype=np.int32),
    cell=Cell(np.array([[5.0, 0.0, 0.0], [1.5, 4.5, 0.0], [0.0, 0.25, 4.0]])),
)
START = np.array([[0.0, 0.0, 0.0], [1.0, 0.5, 0.25]])
END = np.array([[0.0, 0.125, 0.0], [1.0, 0.375, 0.25]])
SETTINGS = PathSettings(
    potential=PotentialSettings(model="polydisperse-soft-spheres", engine="compiled"),
    minima=MinimaSettings(max_force=1e-8, max_energy_difference=1e-6, max_distance=1e-3),
    neb=NEBSettings(images=40, spring=1.0, max_force=1e-3, max_evaluations=40_000),
    extension_action=0.5,
)
KEY = "006b6c2f8d0a79ba6d84cb54aa245772dcfafd82377b1c390680366d10a96304"

# settings of a potential that change no path: what a new glass is made of, and what only dipole moments need
WITHOUT_EFFECT = {"fractions", "density", "charges"}

LAMMPS = {"model": "lammps", "engine": "lammps-serial", "commands": "pair_style zero 2.0", "fractions": [1.0]}


def key(particles=PARTICLES, start=START, end=END, **settings):
    """Key of the pair with other particles, ends or settings."""
    return path_key(particles, start, end, replace(SETTINGS, **settings))


def named(monkeypatch, settings=SETTINGS):
    """The fields that a key names."""
    seen = []
    monkeypatch.setattr(key_module, "content_key", seen.append)
    path_key(PARTICLES, START, END, settings)
    return seen[0]


def changed(model, name):
    """Settings of which one field differs."""
    value = getattr(model, name)
    return model.model_copy(update={name: value + 1 if isinstance(value, int) else 0.5 * value})


@pytest.fixture
def version(monkeypatch):
    """The version of paths for which `KEY` holds; raising it is to change all keys."""
    monkeypatch.setattr(versions, "PATH", 2)


def test_the_key_of_a_pair_is_for_ever(version):
    """When this fails, stored paths are lost; they must not be, unless their content is wrong."""
    assert key() == KEY


def test_a_new_version_has_new_keys(version, monkeypatch):
    monkeypatch.setattr(versions, "PATH", 3)
    assert key() != KEY


@pytest.fixture
def renamed():
    """All classes that hold what a path depends on have other names."""
    kinds = (Particles, Cell, PairPotential, PathSettings, PotentialSettings, MinimaSettings, NEBSettings)
    names = [kind.__name__ for kind in kinds]
    for kind in kinds:
        kind.__name__ = kind.__qualname__ = f"Other{kind.__name__}"
    yield
    for kind, name in zip(kinds, names, strict=True):
        kind.__name__ = kind.__qualname__ = name


def test_renamed_classes_keep_the_key(version, renamed):
    assert "OtherNEBSettings(" in repr(SETTINGS)
    assert "OtherPairPotential(" in repr(SETTINGS.potential.potential)
    assert key() == KEY


def test_a_new_field_that_is_none_keeps_the_key(version, monkeypatch):
    before = PairPotential.identity.fget

    def with_new_field(value):
        monkeypatch.setattr(PairPotential, "identity", property(lambda self: {**before(self), "new": value}))

    with_new_field(None)
    assert key() == KEY
    with_new_field(0.0)
    assert key() != KEY


def test_masses_that_are_not_given_keep_the_key(version):
    light, unit, heavy = (
        SETTINGS.potential.model_copy(update={"masses": masses}) for masses in (None, [1.0], [4.0])
    )
    assert key(potential=light) == key(potential=unit) == KEY
    assert key(potential=heavy) != KEY


def test_every_setting_is_named(monkeypatch):
    """A new one fails here until somebody decides what it does to stored paths.

    One that changes paths joins the key, as a field that is None by default. Others are listed here.
    """
    content = named(monkeypatch)
    assert content["neb"].keys() == NEBSettings.model_fields.keys()
    assert content["minima"].keys() == MinimaSettings.model_fields.keys()
    assert content["particles"].keys() == {field.name for field in fields(Particles)}
    assert {field.name for field in fields(PathSettings)} == {
        "potential",
        "neb",
        "minima",
        "extension_action",
    }
    assert content.keys() == {
        "version",
        "engine",
        "potential",
        "files",
        "masses",
        "neb",
        "minima",
        "extension_action",
        "particles",
        "start",
        "end",
    }


def test_every_setting_of_a_potential_is_named(monkeypatch):
    identities = {
        PairPotential: SETTINGS.potential.potential.identity,
        LammpsPotential: PotentialSettings(**LAMMPS).potential.identity,
        AsePotential: AsePotential.of("some.Calculator", {}, ["Ar"]).identity,
    }
    renamed = {"lammps_units": "units", "arguments_json": "arguments"}
    for kind, identity in identities.items():
        names = {renamed.get(field.name, field.name) for field in fields(kind)}
        assert identity.keys() == {"kind", *names}
    in_identity = {"model", "commands", "units", "calculator", "arguments", "elements"}
    assert PotentialSettings.model_fields.keys() == in_identity | {"engine", "masses"} | WITHOUT_EFFECT


def test_charges_share_paths():
    charged = PotentialSettings(**{**SETTINGS.potential.model_dump(), "charges": [0.5]})
    assert key(potential=charged) == key()


@pytest.mark.parametrize("name", NEBSettings.model_fields)
def test_other_settings_of_the_band_have_another_key(name):
    assert key(neb=changed(SETTINGS.neb, name)) != key()


@pytest.mark.parametrize("name", MinimaSettings.model_fields)
def test_other_settings_of_minima_have_another_key(name):
    assert key(minima=changed(SETTINGS.minima, name)) != key()


def test_other_content_has_another_key():
    moved = START.copy()
    moved[0, 0] = np.nextafter(moved[0, 0], 9.0)
    potential = SETTINGS.potential
    keys = [
        key(),
        key(start=moved),
        key(end=moved),
        key(start=END, end=START),
        key(particles=replace(PARTICLES, diameters=PARTICLES.diameters[::-1])),
        key(particles=replace(PARTICLES, species=np.array([0, 1], dtype=np.int32))),
        key(particles=replace(PARTICLES, cell=Cell(1.001 * PARTICLES.cell.vectors))),
        key(particles=replace(PARTICLES, cell=Cell(np.diag(PARTICLES.cell.lengths)))),
        key(extension_action=1.0),
        key(potential=potential.model_copy(update={"model": "kob-andersen"})),
        key(potential=potential.model_copy(update={"engine": "lammps"})),
        key(potential=PotentialSettings(**LAMMPS, density=1.0)),
        key(potential=PotentialSettings(**LAMMPS, density=1.0, units="metal")),
    ]
    assert len(set(keys)) == len(keys)


def test_equal_content_has_the_same_key():
    positions, cell = START.copy(), Cell(PARTICLES.cell.vectors.copy())
    particles = Particles(PARTICLES.diameters.copy(), PARTICLES.species.astype(np.int64), cell)
    assert key(particles, np.asfortranarray(positions)) == key()


def test_units_that_are_given_are_those_that_are_meant():
    """LAMMPS commands are in units `lj` when nothing is said."""
    silent, told = (PotentialSettings(**LAMMPS, density=1.0, units=units) for units in (None, "lj"))
    assert key(potential=silent) == key(potential=told)


def test_what_a_new_glass_is_made_of_keeps_the_key():
    other = PotentialSettings(**{**LAMMPS, "density": 2.0})
    assert key(potential=other) == key(potential=PotentialSettings(**LAMMPS, density=1.0))


def test_units_that_the_same_extension_suits_share_paths():
    def of(units):
        return key(extension_action=extension_action(units))

    assert of(ARGON) == of(NIP) == of(QuantumUnits("custom", 0.01, 0.01))
    assert of(QuantumUnits("custom", 0.02, 0.01)) == of(QuantumUnits("custom", 0.025, 0.01))
    assert len({of(ARGON), *(of(QuantumUnits("custom", hbar, 0.01)) for hbar in (0.02, 0.1))}) == 3


def test_keys_name_the_content_of_files_of_the_potential(tmp_path):
    table = tmp_path / "table.txt"
    keys = []
    for content in ("one", "other", "one"):
        table.write_text(content)
        potential = PotentialSettings(
            model="lammps",
            engine="lammps-serial",
            commands=f"pair_style table linear 100\npair_coeff * * {table} X",
            fractions=[1.0],
            density=1.0,
        )
        keys.append(key(potential=potential))
        # a file is read once for all pairs
        table.write_text("changed meanwhile")
        assert key(potential=potential) == keys[-1]
    assert keys[0] == keys[2] != keys[1]
