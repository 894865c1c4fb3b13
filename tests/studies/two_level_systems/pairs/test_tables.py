"""Tables of pairs."""

import numpy as np
import pytest

from glasscape.errors import TableError
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures


def test_tables_of_pairs_refuse_what_their_schema_does_not_allow(pairs, tmp_path):
    table = PairFeatures(3).pairs
    with pytest.raises(TableError, match="total_displacement is missing"):
        table.arrow(pairs.drop(columns="total_displacement"))
    with pytest.raises(TableError, match="Conversion failed for column a"):
        table.arrow(pairs.assign(a="x"))
    with pytest.raises(TableError, match=r"energy_difference.*null values"):
        table.arrow(pairs.assign(energy_difference=np.nan))
    PairFeatures(2).pairs.write(tmp_path / "two.parquet", pairs)
    with pytest.raises(TableError, match="displacement_3 should be double and is missing"):
        table.read(tmp_path / "two.parquet")
