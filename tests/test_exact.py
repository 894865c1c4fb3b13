import numpy as np
import pandas as pd
import pytest
from conftest import SOFT_SPHERES, one_species

from glasscape.errors import EngineError
from glasscape.errors import StoreError
from glasscape.exact.settings import ExactSettings
from glasscape.forces.compiled import CompiledForceField
from glasscape.minima.library import MinimaLibrary
from glasscape.minima.settings import MinimaSettings
from glasscape.minimise.quench import quench
from glasscape.paths import store
from glasscape.paths.intermediate import IntermediateMinimum
from glasscape.paths.key import path_key
from glasscape.paths.path import PathResult
from glasscape.paths.path import compute_path
from glasscape.paths.profile import Profile
from glasscape.paths.profile import find_wells
from glasscape.paths.settings import NEBSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.two_level_systems.exact.batch import batch_rows
from glasscape.studies.two_level_systems.exact.batch import compute_batch
from glasscape.studies.two_level_systems.exact.outcome import outcome
from glasscape.studies.two_level_systems.exact.tables import EXACT
from glasscape.studies.two_level_systems.pairs.minima import AllMinima
from glasscape.tunnelling.verdict import tunnel
from glasscape.units import ARGON
from glasscape.units import NIP
from glasscape.units import QuantumUnits


SETTINGS = NEBSettings()


@pytest.fixture(scope="module")
def library(small_glass, small_minimum):
    """Minima around one minimum, each reached by a kick of one particle."""
    field = CompiledForceField(small_glass, SOFT_SPHERES)
    rng = np.random.default_rng(1)
    found = [small_minimum]
    while len(found) < 5:
        kick = np.zeros_like(small_minimum)
        kick[rng.integers(len(small_glass))] = 0.4 * rng.standard_normal(3)
        new = quench(field, small_minimum + kick, 1e-10).positions
        if 0.1 < min(np.linalg.norm(new - old) for old in found) < 1.0:
            found.append(new)
    energies = field.evaluate(np.array(found)).energies
    order = np.argsort(energies)
    return MinimaLibrary(small_glass, np.array(found)[order], energies[order], tuple("abcde"))


def pairs(*which):
    return pd.DataFrame(which, columns=["a", "b"]).assign(glass="g")


def compute(library, which, folder, units=ARGON, settings=SETTINGS):
    return compute_both(library, which, folder, units, settings).outcomes


def compute_both(library, which, folder, units=ARGON, settings=SETTINGS, intermediate=None):
    everything = ExactSettings(PotentialSettings(), MinimaSettings(), settings, units)
    return compute_batch(which, AllMinima.of({"g": library}, intermediate), everything, folder)


def test_rows_follow_the_schema(library, tmp_path):
    which = pairs((0, 1), (0, 2), (1, 3), (2, 4))
    result = compute(library, which, tmp_path / "store")
    EXACT.write(tmp_path / "exact.parquet", result)
    table = EXACT.read(tmp_path / "exact.parquet")
    assert list(zip(table.a, table.b, strict=True)) == [(0, 1), (0, 2), (1, 3), (2, 4)]
    done = table[table.status == "ok"]
    assert len(done)
    for row in done.itertuples():
        difference = library.energies[row.b] - library.energies[row.a]
        if row.energy_barrier is not None and not np.isnan(row.energy_barrier):
            assert row.energy_barrier >= difference - 1e-9
            assert row.energy_barrier_from_b == pytest.approx(row.energy_barrier - difference, abs=1e-9)
        assert row.evaluations > 0
        if row.residual_force > SETTINGS.max_force:
            assert row.verdict == "multiple wells"
            assert row.interior_minima > 0
            continue
        ends = (
            row.energy[np.isclose(row.arc_length, 0.0)],
            row.energy[np.isclose(row.arc_length, row.path_length)],
        )
        assert ends[0][0] == pytest.approx(0.0, abs=1e-9)
        assert ends[1][0] == pytest.approx(difference, abs=1e-9)
    wells = done[done.verdict.isin(["double well", "two-level system"])]
    levels = wells[["E_1", "E_2", "E_3", "E_4"]].to_numpy()
    assert np.all(np.diff(levels, axis=1) > 0)
    np.testing.assert_allclose(wells.quantum_splitting, levels[:, 1] - levels[:, 0], atol=1e-10)


