"""Settings of a search."""

import pytest

from glasscape.studies.two_level_systems.search.settings import (
    InitialSettings,
    SearchSettings,
    TargetSettings,
)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"column": "message"}, "is not one of energy_barrier,"),
        ({"column": "energy_barrier"}, "needs a threshold"),
        ({"side": "high"}, "needs a threshold"),
        ({"threshold": -1.0}, "positive threshold"),
    ],
)
def test_targets_that_make_no_sense_are_refused(settings, message):
    with pytest.raises(ValueError, match=message):
        TargetSettings(**settings)


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
