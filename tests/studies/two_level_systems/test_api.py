"""Steps of the search for scripts: paths between atoms, features, ranking, results."""

import doctest
import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

import numba
import numpy as np
import pandas as pd
import pytest
from ase.calculators.emt import EMT
from ase.calculators.singlepoint import SinglePointCalculator
from runs import PROJECT
from sklearn.base import clone
from sklearn.model_selection import GroupKFold, cross_val_score
from studies.two_level_systems.invented import FEATURES, QUICK, THRESHOLD, exact_results
from studies.two_level_systems.pairs.plain_features import library, unknown

import glasscape
from glasscape.errors import GlasscapeError, LearningError, StructureError, TableError
from glasscape.minima.library import Transitions
from glasscape.structures.writers import to_atoms
from glasscape.studies.two_level_systems.api import path
from glasscape.studies.two_level_systems.pairs.screen import screen_pairs
from glasscape.units import METAL

QUICKER = QUICK.model_copy(update={"prefilter": False, "stack": None})


@pytest.fixture(scope="module")
def hydrogen():
    """The path of hydrogen in copper from the README, and the names of its lines."""
    text = (PROJECT / "README.md").read_text()
    section = text.partition("## In Python\n")[2].partition("\n## ")[0]
    # the lines after these read results of a run
    lines, _, _ = section.partition("    >>> search =")
    names = {}
    test = doctest.DocTestParser().get_doctest(lines, names, "README", None, 0)
    runner = doctest.DocTestRunner()
    runner.run(test, clear_globs=False)
    assert len(test.examples) >= 8
    assert runner.failures == 0
    return test.globs


def test_the_example_of_the_docstring_is_that_of_the_readme():
    readme = (PROJECT / "README.md").read_text()
    examples = doctest.DocTestParser().get_examples(path.find_path.__doc__)
    assert len(examples) >= 8
    assert all(f">>> {example.source}" in readme for example in examples)


def test_a_path_has_images_and_results(hydrogen):
    path = hydrogen["path"]
    assert path.results["verdict"] == "double well"
    assert path.tunnelling[0].units == METAL
    energies = [atoms.get_potential_energy() for atoms in path.images]
    assert len(energies) == 8
    assert energies[0] < energies[-1] < max(energies)
    assert max(energies) - energies[0] == pytest.approx(path.results["energy_barrier"], rel=0.05)
    # the images are configurations of the calculator
    again = path.images[3].copy()
    again.calc = EMT()
    assert again.get_potential_energy() == pytest.approx(energies[3], abs=1e-9)
    # hydrogen moves by two, copper by a few
    moved = np.linalg.norm(path.images[-1].positions - path.images[0].positions, axis=1)
    assert np.argmax(moved) == len(again) - 1


def test_masses_are_those_of_the_atoms(hydrogen):
    """The length of the path is weighted with them."""
    path = hydrogen["path"]
    masses = path.images[0].get_masses()
    steps = np.diff([atoms.positions - atoms.get_center_of_mass() for atoms in path.images], axis=0)
    length = np.sqrt(np.einsum("i,mij,mij->m", masses, steps, steps)).sum()
    assert path.results["path_length"] == pytest.approx(length, rel=1e-6)


def test_the_deformation_potential_is_in_the_frame_of_the_atoms(hydrogen):
    """A path of turned atoms has a turned tensor: y becomes x, and x becomes -y."""
    path = hydrogen["path"]
    ends = [path.images[k].copy() for k in (0, -1)]
    for atoms in ends:
        # neither the cell nor the path is the same along x and y
        atoms.set_cell(atoms.cell.array * [1.0, 1.02, 1.05], scale_atoms=True)
    neb = glasscape.NEBSettings(images=8)
    before = glasscape.find_path(*ends, EMT(), neb=neb)
    for atoms in ends:
        atoms.rotate(-90.0, "z", rotate_cell=True)
    after = glasscape.find_path(*ends, EMT(), neb=neb)
    turned = {"xx": ("yy", 1.0), "yy": ("xx", 1.0), "zz": ("zz", 1.0), "xy": ("xy", -1.0), "xz": ("yz", 1.0)}
    for name, (other, sign) in turned.items():
        expected = sign * before.results[f"gamma_{other}"]
        assert after.results[f"gamma_{name}"] == pytest.approx(expected, abs=2e-3)
    assert abs(before.results["gamma_xx"] - before.results["gamma_yy"]) > 0.02
    # it is half the change of the stress, times the volume
    stress = []
    for atoms in (after.images[0].copy(), after.images[-1].copy()):
        atoms.calc = EMT()
        stress.append(atoms.get_stress(voigt=False))
    expected = 0.5 * after.images[0].get_volume() * (stress[1] - stress[0])
    for i, j, name in ((0, 0, "xx"), (1, 1, "yy"), (0, 1, "xy"), (1, 2, "yz")):
        assert after.results[f"gamma_{name}"] == pytest.approx(expected[i, j], abs=2e-3)


