"""Files of isoconfigurational runs."""

import re
from dataclasses import replace

import numpy as np
import pytest
from isoconfigurational_runs import contents, draw_runs, runs_to

from glasscape.errors import StructureError
from glasscape.files import read_arrays
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles
from glasscape.trajectories.isoconfigurational import Isoconfigurational, join, read_isoconfigurational


def test_runs_are_read_as_they_were_written(tmp_path):
    runs = draw_runs()
    path = tmp_path / "runs.npz"
    np.savez(path, **contents(runs) | {"types": runs.particles.species.astype(np.int8)})
    again = read_isoconfigurational(path, runs.particles.cell)
    np.testing.assert_array_equal(again.start, runs.start)
    np.testing.assert_array_equal(again.positions, runs.positions)
    assert again.positions.dtype == np.float32
    np.testing.assert_array_equal(again.times, [np.nan])
    np.testing.assert_array_equal(again.particles.species, runs.particles.species)
    assert again.particles.species.dtype == np.int32


def test_displacements_have_no_drift():
    runs = draw_runs()
    moved = runs.displacements(0)
    assert moved.dtype == np.float64
    np.testing.assert_allclose(moved.mean(axis=1), 0.0, atol=1e-12)
    assert np.abs(moved).max() < 0.6 < np.abs(runs.positions - runs.start).max()


def test_several_times_are_read_as_they_were_written(tmp_path):
    runs = several_times()
    runs.write(tmp_path / "runs.npz")
    again = read_isoconfigurational(tmp_path / "runs.npz")
    np.testing.assert_array_equal(again.times, [1.0, 10.0])
    np.testing.assert_array_equal(again.positions, runs.positions)
    np.testing.assert_array_equal(again.displacements(1), runs.displacements(1))


def test_runs_of_several_files_are_joined():
    runs = several_times()
    parts = [
        Isoconfigurational(runs.particles, runs.start, runs.times, runs.positions[k]) for k in ([0], [1, 2])
    ]
    np.testing.assert_array_equal(join(parts).positions, runs.positions[:3])
    other = Isoconfigurational(runs.particles, runs.start, 2.0 * runs.times, runs.positions)
    with pytest.raises(StructureError, match="differ in their times"):
        join([runs, other])
    one = replace(runs, particles=replace(runs.particles, species=runs.particles.species + np.int32(1)))
    with pytest.raises(StructureError, match="differ in their types"):
        join([runs, one])


def several_times():
    """Runs with positions after two times."""
    short, long = draw_runs(step=0.1), draw_runs(step=0.3)
    positions = np.concatenate([short.positions, long.positions], axis=1)
    return Isoconfigurational(short.particles, short.start, np.array([1.0, 10.0]), positions)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"times": np.array([10.0, 1.0])}, "times should be positive floats that ascend"),
        ({"times": np.array([0.0, 1.0])}, "times should be positive floats that ascend"),
        ({"times": np.array([1, 10])}, "times should be positive floats that ascend"),
        ({"times": np.array([1.0, np.inf])}, "times should be positive floats that ascend"),
        ({"diameters": np.zeros(216)}, "diameters should be positive floats of shape (216,)"),
        ({"diameters": np.ones((216, 1))}, "diameters should be positive floats of shape (216,)"),
        ({"diameters": np.ones(3)}, "diameters should be positive floats of shape (216,)"),
        ({"diameters": np.full(216, np.nan)}, "diameters should be positive floats"),
        ({"diameters": np.full(216, "1")}, "diameters should be positive floats"),
        ({"cell": np.full(3, 6.0)}, "cell should be lattice vectors in rows"),
        ({"cell": np.zeros((3, 3))}, "cell should be lattice vectors in rows"),
        ({"cell": -6.0 * np.eye(3)}, "cell should be lattice vectors in rows"),
        ({"cell": np.full((3, 3), np.inf)}, "cell should be lattice vectors in rows"),
        ({"cell": np.full((3, 3), 6.0)}, "cell should be lattice vectors in rows"),
        ({"times": np.array([1.0])}, "positions should be floats of shape (runs, 1, 216, 3)"),
    ],
)
def test_times_cells_and_diameters_that_are_not_as_described_are_refused(change, message, tmp_path):
    several_times().write(tmp_path / "runs.npz")
    np.savez(tmp_path / "bad.npz", **read_arrays(tmp_path / "runs.npz") | change)
    with pytest.raises(StructureError, match=re.escape("bad.npz: " + message)):
        read_isoconfigurational(tmp_path / "bad.npz")


