import numpy as np
import pytest

from glasscape.structures.cell import Cell
from glasscape.studies.propensity.labels import label_particles, read_runs
from glasscape.studies.propensity.settings import BondSettings
from glasscape.studies.propensity.tables import CEILINGS, LABELS


def test_labels_of_a_file_with_their_ceilings(mixtures, files):
    runs = mixtures["one"]
    length = float(runs.particles.cell.vectors[0, 0])
    read = read_runs(files / "one.npz", length)
    np.testing.assert_array_equal(read.start, runs.start)
    assert read.particles.cell.vectors == pytest.approx(Cell.cubic(length).vectors)
    found = label_particles(read, ["propensity", "bond_breaking"], BondSettings())
    LABELS.write(files / "labels.parquet", found.labels)
    CEILINGS.write(files / "ceilings.parquet", found.ceilings)
    drift = (runs.ends - runs.start).mean(axis=1, keepdims=True)
    expected = np.linalg.norm(runs.ends - runs.start - drift, axis=2).mean(axis=0)
    assert found.labels.propensity.to_numpy() == pytest.approx(expected)
    assert found.labels.bond_breaking.between(0.0, 1.0).all()
    assert sorted(found.labels.species.unique()) == [1, 2]
    assert found.ceilings.label.tolist() == ["propensity"] * 2 + ["bond_breaking"] * 2
    assert (found.ceilings.runs == 12).all()
    propensity = found.ceilings[found.ceilings.label == "propensity"]
    assert (propensity.single_run < propensity.ceiling).all()


def test_bonds_are_labelled_only_if_asked_for(mixtures):
    found = label_particles(mixtures["one"], ["propensity"], BondSettings())
    assert found.labels.bond_breaking.isna().all()
    assert set(found.ceilings.label) == {"propensity"}
