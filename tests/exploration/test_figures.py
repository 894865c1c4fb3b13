from dataclasses import asdict

import pytest

from glasscape.exploration.figures import show_glass
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.prepare import prepare_glass
from glasscape.preparation.settings import PreparationSettings


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """Report of a glass that was made quickly."""
    settings = PreparationSettings(particles=100, temperature=0.15, blocks=120)
    state = tmp_path_factory.mktemp("made") / "state.npz"
    return asdict(prepare_glass(PotentialSettings(), settings, 0.04, "e/g", state).report)


def test_the_figure_of_a_glass_shows_all_samples(report):
    figure = show_glass(report, {"new_of_trajectory": [4, 0, 3]})
    energy, overlap, found = figure.axes
    assert energy.lines[0].get_ydata().tolist() == report["energy"]
    assert sum(len(line.get_xdata()) for line in overlap.lines[:2]) == len(report["overlap"])
    # the second decay starts from the middle, where the overlap is one
    assert overlap.lines[1].get_xdata()[0] > 60
    assert overlap.lines[1].get_ydata()[0] > overlap.lines[0].get_ydata()[-1]
    assert found.lines[0].get_ydata().tolist() == [0, 4, 4, 7]
    assert ("NOT" in energy.get_title()) != report["equilibration"]["equilibrated"]
