"""Pairs of a batch are computed, or taken from the store."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from glasses import SOFT_SPHERES, draw_neighbours

from glasscape.errors import ConfigError, StoreError
from glasscape.forces.compiled import CompiledForceField
from glasscape.minima.library import MinimaLibrary
from glasscape.minima.settings import MinimaSettings
from glasscape.modes.frequencies import frequency_sum
from glasscape.paths import store
from glasscape.paths.extension import extension_action
from glasscape.paths.settings import NEBSettings, PathSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.two_level_systems.analysis.physics_figures import show_isotopes
from glasscape.studies.two_level_systems.exact.batch import batch_rows, compute_batch
from glasscape.studies.two_level_systems.exact.isotopes import isotope_levels
from glasscape.studies.two_level_systems.exact.minima import AllMinima
from glasscape.studies.two_level_systems.exact.tables import EXACT, ISOTOPES, VIBRATIONAL
from glasscape.tunnelling.deformation import deformation_potential
from glasscape.tunnelling.verdict import DOUBLE_WELLS
from glasscape.units import ARGON, NIP, QuantumUnits

NEB = NEBSettings()


@pytest.fixture(scope="module")
def library(small_glass, small_minimum):
    """Minima around one minimum, each reached by a kick of one particle."""
    found = draw_neighbours(small_glass, small_minimum, 5, seed=1)
    energies = CompiledForceField(small_glass, SOFT_SPHERES).evaluate(np.array(found)).energies
    assert (np.diff(energies) >= 0.0).all()
    return MinimaLibrary(small_glass, np.array(found), energies, tuple("abcde"))


@pytest.fixture(scope="module")
def double_well(library, tmp_path_factory):
    """A pair whose path is a double well."""
    folder = tmp_path_factory.mktemp("store")
    for pair in combinations(range(5), 2):
        if compute(library, pairs(pair), folder).verdict[0] in DOUBLE_WELLS:
            return pairs(pair)
    raise AssertionError("no pair of the library is a double well")


def pairs(*which):
    return pd.DataFrame(which, columns=["a", "b"]).assign(sample="g")


def compute(library, which, folder, units=ARGON, neb=NEB):
    return compute_both(library, which, folder, units, neb).outcomes


def compute_both(library, which, folder, units=ARGON, neb=NEB, intermediate=None, zero_point=False):
    settings = PathSettings(PotentialSettings(), MinimaSettings(), neb, extension_action(units))
    minima = AllMinima.of({"g": library}, intermediate)
    return compute_batch(which, minima, settings, units, zero_point, folder)


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
        if row.residual_force > NEB.max_force:
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


def test_vibrations_leave_the_classical_results_alone(library, double_well, tmp_path):
    store = tmp_path / "store"
    classical = compute(library, double_well, store)
    both = compute_both(library, double_well, store, zero_point=True).outcomes
    added = [column.name for column in VIBRATIONAL]
    others = [*added, "seconds"]
    pd.testing.assert_frame_equal(both.drop(columns=others), classical.drop(columns=others))
    (row,) = both.itertuples()
    assert row.saddle_energy == pytest.approx(row.energy_barrier, rel=1e-3)
    assert row.energy_difference_adiabatic - row.zero_point_difference == pytest.approx(
        np.diff(library.energies[double_well.loc[0, ["a", "b"]].astype(int)])[0], abs=1e-9
    )
    ones = np.ones(len(library.particles))
    field = CompiledForceField(library.particles, SOFT_SPHERES)
    sums = [
        frequency_sum(field.hessian(library.positions[k]), ones) for k in (double_well.a[0], double_well.b[0])
    ]
    # the frequency along the path is not in the one, and in the other
    expected = 0.5 * ARGON.hbar * np.diff(sums)[0]
    assert row.zero_point_difference == pytest.approx(expected, abs=ARGON.hbar)
    assert 0.0 < row.soft_overlap < 1.0
    assert 0.0 <= row.vibrality_rank < 1.0
    # they are computed once
    again = compute_both(library, double_well, store, zero_point=True).outcomes
    pd.testing.assert_frame_equal(again, both)
    # and do not enter a search that does not ask for them
    without = compute(library, double_well, store)
    pd.testing.assert_frame_equal(without.drop(columns="seconds"), classical.drop(columns="seconds"))
    assert without[added].isna().all(axis=None)
    at_once = compute_both(library, double_well, tmp_path / "other", zero_point=True).outcomes
    pd.testing.assert_frame_equal(at_once.drop(columns="seconds"), both.drop(columns="seconds"))


def test_two_level_systems_have_vibrations_in_any_case(library, double_well, tmp_path):
    units = QuantumUnits("custom", ARGON.hbar, 1.0)
    (row,) = compute(library, double_well, tmp_path / "store", units).itertuples()
    assert row.verdict == "two-level system"
    assert np.isfinite(row.zero_point_difference)


def test_an_intermediate_minimum_is_an_end_like_those_of_the_library(library, tmp_path):
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

    for name in ("compute_path", "add_vibrations"):
        monkeypatch.setattr(f"glasscape.studies.two_level_systems.exact.batch.{name}", fail)
    pd.testing.assert_frame_equal(compute(library, which, tmp_path / "store"), first)
    # other units ask other levels of the same paths
    assert len(compute(library, which, tmp_path / "store", NIP)) == 3
    with pytest.raises(AssertionError):
        compute(library, which, tmp_path / "store", neb=NEBSettings(images=30))


def test_a_failed_pair_has_a_row(library, tmp_path):
    positions = library.positions.copy()
    positions[1, 0] = np.nan
    broken = MinimaLibrary(library.particles, positions, library.energies, library.names)
    result = compute(broken, pairs((0, 1), (0, 2)), tmp_path / "store")
    EXACT.write(tmp_path / "exact.parquet", result)
    assert result.status.tolist()[0] == "failed"
    assert result.verdict.tolist()[0] == "failed"
    assert result.message.tolist()[0]
    assert result.status.tolist()[1] != "failed"


@pytest.mark.parametrize(
    "where",
    ["glasscape.paths.path.relax_band", "glasscape.studies.two_level_systems.exact.outcome.tunnel_each"],
)
def test_no_error_of_pair_report_fails_the_batch(library, double_well, tmp_path, monkeypatch, where):
    def fail(*arguments):
        raise ValueError("unforeseen")

    monkeypatch.setattr(where, fail)
    result = compute(library, double_well, tmp_path / "store")
    EXACT.write(tmp_path / "exact.parquet", result)
    assert result.verdict.tolist() == ["failed"]
    assert result.message.tolist() == ["ValueError: unforeseen"]
    # the next attempt succeeds: a failure is not remembered
    monkeypatch.undo()
    assert compute(library, double_well, tmp_path / "store").status.tolist() != ["failed"]


def test_not_converged_is_a_verdict(library, tmp_path):
    result = compute(library, pairs((0, 1)), tmp_path, neb=NEBSettings(max_evaluations=100))
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


def test_a_path_at_which_processes_die_is_skipped_and_others_are_computed(library, tmp_path, monkeypatch):
    """A process that dies leaves a mark of its path; the third process does not try it again."""
    folder = tmp_path / "store"
    which = pairs((0, 1), (0, 2))

    def die(*arguments):
        raise SystemExit

    monkeypatch.setattr("glasscape.studies.two_level_systems.exact.batch.compute_path", die)
    # dead processes do not remove their files
    monkeypatch.setattr(store.StoreWriter, "__exit__", lambda *arguments: None)
    for died in range(2):
        assert sum(store.deaths(folder).values()) == died
        with pytest.raises(SystemExit):
            compute(library, which, folder)
    monkeypatch.undo()
    result = compute(library, which, folder)
    assert result.status.tolist() == ["failed", "ok"]
    assert "2 processes were killed while they computed it" in result.message[0]
    for path in folder.glob(f"*{store.BEGUN}"):
        path.unlink()
    assert compute(library, which, folder).status.tolist() == ["ok", "ok"]
    assert not list(folder.glob(f"*{store.BEGUN}"))


def test_a_store_that_cannot_be_written_to_is_named(library, tmp_path):
    (tmp_path / "store").write_text("not a folder")
    with pytest.raises(StoreError, match=r"store: cannot be written to \(File exists\)"):
        compute(library, pairs((0, 1)), tmp_path / "store")


def test_double_wells_have_their_coupling_to_strain(double_well, library, tmp_path):
    row = compute(library, double_well, tmp_path).iloc[0]
    a, b = (library.positions[int(double_well[end].iloc[0])] for end in ("a", "b"))
    gamma = deformation_potential(CompiledForceField(library.particles, SOFT_SPHERES), a, b)
    assert row.gamma_xx == pytest.approx(gamma.tensor[0, 0])
    assert row.gamma_yz == pytest.approx(gamma.tensor[1, 2])
    assert row.gamma_longitudinal == pytest.approx(gamma.longitudinal)
    assert row.gamma_transverse == pytest.approx(gamma.transverse)
    # both levels are in one well
    assert row.same_well
    assert row.asymmetry is row.delta_0 is None


def test_levels_of_isotopes_follow_from_stored_paths(library, double_well, tmp_path, caplog):
    """As those of a path that is computed with these masses."""
    first = compute(library, double_well, tmp_path / "store")
    settings = PathSettings(PotentialSettings(), MinimaSettings(), NEB, extension_action(ARGON))
    minima = AllMinima.of({"g": library}, None)
    given = (first, minima, settings, ARGON)
    table = isotope_levels(*given, [[1.0], [4.0]], tmp_path / "store")
    ISOTOPES.arrow(table)
    assert table.masses.tolist() == ["1", "4"]
    assert table.quantum_splitting[0] == pytest.approx(first.quantum_splitting[0], rel=1e-6)
    heavy = PathSettings(PotentialSettings(masses=[4.0]), MinimaSettings(), NEB, extension_action(ARGON))
    computed = compute_batch(double_well, minima, heavy, ARGON, False, tmp_path / "heavy").outcomes
    assert table.quantum_splitting[1] == pytest.approx(computed.quantum_splitting[0], rel=1e-3)
    assert len(show_isotopes(table, ARGON.splitting_threshold).axes[0].collections) == 2
    # what is left out is told
    assert isotope_levels(*given, [[1e-3]], tmp_path / "store").empty
    assert "1 of 1 levels are left out: the paths do not extend far enough" in caplog.text
    # a path that is not in the store is left out
    none = isotope_levels(*given, [[4.0]], tmp_path / "none")
    ISOTOPES.arrow(none)
    show_isotopes(none, ARGON.splitting_threshold)
    with pytest.raises(ConfigError, match="isotopes: is empty"):
        isotope_levels(*given, [], tmp_path / "store")


def test_charges_give_the_change_of_the_dipole_moment(library, double_well, tmp_path):
    neutral = compute(library, double_well, tmp_path / "store")
    assert neutral.dipole_change.isna().all()
    settings = PathSettings(PotentialSettings(charges=[0.5]), MinimaSettings(), NEB, extension_action(ARGON))
    minima = AllMinima.of({"g": library}, None)
    # the path comes from the store
    charged = compute_batch(double_well, minima, settings, ARGON, False, tmp_path / "store").outcomes
    assert charged.evaluations[0] == neutral.evaluations[0]
    # charges that are all alike move with the centre of mass
    assert charged.dipole_change[0] == pytest.approx(0.0, abs=1e-10)
    assert charged.quantum_splitting[0] == neutral.quantum_splitting[0]