def test_a_minimum_found_on_a_path_is_an_end_like_those_of_the_library(library, tmp_path):
    whole = compute_both(library, pairs((0, 4)), tmp_path / "whole")
    fewer = MinimaLibrary(library.particles, library.positions[:4], library.energies[:4], library.names[:4])
    last = {
        "sample": "g",
        "index": 4,
        "iteration": 0,
        "path_a": 0,
        "path_b": 1,
        "energy": library.energies[4],
        "positions": library.positions[4].ravel(),
    }
    with_it = compute_both(fewer, pairs((0, 4)), tmp_path / "fewer", intermediate=pd.DataFrame([last]))
    apart = ["seconds"]
    pd.testing.assert_frame_equal(with_it.outcomes.drop(columns=apart), whole.outcomes.drop(columns=apart))


def test_nothing_is_computed_twice(library, tmp_path, monkeypatch):
    which = pairs((0, 1), (0, 2), (1, 2))
    first = compute(library, which, tmp_path / "store")

    def fail(*arguments):
        raise AssertionError("a stored path was computed again")

    monkeypatch.setattr("glasscape.exact.batch.compute_path", fail)
    pd.testing.assert_frame_equal(compute(library, which, tmp_path / "store"), first)
    # other units ask other levels of the same paths
    assert len(compute(library, which, tmp_path / "store", NIP)) == 3
    with pytest.raises(AssertionError):
        compute(library, which, tmp_path / "store", settings=NEBSettings(images=30))


def test_a_failing_pair_is_a_row(library, tmp_path):
    positions = library.positions.copy()
    positions[1, 0] = positions[1, 1]
    broken = MinimaLibrary(library.particles, positions, library.energies, library.names)
    result = compute(broken, pairs((0, 1), (0, 2)), tmp_path / "store")
    EXACT.write(tmp_path / "exact.parquet", result)
    assert result.status.tolist()[0] == "failed"
    assert result.verdict.tolist()[0] == "failed"
    assert result.message.tolist()[0]
    assert result.status.tolist()[1] != "failed"


@pytest.mark.parametrize("where", ["glasscape.exact.path.find_band", "glasscape.exact.batch.tunnel_each"])
def test_no_error_of_one_pair_fails_the_batch(library, tmp_path, monkeypatch, where):
    def fail(*arguments):
        raise ValueError("unforeseen")

    monkeypatch.setattr(where, fail)
    result = compute(library, pairs((0, 1)), tmp_path / "store")
    EXACT.write(tmp_path / "exact.parquet", result)
    assert result.verdict.tolist() == ["failed"]
    assert result.message.tolist() == ["ValueError: unforeseen"]
    # the next attempt succeeds: a failure is not remembered
    monkeypatch.undo()
    assert compute(library, pairs((0, 1)), tmp_path / "store").status.tolist() != ["failed"]


def test_positions_that_are_not_numbers_are_refused(small_glass, small_minimum):
    broken = small_minimum.copy()
    broken[5, 1] = np.nan
    field = CompiledForceField(small_glass, SOFT_SPHERES)
    field.evaluate(small_minimum[None])
    with pytest.raises(EngineError, match="blown up"):
        field.evaluate(broken[None])


def test_not_converged_is_a_verdict(library, tmp_path):
    result = compute(library, pairs((0, 1)), tmp_path, settings=NEBSettings(max_evaluations=100))
    assert result.verdict.tolist() == ["not converged"]
    assert "still" in result.message[0]


def test_an_empty_batch_is_an_empty_table(library, tmp_path):
    EXACT.write(tmp_path / "exact.parquet", compute(library, pairs(), tmp_path / "store"))
    assert EXACT.read(tmp_path / "exact.parquet").empty
    assert not (tmp_path / "store").exists()


def test_batches_share_all_rows():
    selected = pd.DataFrame({"a": range(23)})
    parts = [batch_rows(selected, batch, 4) for batch in range(4)]
    assert sorted(pd.concat(parts).a) == list(range(23))
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


def test_keys_name_the_content(small_glass, small_minimum):
    other = small_minimum + 0.1

    def key(
        glass=small_glass,
        start=small_minimum,
        end=other,
        settings=SETTINGS,
        units=ARGON,
        minima=MinimaSettings(),  # noqa: B008
        **potential,
    ):
        everything = ExactSettings(PotentialSettings(**potential), minima, settings, units)
        return path_key(glass, start, end, everything)

    moved = small_minimum.copy()
    moved[0, 0] = np.nextafter(moved[0, 0], 9.0)
    assert key() == key(start=small_minimum.copy())
    # units that the same extension suits ask for no other path
    assert key() == key(units=NIP) == key(units=QuantumUnits("custom", 0.01, 0.01))
    assert key(units=QuantumUnits("custom", 0.02, 0.01)) == key(units=QuantumUnits("custom", 0.025, 0.01))
    different = {
        key(),
        key(start=moved),
        key(start=other, end=small_minimum),
        key(model="kob-andersen"),
        key(units=QuantumUnits("custom", 0.1, 0.01)),
        key(settings=NEBSettings(images=41)),
        key(minima=MinimaSettings(max_force=1e-7)),
        key(engine="lammps"),
        key(glass=one_species(small_glass.diameters, small_glass.cell * 1.001)),
    }
    assert len(different) == 9


