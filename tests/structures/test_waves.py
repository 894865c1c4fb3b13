"""Plane waves that fit into periodic cells."""

from itertools import product

import numpy as np
import pytest

from glasscape.structures.cell import Cell
from glasscape.structures.waves import wave_vectors

LENGTH = 6.0
CELL = Cell.cubic(LENGTH)


def test_wave_vectors_of_a_cube_are_complete_shells():
    waves, numbers = wave_vectors(CELL)
    # half of the 6, 12, 8 and 6 vectors of the first shells: their opposites say the same
    assert [len(each) for each in waves[:4]] == [3, 6, 4, 3]
    assert numbers[:4] == pytest.approx(2 * np.pi / LENGTH * np.sqrt([1, 2, 3, 4]))
    assert numbers[-1] == pytest.approx(3 * 2 * np.pi / LENGTH)


def test_wave_vectors_of_a_plane_lie_in_it():
    waves, numbers = wave_vectors(Cell.square(LENGTH))
    # half of the 4, 4, 4 and 8 vectors of the first shells
    assert [len(each) for each in waves[:4]] == [2, 2, 2, 4]
    assert numbers[:4] == pytest.approx(2 * np.pi / LENGTH * np.sqrt([1, 2, 4, 5]))
    assert numbers[-1] == pytest.approx(3 * 2 * np.pi / LENGTH)
    assert not np.concatenate(waves)[:, 2].any()


@pytest.mark.parametrize(
    "vectors",
    [
        [[12.0, 0.0, 0.0], [6.0, 4.0, 0.0], [0.0, 0.0, 8.0]],
        [[11.957972, 0.0, 0.0], [4.284498, 5.521373, 0.0], [-3.84515, 1.793787, 3.57332]],
    ],
)
def test_shells_of_tilted_cells_are_complete(vectors):
    whole = np.array([each for each in product(range(-12, 13), repeat=3) if each > (0, 0, 0)])
    lengths = np.linalg.norm(whole @ (2.0 * np.pi * np.linalg.inv(vectors).T), axis=1)
    expected = np.sort(lengths[lengths <= 3.000001 * lengths.min()])
    waves, numbers = wave_vectors(Cell(np.array(vectors)))
    assert np.linalg.norm(np.concatenate(waves), axis=1) == pytest.approx(expected)
    assert (np.diff(numbers) > 1e-6).all()


def test_the_longest_wave_of_a_tilted_cell():
    """Its planes are the widest apart that fit into the cell, over all lattice planes."""
    vectors = np.array([[9.0, 0.0, 0.0], [4.4, 5.2, 0.0], [-4.4, 2.5, 5.1]])
    planes = np.array(list(product(range(-6, 7), repeat=3))) @ np.linalg.inv(vectors).T
    apart = 1.0 / np.linalg.norm(planes, axis=1)[np.any(planes, axis=1)]
    cell, _ = Cell.standard(vectors)
    assert wave_vectors(cell)[1][0] == pytest.approx(2.0 * np.pi / apart.max())
    assert wave_vectors(cell)[1][0] > 1.3 * 2.0 * np.pi / cell.lengths.max()
    assert wave_vectors(Cell.square(8.0))[1][0] == pytest.approx(np.pi / 4.0)
