"""Pairs of an invented physics, and runs of the search, that several tests share."""

import pytest
from runs import copy_of, making, once
from studies.two_level_systems.invented import draw_pairs, exact_results

from glasscape.studies.two_level_systems.search.initial import select_initial
from glasscape.studies.two_level_systems.search.labels import extend_labels
from glasscape.studies.two_level_systems.search.settings import InitialSettings


@pytest.fixture(scope="session")
def pairs():
    return draw_pairs()


@pytest.fixture(scope="session")
def labels(pairs):
    """The first 600 of these pairs, with their exact results."""
    selected = select_initial([pairs], InitialSettings(pairs=600), seed=1)
    return extend_labels(None, selected, [exact_results(selected)], 0)


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A glass that is made and explored, and searched with zero-point energies.

    The search has to end in results whatever it finds.
    """

    def execute(folder):
        run = making(folder)
        run.study["quantum"] = {"zero_point": "adiabatic"}
        run()
        return run

    return once(tmp_path_factory, "made", execute)


@pytest.fixture
def copy(finished, tmp_path):
    return copy_of(finished, tmp_path)
