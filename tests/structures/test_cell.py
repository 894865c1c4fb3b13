import numpy as np
import pytest
from glasses import TILTED
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from plain_calculator import shortest_images
from strategies import FEW, cells

from glasscape.structures.cell import Cell
from glasscape.structures.kernels import box_of, shortest

CELLS = pytest.mark.parametrize("cell", [TILTED, Cell.cubic(6.0)], ids=["tilted", "cubic"])

# three vectors of a length of 4 to 8 that are far from lying in a plane
any_vectors = (
    arrays(np.float64, (3, 3), elements=st.floats(-3.0, 3.0))
    .map(lambda noise: noise + 5.0 * np.eye(3))
    .filter(lambda vectors: np.linalg.svd(vectors)[1].min() > 2.0)
)


@given(any_vectors, st.permutations(range(3)), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_the_standard_form_spans_the_same_lattice(vectors, order, seed):
    """Left-handed cells as well; the distances of particles stay, and so does the lattice."""
    vectors = vectors[list(order)]
    cell, rotation = Cell.standard(vectors)
    standard = cell.vectors
    assert np.all(standard == np.tril(standard))
    assert np.diag(standard).min() > 0.0
    for row, column in ((1, 0), (2, 0), (2, 1)):
        assert abs(standard[row, column]) <= 0.501 * standard[column, column]
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(rotation) == pytest.approx(1.0)
    # lattice vectors of one are whole combinations of those of the other
    whole = (vectors @ rotation) @ np.linalg.inv(standard)
    np.testing.assert_allclose(whole, np.rint(whole), atol=1e-9)
    assert abs(np.linalg.det(whole)) == pytest.approx(1.0)
    apart = np.random.default_rng(seed).uniform(-8.0, 8.0, (20, 3))
    np.testing.assert_allclose(
        np.linalg.norm(shortest_images(apart, vectors), axis=1),
        np.linalg.norm(shortest_images(apart @ rotation, standard), axis=1),
    )


def test_a_cell_in_standard_form_stays_to_the_last_bit():
    cell, rotation = Cell.standard(TILTED.vectors)
    np.testing.assert_array_equal(cell.vectors, TILTED.vectors)
    np.testing.assert_array_equal(rotation, np.eye(3))


def test_a_tilt_of_half_a_length_is_the_same_in_every_file():
    """A hexagonal cell, written with a few digits more or less."""
    for noise in (-1e-9, 0.0, 1e-9):
        for turns in (-2, -1, 0, 1):
            vectors = np.array([[6.0, 0.0, 0.0], [3.0 + noise + 6.0 * turns, 5.2, 0.0], [0.0, 0.0, 7.0]])
            assert Cell.standard(vectors)[0].vectors[1, 0] == pytest.approx(3.0)


def test_measures_of_a_cell_follow_from_its_vectors():
    assert TILTED.lengths.tolist() == [7.0, 6.5, 6.8]
    assert TILTED.volume == pytest.approx(abs(np.linalg.det(TILTED.vectors)))
    assert TILTED.width == 6.5
    faces = [np.linalg.norm(np.cross(TILTED.vectors[k - 1], TILTED.vectors[k - 2])) for k in range(3)]
    assert TILTED.height == pytest.approx(TILTED.volume / max(faces))
    assert TILTED.height < TILTED.width
    assert TILTED.is_tilted
    assert TILTED.numbers.tolist() == [7.0, 6.5, 6.8, 3.2, -2.9, 3.0]
    cube = Cell.cubic(6.0)
    assert not cube.is_tilted
    assert cube.height == cube.width == 6.0
    assert cube.numbers.tolist() == [6.0, 6.0, 6.0]


@CELLS
def test_images_are_the_shortest_up_to_half_the_width(cell):
    apart = np.random.default_rng(1).uniform(-30.0, 30.0, (3000, 3))
    best = shortest_images(apart, cell.vectors)
    near = np.linalg.norm(best, axis=1) < 0.5 * cell.width
    assert near.sum() > 500
    np.testing.assert_allclose(cell.minimum_image(apart)[near], best[near], atol=1e-12)
    lengths = [shortest(*each, box_of(cell.vectors)) for each in apart]
    np.testing.assert_allclose(lengths, np.linalg.norm(best, axis=1), rtol=1e-12)


@CELLS
def test_wrapping_moves_by_lattice_vectors(cell):
    positions = np.random.default_rng(2).uniform(-30.0, 30.0, (1000, 3))
    # on faces of the cell, and beyond them by rounding only
    positions[:2] = [-1e-17, 0.0, -1e-17], cell.vectors[0] + cell.vectors[2]
    inside = cell.wrap(positions)
    assert np.all(inside >= 0.0)
    assert np.all(inside <= cell.lengths)
    whole = (positions - inside) @ np.linalg.inv(cell.vectors)
    np.testing.assert_allclose(whole, np.rint(whole), atol=1e-9)


@pytest.mark.parametrize("ratio", [1.0, 3.0, 10.0])
def test_the_shortest_image_is_found_in_long_cells(ratio):
    vectors = np.array([[5.0 * ratio, 0.0, 0.0], [-1.7 * ratio, 5.0, 0.0], [1.1 * ratio, 2.4, 4.0]])
    apart = np.random.default_rng(1).uniform(-30.0, 30.0, (300, 3))
    shifts = np.stack(np.meshgrid(*[np.arange(-25, 26)] * 3), axis=-1).reshape(-1, 3) @ vectors
    for each in apart:
        best = np.linalg.norm(each + shifts, axis=1).min()
        assert shortest(*each, box_of(vectors)) == pytest.approx(best, rel=1e-9)


@given(cells(), arrays(np.float64, (2, 3), elements=st.floats(-2.0, 2.0)), st.integers(0, 2**32 - 1))
@FEW
def test_displacements_do_not_depend_on_origins_or_images(cell, shifts, seed):
    """Not even near half a cell, where particles with one shift would get two images."""
    rng = np.random.default_rng(seed)
    start = rng.random((20, 3)) @ cell.vectors
    moved = 0.1 * cell.width * rng.standard_normal((20, 3)).clip(-2.0, 2.0)
    images = rng.integers(-3, 4, (2, 20, 3)) @ cell.vectors
    for nearly_half in (0.0, 0.4999, 0.5, 0.5001):
        a = start + images[0] + shifts[0] @ cell.vectors
        b = start + moved + images[1] + (shifts[1] + nearly_half) @ cell.vectors
        np.testing.assert_allclose(cell.displacement(a, b), moved - moved.mean(axis=0), atol=1e-9)


def test_a_particle_that_jumps_far_does_not_shift_the_others():
    start = np.random.default_rng(3).random((50, 3)) @ TILTED.vectors
    end = start + 0.49 * TILTED.vectors.sum(axis=0)
    end[7] += [2.0, -1.0, 0.5]
    jump = TILTED.displacement(start, end)
    np.testing.assert_allclose(jump[7] - jump[8], [2.0, -1.0, 0.5], atol=1e-12)
    assert np.abs(np.delete(jump, 7, axis=0)).max() == pytest.approx(2.0 / 50)