def test_masses_change_paths_and_splittings(library, small_glass, small_minimum):
    """As a smaller Planck constant does, where all particles are alike."""
    other = small_minimum + 0.01
    paths = [
        ExactSettings(PotentialSettings(masses=m), MinimaSettings(), SETTINGS, ARGON) for m in (None, [4.0])
    ]
    light, heavy = (path_key(small_glass, small_minimum, other, each) for each in paths)
    assert light != heavy
    field = CompiledForceField(small_glass, SOFT_SPHERES)
    ends = [
        (library.positions[a], library.positions[b]) for a in range(len(library.energies)) for b in range(a)
    ]
    found = ([compute_path(field, *pair, each).profile for each in paths] for pair in ends)
    wells = [pair for pair in found if pair[0] is not None and find_wells(pair[0]).shape == "double well"]
    assert wells
    half = QuantumUnits("custom", ARGON.hbar / 2.0, ARGON.splitting_threshold)
    for one, four in wells:
        assert four.path_length == pytest.approx(2.0 * one.path_length, rel=1e-9)
        expected = tunnel(one, half).levels.splitting
        assert tunnel(four, ARGON).levels.splitting == pytest.approx(expected, rel=1e-4)


def test_keys_name_the_content_of_files_of_the_potential(small_glass, small_minimum, tmp_path):
    table = tmp_path / "table.txt"
    potential = PotentialSettings(
        model="lammps",
        engine="lammps-serial",
        commands=f"pair_style table linear 100\npair_coeff * * {table} X",
        fractions=[1.0],
        density=1.0,
    )
    keys = []
    for content in ("one", "other", "one"):
        table.write_text(content)
        everything = ExactSettings(potential, MinimaSettings(), SETTINGS, ARGON)
        keys.append(path_key(small_glass, small_minimum, small_minimum + 0.1, everything))
    assert keys[0] == keys[2] != keys[1]


def some_result(value=1.0):
    profile, coarser = (
        Profile(np.array([0.0, 0.1, end]), np.array([0.0, 1 / 3, 0.1]), np.array([0.0, 1e-300, -2.0]), 0, 2)
        for end in (value, 2 * value)
    )
    between = IntermediateMinimum(np.array([[value, 1 / 7, 0.0], [3.0, -1e-300, 2.0]]), 1 / 9)
    return path_result(profile, coarser_profile=coarser, intermediate=(between,), evaluations=1234)


def path_result(profile, **others):
    values = {
        "coarser_profile": None,
        "converged": True,
        "residual_force": 1e-4,
        "intermediate": (),
        "engine": "compiled",
        "evaluations": 1,
        "seconds": 0.5,
    }
    return PathResult(profile, **{**values, **others})


def assert_same(one, two):
    parts = ("profile", "coarser_profile", "intermediate")
    for found, expected in (
        (two.profile, one.profile),
        (two.coarser_profile, one.coarser_profile),
        *zip(two.intermediate, one.intermediate, strict=True),
    ):
        for name, value in vars(expected).items():
            assert np.array_equal(getattr(found, name), value)
    assert {**vars(one), **dict.fromkeys(parts)} == {**vars(two), **dict.fromkeys(parts)}


def test_stored_paths_come_back_to_the_last_bit(tmp_path):
    with store.StoreWriter(tmp_path) as writer:
        writer.append("k1", some_result(np.pi))
    found = store.load(tmp_path, {"k1", "k3"})
    assert set(found) == {"k1"}
    assert_same(found["k1"], some_result(np.pi))


def test_readers_take_the_union_of_writers(tmp_path):
    with store.StoreWriter(tmp_path) as one, store.StoreWriter(tmp_path) as two:
        one.append("k1", some_result(1.0))
        two.append("k2", some_result(2.0))
        # visible at once, not only after the writers close
        assert set(store.load(tmp_path, {"k1", "k2"})) == {"k1", "k2"}