def test_copies_of_one_minimum_have_no_path(small_glass, small_minimum):
    one = to_atoms(small_glass, small_minimum)
    other = one.copy()
    with pytest.raises(StructureError, match="both structures lead to the same minimum"):
        glasscape.find_path(one, other, "polydisperse-soft-spheres")


def test_cells_that_are_turned_against_each_other_are_refused(small_glass, small_minimum):
    """Their standard cells are equal, but positions would be turned differently."""
    one = to_atoms(small_glass, small_minimum)
    other = one.copy()
    other.set_cell(one.cell.array[[1, 2, 0]])
    for atoms in (one, other):
        atoms.calc = SinglePointCalculator(atoms, energy=1.0)
    with pytest.raises(StructureError, match="turned, or in another order, against those of atoms 0"):
        glasscape.find_path(one, other, "polydisperse-soft-spheres")
    with pytest.raises(StructureError, match="turned, or in another order, against those of atoms 0"):
        glasscape.pair_features([one, other])


def test_features_are_those_of_the_tables(tmp_path):
    """Minima may be in any order; indices are those of the list."""
    steps = Transitions(np.array([0, 3, 5]), np.array([1, 2, 4]), np.array([4, 2, 7]))
    lib = library(12, steps)
    settings = glasscape.PairSettings(max_energy_difference=0.2, max_displacement=1.3)
    screen_pairs("g", lib, unknown(lib), settings, tmp_path / "pairs.parquet")
    expected = FEATURES.pairs.read(tmp_path / "pairs.parquet")
    order = np.random.default_rng(0).permutation(12)
    minima = []
    for k in order:
        minima.append(to_atoms(lib.particles, np.array(lib.positions[k])))
        minima[-1].calc = SinglePointCalculator(minima[-1], energy=lib.energies[k])
    # transitions are those of the list, too
    rank = np.argsort(order)
    transitions = pd.DataFrame(
        {"from": rank[steps.origin], "to": rank[steps.destination], "count": steps.count}
    )
    # any iterable of atoms will do
    found = glasscape.pair_features(iter(minima), settings, sample="g", transitions=transitions)
    found = found.assign(a=order[found.a], b=order[found.b]).astype({"a": np.int32, "b": np.int32})
    pd.testing.assert_frame_equal(found, expected, atol=1e-9)
    assert len(found) > 3
    assert found.transitions_ab.max() == 4.0


@pytest.mark.filterwarnings("ignore:.*multi-threaded")
def test_forked_processes_are_told_how_to_start():
    """GNU OpenMP would end them, and a pool of multiprocessing would start others for ever."""
    lib = library(3)
    minima = [to_atoms(lib.particles, np.array(positions)) for positions in lib.positions]
    for atoms, energy in zip(minima, lib.energies, strict=True):
        atoms.calc = SinglePointCalculator(atoms, energy=energy)
    glasscape.pair_features(minima)
    if numba.threading_layer() != "omp":
        pytest.skip("only OpenMP cannot be forked")
    with (
        ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as pool,
        pytest.raises(GlasscapeError, match="start processes with multiprocessing"),
    ):
        pool.submit(glasscape.pair_features, minima).result()


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"from": [0], "to": [3], "count": [1]}, "names minimum 3, and there are 3"),
        (
            {"from": [-1], "to": [1], "count": [1]},
            "row 0 of the transitions: from, to and count",
        ),
        ({"from": [0, 0], "to": [1, 1.7], "count": [1, 1]}, "row 1 of the transitions"),
        ({"from": [0, 0], "to": [1, 1], "count": [1, np.nan]}, "row 1 of the transitions"),
        ({"from": [0], "to": ["a"], "count": [1]}, "row 0 of the transitions"),
        ({"from": [0], "to": [1]}, "no column 'count'"),
    ],
)
def test_transitions_of_other_minima_are_refused(wrong, expected):
    lib = library(3)
    minima = [to_atoms(lib.particles, np.array(positions)) for positions in lib.positions]
    for atoms, energy in zip(minima, lib.energies, strict=True):
        atoms.calc = SinglePointCalculator(atoms, energy=energy)
    with pytest.raises(StructureError, match=expected):
        glasscape.pair_features(minima, transitions=pd.DataFrame(wrong))
    # rows of the same minima add up, and a minimum is not left for itself
    repeated = pd.DataFrame({"from": [0, 1, 0, 2], "to": [1, 1, 1, 1], "count": [2, 5, 1, 4]})
    loose = glasscape.PairSettings(max_energy_difference=10.0, max_displacement=100.0)
    found = glasscape.pair_features(minima, loose, transitions=repeated).set_index(["a", "b"])
    assert found.transitions_ab.loc[0, 1] == 3.0
    assert found.transitions_ba.loc[1, 2] == 4.0
    assert found.transitions_ab.sum() + found.transitions_ba.sum() == 7.0
    with pytest.raises(StructureError, match="there are no minima"):
        glasscape.pair_features([])
    for result in ({"energy": np.nan}, {"forces": np.zeros_like(minima[1].positions)}):
        minima[1].calc = SinglePointCalculator(minima[1], **result)
        with pytest.raises(StructureError, match="minimum 1 has no energy"):
            glasscape.pair_features(minima)


