"""The network of the double wells of a sample."""

import numpy as np
import pytest
from glasses import SOFT_SPHERES, draw_neighbours
from studies.two_level_systems.analysis.double_wells import wells
from studies.two_level_systems.invented import TARGET, THRESHOLD

from glasscape.forces.compiled import CompiledForceField
from glasscape.minima.library import MinimaLibrary
from glasscape.plotting import save
from glasscape.studies.two_level_systems.analysis.network import connect, losses, report, show_network
from glasscape.studies.two_level_systems.pairs.minima import AllMinima


@pytest.fixture(scope="module")
def field(small_glass):
    return CompiledForceField(small_glass, SOFT_SPHERES)


@pytest.fixture(scope="module")
def minima(small_glass, small_minimum, field):
    found = np.array(draw_neighbours(small_glass, small_minimum, 6, seed=1))
    energies = field.evaluate(found).energies
    return AllMinima({"g": MinimaLibrary(small_glass, found, energies, tuple("abcdef"))}, {})


def labels(*pairs, barrier=0.05):
    """Double wells between pairs of minima, of which the first is a target."""
    splittings = np.full(len(pairs), 5.0 * THRESHOLD)
    splittings[:1] = 0.5 * THRESHOLD
    table = wells(splittings, energy_barrier=barrier, attempt_frequency=3.0)
    return table.assign(a=[a for a, _ in pairs], b=[b for _, b in pairs])


def test_double_wells_make_a_network(minima, field):
    found = connect(labels((0, 1), (1, 3), (4, 5)), "g", minima, field, TARGET)
    assert found.indices.tolist() == [0, 1, 3, 4, 5]
    energies = minima.libraries["g"].energies
    assert found.network.energies == pytest.approx(energies[[0, 1, 3, 4, 5]])
    assert found.network.saddles == pytest.approx(energies[[0, 1, 4]] + 0.05)
    assert report(found) == {
        "minima": 5,
        "double_wells": 3,
        "components": 2,
        "largest_component": 3,
        "pairs_alone": 1,
        "targets": 1,
        "attempt_frequency": 3.0,
    }
    none = connect(labels((0, 1)), "another", minima, field, TARGET)
    assert report(none)["components"] == 0


def test_pairs_that_share_no_minimum_lose_sound_alone(minima, field):
    alone = losses(connect(labels((0, 1), (4, 5)), "g", minima, field, TARGET), "g", minima, field)
    np.testing.assert_allclose(alone.connected, alone.isolated, rtol=1e-9)
    shared = losses(connect(labels((0, 1), (1, 3)), "g", minima, field, TARGET), "g", minima, field)
    assert (shared.isolated > 0.0).all()
    assert not np.allclose(shared.connected, shared.isolated, rtol=0.01)


def test_trees_are_drawn(minima, field, tmp_path):
    found = connect(labels((0, 1), (1, 3), (4, 5)), "g", minima, field, TARGET)
    figure = show_network(found, losses(found, "g", minima, field))
    tree, loss = figure.axes
    # a line for every node, one across for every merge, and two in the legend
    assert len(tree.lines) == (5 + 3) + 3 + 2
    assert [line.get_label() for line in loss.lines] == ["connected", "double wells alone"]
    nothing = connect(labels((0, 1)), "another", minima, field, TARGET)
    assert losses(nothing, "another", minima, field) is None
    for k, picture in enumerate((figure, show_network(found, None), show_network(nothing, None))):
        save(picture, [tmp_path / f"{k}.png"])
        assert (tmp_path / f"{k}.png").stat().st_size > 1000
