"""tGlassMLP, one network for all states."""

import numpy as np
import pytest

from glasscape.errors import LearningError
from glasscape.learning.families.model import TrainingData
from glasscape.learning.registry import state_kind
from glasscape.learning.settings import TGlassMLPSettings

for library in ("jax", "optax"):
    pytest.importorskip(library, reason=f"the extra `deep` is not installed: {library} is missing")

QUICK = TGlassMLPSettings(
    networks=2, epochs=40, patience=40, rows_per_step=100, learning_rate=0.02, attention=True
)
NAMES = (
    "own",
    "density_L0.5",
    "density_L2",
    "energy_L0.5",
    "energy_L2",
    "state_log_time",
    "state_temperature",
)


def rows(n=1600, seed=0, names=NAMES):
    """At early times the number is the sum of the descriptors of the short length, then of the long one."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, len(NAMES)))
    late = np.repeat([0.0, 1.0], n // 2)
    x[:, 5], x[:, 6] = late, 0.5
    y = np.where(late == 0.0, x[:, 1] + x[:, 3], x[:, 2] + x[:, 4])
    groups = np.tile(np.arange(4), n // 4)
    return TrainingData(x, y, groups, np.ones(n), None, names)


@pytest.fixture(scope="module")
def model():
    return state_kind().fit(rows(), QUICK, 1)


def test_the_state_decides_on_which_length_the_network_looks(model):
    new = rows(seed=1)
    assert np.corrcoef(model.predict(new.x), new.y)[0, 1] > 0.95
    weights = model.attention(new.x[[0, -1]])
    assert weights.shape == (2, 2, 2)
    np.testing.assert_allclose(weights.sum(axis=2), 1.0, rtol=1e-6)
    assert model.lengths.tolist() == [0.5, 2.0]
    early, late = (weights @ model.lengths).T
    # in every network
    assert (early < 0.8).all()
    assert (late > 1.7).all()


def test_the_order_of_descriptors_does_not_matter(model):
    """Weights of the attention belong to lengths, wherever their columns are."""
    order = [5, 4, 0, 2, 6, 1, 3]
    old = rows()
    moved = TrainingData(
        old.x[:, order], old.y, old.groups, old.weights, None, tuple(NAMES[k] for k in order)
    )
    again = state_kind().fit(moved, QUICK, 1)
    early, late = (again.attention(moved.x[[0, -1]]) @ again.lengths).T
    assert (early < late).all()
    assert np.corrcoef(again.predict(moved.x), model.predict(old.x))[0, 1] > 0.95


def test_the_published_size():
    names = (*(f"d{k}" for k in range(108)), "state_log_time", "state_temperature")
    x = np.random.default_rng(0).standard_normal((40, 110))
    data = TrainingData(x, x[:, 0], np.repeat(np.arange(4), 10), np.ones(40), None, names)
    plain = QUICK.model_copy(update={"attention": False, "epochs": 1})
    model = state_kind().fit(data, plain, 1)
    weights = sum(np.prod(each.shape[1:]) for each in model._weights.values())
    assert 1000 < weights < 1300
    assert len(model.lengths) == 0


def test_features_that_do_not_fit_are_refused():
    kind = state_kind()
    with pytest.raises(LearningError, match="no feature describes the state"):
        kind.fit(rows(names=tuple("abcdefg")), QUICK, 1)
    uneven = (*NAMES[:3], "energy_L0.5", "energy_L3", *NAMES[5:])
    with pytest.raises(LearningError, match="averaged over the same lengths"):
        kind.fit(rows(names=uneven), QUICK, 1)