def changed(arrays, key):
    """Arrays with a value that is not finite."""
    array = arrays[key].copy()
    array.flat[5] = np.nan
    return {key: array}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda a: {"types": a["types"] + 1}, "types should count species from 0"),
        (lambda a: {"types": 2 * a["types"]}, "types should count species from 0"),
        (lambda a: {"types": a["types"] + 0.0}, "types should be integers of shape (N,)"),
        (lambda a: {"initial_positions": a["initial_positions"][1:]}, "initial_positions should be floats"),
        (lambda a: {"positions": a["positions"][0]}, "positions should be floats of shape (runs, 216, 3)"),
        (lambda a: {"positions": a["positions"][:0]}, "positions should be floats of shape (runs, 216, 3)"),
        (lambda a: {"positions": a["positions"].astype(str)}, "positions should be floats"),
        (lambda a: changed(a, "positions"), "positions has values that are not finite"),
        (lambda a: {"positions": 1e300 * a["positions"].astype(float)}, "positions has values that are not"),
        (lambda a: changed(a, "initial_positions"), "initial_positions has values that are not finite"),
        (lambda a: {"positions": a["positions"] % 6.0}, "positions look wrapped"),
        (lambda a: {"types": np.array([None] * 216)}, "is not an .npz file of plain arrays"),
    ],
)
def test_arrays_that_are_not_as_described_are_refused(change, message, tmp_path):
    runs = draw_runs()
    arrays = contents(runs)
    np.savez(tmp_path / "bad.npz", **arrays | change(arrays))
    with pytest.raises(StructureError, match=re.escape("bad.npz: " + message)):
        read_isoconfigurational(tmp_path / "bad.npz", runs.particles.cell)


@pytest.mark.parametrize("key", ["types", "initial_positions", "positions"])
def test_a_missing_array_is_named(key, tmp_path):
    runs = draw_runs()
    arrays = contents(runs)
    del arrays[key]
    np.savez(tmp_path / "less.npz", **arrays)
    with pytest.raises(StructureError, match=rf"less.npz: has no array {key}; it holds"):
        read_isoconfigurational(tmp_path / "less.npz", runs.particles.cell)


def test_a_file_of_another_kind_is_refused(tmp_path):
    (tmp_path / "text.npz").write_text("text")
    np.save(tmp_path / "array.npy", np.zeros(3))
    for name in ("text.npz", "array.npy", "absent.npz"):
        with pytest.raises(StructureError, match=name):
            read_isoconfigurational(tmp_path / name, Cell.cubic(6.0))


@pytest.mark.parametrize(("length", "message"), [(4.9, "extend over"), (9.5, "leave a layer")])
def test_a_cell_that_does_not_fit_is_refused(length, message, tmp_path):
    np.savez(tmp_path / "runs.npz", **contents(draw_runs()))
    with pytest.raises(StructureError, match=f"initial_positions {message}"):
        read_isoconfigurational(tmp_path / "runs.npz", Cell.cubic(length))


def test_particles_that_diffuse_far_are_not_taken_for_wrapped(tmp_path):
    runs = draw_runs(step=2.5)
    assert np.abs(runs.displacements(0)).max() > 0.75 * runs.particles.cell.width
    np.savez(tmp_path / "runs.npz", **contents(runs))
    assert len(read_isoconfigurational(tmp_path / "runs.npz", runs.particles.cell).positions) == 8


def test_wrapped_positions_at_several_times_are_refused(tmp_path):
    """Long displacements at a late time do not hide the jumps of an early one, nor their own."""
    first, cell = draw_runs(), draw_runs().particles.cell
    for steps in ((0.3, 2.0), (0.3, 4.0), (2.0, 4.0)):
        after = np.concatenate([draw_runs(step=step).positions for step in steps], axis=1)
        apart = Isoconfigurational(first.particles, first.start, np.array([1.0, 10.0]), after)
        apart.write(tmp_path / "runs.npz")
        read_isoconfigurational(tmp_path / "runs.npz")
        wrapped = cell.wrap(after.astype(np.float64)).astype(np.float32)
        Isoconfigurational(first.particles, first.start, apart.times, wrapped).write(tmp_path / "runs.npz")
        with pytest.raises(StructureError, match="positions look wrapped"):
            read_isoconfigurational(tmp_path / "runs.npz")


def planar_runs():
    """Runs of a square lattice whose particles move in the plane."""
    sites = np.stack(np.meshgrid(np.arange(8), np.arange(8), [0], indexing="ij"), -1).reshape(-1, 3)
    particles = Particles(np.ones(64), (sites.sum(axis=1) % 2).astype(np.int32), Cell.square(8.0))
    moved = 0.1 * np.random.default_rng(0).standard_normal((5, 64, 3)) * [1.0, 1.0, 0.0]
    return runs_to(particles, sites * 1.0, sites + moved)


def test_runs_in_two_dimensions_are_read_with_two_or_three_coordinates(tmp_path):
    runs, path = planar_runs(), tmp_path / "runs.npz"
    for coordinates in (3, 2):
        content = contents(runs)
        for key in ("initial_positions", "positions"):
            content[key] = content[key][..., :coordinates]
        np.savez(path, **content)
        again = read_isoconfigurational(path, runs.particles.cell)
        np.testing.assert_array_equal(again.start, runs.start)
        np.testing.assert_array_equal(again.positions, runs.positions)
    runs.write(path)
    assert read_isoconfigurational(path).particles.cell.dimensions == 2


def test_particles_outside_the_plane_and_empty_layers_in_it_are_errors(tmp_path):
    runs, path = planar_runs(), tmp_path / "runs.npz"
    content = contents(runs)
    content["positions"] = content["positions"] + np.float32([0.0, 0.0, 0.2])
    np.savez(path, **content)
    with pytest.raises(StructureError, match="positions leave the plane z = 0"):
        read_isoconfigurational(path, runs.particles.cell)
    np.savez(path, **contents(runs))
    with pytest.raises(StructureError, match="leave a layer of 4 sigma of the cell empty"):
        read_isoconfigurational(path, Cell.square(11.0))
