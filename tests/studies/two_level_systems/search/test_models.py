from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from conftest import one_species

from glasscape.analysis.publish import publish
from glasscape.errors import LearningError
from glasscape.errors import TableError
from glasscape.files import write_json
from glasscape.learning.settings import CatBoostSettings
from glasscape.learning.settings import LightGBMSettings
from glasscape.minima.library import MinimaLibrary
from glasscape.minima.settings import MinimaSettings
from glasscape.plotting import save
from glasscape.studies.two_level_systems.analysis.figures import show_found
from glasscape.studies.two_level_systems.analysis.figures import show_predicted_against_exact
from glasscape.studies.two_level_systems.analysis.statistics import describe
from glasscape.studies.two_level_systems.analysis.summary import collect_defects
from glasscape.studies.two_level_systems.analysis.summary import summarise
from glasscape.studies.two_level_systems.exact.tables import EXACT
from glasscape.studies.two_level_systems.exact.tables import INTERMEDIATE_MINIMA
from glasscape.studies.two_level_systems.exact.tables import INTERMEDIATE_OF_PATHS
from glasscape.studies.two_level_systems.pairs.screen import screen_pairs
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.studies.two_level_systems.search.decision import Rules
from glasscape.studies.two_level_systems.search.decision import decide
from glasscape.studies.two_level_systems.search.features import feature_matrix
from glasscape.studies.two_level_systems.search.features import model_features
from glasscape.studies.two_level_systems.search.initial import select_initial
from glasscape.studies.two_level_systems.search.intermediate import collect_intermediate_minima
from glasscape.studies.two_level_systems.search.labels import extend_labels
from glasscape.studies.two_level_systems.search.models import Models
from glasscape.studies.two_level_systems.search.models import predict
from glasscape.studies.two_level_systems.search.models import train
from glasscape.studies.two_level_systems.search.progress import progress
from glasscape.studies.two_level_systems.search.select import select_best
from glasscape.studies.two_level_systems.search.select import with_features
from glasscape.studies.two_level_systems.search.settings import InitialSettings
from glasscape.studies.two_level_systems.search.settings import LearningSettings
from glasscape.studies.two_level_systems.search.settings import SearchSettings
from glasscape.studies.two_level_systems.search.settings import TargetSettings
from glasscape.studies.two_level_systems.search.tables import PREDICTIONS
from glasscape.studies.two_level_systems.search.tables import labels_table
from glasscape.studies.two_level_systems.search.tables import selected_table
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tables import pairs_table
from glasscape.units import ARGON


QUICK = LearningSettings(
    families=["lightgbm"],
    stack="lightgbm",
    lightgbm=LightGBMSettings(trees=60),
    catboost=CatBoostSettings(trees=60, learning_rate=0.2),
)
TARGET = Target.of(TargetSettings(), ARGON)
THRESHOLD = ARGON.splitting_threshold


def choose(blocks, labels, count, **settings):
    chosen = SearchSettings(pairs_per_iteration=count, **{"audit_part": 0.0, **settings})
    return select_best(blocks, labels, chosen, TARGET, 1)


def rules(**changes):
    return Rules(
        **{
            "stop_fraction": 0.01,
            "left_fraction": 0.0,
            "expected": 10,
            "fewest": 5,
            "last_allowed": False,
            **changes,
        }
    )


@pytest.fixture(scope="module")
def pairs():
    """Pairs of six glasses whose double wells are the few with small displacements."""
    rng = np.random.default_rng(0)
    n = 12_000
    total = 10 ** rng.normal(-0.1, 0.25, n)
    frame = pd.DataFrame(
        {
            "sample": rng.choice([f"g{k}" for k in range(6)], n),
            "a": np.arange(n, dtype=np.int32),
            "b": np.arange(n, dtype=np.int32) + 1,
            "energy_difference": rng.uniform(0, 0.1, n),
            "displacement_1": total * rng.uniform(0.4, 0.9, n),
            "displacement_2": total * 0.3,
            "displacement_3": total * 0.2,
            "distance_1_2": rng.uniform(1, 6, n),
            "distance_1_3": rng.uniform(1, 6, n),
            "total_displacement": total,
            "participation_ratio": rng.uniform(1, 10, n),
            "detour": np.where(rng.random(n) < 0.9, rng.uniform(0.6, 3.0, n), np.nan),
            "transitions_ab": np.nan,
            "transitions_ba": np.nan,
        }
    )
    return pairs_table(3).arrow(frame).to_pandas()


