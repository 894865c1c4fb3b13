"""From the tables of all samples to the scores of a point of the grid."""

import numpy as np
import pandas as pd
import pytest

from glasscape.descriptors.configuration import Configuration
from glasscape.errors import LearningError
from glasscape.particles.grid import (
    SampleFiles,
    best_predictions,
    curve_of_family,
    evaluate_family,
    mean_ceiling,
    prediction_rows,
    read_ceilings,
    read_particles,
    score_row,
)
from glasscape.particles.settings import ParticleLearningSettings
from glasscape.particles.tables import CEILINGS, PREDICTIONS
from glasscape.structures.cell import Cell
from glasscape.structures.particle_table import ParticleTable, number
from glasscape.structures.particles import Particles

NAMES = ["one", "two", "three", "four"]


@pytest.fixture
def tables(tmp_path):
    """Tables of four samples whose label is a descriptor with noise; particles alternate between species."""
    rng = np.random.default_rng(0)
    for k, name in enumerate(NAMES):
        x = rng.standard_normal((200, 3))
        y = x[:, 1] + 0.5 * rng.standard_normal(200)
        species = (np.arange(200) % 2).astype(np.int32)
        particles = Particles(np.ones(200), species, Cell.cubic(6.0))
        Configuration(particles, rng.uniform(0.0, 6.0, (200, 3))).write(tmp_path / f"{name}.npz")
        table_of(y[:, None], "propensity").write(tmp_path / f"{name}.labels")
        table_of(x, "a", "b", "c").write(tmp_path / f"{name}.descriptors")
        rows = [("propensity", kind, 12, 0.8 + 0.01 * k, 0.3) for kind in (1, 2)]
        CEILINGS.write(tmp_path / f"{name}.ceilings", pd.DataFrame(rows, columns=CEILINGS.names))
    return tmp_path


def table_of(values, *names):
    return ParticleTable(values, tuple(number(name, "of a test") for name in names))


def paths(folder, kind):
    return [folder / f"{name}.{kind}" for name in NAMES]


def read(folder, species=1, descriptors=None, chosen="all"):
    configurations, labels = paths(folder, "npz"), paths(folder, "labels")
    files = descriptors or paths(folder, "descriptors")
    samples = SampleFiles.of_samples(NAMES, configurations, labels, files)
    return read_particles(samples, "propensity", species, chosen)


def point(model):
    return {"label": "propensity", "descriptors": "all", "model": model, "species": 1}


def test_descriptors_of_one_state_are_read(tables):
    for name in NAMES:
        table_of(np.zeros((200, 2)), "cage_a", "inherent_a").write(tables / f"{name}.descriptors")
    assert read(tables).names == ("cage_a", "inherent_a")
    assert read(tables, chosen="cage").names == ("cage_a",)


def test_a_copy_of_a_sample_is_refused(tables):
    """It would tell the labels of test particles."""
    (tables / "four.npz").write_bytes((tables / "two.npz").read_bytes())
    with pytest.raises(LearningError, match="samples two and four have the same configuration"):
        read(tables)


def test_particles_of_one_species_are_read(tables):
    data = read(tables)
    assert len(data.y) == 400
    assert set(data.places % 2) == {0}
    assert data.surroundings["one"].x.shape == (200, 3)
    assert data.names == ("a", "b", "c")
    labels = ParticleTable.read(tables / "two.labels").values[:, 0]
    assert data.of_samples(np.array(["two"])).y.tolist() == labels[::2].tolist()
    # families of descriptors side by side
    for name in NAMES:
        table_of(np.zeros((200, 1)), "z").write(tables / f"{name}.more")
    both = [
        path
        for pair in zip(paths(tables, "descriptors"), paths(tables, "more"), strict=True)
        for path in pair
    ]
    assert read(tables, descriptors=both).names == ("a", "b", "c", "z")
    with pytest.raises(LearningError, match="sample one has no particles of species 3"):
        read(tables, species=3)
    table_of(np.zeros((200, 1)), "z").write(tables / "two.descriptors")
    with pytest.raises(LearningError, match="samples one and two have different descriptors"):
        read(tables)


@pytest.mark.parametrize("test", [["three"], []])
def test_families_are_evaluated_on_samples_they_have_not_seen(tables, test):
    settings = ParticleLearningSettings(families=["ridge"], test=test, folds=2)
    ceiling = mean_ceiling(read_ceilings(NAMES, paths(tables, "ceilings")), "propensity", 1, test)
    assert ceiling == pytest.approx(0.82 if test else 0.815)
    found = evaluate_family(read(tables), "ridge", settings, ceiling, 1)
    assert set(found.test.samples) == set(test or NAMES)
    assert found.scores.pearson == pytest.approx(1 / np.sqrt(1.25), abs=0.06)
    assert found.scores.of_ceiling == pytest.approx(found.scores.pearson / ceiling)
    assert found.scores.best_single_name == "b"
    rows = prediction_rows(point("ridge"), found.test, found.predicted)
    PREDICTIONS.write(tables / "predictions", rows)
    assert rows.particle.max() == 198
    worse = rows.assign(model="xgboost")
    board = pd.concat(
        [
            score_row(point("xgboost"), found.scores).assign(pearson=0.1),
            score_row(point("ridge"), found.scores),
        ],
        ignore_index=True,
    )
    assert set(best_predictions(board, [worse, rows]).model) == {"ridge"}


def test_learning_curves_double_the_number_of_training_samples(tables):
    settings = ParticleLearningSettings(families=["ridge"], test=["three"])
    curve = curve_of_family(read(tables), "ridge", settings, 1)
    assert sorted(curve.train_samples.unique()) == [1, 2, 3]
    assert len(curve) == 7
    whole = curve[curve.train_samples == 3]
    assert whole.pearson.mean() == pytest.approx(1 / np.sqrt(1.25), abs=0.06)
    with pytest.raises(LearningError, match="name test samples"):
        curve_of_family(read(tables), "ridge", ParticleLearningSettings(), 1)
