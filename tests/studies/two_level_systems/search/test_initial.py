"""Which pairs are computed first."""

import pandas as pd
import pytest
from studies.two_level_systems.invented import FEATURES

from glasscape.errors import LearningError
from glasscape.studies.two_level_systems.search.initial import select_initial
from glasscape.studies.two_level_systems.search.settings import InitialSettings
from glasscape.studies.two_level_systems.search.tables import selected_table


def test_mixture_reaches_rare_double_wells(pairs):
    # double wells have small displacements: here one pair in two hundred
    rare = pairs.total_displacement.quantile(0.005)
    mixture = select_initial([pairs[:5000], pairs[5000:]], InitialSettings(pairs=600), seed=1)
    assert len(mixture) == 600
    assert not mixture.duplicated(["sample", "a", "b"]).any()
    assert mixture.reason.value_counts().to_dict() == {"even": 450, "random": 150}
    assert (mixture.total_displacement < rare).mean() > 5 * 0.005
    selected_table(FEATURES).arrow(mixture)


def test_initial_selection_is_reproducible_and_grows(pairs):
    settings = InitialSettings(pairs=100, random_part=1.0)
    one, two = (select_initial([pairs], settings, seed=3) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    more = select_initial([pairs], InitialSettings(pairs=150, random_part=1.0), seed=3)
    assert set(one.a) < set(more.a)
    assert set(one.a) != set(select_initial([pairs], settings, seed=4).a)
    parts = select_initial([pairs[:7], pairs[7:9000], pairs[9000:]], settings, seed=3)
    pd.testing.assert_frame_equal(one, parts)
    everything = select_initial([pairs[:40]], InitialSettings(pairs=100), seed=1)
    assert sorted(everything.a) == list(range(40))


def test_no_candidate_pair_raises_an_error_with_advice(pairs):
    with pytest.raises(LearningError, match=r"pairs.max_displacement"):
        select_initial([pairs[:0]], InitialSettings(), seed=1)
