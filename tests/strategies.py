"""Strategies for the inputs of property tests."""

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from glasscape.errors import StructureError
from glasscape.structures.cell import Cell

FEW = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def cells(draw):
    """Cells in standard form, orthogonal and tilted, of lengths from 4 to 9."""
    lengths = [draw(st.floats(4.0, 9.0)) for _ in range(3)]
    xy, xz, yz = (draw(st.sampled_from([0.0, 0.0, 0.3, -0.45, 0.5])) for _ in range(3))
    vectors = [
        [lengths[0], 0.0, 0.0],
        [xy * lengths[0], lengths[1], 0.0],
        [xz * lengths[0], yz * lengths[1], lengths[2]],
    ]
    return Cell.standard(np.array(vectors))[0]


def refusal(read, kind=StructureError):
    """Message of the error when something is read. None if there is no error."""
    try:
        read()
    except kind as error:
        return str(error)
    return None
