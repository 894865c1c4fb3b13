"""What a search has found: two pairs of a small glass."""

import numpy as np
import pandas as pd
import pytest
from studies.two_level_systems.invented import FEATURES

from glasscape.minima.library import MinimaLibrary
from glasscape.studies.two_level_systems.exact.minima import AllMinima
from glasscape.studies.two_level_systems.exact.tables import INTERMEDIATE_MINIMA
from glasscape.studies.two_level_systems.search.tables import defects_table

ARC = np.linspace(-0.5, 1.5, 21)


@pytest.fixture(scope="module")
def minima(small_glass, small_minimum):
    """Two minima of a library, and an intermediate one of a path; one particle moves across a face."""
    moved = small_minimum.copy()
    moved[7] += [0.3, 0.0, 0.4]
    moved[7] -= small_glass.cell.vectors.sum(axis=0)
    further = small_minimum.copy()
    further[9] += [0.0, 0.2, 0.0]
    library = MinimaLibrary(small_glass, np.array([small_minimum, moved]), np.array([-1.0, -0.9]), ("x", "y"))
    intermediate = INTERMEDIATE_MINIMA.empty()
    intermediate.loc[0] = ["g", 2, 1, 0, 1, 0.3, -0.8, further.ravel()]
    return AllMinima.of({"g": library}, intermediate)


@pytest.fixture(scope="module")
def defects():
    """Pairs 0, 1 and 0, 2; the path of the second is not known."""
    table = defects_table(FEATURES)
    rows = {name: [None, None] for name in table.names} | {
        "sample": ["g", "g"],
        "a": [0, 0],
        "b": [1, 2],
        "verdict": ["two-level system"] * 2,
        "quantum_splitting": [1e-4, 1.2e-3],
        "energy_difference": [0.1, 0.2],
        "energy_barrier": [0.01, 0.02],
        "same_well": [False, True],
        "above_barrier": [True, False],
        "iteration": [0, 1],
        "E_1": [1e-3, 1e-3],
        "E_2": [1.1e-3, 2.2e-3],
        "arc_length": [ARC, None],
        "energy": [16.0 * 0.01 * (ARC * (1.0 - ARC)) ** 2, None],
        "slope": [16.0 * 0.01 * 2.0 * ARC * (1.0 - ARC) * (1.0 - 2.0 * ARC), None],
    }
    return pd.DataFrame(rows)
