import numpy as np
import pytest
from conftest import SOFT_SPHERES, draw_glass, draw_minimum_of, one_species
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from plain_calculator import reference, shortest_images

from glasscape.forces.compiled import CompiledForceField
from glasscape.potentials.models import KOB_ANDERSEN
from glasscape.structures.cell import box_of
from glasscape.structures.cell import minimum_image
from glasscape.structures.cell import shortest
from glasscape.structures.cell import standard_cell
from glasscape.structures.particles import Particles


TILTED = np.array([[7.0, 0.0, 0.0], [3.2, 6.5, 0.0], [-2.9, 3.0, 6.8]])

# three vectors of a length of 4 to 8 that are far from lying in a plane
vectors = (
    arrays(np.float64, (3, 3), elements=st.floats(-3.0, 3.0))
    .map(lambda noise: noise + 5.0 * np.eye(3))
    .filter(lambda cell: np.linalg.svd(cell)[1].min() > 2.0)
)


@given(vectors, st.permutations(range(3)), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_the_standard_form_spans_the_same_lattice(cell, order, seed):
    """Left-handed cells as well; the distances of particles stay, and so does the lattice."""
    cell = cell[list(order)]
    standard, rotation = standard_cell(cell)
    assert np.all(standard == np.tril(standard))
    assert np.diag(standard).min() > 0.0
    for row, column in ((1, 0), (2, 0), (2, 1)):
        assert abs(standard[row, column]) <= 0.501 * standard[column, column]
    np.testing.assert_allclose(rotation @ rotation.T, np.eye(3), atol=1e-12)
    assert np.linalg.det(rotation) == pytest.approx(1.0)
    # lattice vectors of one are whole combinations of those of the other
    whole = (cell @ rotation) @ np.linalg.inv(standard)
    np.testing.assert_allclose(whole, np.rint(whole), atol=1e-9)
    assert abs(np.linalg.det(whole)) == pytest.approx(1.0)
    apart = np.random.default_rng(seed).uniform(-8.0, 8.0, (20, 3))
    np.testing.assert_allclose(
        np.linalg.norm(shortest_images(apart, cell), axis=1),
        np.linalg.norm(shortest_images(apart @ rotation, standard), axis=1),
    )


def test_a_cell_in_standard_form_stays_to_the_last_bit():
    standard, rotation = standard_cell(TILTED)
    np.testing.assert_array_equal(standard, TILTED)
    np.testing.assert_array_equal(rotation, np.eye(3))


def test_a_tilt_of_half_a_length_is_the_same_in_every_file():
    """A hexagonal cell, written with a few digits more or less."""
    for noise in (-1e-9, 0.0, 1e-9):
        for turns in (-2, -1, 0, 1):
            cell = np.array([[6.0, 0.0, 0.0], [3.0 + noise + 6.0 * turns, 5.2, 0.0], [0.0, 0.0, 7.0]])
            assert standard_cell(cell)[0][1, 0] == pytest.approx(3.0)


@pytest.mark.parametrize("cell", [TILTED, 6.0 * np.eye(3)], ids=["tilted", "cubic"])
def test_images_are_the_shortest_up_to_half_the_width(cell):
    apart = np.random.default_rng(1).uniform(-30.0, 30.0, (3000, 3))
    best = shortest_images(apart, cell)
    near = np.linalg.norm(best, axis=1) < 0.5 * np.diag(cell).min()
    assert near.sum() > 500
    np.testing.assert_allclose(cell.minimum_image(apart)[near], best[near], atol=1e-12)
    lengths = [shortest(*each, box_of(cell)) for each in apart]
    np.testing.assert_allclose(lengths, np.linalg.norm(best, axis=1), rtol=1e-12)


@pytest.mark.parametrize("cell", [TILTED, 6.0 * np.eye(3)], ids=["tilted", "cubic"])
def test_wrapping_moves_by_lattice_vectors(cell):
    positions = np.random.default_rng(2).uniform(-30.0, 30.0, (1000, 3))
    # on faces of the cell, and beyond them by rounding only
    positions[:2] = [-1e-17, 0.0, -1e-17], cell[0] + cell[2]
    inside = cell.wrap(positions)
    assert np.all(inside >= 0.0)
    assert np.all(inside <= np.diag(cell))
    whole = (positions - inside) @ np.linalg.inv(cell)
    np.testing.assert_allclose(whole, np.rint(whole), atol=1e-9)


def test_no_pair_is_lost_in_a_narrow_tilted_cell():
    """Hardly wider than twice the range: the list of neighbours may reach no further."""
    cell = np.array([[5.1, 0.0, 0.0], [2.55, 5.1, 0.0], [2.55, -2.0, 5.1]])
    rng = np.random.default_rng(4)
    glass = Particles(np.ones(60), (np.arange(60) % 5 == 0).astype(np.int32), cell)
    positions = rng.random((60, 3)) @ cell
    field = CompiledForceField(glass, KOB_ANDERSEN.potential)
    for _ in range(30):
        positions = positions + 0.03 * rng.standard_normal(positions.shape)
        energy, forces = reference(glass, positions, KOB_ANDERSEN.potential)
        value = field.evaluate(positions[None])
        assert value.energies[0] == pytest.approx(energy, rel=1e-9)
        np.testing.assert_allclose(value.forces[0], forces, rtol=1e-6, atol=1e-9 * np.abs(forces).max())


@pytest.mark.parametrize("ratio", [1.0, 3.0, 10.0])
def test_the_shortest_image_is_found_in_long_cells(ratio):
    cell = np.array([[5.0 * ratio, 0.0, 0.0], [-1.7 * ratio, 5.0, 0.0], [1.1 * ratio, 2.4, 4.0]])
    apart = np.random.default_rng(1).uniform(-30.0, 30.0, (300, 3))
    shifts = np.stack(np.meshgrid(*[np.arange(-25, 26)] * 3), axis=-1).reshape(-1, 3) @ cell
    for each in apart:
        best = np.linalg.norm(each + shifts, axis=1).min()
        assert shortest(*each, box_of(cell)) == pytest.approx(best, rel=1e-9)


@pytest.mark.parametrize("size", [1.0, 1.4], ids=["all pairs", "binned"])
def test_compiled_forces_in_a_tilted_cell_equal_the_definition(size):
    n = round(float(np.prod(np.diag(size * TILTED))))
    glass = one_species(draw_glass(n, seed=5).diameters, size * TILTED)
    positions = np.random.default_rng(6).random((n, 3)) @ glass.cell
    field = CompiledForceField(glass, SOFT_SPHERES)
    # images of the particles, which the list of neighbours must not notice
    images = positions + np.random.default_rng(7).integers(-2, 3, positions.shape) @ glass.cell
    energy, forces = reference(glass, positions)
    for each in (positions, images):
        value = field.evaluate(each[None])
        assert value.energies[0] == pytest.approx(energy, rel=1e-9)
        np.testing.assert_allclose(value.forces[0], forces, rtol=1e-6, atol=1e-9 * np.abs(forces).max())


def test_a_minimum_does_not_depend_on_how_its_cell_is_written():
    glass = one_species(draw_glass(309, seed=5).diameters, TILTED)
    minimum = draw_minimum_of(glass, SOFT_SPHERES, seed=8)
    energy = CompiledForceField(glass, SOFT_SPHERES).evaluate(minimum[None]).energies[0]
    # another basis of the same lattice, turned
    basis = np.array([[1, 0, 0], [1, 1, 0], [0, -1, 1]]) @ TILTED
    turn = np.linalg.qr(np.random.default_rng(1).standard_normal((3, 3)))[0]
    cell, rotation = standard_cell(basis @ turn)
    other = one_species(glass.diameters, cell)
    value = CompiledForceField(other, SOFT_SPHERES).evaluate((minimum @ turn @ rotation)[None])
    assert value.energies[0] == pytest.approx(energy, abs=1e-9)
    assert np.abs(value.forces).max() < 1e-8