def truth(pairs):
    """Exact results of made-up physics: double wells below d = 0.28, splittings grow with Delta_E and d."""
    well = pairs.total_displacement < 0.28
    splitting = 1e-4 * 10 ** (20 * pairs.energy_difference + 4 * (pairs.total_displacement - 0.2))
    splitting = splitting.where(well)
    rows = pairs[["sample", "a", "b"]].assign(
        verdict=np.where(
            well, np.where(splitting < THRESHOLD, "two-level system", "double well"), "multiple wells"
        ),
        status="ok",
        message="",
        engine="compiled",
        energy_barrier=0.1,
        quantum_splitting=splitting,
        same_well=np.where(well, False, None),
        evaluations=100,
        seconds=0.5,
    )
    for column in EXACT.columns:
        if column.name not in rows:
            rows[column.name] = None
    return EXACT.arrow(rows).to_pandas()


@pytest.fixture(scope="module")
def labels(pairs):
    selected = select_initial([pairs], InitialSettings(pairs=600), seed=1)
    return extend_labels(None, selected, [truth(selected)], 0)


def test_mixture_reaches_rare_double_wells(pairs):
    # double wells have small displacements: here one pair in two hundred
    rare = pairs.total_displacement.quantile(0.005)
    mixture = select_initial([pairs[:5000], pairs[5000:]], InitialSettings(pairs=600), seed=1)
    assert len(mixture) == 600
    assert not mixture.duplicated(["sample", "a", "b"]).any()
    assert mixture.reason.value_counts().to_dict() == {"even": 450, "random": 150}
    assert (mixture.total_displacement < rare).mean() > 5 * 0.005
    selected_table(3).arrow(mixture)


