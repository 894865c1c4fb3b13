"""The particles of double wells, for comparisons with the labels of other studies."""

import pytest
from runs import RESULTS

from glasscape.structures.particle_table import ParticleTable
from glasscape.studies.two_level_systems.analysis.tables import NETWORK


@pytest.mark.slow
def test_particles_of_double_wells_are_told(copy):
    assert "no ensemble has labels of several studies" in copy("compare_labels", fails=True)
    file = RESULTS / "samples" / "small" / "labels.parquet"
    copy(str(file))
    labels = ParticleTable.read(copy.folder / file)
    wells = NETWORK.read(copy.folder / RESULTS / "statistics" / "network.parquet")
    assert labels.values.sum(axis=0) == pytest.approx([len(wells), wells.is_target.sum()])
