"""What holds for the features of any pair."""

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from plain_calculator import shortest_images
from strategies import FEW, cells
from studies.two_level_systems.pairs.plain_features import features_of, reference

M = 3


@st.composite
def pairs(draw):
    """Two configurations of a few particles, some of which move far."""
    cell, n = draw(cells()), draw(st.integers(4, 12))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    start = rng.random((n, 3)) @ cell.vectors
    moved = draw(st.sampled_from([1e-3, 0.1, 0.4])) * rng.standard_normal((n, 3))
    # beyond half the width nobody can say which image a particle has moved to
    assume(np.linalg.norm(moved, axis=1).max() < 0.49 * cell.width)
    return start, start + moved, cell, rng


@given(pairs())
@FEW
def test_features_of_pairs_are_those_of_their_definition(pair):
    start, end, cell, _ = pair
    change = shortest_images(end - start, cell.vectors)
    size = np.linalg.norm(change - change.mean(axis=0), axis=1)
    assume(np.diff(np.sort(size)).min() > 1e-9)
    expected = reference(start, end, cell, M)
    np.testing.assert_allclose(features_of(start, end, cell, M), expected, rtol=1e-8)


@given(pairs(), arrays(np.float64, 3, elements=st.floats(-50.0, 50.0)))
@FEW
def test_features_do_not_depend_on_order_origin_images_or_direction(pair, shift):
    start, end, cell, rng = pair
    expected = features_of(start, end, cell, M)
    order = rng.permutation(len(start))
    images = rng.integers(-3, 4, (2, len(start), 3)) @ cell.vectors
    for other in (
        (start[order], end[order]),
        (start + shift, end + shift),
        (start, end + shift),
        (start + images[0], end + images[1]),
        (end, start),
    ):
        np.testing.assert_allclose(features_of(*other, cell, M), expected, rtol=1e-8, atol=1e-10)
    assert 1.0 - 1e-9 <= expected[-1] <= len(start) + 1e-9