def test_initial_selection_is_reproducible_and_grows(pairs):
    settings = InitialSettings(pairs=100, strategy="random")
    one, two = (select_initial([pairs], settings, seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    more = select_initial([pairs], InitialSettings(pairs=150, strategy="random"), seed=3)
    assert set(one.a) < set(more.a)
    assert set(one.a) != set(select_initial([pairs], settings, seed=4).a)
    parts = select_initial([pairs[:7], pairs[7:9000], pairs[9000:]], settings, seed=3)
    pd.testing.assert_frame_equal(one, parts)
    everything = select_initial([pairs[:40]], InitialSettings(pairs=100), seed=1)
    assert sorted(everything.a) == list(range(40))


def test_models_learn_and_survive_their_files(pairs, labels, tmp_path):
    models = train(labels, 3, TARGET, QUICK, seed=1, threads=1)
    assert models.scores["folds_by_glass"]
    assert models.scores["double_well_roc_auc"] > 0.95
    assert models.scores["value_r2"] > 0.8
    predicted = predict(models, pairs, threads=1)
    PREDICTIONS.arrow(predicted)
    real = truth(pairs)
    best = predicted.sort_values("target_probability", ascending=False).index[:50]
    assert (real.verdict[best] == "two-level system").mean() > 0.7
    models.write(tmp_path)
    again = predict(Models.read(tmp_path), pairs, threads=1)
    pd.testing.assert_frame_equal(predicted, again)
    retrained = train(labels, 3, TARGET, QUICK, seed=1, threads=1)
    pd.testing.assert_frame_equal(predicted, predict(retrained, pairs, threads=2))


def test_the_prefilter_settles_only_what_cannot_be_wanted(pairs, labels):
    models = train(labels, 3, TARGET, QUICK, seed=1, threads=1)
    assert models.cut > 0.0
    quick = predict(replace(models, cut=2.0), pairs, threads=1)
    full = predict(replace(models, cut=0.0), pairs, threads=1)
    both = predict(models, pairs, threads=1)
    settled = quick.target_probability < models.cut
    assert settled.mean() > 0.5
    pd.testing.assert_frame_equal(both[settled], quick[settled])
    pd.testing.assert_frame_equal(both[~settled], full[~settled])
    pd.testing.assert_frame_equal(full, predict(replace(models, first=None), pairs, threads=1))
    assert not TARGET.wanted(truth(pairs))[settled].any()
    alone = train(labels, 3, TARGET, QUICK.model_copy(update={"prefilter": False}), seed=1, threads=1)
    assert alone.first is None


def test_without_wanted_pairs_neither_second_layer_nor_prefilter(pairs, labels):
    poor = labels[labels.verdict != "two-level system"]
    models = train(poor, 3, TARGET, QUICK, seed=1, threads=1)
    assert models.first is None
    assert models.full.stacked is None
    assert models.scores["target_average_precision"] is None
    assert predict(models, pairs, threads=1).target_probability.between(0.0, 1.0).all()


@pytest.mark.parametrize("weighting", ["equal", "inverse-value"])
def test_other_targets_are_learnt(pairs, labels, weighting):
    known = labels.assign(
        energy_barrier=np.where(labels.quantum_splitting.notna(), labels.total_displacement, np.nan)
    )
    target = Target.of(TargetSettings(column="energy_barrier", threshold=0.25, wanted="high"), ARGON)
    settings = QUICK.model_copy(update={"weighting": weighting})
    models = train(known, 3, target, settings, seed=1, threads=1)
    assert models.scores["value_r2"] > 0.9
    predicted = predict(models, pairs, threads=1)
    best = predicted.target_probability.nlargest(50).index
    assert pairs.total_displacement[best].between(0.24, 0.29).mean() > 0.8


def test_models_refuse_pairs_with_other_features(pairs, labels):
    models = train(labels, 3, TARGET, QUICK, seed=1, threads=1)
    other = replace(models, features=models.features[:-1])
    with pytest.raises(LearningError, match=r"models read energy_difference, .*train the models again"):
        predict(other, pairs, threads=1)


def test_features_of_models_are_finite_whatever_the_pair(pairs):
    counted = pairs.assign(transitions_ab=0.0, transitions_ba=5.0)
    assert np.isfinite(feature_matrix(model_features(counted, 3))).all()
    # all particles but one at rest, equal energies, transitions that nobody counted
    odd = pairs.head(1).assign(
        detour=np.nan,
        energy_difference=0.0,
        displacement_1=0.3,
        displacement_2=0.0,
        displacement_3=0.0,
        total_displacement=0.3,
        participation_ratio=1.0,
        transitions_ab=np.nan,
        transitions_ba=np.nan,
    )
    found = model_features(odd, 3)
    assert all("transition" in name for name, values in found.items() if np.isnan(values).any())
    assert found["first_displacement_fraction"] == [1.0]
    assert found["log_energy_difference"] == [-9.0]


def test_scores_are_not_those_of_noise_learnt_by_heart(labels):
    shuffled = labels.copy()
    shuffled["verdict"] = np.random.default_rng(0).permutation(labels.verdict)
    wells = shuffled.verdict != "multiple wells"
    shuffled["quantum_splitting"] = np.where(
        wells, np.random.default_rng(1).uniform(1e-4, 1e-2, len(wells)), np.nan
    )
    scores = train(shuffled, 3, TARGET, QUICK, seed=1, threads=1).scores
    assert 0.35 < scores["double_well_roc_auc"] < 0.65
    assert scores["value_r2"] < 0.2


def test_too_few_double_wells_say_what_to_do(labels):
    poor = labels[labels.verdict == "multiple wells"]
    with pytest.raises(LearningError, match=r"0 double wells.*search.initial.pairs"):
        train(poor, 3, TARGET, QUICK, seed=1, threads=1)


def test_few_double_wells_are_folded_without_fuss(labels):
    wells = labels.verdict != "multiple wells"
    few = pd.concat([labels[wells][:4], labels[~wells][:50]]).assign(glass="one")
    models = train(few, 3, TARGET, QUICK.model_copy(update={"fewest": 2, "folds": 20}), seed=1, threads=1)
    assert not models.scores["folds_by_glass"]
    assert models.scores["double_wells"] == 4


def test_no_pair_at_all_says_what_to_do(pairs):
    with pytest.raises(LearningError, match=r"pairs.max_displacement"):
        select_initial([pairs[:0]], InitialSettings(), seed=1)


def test_the_best_remaining_pairs_are_selected(pairs, labels):
    models = train(labels, 3, TARGET, QUICK, seed=1, threads=1)
    predicted = predict(models, pairs, threads=1)
    blocks = [predicted[:3000], predicted[3000:3001], predicted[3001:]]
    best = choose(blocks, labels, 80).pairs
    known = set(labels.a)
    expected = predicted[~predicted.a.isin(known)].sort_values(
        ["target_probability", "sample", "a", "b"],
        ascending=[False, True, True, True],
    )
    assert best.a.tolist() == expected.a.tolist()[:80]
    full = with_features(best, [pairs[:5000], pairs[5000:]])
    assert full.a.tolist() == best.a.tolist()
    assert not full.total_displacement.isna().any()
    selected_table(3).arrow(full)
    grown = extend_labels(labels, full, [truth(full)[:30], truth(full)[30:]], 1)
    labels_table(3).arrow(grown)
    assert len(grown) == 680
    assert (grown.iteration == 1).sum() == 80


def test_running_out_of_pairs_ends_in_an_empty_selection(pairs, labels):
    known = pairs.merge(labels[["sample", "a", "b"]])
    models = train(labels, 3, TARGET, QUICK, seed=1, threads=1)
    selection = choose([predict(models, known, 1)], labels, 10, audit_part=0.5)
    assert selection.pairs.empty
    assert selection.strata.pairs.sum() == 0
    full = with_features(selection.pairs, [pairs])
    selected_table(3).arrow(full)
    grown = extend_labels(labels, full, [EXACT.empty()], 1)
    assert len(grown) == len(labels)
    decision = decide(grown, 1, rules(), TARGET, [selection.strata])
    assert decision.stop
    assert "no pair is left" in decision.reason
    assert decision.completeness is None


def made_labels(counts):
    """Labels with (pairs, two-level systems) for every iteration."""
    rows = [
        {
            "iteration": k,
            "status": "ok",
            "reason": "best",
            "verdict": "two-level system" if n < systems else "multiple wells",
            "quantum_splitting": 1e-3 if n < systems else np.nan,
        }
        for k, (total, systems) in enumerate(counts)
        for n in range(total)
    ]
    return pd.DataFrame(rows)


@pytest.mark.parametrize(
    ("counts", "last", "stop", "reason"),
    [
        ([(100, 3), (10, 5)], False, False, "5 of 8"),
        ([(100, 60), (10, 1)], False, True, "search.stop_fraction"),
        ([(100, 3), (10, 0)], False, True, "search.stop_fraction"),
        ([(100, 1), (10, 1)], False, True, "2 double wells and 108 other pairs are too few"),
        ([(100, 99), (10, 10)], False, True, "109 double wells and 1 other pairs are too few"),
        ([(100, 3), (10, 5)], True, True, "max_iterations"),
        ([(100, 3), (7, 5)], False, True, "no pair is left"),
        ([(10, 0)], False, True, "0 double wells"),
        ([(10, 3)], False, False, "3 of 3"),
    ],
)
def test_decisions_and_their_reasons(counts, last, stop, reason):
    decision = decide(
        made_labels(counts), len(counts) - 1, rules(stop_fraction=0.05, fewest=3, last_allowed=last), TARGET
    )
    assert decision.stop is stop
    assert reason in decision.reason


# reports of two glasses, as far as the summary reads them
PREPARATION = [{"equilibration": {"equilibrated": yes}} for yes in (True, False)]


def test_summary_and_defects(pairs, labels, tmp_path):
    exact = truth(labels)
    EXACT.write(tmp_path / "0.parquet", exact[:300])
    EXACT.write(tmp_path / "1.parquet", exact[300:])
    defects = collect_defects(labels, [str(tmp_path / "0.parquet"), str(tmp_path / "1.parquet")], TARGET)
    assert (defects.verdict == "two-level system").all()
    assert len(defects) == (labels.verdict == "two-level system").sum() > 0
    assert defects.quantum_splitting.is_monotonic_increasing
    statistics = describe(labels, np.ones(len(labels)), [pairs], {}, 500.0, TARGET, ARGON, 0)

    def summed(target):
        return summarise(
            "e",
            labels,
            [{"configurations": 9, "minima": 8}],
            [{"pairs": 28, "kept": 20}],
            ARGON,
            target,
            [],
            PREPARATION,
            statistics.glasses,
            statistics.density,
            statistics.procedures,
        )

    summary = summed(TARGET)
    n0 = summary["n0"]
    assert summary["volume"] == 3000.0
    assert n0["found"] == pytest.approx(len(defects) / 4.5)
    assert n0["low"] < n0["found"] == n0["unbiased"] < n0["high"]
    assert n0["unbiased_error"] is None
    assert n0["per_ev_cm3"] == pytest.approx(4.4e23, rel=0.01)
    assert [row["procedure"] for row in summary["procedures"]] == ["search"]
    assert summary["procedures"][0]["found"] == len(defects)
    assert summary["glasses"] == 6
    # a search for less does not count all two-level systems
    assert summed(replace(TARGET, threshold=1e-3))["n0"] is None
    assert summed(replace(TARGET, threshold=1e-2))["n0"] == n0
    assert summary["glasses_not_equilibrated"] == 1
    assert summary["configurations"] == 9
    assert summary["computed"] == 600
    assert summary["two_level_systems"] == len(defects)
    assert [entry["iteration"] for entry in summary["iterations"]] == [0]
    write_json(tmp_path / "summary.json", summary)


def test_figures_show_every_row_and_survive_empty_tables(pairs, labels, tmp_path):
    models = train(labels, 3, TARGET, QUICK, seed=1, threads=1)
    full = with_features(choose([predict(models, pairs, 1)], labels, 80).pairs, [pairs])
    grown = extend_labels(labels, full, [truth(full)], 1)
    figure = show_predicted_against_exact(grown, TARGET)
    shown = sum(len(points.get_offsets()) for points in figure.axes[0].collections)
    assert shown == (grown.iteration.eq(1) & grown.verdict.ne("multiple wells")).sum()
    found = show_found(grown, TARGET)
    assert found.axes[0].lines[0].get_ydata()[-1] == (grown.verdict != "multiple wells").sum()
    assert found.axes[1].lines[0].get_ydata()[-1] == (grown.verdict == "two-level system").sum()
    none = labels[labels.verdict == "multiple wells"]
    for k, table in enumerate((grown, none)):
        save(show_predicted_against_exact(table, TARGET), [tmp_path / f"p{k}.png", tmp_path / f"p{k}.pdf"])
        save(show_found(table, TARGET), [tmp_path / f"f{k}.png"])
    assert len(list(tmp_path.iterdir())) == 6


def test_results_of_the_last_iteration_are_published(tmp_path):
    def iteration(k, stop):
        (tmp_path / f"iter_{k}").mkdir(exist_ok=True)
        write_json(tmp_path / f"iter_{k}" / "decision.json", {"stop": stop})
        (tmp_path / f"iter_{k}" / "table").write_text(str(k))

    iteration(0, False)
    iteration(1, False)
    iteration(3, True)
    publish(tmp_path, ["table"], 5)
    assert not (tmp_path / "table").exists()
    iteration(2, True)
    publish(tmp_path, ["table"], 5)
    assert (tmp_path / "table").read_text() == "2"


def test_tables_refuse_what_their_schema_does_not_allow(pairs, tmp_path):
    with pytest.raises(TableError, match="total_displacement is missing"):
        pairs_table(3).arrow(pairs.drop(columns="total_displacement"))
    with pytest.raises(TableError, match="a"):
        pairs_table(3).arrow(pairs.assign(a="x"))
    with pytest.raises(TableError, match=r"energy_difference.*null values"):
        pairs_table(3).arrow(pairs.assign(energy_difference=np.nan))
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 but not really")
    with pytest.raises(TableError, match=r"broken.parquet.*delete it"):
        EXACT.read(tmp_path / "broken.parquet")
    pairs_table(2).write(tmp_path / "two.parquet", pairs)
    with pytest.raises(TableError, match="displacement_3 should be double and is missing"):
        pairs_table(3).read(tmp_path / "two.parquet")


def test_a_write_that_fails_leaves_nothing(pairs, tmp_path):
    with pytest.raises(RuntimeError), pairs_table(3).writer(tmp_path / "t.parquet"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_progress_says_what_is_done_and_what_is_next(tmp_path):
    settings = SearchSettings(initial=InitialSettings(pairs=60), pairs_per_iteration=[20, 30])

    def told():
        return progress(tmp_path, settings, lambda k: 3 - k)

    assert told() == "no iteration is done; iteration 0 of at most 3 computes 60 pairs in 3 batches"
    for k in (0, 1):
        content = {"stop": False, "reason": f"the last batch brought {k} of 7 defects"}
        write_json(tmp_path / f"iter_{k}" / "decision.json", content)
    done, following = told().split("; ")
    assert done == "iteration 1 is done, the last batch brought 1 of 7 defects"
    assert following == "iteration 2 of at most 3 computes 30 pairs in 1 batches"
    write_json(tmp_path / "iter_2" / "decision.json", {"stop": True, "reason": "enough"})
    write_json(tmp_path / "iter_3" / "decision.json", {"stop": True, "reason": "of an earlier run"})
    assert told() == "finished with iteration 2: enough"


def test_batches_cover_the_pairs():
    initial = InitialSettings(pairs=101)
    settings = SearchSettings(
        initial=initial, pairs_per_iteration=[60, 50], minutes_per_batch=1.0, batches_multiple=3
    )
    assert [settings.batches_in(k, usual_seconds=2.0) for k in (0, 1, 2)] == [6, 3, 3]
    assert [settings.pairs_in(k) for k in (0, 1, 2, 3)] == [101, 60, 50, 50]
    assert settings.batches_in(2, usual_seconds=1e9) == 50
    measured = settings.model_copy(update={"seconds_per_pair": 12.0})
    assert measured.batches_in(2, usual_seconds=2.0) == 12


@pytest.fixture(scope="module")
def landscape():
    """A library of three minima of five particles, and the positions of others by name."""
    glass = one_species(np.ones(5), 10.0 * np.eye(3))
    base = np.random.default_rng(0).uniform(0.0, 10.0, (5, 3))
    places = {}
    for k, name in enumerate("abcxyz"):
        places[name] = base.copy()
        places[name][0] += [0.1 * k, 0.0, 0.05 * k]
    library = MinimaLibrary(
        glass, np.array([places[name] for name in "abc"]), np.array([1.0, 1.02, 1.05]), tuple("abc")
    )
    return library, places


def path(landscape, a, b, *between):
    """Rows of `INTERMEDIATE_OF_PATHS` of one path; minima are (name, energy)."""
    rows = [
        {"sample": "g", "a": a, "b": b, "step": k, "energy": energy, "positions": landscape[1][name].ravel()}
        for k, (name, energy) in enumerate(between)
    ]
    return INTERMEDIATE_OF_PATHS.arrow(pd.DataFrame(rows)).to_pandas() if rows else INTERMEDIATE_OF_PATHS.empty()


def collect(landscape, earlier, iteration, *paths, **pairs):
    return collect_intermediate_minima(earlier, paths, {"g": landscape[0]}, MinimaSettings(), PairSettings(**pairs), iteration)


def test_minima_on_paths_go_on_from_the_library(landscape):
    first = collect(landscape, None, 0, path(landscape, 0, 2, ("x", 1.03), ("b", 1.02), ("y", 1.01)))
    assert first.minima["index"].tolist() == [3, 4]
    assert first.minima.energy.tolist() == [1.03, 1.01]
    # a - x - b - y - c, the lower minimum first
    assert list(zip(first.pairs.a, first.pairs.b, strict=True)) == [(0, 3), (1, 3), (4, 1), (4, 2)]
    second = collect(landscape, first, 1, path(landscape, 0, 1, ("y", 1.01), ("z", 1.04)))
    assert second.minima["index"].tolist() == [3, 4, 5]
    assert second.minima.iteration.tolist() == [0, 0, 1]
    new = list(zip(second.pairs.a, second.pairs.b, strict=True))[4:]
    assert new == [(0, 4), (4, 5), (1, 5)]
    INTERMEDIATE_MINIMA.arrow(second.minima)
    pairs_table(3).arrow(second.pairs)


def test_every_glass_counts_its_own_minima(landscape):
    library, _ = landscape
    few = MinimaLibrary(library.particles, library.positions[:2], library.energies[:2], library.names[:2])
    paths = pd.concat(
        [path(landscape, 0, 1, ("x", 1.03)).assign(glass=glass) for glass in ("g", "h")]
        + [path(landscape, 0, 2, ("y", 1.01))]
    )
    found = collect_intermediate_minima(None, [paths], {"g": library, "h": few}, MinimaSettings(), PairSettings(), 0)
    assert found.minima.groupby("sample")["index"].apply(list).to_dict() == {"g": [3, 4], "h": [2]}
    steps = zip(found.pairs["sample"], found.pairs.a, found.pairs.b, strict=True)
    assert set(steps) == {("g", 0, 3), ("g", 1, 3), ("g", 0, 4), ("g", 4, 2), ("h", 0, 2), ("h", 1, 2)}


def test_features_of_steps_are_those_of_all_pairs(landscape, tmp_path):
    library, places = landscape
    found = collect(landscape, None, 0, path(landscape, 0, 1, ("x", 1.03)))
    everything = MinimaLibrary(
        library.particles,
        np.array([places[name] for name in "abxc"]),
        np.array([1.0, 1.02, 1.03, 1.05]),
        ("",) * 4,
    )
    screen_pairs("g", everything, PairSettings(), tmp_path / "pairs.parquet")
    expected = pairs_table(3).read(tmp_path / "pairs.parquet").query("b == 2")
    features = [c.name for c in pairs_table(3).columns[3:]]
    assert expected.detour.notna().all()
    np.testing.assert_allclose(
        found.pairs[features].to_numpy(float), expected[features].to_numpy(float), rtol=1e-12
    )


def test_steps_pass_the_filters_of_all_pairs(landscape):
    visits = path(landscape, 0, 2, ("x", 1.03), ("y", 1.045))
    assert len(collect(landscape, None, 0, visits).pairs) == 3
    close = collect(landscape, None, 0, visits, max_energy_difference=0.02)
    assert list(zip(close.pairs.a, close.pairs.b, strict=True)) == [(3, 4), (4, 2)]
    near = collect(landscape, None, 0, visits, max_displacement=0.15)
    assert list(zip(near.pairs.a, near.pairs.b, strict=True)) == [(3, 4)]


def test_nothing_visited_harvests_nothing(landscape):
    found = collect(landscape, None, 0, INTERMEDIATE_OF_PATHS.empty())
    INTERMEDIATE_MINIMA.arrow(found.minima)
    pairs_table(3).arrow(found.pairs)
    assert found.minima.empty
    assert found.pairs.empty


def test_steps_found_keep_a_search_going_that_has_run_out_of_pairs(pairs, labels):
    known = labels.head(5)
    new = pairs[
        ~pd.MultiIndex.from_frame(pairs[["a", "b"]]).isin(pd.MultiIndex.from_frame(labels[["a", "b"]]))
    ]
    decision = decide(labels, 0, rules(expected=len(labels) + 1), TARGET, steps=known)
    assert decision.stop
    assert decision.reason == "no pair is left to compute"
    assert not decide(
        labels, 0, rules(expected=len(labels) + 1), TARGET, steps=pd.concat([known, new.head(1)])
    ).stop
