from typing import get_args

import numpy as np
import pytest
from glasses import draw_minimum_of

from glasscape.errors import StructureError
from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.engine import make_engine
from glasscape.minimise.quench import quench
from glasscape.particles.tables import CEILINGS
from glasscape.potentials.models import KOB_ANDERSEN
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.draw import draw_glass
from glasscape.structures.cell import Cell
from glasscape.structures.particle_table import ParticleTable
from glasscape.structures.readers import read_structure
from glasscape.structures.writers import GLASS_FORMAT, write_glass
from glasscape.studies.propensity.labels import ABOUT, index_of, label_particles, read_runs
from glasscape.studies.propensity.settings import LabelName, PropensitySettings
from glasscape.trajectories.isoconfigurational import Isoconfigurational
from glasscape.trajectories.run import run_isoconfigurational


def label(runs, recorded=None, **settings):
    recorded = runs.times if recorded is None else recorded
    field = CompiledForceField(runs.particles, KOB_ANDERSEN.potential)
    inherent = quench(field, runs.start).positions
    return label_particles(runs, recorded, PropensitySettings(**settings), field, inherent, 1e-8)


def test_labels_of_a_file_with_their_ceilings(mixtures, files):
    runs = mixtures["one"]
    length = float(runs.particles.cell.vectors[0, 0])
    read = read_runs([files / "one.npz"], length, 3)
    np.testing.assert_array_equal(read.start, runs.start)
    assert read.particles.cell.vectors == pytest.approx(Cell.cubic(length).vectors)
    found = label(read, labels=["propensity", "bond_breaking"])
    found.labels.write(files / "labels.parquet")
    labels = ParticleTable.read(files / "labels.parquet")
    assert labels.names == ("propensity", "bond_breaking")
    propensity, kept = labels.values.T
    CEILINGS.write(files / "ceilings.parquet", found.ceilings)
    moved = runs.positions[:, 0] - runs.start
    moved -= moved.mean(axis=1, keepdims=True)
    assert propensity == pytest.approx(np.linalg.norm(moved, axis=2).mean(axis=0))
    assert kept.min() >= 0.0
    assert kept.max() <= 1.0
    assert found.ceilings.label.tolist() == ["propensity"] * 2 + ["bond_breaking"] * 2
    assert (found.ceilings.runs == 12).all()
    of_propensity = found.ceilings[found.ceilings.label == "propensity"]
    assert (of_propensity.single_run < of_propensity.ceiling).all()


def test_the_closest_recorded_time_is_meant():
    recorded = list(range(1, 2001))
    assert [recorded[index_of(time, recorded)] for time in (1, 1001, 1500, 2000)] == [1, 1001, 1500, 2000]
    assert index_of(0.1, [0.1 + 1e-9, 1.0]) == 0
    with pytest.raises(StructureError, match=r"propensity.times: 0.2 is not among the times"):
        index_of(0.2, [0.1, 1.0])


def test_one_run_has_a_label_and_no_ceiling(mixtures):
    runs = mixtures["one"]
    found = label(Isoconfigurational(runs.particles, runs.start, runs.times, runs.positions[:1]))
    assert found.labels.names == ("propensity",)
    assert found.ceilings.ceiling.isna().all()


def test_labels_at_several_times_are_named_by_them(mixtures):
    runs = mixtures["one"]
    later = runs.start + 2.0 * (runs.positions - runs.start)
    positions = np.concatenate([runs.positions, later.astype(np.float32)], axis=1)
    both = Isoconfigurational(runs.particles, runs.start, np.array([3.0, 30.0]), positions)
    # in relaxation times
    found = label(both, recorded=[0.1, 1.0], times=[0.1, 1.0]).labels
    near = label(both, recorded=[0.1, 1.0], labels=["overlap"], times=[0.1, 1.0], overlap=0.4).labels
    assert near.names == ("overlap_t1", "overlap_t0.1")
    # later, fewer particles are near their initial positions
    assert near.values[:, 0].mean() < near.values[:, 1].mean() - 0.2
    assert found.names == ("propensity_t1", "propensity_t0.1")
    np.testing.assert_allclose(found.values[:, 0], 2.0 * found.values[:, 1], rtol=1e-5)
    assert found.columns[0].meaning == "mean distance from the initial position, time 1"
    # the last time without any
    np.testing.assert_array_equal(label(both).labels.values[:, 0], found.values[:, 0])
    with pytest.raises(
        StructureError, match=r"propensity.times: 5 is not among the times of the runs, 3, 30"
    ):
        label(both, times=[5.0])
    with pytest.raises(StructureError, match=r"positions at 2 times, and isoconfigurational.times names 3"):
        label(both, recorded=[0.1, 0.3, 1.0], times=[1.0])


def test_inherent_structures_move_less_than_particles(mixtures):
    runs = mixtures["one"]
    few = Isoconfigurational(runs.particles, runs.start, runs.times, runs.positions[:2])
    thermal, inherent = label(few, labels=["propensity", "inherent_propensity"]).labels.values.T
    assert 0.0 < np.median(inherent) < np.median(thermal)


def test_labels_of_a_liquid_in_two_dimensions(tmp_path):
    potential = PotentialSettings(model="ternary-kob-andersen-2d")
    engine = make_engine(potential)
    particles = draw_glass(potential.composition, 86, np.random.default_rng(0))
    minimum = draw_minimum_of(particles, potential.pair_potential, seed=1)
    # as rules pass it on
    write_glass(tmp_path / "liquid.extxyz", particles, minimum)
    liquid = read_structure(tmp_path / "liquid.extxyz", GLASS_FORMAT)
    assert liquid.particles.cell.dimensions == 2
    made = run_isoconfigurational(engine, liquid.particles, liquid.positions, 0.5, range(4), [0.5], 0.005, 1)
    made.write(tmp_path / "runs.npz")
    runs = read_runs([tmp_path / "runs.npz"], None, 2)
    sigma = np.array(potential.pair_potential.sigma)
    own = PropensitySettings(
        labels=["propensity", "overlap", "inherent_propensity", "bond_breaking"],
        bonds={"reach": (1.35 * sigma).tolist(), "exit_reach": (1.7 * sigma).tolist()},
    )
    found = label_particles(runs, runs.times, own, engine.force_field(runs.particles), minimum, 1e-8)
    moved, near, inherent, kept = found.labels.values.T
    # the drift is absent, and two coordinates move
    changes = (runs.positions[:, 0] - runs.start)[..., :2]
    changes = changes - changes.mean(axis=1, keepdims=True)
    assert moved == pytest.approx(np.linalg.norm(changes, axis=2).mean(axis=0))
    assert np.median(inherent) < np.median(moved)
    assert near.mean() > 0.5
    # neighbours by r_ij / sigma_ij, pair by pair
    apart = runs.start[:, None] - runs.start
    ends = runs.positions[:, 0, :, None] - runs.positions[:, 0, None]
    scale = sigma[runs.particles.species[:, None], runs.particles.species]
    first, *later = (
        np.linalg.norm(runs.particles.cell.minimum_image(each), axis=-1) / scale for each in (apart, *ends)
    )
    neighbours = (first < 1.35) & ~np.eye(86, dtype=bool)
    stays = np.mean([(neighbours & (each < 1.7)).sum(axis=1) for each in later], axis=0)
    assert kept == pytest.approx(stays / neighbours.sum(axis=1))
    assert set(found.ceilings.species) == {1, 2, 3}


def test_every_label_has_a_unit_and_a_meaning():
    assert tuple(ABOUT) == get_args(LabelName)
