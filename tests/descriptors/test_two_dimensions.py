"""Descriptors in two dimensions, against definitions in the plane alone."""

import numpy as np
import pytest
from descriptors.conftest import state_of
from glasses import draw_minimum_of
from scipy.spatial import Voronoi

from glasscape.descriptors.bonds import PLANAR_ORDERS, bonds
from glasscape.descriptors.coarse_grained import coarse_grained
from glasscape.descriptors.configuration import Configuration
from glasscape.descriptors.describe import describe
from glasscape.descriptors.hessian import cage_stiffness
from glasscape.descriptors.radial import EDGES, radial
from glasscape.descriptors.settings import CageSettings, DescriptorSettings
from glasscape.forces.engine import make_engine
from glasscape.potentials.models import TERNARY_KOB_ANDERSEN_2D
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.draw import draw_glass

N = 215


@pytest.fixture(scope="module")
def plane():
    """An inherent structure of the ternary mixture."""
    particles = draw_glass(TERNARY_KOB_ANDERSEN_2D.composition, N, np.random.default_rng(0))
    positions = draw_minimum_of(particles, TERNARY_KOB_ANDERSEN_2D.potential, seed=1)
    return state_of(particles, positions, potential=TERNARY_KOB_ANDERSEN_2D.potential)


@pytest.fixture(scope="module")
def edges(plane):
    """Both particles of every edge of the Voronoi cells, its length, and the angle of its direction."""
    length = plane.particles.cell.width
    inside = plane.particles.cell.wrap(plane.positions)[:, :2]
    shifts = length * np.array([(0, 0), *((x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y)])
    images = np.concatenate([inside + shift for shift in shifts])
    plain, found = Voronoi(images), []
    for pair, ends in zip(plain.ridge_points, plain.ridge_vertices, strict=True):
        for i, j in (pair, pair[::-1]):
            # of cells in the middle, all edges are known
            if i < N:
                apart = images[j] - images[i]
                size = np.linalg.norm(np.subtract(*plain.vertices[ends]))
                found.append((i, j % N, size, np.arctan2(apart[1], apart[0])))
    i, j, size, angle = map(np.array, zip(*found, strict=True))
    return i, j, size, angle


def distances(state):
    apart = state.positions[:, None, :2] - state.positions[None, :, :2]
    length = state.particles.cell.width
    return np.linalg.norm(apart - length * np.rint(apart / length), axis=-1)


def test_perimeters_and_areas_of_cells_equal_those_of_scipy(plane, edges):
    i, j, size, _ = edges
    found = plane.voronoi
    np.testing.assert_allclose(found.surfaces, np.bincount(i, size), rtol=1e-5)
    # triangles between a particle and its edges
    apart = plane.positions[i, :2] - plane.positions[j, :2]
    apart -= plane.particles.cell.width * np.rint(apart / plane.particles.cell.width)
    areas = np.bincount(i, 0.25 * size * np.linalg.norm(apart, axis=1))
    np.testing.assert_allclose(found.volumes, areas, rtol=1e-4)
    assert found.volumes.sum() == pytest.approx(plane.particles.cell.volume, rel=1e-6)
    # of polygons that fill a plane without four at a point, six edges on average
    assert np.bincount(i).mean() == 6.0
    large = size > 0.02 * np.sqrt(plane.particles.cell.volume / N)
    np.testing.assert_array_equal(found.facets, np.bincount(i[large]))


@pytest.mark.parametrize(("label", "species"), [("all", None), ("species1", 0), ("species3", 2)])
@pytest.mark.parametrize("length", [0.5, 2.0])
def test_averages_equal_the_definition(plane, label, species, length):
    table = coarse_grained(plane, [0.5, 2.0])
    assert not any("surface" in name for name in table.names)
    distance = distances(plane)
    reach = min(10.0 * length, 0.5 * plane.particles.cell.width)
    weights = np.where(distance < reach, np.exp(-distance / length), 0.0)
    if species is not None:
        weights[:, plane.particles.species != species] = 0.0
    density = weights.sum(axis=1)
    energy, perimeter, moved = (
        weights @ each / density for each in (plane.energies, plane.voronoi.surfaces, plane.displacements)
    )
    variance = (weights * (plane.energies - energy[:, None]) ** 2).sum(axis=1) / density
    expected = {
        "density": density,
        "energy": energy,
        "perimeter": perimeter,
        "displacement": moved,
        "energy_variance": variance,
    }
    found = table.only([f"inherent_{name}_{label}_L{length:g}" for name in expected]).values
    np.testing.assert_allclose(found, np.column_stack([*expected.values()]), rtol=1e-9, atol=1e-10)
    (perimeter,) = table.only(["inherent_perimeter_own"]).columns
    assert perimeter.unit == "sigma"


def test_radial_distributions_count_particles_in_rings(plane):
    distance, species = distances(plane), plane.particles.species
    np.fill_diagonal(distance, np.inf)
    found = radial(plane).values.reshape(N, 3, -1)
    areas = np.pi * (EDGES[1:] ** 2 - EDGES[:-1] ** 2)
    for kind in range(3):
        density = np.count_nonzero(species == kind) / plane.particles.cell.width**2
        for i in range(0, N, 10):
            counts, _ = np.histogram(distance[i, species == kind], EDGES)
            np.testing.assert_allclose(found[i, kind], counts / density / areas, rtol=1e-12)


@pytest.mark.parametrize("order", PLANAR_ORDERS)
def test_orders_of_bonds_equal_the_definition(plane, edges, order):
    i, j, size, angle = edges
    large = size > 0.02 * np.sqrt(plane.particles.cell.volume / N)
    i, j, size, angle = i[large], j[large], size[large], angle[large]
    own = np.zeros(N, dtype=complex)
    np.add.at(own, i, size * np.exp(1j * order * angle))
    own /= np.bincount(i, size)
    mean = own.copy()
    np.add.at(mean, i, own[j])
    mean /= 1.0 + np.bincount(i)
    table = bonds(plane)
    found = table.only([f"inherent_psi{order}", f"inherent_psi{order}_averaged"]).values
    np.testing.assert_allclose(found, np.abs(np.column_stack([own, mean])), rtol=2e-3, atol=1e-4)
    sizes = table.only(["inherent_voronoi_area", "inherent_voronoi_edges"]).values
    np.testing.assert_array_equal(sizes, np.column_stack([plane.voronoi.volumes, plane.voronoi.facets]))


def test_stiffness_and_compliance_are_those_of_the_plane(plane):
    table = cage_stiffness(plane.force_field, plane.positions, [1.0])
    full = plane.force_field.hessian(plane.positions).toarray()
    flat = np.delete(np.delete(full, np.s_[2::3], axis=0), np.s_[2::3], axis=1)
    distance = distances(plane)
    stiffness = table.only(["inherent_stiffness_lowest", "inherent_stiffness_highest"]).values
    names = [f"inherent_compliance_r1.6_{name}" for name in ("lowest", "highest", "sum", "log")]
    compliance = table.only(names).values
    for i in (0, 17):
        own = np.s_[2 * i : 2 * i + 2]
        np.testing.assert_allclose(stiffness[i], np.linalg.eigvalsh(flat[own, own]), rtol=1e-9)
        free = np.repeat(distance[i] < 1.6, 2)
        inverse = np.zeros_like(flat)
        inverse[np.ix_(free, free)] = np.linalg.inv(flat[np.ix_(free, free)])
        eigenvalues = np.linalg.eigvalsh(inverse[own, own])
        total = eigenvalues.sum()
        np.testing.assert_allclose(compliance[i], [*eigenvalues, total, np.log(total)], rtol=1e-7)
    assert not any("middle" in name for name in table.names)


def test_all_states_and_families_are_described(plane):
    engine = make_engine(PotentialSettings(model="ternary-kob-andersen-2d"))
    thermal = plane.positions + 0.03 * np.random.default_rng(2).standard_normal((N, 3)) * [1.0, 1.0, 0.0]
    caged = Configuration(plane.particles, plane.positions, thermal).with_cage(
        engine, CageSettings(temperature=0.2, runs=1, duration=1.0, time_step=0.005)
    )
    assert not caged.cage[:, 2].any()
    settings = DescriptorSettings(states=["inherent", "thermal", "cage"], lengths=[0.5, 1.0])
    table = describe(engine, caged, settings)
    assert np.all(np.isfinite(table.values))
    assert len(set(table.names)) == len(table.names) == table.values.shape[1]
