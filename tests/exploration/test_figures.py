import pytest

from glasscape.exploration.figures import show_glass

PREPARATION = {
    "preparation_temperature": 0.15,
    "block": [10, 20, 30, 40],
    "middle": 20,
    "energy": [2.0, 1.9, 1.8, 1.7],
    # the second decay starts from the middle, where the overlap is one
    "overlap": [0.6, 0.3, 0.7, 0.4],
}


@pytest.mark.parametrize(
    ("equilibrated", "title"), [(True, "equilibrated at T = 0.15"), (False, "NOT equilibrated at T = 0.15")]
)
def test_the_figure_of_a_glass_shows_all_samples(equilibrated, title):
    report = PREPARATION | {"equilibration": {"equilibrated": equilibrated, "energy": 1.75}}
    figure = show_glass(report, {"new_of_trajectory": [4, 0, 3]})
    energy, overlap, found = figure.axes
    assert energy.lines[0].get_ydata().tolist() == report["energy"]
    assert energy.lines[1].get_ydata()[0] == 1.75
    assert [line.get_xdata().tolist() for line in overlap.lines[:2]] == [[10, 20], [30, 40]]
    assert [line.get_ydata().tolist() for line in overlap.lines[:2]] == [[0.6, 0.3], [0.7, 0.4]]
    assert found.lines[0].get_ydata().tolist() == [0, 4, 4, 7]
    assert energy.get_title() == title
