"""The networks of the double wells of samples."""

import numpy as np
import pytest
from glasses import SOFT_SPHERES, draw_neighbours
from studies.two_level_systems.analysis.double_wells import wells
from studies.two_level_systems.invented import TARGET, THRESHOLD

from glasscape.forces.compiled import CompiledForceField
from glasscape.minima.library import MinimaLibrary
from glasscape.modes.elasticity import Elasticity
from glasscape.plotting import save
from glasscape.studies.two_level_systems.analysis.loss_figures import show_tree
from glasscape.studies.two_level_systems.analysis.network import (
    HopsOnNetworks,
    components,
    connect,
    describe_network,
    largest_sample,
    report,
)
from glasscape.studies.two_level_systems.analysis.tables import NETWORK
from glasscape.studies.two_level_systems.exact.minima import energies_of
from glasscape.studies.two_level_systems.exact.outcome import strain_columns
from glasscape.studies.two_level_systems.exact.tables import INTERMEDIATE_MINIMA
from glasscape.tunnelling.loss import POLARISATIONS, Couplings, ThermalHops

SOLID = Elasticity(bulk=90.0, shear=40.0, density=1.0, mass_density=1.2)
TEMPERATURES = np.array([0.005, 0.02])
PAIRS = [(0, 1), (1, 3), (4, 5), (0, 3)]


@pytest.fixture(scope="module")
def field(small_glass):
    return CompiledForceField(small_glass, SOFT_SPHERES)


@pytest.fixture(scope="module")
def library(small_glass, small_minimum, field):
    found = np.array(draw_neighbours(small_glass, small_minimum, 6, seed=1))
    energies = field.evaluate(found).energies
    order = np.argsort(energies)
    return MinimaLibrary(small_glass, found[order], energies[order], tuple("abcdef"))


@pytest.fixture(scope="module")
def labels(field, library):
    """Double wells between minima, of which the first is a target, with their true energies and couplings."""
    splittings = np.where(np.arange(len(PAIRS)) == 0, 0.5, 5.0) * THRESHOLD
    table = wells(splittings, attempt_frequency=3.0)
    table["a"], table["b"] = np.array(PAIRS).T
    table["energy_difference"] = library.energies[table.b] - library.energies[table.a]
    table["energy_barrier"] = table.energy_difference + 0.05
    table["energy_barrier_from_b"] = 0.05
    strains = [strain_columns(field, library.positions[a], library.positions[b]) for a, b in PAIRS]
    return table.assign(**{name: [each[name] for each in strains] for name in strains[0]})


def test_double_wells_make_a_network(labels, library, tmp_path):
    paths = describe_network(labels, energies_of({"g": library}, None), TARGET)
    NETWORK.write(tmp_path / "network.parquet", paths)
    assert paths.is_target.tolist() == [True, False, False, False]
    network = connect(paths).network
    assert network.energies == pytest.approx(library.energies[[0, 1, 3, 4, 5]])
    assert network.saddles == pytest.approx(library.energies[[1, 3, 5, 3]] + 0.05)
    assert report(paths) == {
        "minima": 5,
        "double_wells": 4,
        "components": 2,
        "largest_component": 3,
        "pairs_alone": 1,
        "minima_of_targets": 2,
    }
    assert report(paths[:0])["components"] == 0
    # minima of tables of labels have no energies
    assert describe_network(labels, {}, TARGET).empty


def test_energies_are_those_of_libraries_and_of_paths(library):
    intermediate = INTERMEDIATE_MINIMA.empty()
    intermediate.loc[0] = ["g", 6, 1, 0, 1, 0.3, -0.8, library.positions[0].ravel()]
    known = energies_of({"g": library}, intermediate)
    assert len(known) == 7
    assert known["g", 6] == -0.8
    assert known["g", 2] == library.energies[2]


def test_couplings_of_minima_follow_from_those_of_double_wells(labels, field, library):
    one, other = components(labels)
    stresses = [field.particles.cell.volume * field.stress(each) for each in library.positions[[0, 1, 3]]]
    for k, (i, j) in enumerate(((0, 0), (1, 1), (2, 2), (1, 2), (0, 2), (0, 1))):
        found = one.couplings[:, 1 + k]
        assert found - found[0] == pytest.approx([each[i, j] - stresses[0][i, j] for each in stresses])
    assert one.couplings[:, 0] == pytest.approx(one.couplings[:, 1:4].sum(axis=1))
    energies = one.network.energies
    assert energies - energies[0] == pytest.approx(library.energies[[0, 1, 3]] - library.energies[0])
    assert len(one.network.ends) == 3
    assert (other.sample, other.network.ends.tolist()) == ("g", [[0, 1]])


@pytest.mark.parametrize("polarisation", POLARISATIONS)
def test_pairs_that_share_no_minimum_lose_sound_alone(labels, polarisation):
    gammas = (labels[f"gamma_{name}"].to_numpy(float) for name in POLARISATIONS)
    attempts = np.full(len(labels), 3.0)
    barriers = labels.energy_barrier.to_numpy(float), labels.energy_barrier_from_b.to_numpy(float)
    alone = ThermalHops(*barriers, attempts, attempts, Couplings(*gammas, SOLID))
    losses = alone.relaxation(polarisation, 1e-3, TEMPERATURES)
    hops = HopsOnNetworks.of(components(labels), TEMPERATURES, 3.0, SOLID)
    shared, single = hops.relaxation(polarisation, 1e-3)
    np.testing.assert_allclose(single, losses[2], rtol=1e-9)
    assert not np.allclose(shared, losses[[0, 1, 3]].sum(axis=0), rtol=0.01)


def test_trees_are_drawn(labels, library, tmp_path):
    paths = describe_network(labels, energies_of({"g": library}, None), TARGET)
    assert largest_sample(paths).equals(paths)
    figure = show_tree(paths)
    # three minima, two of a target, and two lines for every merge
    assert [len(each.get_segments()) for each in figure.axes[0].collections] == [3, 2, 3 + 3]
    for k, picture in enumerate((figure, show_tree(largest_sample(paths[:0])))):
        save(picture, [tmp_path / f"{k}.png"])
        assert (tmp_path / f"{k}.png").stat().st_size > 1000
