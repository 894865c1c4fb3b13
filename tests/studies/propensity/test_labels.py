import numpy as np
import pytest

from glasscape.particles.tables import CEILINGS
from glasscape.structures.cell import Cell
from glasscape.structures.particle_table import ParticleTable
from glasscape.studies.propensity.labels import label_particles, read_runs
from glasscape.studies.propensity.settings import BondSettings


def test_labels_of_a_file_with_their_ceilings(mixtures, files):
    runs = mixtures["one"]
    length = float(runs.particles.cell.vectors[0, 0])
    read = read_runs(files / "one.npz", length)
    np.testing.assert_array_equal(read.start, runs.start)
    assert read.particles.cell.vectors == pytest.approx(Cell.cubic(length).vectors)
    found = label_particles(read, ["propensity", "bond_breaking"], BondSettings())
    found.labels.write(files / "labels.parquet")
    labels = ParticleTable.read(files / "labels.parquet")
    assert labels.names == ("propensity", "bond_breaking")
    propensity, kept = labels.values.T
    CEILINGS.write(files / "ceilings.parquet", found.ceilings)
    drift = (runs.ends - runs.start).mean(axis=1, keepdims=True)
    expected = np.linalg.norm(runs.ends - runs.start - drift, axis=2).mean(axis=0)
    assert propensity == pytest.approx(expected)
    assert kept.min() >= 0.0
    assert kept.max() <= 1.0
    assert found.ceilings.label.tolist() == ["propensity"] * 2 + ["bond_breaking"] * 2
    assert (found.ceilings.runs == 12).all()
    of_propensity = found.ceilings[found.ceilings.label == "propensity"]
    assert (of_propensity.single_run < of_propensity.ceiling).all()


def test_only_the_labels_that_are_asked_for_are_computed(mixtures):
    found = label_particles(mixtures["one"], ["propensity"], BondSettings())
    assert found.labels.names == ("propensity",)
    assert set(found.ceilings.label) == {"propensity"}
