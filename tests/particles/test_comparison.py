"""Labels of several studies for the same particles."""

import numpy as np
import pytest
from scipy.stats import spearmanr

from glasscape.errors import LearningError
from glasscape.particles.comparison import compare_labels
from glasscape.particles.figures import show_labels
from glasscape.particles.tables import COMPARED_LABELS
from glasscape.plotting import save
from glasscape.structures.particle_table import ParticleTable, number


def table(**columns):
    values = np.column_stack([*columns.values()])
    return ParticleTable(values, tuple(number(name, "a label") for name in columns))


@pytest.fixture
def samples():
    """Three samples with two species; `hops` follows `soft` in the first species, and is rare."""
    rng = np.random.default_rng(1)
    found, species = {}, {}
    for name in ("g1", "g2", "g3"):
        soft = rng.random(600)
        species[name] = (np.arange(600) % 3 == 2).astype(np.int32)
        noise = rng.random(600)
        hops = np.where((soft > 0.99) | (noise > 0.99), soft + noise, 0.0)
        # the third sample has no hop
        found[name] = {
            "softness": table(soft=soft, hard=-soft),
            "mobility": table(hops=hops * (name != "g3")),
        }
    return found, species


def test_rank_correlations_are_means_over_samples_in_which_labels_vary(samples, tmp_path):
    labels, species = samples
    compared = compare_labels(labels, species, seed=0)
    COMPARED_LABELS.arrow(compared)
    assert len(compared) == 2 * 3 * 2
    of = compared.set_index(["species", "label", "other"])
    for kind in (1, 2):
        expected = [
            spearmanr(*(each.values[species[name] == kind - 1, 0] for each in labels[name].values()))[0]
            for name in ("g1", "g2")
        ]
        row = of.loc[kind, "softness: soft", "mobility: hops"]
        assert row.spearman == pytest.approx(np.mean(expected))
        assert row.low <= row.spearman <= row.high
        assert row.samples == 2
    opposite = of.loc[1, "softness: soft", "softness: hard"]
    assert opposite.spearman == pytest.approx(-1.0)
    assert opposite.samples == 3
    # the four softest of 400 particles are the least hard
    assert opposite.rank_of_top == pytest.approx(np.mean([0.5, 1.5, 2.5, 3.5]) / 400)
    figure = show_labels(compared)
    assert len(figure.axes[0].texts) == 6
    save(figure, [tmp_path / "labels.png"])


def test_studies_of_other_particles_are_refused(samples):
    labels, species = samples
    labels["g2"]["mobility"] = table(hops=np.arange(599.0))
    with pytest.raises(LearningError, match="sample g2 has 599 particles in the study mobility and 600"):
        compare_labels(labels, species, seed=0)


def test_a_label_that_never_varies_is_left_out(samples):
    labels, species = samples
    compared = compare_labels({"g3": labels["g3"]}, {"g3": species["g3"]}, seed=0)
    assert set(compared.label) == {"softness: soft", "softness: hard"}