@pytest.mark.parametrize("keep", [0.1, 0.5, 0.95, 0.999])
@pytest.mark.parametrize("index", ["whole", "torn", "lost"])
def test_torn_and_damaged_lines_are_passed_over(tmp_path, keep, index):
    with store.StoreWriter(tmp_path) as writer:
        writer.append("k1", some_result(1.0))
        writer.append("k2", some_result(2.0))
    (path,) = tmp_path.glob(f"*{store.PATHS}")
    beside = path.with_suffix(store.INDEX)
    first, second, _ = path.read_bytes().split(b"\n")
    whole = beside.read_bytes()

    def found():
        return set(store.load(tmp_path, {"k1", "k2"}))

    if index == "lost":
        beside.unlink()
        assert found() == {"k1", "k2"}
    elif index == "torn":
        # killed between a path and its entry
        beside.write_bytes(whole[: len(whole) // 2 + int(keep * len(whole) // 2) - 1])
        assert found() == {"k1", "k2"}
    path.write_bytes(first + b"\n" + second[: int(keep * len(second))])
    assert found() == {"k1"}
    damaged = bytearray(first + b"\n" + second + b"\n")
    damaged[int(keep * len(first))] ^= 1
    path.write_bytes(bytes(damaged))
    assert found() == {"k2"}


def test_a_path_that_kills_its_processes_is_marked_and_the_others_go_on(library, tmp_path, monkeypatch):
    """A process that dies leaves word of its path; the third does not try it again."""
    folder = tmp_path / "store"
    which = pairs((0, 1), (0, 2))

    def die(*arguments):
        raise SystemExit

    monkeypatch.setattr("glasscape.exact.batch.compute_path", die)
    # dead processes do not tidy up
    monkeypatch.setattr(store.StoreWriter, "__exit__", lambda *arguments: None)
    for died in range(2):
        assert sum(store.deaths(folder).values()) == died
        with pytest.raises(SystemExit):
            compute(library, which, folder)
    monkeypatch.undo()
    result = compute(library, which, folder)
    assert result.status.tolist() == ["failed", "ok"]
    assert "2 processes were killed at it" in result.message[0]
    for path in folder.glob(f"*{store.BEGUN}"):
        path.unlink()
    assert compute(library, which, folder).status.tolist() == ["ok", "ok"]
    assert not list(folder.glob(f"*{store.BEGUN}"))


def test_a_store_that_cannot_be_written_to_is_named(library, tmp_path):
    (tmp_path / "store").write_text("not a folder")
    with pytest.raises(StoreError, match=r"store: cannot be written to \(File exists\)"):
        compute(library, pairs((0, 1)), tmp_path / "store")


def test_a_store_that_is_not_there_is_empty(tmp_path):
    assert store.load(tmp_path / "nothing", {"k"}) == {}


def test_threshold_decides_on_two_level_systems():
    arc = np.linspace(-0.2, 0.4, 121)
    x = (arc - 0.1) / 0.1
    profile = Profile(arc, 0.1 * (x**2 - 1) ** 2, 0.1 * 4 * x * (x**2 - 1) / 0.1, start=40, end=80)
    result = path_result(profile)
    row = outcome(result, ARGON)
    assert row["verdict"] == "double well"
    assert row["quantum_splitting"] > ARGON.splitting_threshold
    assert outcome(result, NIP)["verdict"] == "two-level system"
    assert row["quantum_splitting_argon"] == row["quantum_splitting"]
    assert row["quantum_splitting_NiP"] == outcome(result, NIP)["quantum_splitting"]
    assert row["energy_barrier"] == pytest.approx(0.1, rel=1e-6)
    assert row["population_1"] == pytest.approx(0.5, abs=0.01)


def test_units_that_a_path_does_not_suit_do_not_spoil_the_others():
    """A double well that hardly goes on beyond its minima: far enough for a small hbar alone."""
    arc = np.linspace(-0.02, 0.22, 49)
    x = (arc - 0.1) / 0.1
    profile = Profile(arc, 0.1 * (x**2 - 1) ** 2, 0.1 * 4 * x * (x**2 - 1) / 0.1, start=4, end=44)
    row = outcome(path_result(profile, coarser_profile=profile), QuantumUnits("custom", 1e-4, 0.01))
    assert row["verdict"] == "two-level system"
    assert row["quantum_splitting_argon"] is None
    assert row["quantum_splitting_NiP"] is None
    # what needs no quantum mechanics is known even when its own units ask for more
    row = outcome(path_result(profile), ARGON)
    assert row["status"] == row["verdict"] == "failed"
    assert row["energy_barrier"] == pytest.approx(0.1, rel=1e-6)
