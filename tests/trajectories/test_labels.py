"""Labels of particles, and their ceilings."""

import numpy as np
import pytest
from glasses import draw_mixture
from isoconfigurational_runs import draw_runs, lattice, runs_to
from scipy.stats import chi

from glasscape.errors import StructureError
from glasscape.forces.compiled import CompiledForceField
from glasscape.minimise.quench import Quench
from glasscape.potentials.models import KOB_ANDERSEN
from glasscape.structures.cell import Cell
from glasscape.structures.particles import Particles
from glasscape.trajectories import labels
from glasscape.trajectories.isoconfigurational import Isoconfigurational, read_isoconfigurational
from glasscape.trajectories.labels import Label, bond_breaking, inherent_propensity, overlap, propensity

BOTAN_LENGTH = 15.05658
BONDS = np.full((2, 2), 1.2)


def split_halves(values, splits, seed):
    """Reliability of the mean over runs by random halves, corrected by Spearman and Brown."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(splits):
        order = rng.permutation(len(values))
        one, other = values[order[::2]].mean(axis=0), values[order[1::2]].mean(axis=0)
        found.append(np.corrcoef(one, other)[0, 1])
    half = np.mean(found)
    return 2.0 * half / (1.0 + half)


@pytest.mark.parametrize(("runs", "noise"), [(32, 2.0), (8, 1.0), (5, 3.0)])
def test_ceiling_and_single_run_have_their_closed_forms(runs, noise):
    rng = np.random.default_rng(0)
    truth = rng.standard_normal(20_000)
    label = Label(truth + noise * rng.standard_normal((runs, 20_000)))
    everywhere = np.ones(20_000, dtype=bool)
    reliability = 1.0 / (1.0 + noise**2 / runs)
    assert label.ceiling(everywhere) == pytest.approx(np.sqrt(reliability), abs=0.01)
    assert np.corrcoef(truth, label.mean)[0, 1] == pytest.approx(label.ceiling(everywhere), abs=0.02)
    one, others = 1.0 / (1.0 + noise**2), 1.0 / (1.0 + noise**2 / (runs - 1))
    assert label.single_run(everywhere) == pytest.approx(np.sqrt(one * others), abs=0.01)


def test_the_ceiling_is_that_of_split_halves():
    rng = np.random.default_rng(1)
    label = Label(rng.gamma(2.0, size=500) * rng.gamma(1.0, size=(16, 500)))
    rows = np.arange(500) % 3 > 0
    halves = split_halves(label.runs[:, rows], 300, seed=2)
    assert label.ceiling(rows) == pytest.approx(np.sqrt(halves), abs=0.003)


def test_noise_has_no_ceiling_and_a_single_run_tells_nothing_about_it():
    noise = Label(np.random.default_rng(3).standard_normal((10, 50_000)))
    rows = np.arange(50_000)
    assert noise.ceiling(rows) < 0.15
    assert noise.single_run(rows) == pytest.approx(0.0, abs=0.01)
    constant = Label(np.ones((3, 5)))
    assert constant.ceiling(np.arange(5)) == constant.single_run(np.arange(5)) == 0.0
    for question in (Label.ceiling, Label.single_run):
        with pytest.raises(StructureError, match="at least two runs"):
            question(Label(np.ones((1, 5))), np.arange(5))


def test_propensity_is_the_mean_length_of_displacements_without_drift():
    runs = draw_runs(count=400, step=0.1)
    label = propensity(runs, 0)
    assert label.runs.shape == (400, 216)
    # mean of the length of a normal vector
    assert label.mean.mean() == pytest.approx(0.1 * np.sqrt(8.0 / np.pi), rel=0.01)
    still = runs_to(runs.particles, runs.start, np.stack([runs.start + 5.0, runs.start - 1.0]))
    np.testing.assert_allclose(propensity(still, 0).runs, 0.0, atol=1e-12)


def test_the_overlap_is_the_fraction_of_short_displacements_without_drift():
    runs = draw_runs(count=400, step=0.1)
    label = overlap(runs, 0, 0.2)
    assert set(np.unique(label.runs)) == {0.0, 1.0}
    # probability of a normal vector shorter than two standard deviations
    assert label.mean.mean() == pytest.approx(chi.cdf(2.0, 3), abs=0.01)
    still = runs_to(runs.particles, runs.start, np.stack([runs.start + 5.0, runs.start - 1.0]))
    assert (overlap(still, 0, 0.01).runs == 1.0).all()


def test_every_time_has_its_own_labels():
    short, long = draw_runs(step=0.1), draw_runs(step=0.3, seed=1)
    positions = np.concatenate([short.positions, long.positions], axis=1)
    both = Isoconfigurational(short.particles, short.start, np.array([1.0, 9.0]), positions)
    for k, one in enumerate((short, long)):
        np.testing.assert_array_equal(propensity(both, k).runs, propensity(one, 0).runs)
        kept = bond_breaking(both, k, BONDS, BONDS).runs
        np.testing.assert_array_equal(kept, bond_breaking(one, 0, BONDS, BONDS).runs)


def test_vibrations_do_not_move_inherent_structures():
    particles, minimum = draw_mixture(200, seed=1)
    force_field = CompiledForceField(particles, KOB_ANDERSEN.potential)
    rng = np.random.default_rng(0)
    # another image of some particles at time zero is the same configuration
    start = minimum + 0.02 * rng.standard_normal(minimum.shape)
    ends = minimum + 0.02 * rng.standard_normal((2, *minimum.shape)) + np.array([3.0, 0.0, -1.0])
    runs = runs_to(particles, start, ends)
    shifted = minimum + particles.cell.lengths * rng.integers(-1, 2, minimum.shape)
    assert propensity(runs, 0).mean.min() > 0.005
    assert inherent_propensity(runs, 0, force_field, shifted, 1e-8).mean.max() < 1e-4


def test_an_inherent_structure_that_is_not_found_is_an_error(monkeypatch):
    runs = draw_runs()
    stuck = Quench(runs.start, 0.0, 78.0, converged=False)
    monkeypatch.setattr(labels, "quench", lambda force_field, positions, max_force: stuck)
    with pytest.raises(StructureError, match="run 0: the quench ended with a force of 78"):
        inherent_propensity(runs, 0, None, runs.start, 1e-8)


def test_a_particle_that_leaves_breaks_its_bonds_and_one_of_each_neighbour():
    start, species, cell = lattice(6)
    far = start.copy()
    far[0] += 3.0
    back = start.copy()
    back[0] += 6.0
    runs = runs_to(Particles(np.ones(216), species, cell), start, np.stack([far, back, start]))
    kept = bond_breaking(runs, 0, BONDS, BONDS).runs
    assert kept[0, 0] == 0.0
    values, counts = np.unique(kept[0, 1:], return_counts=True)
    np.testing.assert_allclose(values, [5.0 / 6.0, 1.0])
    assert counts[0] == 6
    # an image of a neighbour is a neighbour
    np.testing.assert_array_equal(kept[1:], 1.0)


def test_a_neighbour_leaves_beyond_the_larger_distance_of_its_species():
    start, species, cell = lattice(6)
    end = start.copy()
    end[0, 0] -= 0.5
    runs = runs_to(Particles(np.ones(216), species, cell), start, end[None])
    near = np.array([[0.1, 1.2], [1.2, 0.1]])
    assert bond_breaking(runs, 0, near, near + 0.4).runs[0, 0] == 1.0
    # five of six neighbours, of the other species, are now further than 1.1
    assert bond_breaking(runs, 0, near - 0.09, near - 0.09).runs[0, 0] == pytest.approx(1.0 / 6.0)
    with pytest.raises(StructureError, match="particle 1 has no neighbours"):
        bond_breaking(runs, 0, np.array([[0.1, 0.1], [0.1, 0.1]]), near)


@pytest.mark.parametrize(
    ("reach", "exit_reach", "message"),
    [
        (np.full((1, 1), 1.2), BONDS, "reach: should be a symmetric matrix"),
        (BONDS, np.array([[1.2, 1.3], [1.2, 1.2]]), "exit_reach: should be a symmetric matrix"),
        (BONDS, np.full((2, 2), 3.1), "exit_reach: should be positive and at most half"),
        (BONDS, BONDS - 0.1, "exit_reach: should be at least reach"),
    ],
)
def test_distances_that_make_no_sense_are_refused(reach, exit_reach, message):
    with pytest.raises(StructureError, match=message):
        bond_breaking(draw_runs(count=1), 0, reach, exit_reach)


def test_real_runs_have_the_known_ceiling(botan):
    cell = Cell.cubic(BOTAN_LENGTH)
    ceilings, overlap = [], []
    for path in sorted((botan / "test").glob("*.npz")):
        runs = read_isoconfigurational(path, cell)
        large = runs.particles.species == 0
        moved = propensity(runs, 0)
        bonds = bond_breaking(runs, 0, [[1.4, 1.25], [1.25, 1.05]], [[1.7, 1.55], [1.55, 1.35]])
        ceilings.append(moved.ceiling(large))
        overlap.append(np.corrcoef(moved.mean[large], bonds.mean[large])[0, 1])
        halves = split_halves(moved.runs[:, large], 100, seed=0)
        assert moved.ceiling(large) == pytest.approx(np.sqrt(halves), abs=0.01)
        assert 0.25 < moved.single_run(large) < 0.6
    assert np.mean(ceilings) == pytest.approx(0.94, abs=0.015)
    # particles that move break bonds
    assert max(overlap) < -0.9
