"""Networks on graphs of particles: the graph network and the transformer."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from learning.networks.graphs import CUTOFF, neighbour_energy, some_graphs, training_graphs
from scipy.spatial.transform import Rotation

from glasscape.errors import LearningError
from glasscape.learning.networks.graph import Graph, TrainingGraphs
from glasscape.learning.registry import graph_kind_of
from glasscape.learning.settings import GraphNetworkSettings, TransformerSettings

graph_model = pytest.importorskip(
    "glasscape.learning.networks.graph_model", reason="the extra `deep` is not installed"
)

COMMON = {
    "cutoff": CUTOFF,
    "width": 16,
    "networks": 2,
    "epochs": 40,
    "learning_rate": 0.01,
    "weight_decay": 0.0,
}
QUICK = {
    "graph-network": GraphNetworkSettings(**COMMON, rounds=1),
    "transformer": TransformerSettings(**COMMON, depth=1),
}
TRAINING, TEST = some_graphs(8), some_graphs(3, seed=1)


def fit(family, data=None, seed=1, **changes):
    data = training_graphs(TRAINING) if data is None else data
    settings = QUICK[family].model_copy(update=changes)
    return graph_kind_of(family).fit(data, settings, seed)


@pytest.fixture(scope="module", params=list(QUICK))
def trained(request):
    return request.param, fit(request.param)


def correlation(model, graphs):
    predicted = np.concatenate(model.predict(graphs))
    return np.corrcoef(predicted, np.concatenate([neighbour_energy(graph) for graph in graphs]))[0, 1]


def test_it_learns_what_the_neighbours_alone_decide(trained):
    _, model = trained
    assert correlation(model, TEST) > 0.9


def test_without_messages_a_graph_network_sees_no_neighbours():
    assert abs(correlation(fit("graph-network", rounds=0), TEST)) < 0.3


def test_the_order_of_particles_and_pairs_does_not_matter(trained):
    _, model = trained
    graph, rng = TEST[0], np.random.default_rng(3)
    order, pairs = rng.permutation(len(graph)), rng.permutation(len(graph.senders))
    place = np.argsort(order)
    moved = Graph(
        graph.x[order],
        graph.species[order],
        place[graph.senders[pairs]],
        place[graph.receivers[pairs]],
        graph.vectors[pairs],
    )
    before, after = model.predict([graph, moved])
    np.testing.assert_allclose(after, before[order], atol=1e-5)
    assert not np.allclose(after, before, atol=1e-2)


def test_rotations_and_reflections_do_not_matter(trained):
    _, model = trained
    graph = TEST[0]
    turn = Rotation.random(random_state=1).as_matrix()
    stretched = replace(graph, vectors=1.02 * graph.vectors)
    before = model.predict([graph])[0]
    for matrix in (turn, -turn, np.diag([1.0, 1.0, -1.0])):
        turned = replace(graph, vectors=graph.vectors @ matrix.T)
        np.testing.assert_allclose(model.predict([turned])[0], before, atol=1e-5)
    assert not np.allclose(model.predict([stretched])[0], before, atol=1e-3)


def test_a_pair_at_the_cutoff_changes_nothing(trained):
    _, model = trained
    graph = TEST[0]
    ends = np.array([0, 1])
    more = Graph(
        graph.x,
        graph.species,
        np.append(graph.senders, ends),
        np.append(graph.receivers, ends[::-1]),
        np.vstack([graph.vectors, [[CUTOFF, 0.0, 0.0], [-CUTOFF, 0.0, 0.0]]]),
    )
    before, after = model.predict([graph, more])
    np.testing.assert_allclose(after, before, atol=1e-5)


def test_padding_does_not_change_what_is_predicted(trained):
    """A graph beside a larger one, and a graph beside a copy of itself with which it shares no pair."""
    _, model = trained
    graph = TEST[0]
    twice = Graph(
        np.tile(graph.x, (2, 1)),
        np.tile(graph.species, 2),
        np.append(graph.senders, graph.senders + len(graph)),
        np.append(graph.receivers, graph.receivers + len(graph)),
        np.tile(graph.vectors, (2, 1)),
    )
    alone = model.predict([graph])[0]
    large, beside = model.predict([twice, graph])
    assert np.array_equal(beside, alone)
    np.testing.assert_allclose(large, np.tile(alone, 2), atol=1e-5)


def test_padding_does_not_change_what_is_learnt():
    """A large graph of weight 0 and without features pads all others."""
    large = some_graphs(1, n=64, seed=5)[0]
    large = replace(large, x=np.full_like(large.x, np.nan))
    weights = [*(np.ones(len(graph)) for graph in TRAINING), np.zeros(len(large))]
    data = training_graphs([*TRAINING, large], weights)
    one, other = (fit("graph-network", each, epochs=3, networks=1) for each in (data, None))
    for found, expected in zip(one.predict(TEST), other.predict(TEST), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-3)


def test_the_seed_alone_decides(trained):
    family, _ = trained
    one, again, other = (fit(family, seed=seed, epochs=3) for seed in (1, 1, 2))
    predicted = one.predict(TEST)
    assert all(np.array_equal(a, b) for a, b in zip(predicted, again.predict(TEST), strict=True))
    assert not np.array_equal(predicted[0], other.predict(TEST)[0])


def test_particles_of_weight_zero_are_not_learnt(trained):
    """Their labels may be absent or absurd, and a whole graph may have none."""
    family, _ = trained
    weights = [(graph.species == 0).astype(float) for graph in TRAINING]
    weights[3][:] = 0.0
    good = training_graphs(TRAINING, weights)
    models = []
    for absurd in (np.nan, 1e6):
        y = [np.where(w > 0.0, value, absurd) for value, w in zip(good.y, weights, strict=True)]
        models.append(fit(family, replace(good, y=tuple(y)), epochs=3))
    one, other = (model.predict(TEST)[0] for model in models)
    assert np.array_equal(one, other)
    assert np.isfinite(one).all()


def test_training_stops_where_only_noise_is_left():
    rng = np.random.default_rng(2)
    data = training_graphs(TRAINING)
    noise = replace(data, y=tuple(rng.standard_normal(len(y)) for y in data.y))
    model = fit("graph-network", noise, epochs=60)
    assert np.concatenate(model.predict(TEST)).std() < 0.5


def test_one_graph_is_enough(trained):
    """Folds are made of its regions, then."""
    family, _ = trained
    weights = [np.ones(len(TRAINING[0])), *(np.zeros(len(graph)) for graph in TRAINING[1:])]
    model = fit(family, training_graphs(TRAINING, weights), epochs=3, graphs_per_step=4)
    assert np.isfinite(model.predict(TEST)[0]).all()


def test_regions_are_connected():
    graph = some_graphs(1, n=64)[0]
    regions = graph.regions(5, seed=1)
    centres = np.unique(regions)
    assert len(centres) == 5
    inside = regions[graph.senders] == regions[graph.receivers]
    reached = np.bincount(graph.receivers[inside], minlength=len(graph)) > 0
    # all but the centres have a neighbour in their own region
    assert np.all(reached[np.setdiff1d(np.arange(len(graph)), centres)])
    assert np.array_equal(regions[centres], centres)
    none = np.empty(0, dtype=np.int64)
    lonely = Graph(graph.x, graph.species, none, none, np.empty((0, 3)))
    assert len(np.unique(lonely.regions(5, seed=1))) == 6


def test_absent_features_and_particles_without_neighbours_are_allowed(trained):
    family, _ = trained
    x = TEST[0].x.copy()
    x[::3, 0] = np.nan
    x[:, 1] = np.nan
    none = np.empty(0, dtype=np.int64)
    lonely = Graph(x, TEST[0].species, none, none, np.empty((0, 3)))
    graphs = [replace(graph, x=x) for graph in TRAINING[:2]]
    model = fit(family, training_graphs([*graphs, lonely]), epochs=2)
    for found in model.predict([lonely, graphs[0]]):
        assert np.isfinite(found).all()


def test_rare_labels_weigh_more():
    """With a large exponent, the few large labels are predicted with smaller errors than without."""
    rng = np.random.default_rng(4)
    # a rare label that the feature tells only in part
    y = tuple((each.x[:, 0] + 0.7 * rng.standard_normal(len(each)) > 1.7).astype(float) for each in TRAINING)
    data = replace(training_graphs(TRAINING), y=y)
    rare = np.concatenate(y) == 1.0
    errors = []
    for exponent in (0.0, 1.0):
        model = fit("graph-network", data, networks=1, rarity=exponent)
        errors.append(np.mean((np.concatenate(model.predict(TRAINING))[rare] - 1.0) ** 2))
    assert errors[1] < 0.7 * errors[0]


@pytest.mark.parametrize("quantile", [0.1, 0.5, 0.9])
def test_the_smallest_pinball_loss_of_a_constant_is_that_of_the_quantile(quantile):
    y = np.random.default_rng(5).exponential(size=101)
    losses = [np.mean(graph_model.loss(y - constant, quantile)) for constant in np.sort(y)]
    # of 101 sorted numbers; other numbers cannot be minima, because the loss is linear between labels
    assert np.argmin(losses) == round(100 * quantile)


def test_a_network_that_sees_nothing_predicts_the_mean_or_the_quantile():
    rng = np.random.default_rng(6)
    graphs = [replace(graph, x=np.zeros((48, 1)), species=np.zeros_like(graph.species)) for graph in TRAINING]
    # the same labels in every graph, so that no fold has another quantile
    labels = rng.exponential(size=48)
    y = tuple(rng.permutation(labels) for _ in graphs)
    data = TrainingGraphs(tuple(graphs), y, tuple(np.ones(48) for _ in graphs))
    for quantile, expected in ((0.9, np.quantile(labels, 0.9)), (None, labels.mean())):
        predicted = fit("graph-network", data, rounds=0, quantile=quantile).predict(graphs[:1])[0]
        assert np.ptp(predicted) < 1e-5
        assert predicted[0] == pytest.approx(expected, abs=0.15)


def test_graphs_unlike_those_of_the_training_are_refused(trained):
    _, model = trained
    graph = TEST[0]
    with pytest.raises(LearningError, match="trained on 2 features, a graph has 1"):
        model.predict([replace(graph, x=graph.x[:, :1])])
    with pytest.raises(LearningError, match="trained on 2 species"):
        model.predict([replace(graph, species=graph.species + 1)])


def test_arrays_that_do_not_belong_together_are_refused():
    graph, data = TEST[0], training_graphs(TEST)
    for change, message in (
        ({"x": graph.x[1:]}, "48 particles have features"),
        ({"vectors": graph.vectors[1:]}, "vectors of shape"),
        ({"senders": graph.senders + 1}, "beyond the 48"),
    ):
        with pytest.raises(LearningError, match=message):
            replace(graph, **change)
    for change, message in (
        ({"y": data.y[1:]}, "other numbers of labels"),
        ({"weights": tuple(0.0 * weights for weights in data.weights)}, "no particle to learn from"),
        ({"y": tuple(np.nan * y for y in data.y)}, "give its particle the weight 0"),
        ({"graphs": (*TEST[:2], replace(graph, x=graph.x[:, :1]))}, "different features"),
    ):
        with pytest.raises(LearningError, match=message):
            TrainingGraphs(**({"graphs": data.graphs, "y": data.y, "weights": data.weights} | change))


def test_a_missing_library_is_named_with_the_remedy():
    code = (
        "import sys; sys.modules['jax'] = None\n"
        "from glasscape.errors import LearningError\n"
        "from glasscape.learning.registry import graph_kind_of\n"
        "try: graph_kind_of('transformer')\n"
        "except LearningError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "jax" in done.stdout
    assert "pip install -e '.[deep]'" in done.stdout