def test_pairs_are_ranked_as_scikit_learn_does(pairs, labels):
    ranker = glasscape.PairRanker(learning=QUICKER)
    ranker.fit(labels[FEATURES.pairs.names], labels.quantum_splitting)
    assert ranker.scores_["pairs"] == len(labels)
    real = exact_results(pairs)
    best = ranker.rank(pairs).head(50)
    assert best.target_probability.is_monotonic_decreasing
    assert (real.verdict[best.index] == "two-level system").mean() > 0.7
    assert ranker.predict(pairs)[best.index] == pytest.approx(best.target_probability)
    chance = (real.quantum_splitting < THRESHOLD).mean()
    assert ranker.score(pairs, real.quantum_splitting) > 10 * chance
    assert ranker.__sklearn_tags__().input_tags.allow_nan


def test_rankers_are_cloned_and_cross_validated(labels):
    ranker = glasscape.PairRanker(learning=QUICKER, random_state=3)
    copy = clone(ranker)
    assert copy.get_params() == ranker.get_params()
    known = labels[FEATURES.pairs.names]
    scores = cross_val_score(copy, known, labels.quantum_splitting, groups=known["sample"], cv=GroupKFold(2))
    assert scores.min() > 2 * (labels.quantum_splitting < THRESHOLD).mean()


def test_too_few_pairs_are_told(labels):
    with pytest.raises(LearningError, match="too few for training"):
        glasscape.PairRanker(learning=QUICKER).fit(labels.head(12), labels.quantum_splitting.head(12))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda x, y: (x.to_numpy(), y), "pairs are a table of pair_features, and not of type ndarray"),
        (lambda x, y: (x.drop(columns="sample"), y), "the pairs have no column 'sample'"),
        (lambda x, y: (x.drop(columns="detour"), y), "the pairs have no column 'detour'"),
        (lambda x, y: (x, y.where(y.isna(), np.inf)), "the value inf of a pair is not positive and finite"),
        (lambda x, y: (x, y.where(y.isna(), -y)), "is not positive and finite; give NaN"),
    ],
)
def test_tables_that_cannot_be_learnt_from_are_told(labels, change, message):
    x, y = change(labels[FEATURES.pairs.names], labels.quantum_splitting)
    with pytest.raises(LearningError, match=message):
        glasscape.PairRanker(learning=QUICKER).fit(x, y)


def test_results_of_a_search_are_read(tmp_path, labels):
    with pytest.raises(TableError, match=r"has no defects.parquet; give the folder of an ensemble"):
        glasscape.read_search(tmp_path)
    # an earlier search went on to iteration 11
    for k, rows in ((9, labels.head(3)), (10, labels), (11, labels.head(5))):
        (tmp_path / f"iter_{k}").mkdir()
        rows.to_parquet(tmp_path / f"iter_{k}/labels.parquet")
    labels.head(2).to_parquet(tmp_path / "defects.parquet")
    summary = {"targets": 2, "iterations": [{"iteration": 9}, {"iteration": 10}]}
    (tmp_path / "summary.json").write_text(json.dumps(summary))
    found = glasscape.read_search(tmp_path)
    assert (len(found.computed), len(found.targets)) == (len(labels), 2)
    assert found.summary == summary


def test_structures_that_are_missing_are_told(tmp_path):
    with pytest.raises(StructureError, match="no such file"):
        glasscape.read_library(tmp_path)
