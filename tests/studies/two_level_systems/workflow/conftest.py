import pytest
from glasses import draw_glass, draw_minimum
from studies.two_level_systems.workflow.user_folder import Case


@pytest.fixture(scope="session")
def structures():
    """Two minima of a small glass, and the glass."""
    glass = draw_glass(120, seed=3)
    return glass, [draw_minimum(glass, seed=k) for k in (4, 9)]


@pytest.fixture
def case(tmp_path, structures, monkeypatch):
    """A folder in which all is well, to be broken in one place."""
    monkeypatch.chdir(tmp_path)
    # calculators of users lie beside their configs
    monkeypatch.syspath_prepend(str(tmp_path))
    return Case(tmp_path, *structures)
