import pytest

from glasscape.config import parse_config
from glasscape.errors import ConfigError
from glasscape.preparation.settings import PreparationSettings


def test_the_temperatures_of_samples_are_one_or_a_range():
    assert PreparationSettings(temperature=0.5).temperatures == (0.5, 0.5)
    drawn = PreparationSettings(temperature=0.5, ranges={"temperature": [0.6, 0.7], "fraction": [0.2, 0.2]})
    assert drawn.temperatures == (0.6, 0.7)
    assert drawn.ranges.given == {"temperature": [0.6, 0.7], "fraction": [0.2, 0.2]}


@pytest.mark.parametrize(
    ("ranges", "message"),
    [
        ({"temperature": [0.5, 0.4]}, r"ranges.temperature: .low, high. needs low <= high, not .0.5, 0.4."),
        ({"temperature": 0.5}, "ranges.temperature: .*list"),
        ({"density": [1.0]}, "ranges.density: .*at least 2"),
        ({"density": [0.0, 1.0]}, "ranges.density.0: .*greater than 0"),
        ({"fraction": [0.5, 1.0]}, "ranges: fraction: fractions are less than 1, not 1"),
        ({"sigma": [0.9, 1.1]}, "ranges.sigma: unknown key"),
    ],
)
def test_ranges_that_are_none_are_refused(ranges, message):
    with pytest.raises(ConfigError, match=message):
        parse_config({"preparation": {"ranges": ranges}})
