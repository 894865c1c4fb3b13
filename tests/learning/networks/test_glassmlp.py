"""GlassMLP, a network with a bottleneck."""

import subprocess
import sys

import numpy as np
import pytest
from learning.training import training_data

from glasscape.errors import LearningError
from glasscape.learning.average import ModelAverage
from glasscape.learning.families.ridge import RidgeModel
from glasscape.learning.registry import kind_of
from glasscape.learning.settings import GlassMLPSettings, RidgeSettings

for library in ("jax", "optax"):
    pytest.importorskip(library, reason=f"the extra `deep` is not installed: {library} is missing")

QUICK = GlassMLPSettings(networks=3, epochs=60, patience=20, rows_per_step=64, learning_rate=0.02)


def bent_rows(n=1200, features=8, seed=0):
    """Rows of twelve groups whose number is a bent function of one direction of the features."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, features)) * np.arange(1, features + 1)
    along = (x / np.arange(1, features + 1)).sum(axis=1) / np.sqrt(features)
    return x, 40.0 + 3.0 * along**2, np.repeat(np.arange(12), n // 12)


def fit(x, y, groups, settings=QUICK, seed=1, task="regression", threads=1):
    return kind_of("glassmlp").fit(task, training_data(x, y, groups), settings, seed, threads)


@pytest.fixture(scope="module")
def bent():
    x, number, groups = bent_rows()
    return x, number, groups, fit(x, number, groups)


def test_it_learns_a_bent_function_that_ridge_regression_cannot_learn(bent):
    _, _, _, model = bent
    x, number, groups, _ = bent
    x_new, new, _ = bent_rows(seed=1)
    linear = RidgeModel.fit("regression", training_data(x, number, groups), RidgeSettings(), 1, 1)
    assert np.corrcoef(model.predict(x_new, 1), new)[0, 1] > 0.9
    assert abs(np.corrcoef(linear.predict(x_new, 1), new)[0, 1]) < 0.3
    assert model.predict(x_new, 1).mean() == pytest.approx(new.mean(), rel=0.03)


def test_the_seed_alone_decides(bent):
    x, number, groups, model = bent
    predicted = model.predict(x, 1)
    assert np.array_equal(fit(x, number, groups, threads=2).predict(x, 2), predicted)
    assert not np.array_equal(fit(x, number, groups, seed=2).predict(x, 1), predicted)
    # neither do other rows change the prediction of a row
    assert np.array_equal(model.predict(x[:5], 1), predicted[:5])
    assert model.predict(x[:0], 1).shape == (0,)


def test_training_stops_where_only_noise_is_left():
    """Without a fold to stop on, a network of this size would fit the noise."""
    x, _, groups = bent_rows(n=240)
    noise = np.random.default_rng(2).standard_normal(240)
    free = QUICK.model_copy(update={"layers": [64, 64], "epochs": 200, "patience": 200})
    assert fit(x, noise, groups, free).predict(x, 1).std() < 0.5


@pytest.mark.parametrize("task", ["regression", "classification"])
def test_a_model_predicts_the_same_when_read_from_its_file(task, tmp_path):
    x, number, groups = bent_rows(n=240)
    x[::7, 2] = np.nan
    x[:, 3] = np.nan
    y = number if task == "regression" else (number > np.median(number)).astype(float)
    model = fit(x, y, groups, task=task)
    predicted = model.predict(x, threads=1)
    assert np.isfinite(predicted).all()
    if task == "classification":
        assert 0.0 <= predicted.min() < predicted.max() <= 1.0
    ModelAverage(task, {"glassmlp": 1.0}, {"glassmlp": model}).write(tmp_path / "models")
    again = ModelAverage.read(tmp_path / "models")
    assert np.array_equal(again.predict(x, threads=2), predicted)


def test_two_rows_are_enough():
    x, number, _ = bent_rows(n=12)
    for y, task in ((number, "regression"), (np.array([0.0, 1.0]), "classification")):
        model = fit(x[:2], y[:2], np.zeros(2), task=task)
        assert np.isfinite(model.predict(x, 1)).all()


def test_files_that_hold_something_else_are_refused(bent, tmp_path):
    _, _, _, model = bent
    kind, path = kind_of("glassmlp"), tmp_path / "model.npz"
    model.write(path)
    with np.load(path) as file:
        good = dict(file)
    less = {name: array for name, array in good.items() if name != "bias_0"}
    for arrays, message in (
        (good | {"weight_1": good["weight_1"][:, :, 1:]}, "do not fit together"),
        (good | {"weight_0": good["weight_0"][0]}, "do not fit together"),
        (good | {"bias_0": good["bias_0"][1:]}, "do not fit together"),
        (good | {"target": np.array([0.0, -1.0])}, "do not fit together"),
        (good | {"bias_3": np.array([None])}, "is not an .npz file of plain arrays"),
        (good | {"mean": np.inf * good["mean"]}, "mean does not hold finite floats"),
        (less, "holds no GlassMLP"),
        ({"mean": good["mean"]}, "holds no GlassMLP"),
    ):
        np.savez(path, **arrays)
        with pytest.raises(LearningError, match=f"model.npz: .*{message}"):
            kind.read(path, "regression")


def test_a_missing_library_is_named_with_the_remedy():
    code = (
        "import sys; sys.modules['optax'] = None\n"
        "from glasscape.errors import LearningError\n"
        "from glasscape.learning.registry import kind_of\n"
        "try: kind_of('glassmlp')\n"
        "except LearningError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "optax" in done.stdout
    assert "pip install -e '.[deep]'" in done.stdout
