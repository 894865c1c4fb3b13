"""Runs of the search that several tests share."""

import pytest
from runs import Run, copy_of, making


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A glass that is made and explored; its search has to end in results whatever it finds."""
    run = making(tmp_path_factory.mktemp("made"))
    run()
    return run


@pytest.fixture(scope="session")
def finished(tmp_path_factory):
    """A run to the end; tests that change it work on copies."""
    run = Run(tmp_path_factory.mktemp("run"))
    run()
    return run


@pytest.fixture(scope="session")
def finds(finished, tmp_path_factory):
    """The same with a target that some pairs meet."""
    run = copy_of(finished, tmp_path_factory.mktemp("finds"))
    run.config["search"]["target"] = {"threshold": 0.1}
    run()
    return run


@pytest.fixture
def copy(finished, tmp_path):
    return copy_of(finished, tmp_path)
