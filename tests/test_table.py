"""Tables on disk are checked at every read and write."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from glasscape.errors import TableError
from glasscape.table import Column, Table

INDEX = Column("index", pa.int32(), "of a minimum")
ENERGY = Column("energy", pa.float64(), "total potential energy", "epsilon")
DISTANCE = Column("distance", pa.float64(), "to the next minimum, if any", "sigma", nullable=True)
MINIMA = Table("minima", (INDEX, ENERGY, DISTANCE))


@pytest.fixture
def frame():
    return pd.DataFrame({"distance": [0.5, np.nan], "index": [0, 1], "energy": [-2.0, -1.0]})


def test_tables_refuse_what_their_schema_does_not_allow(frame, tmp_path):
    assert MINIMA.arrow(frame).column_names == ["index", "energy", "distance"]
    with pytest.raises(TableError, match="energy is missing"):
        MINIMA.arrow(frame.drop(columns="energy"))
    with pytest.raises(TableError, match="index"):
        MINIMA.arrow(frame.assign(index="x"))
    with pytest.raises(TableError, match=r"energy.*null values"):
        MINIMA.arrow(frame.assign(energy=np.nan))
    (tmp_path / "broken.parquet").write_bytes(b"PAR1 but not really")
    with pytest.raises(TableError, match=r"broken.parquet.*delete it"):
        MINIMA.read(tmp_path / "broken.parquet")
    Table("fewer", (INDEX, ENERGY)).write(tmp_path / "fewer.parquet", frame)
    with pytest.raises(TableError, match="distance should be double and is missing"):
        MINIMA.read(tmp_path / "fewer.parquet")


def test_a_write_that_fails_leaves_nothing(tmp_path):
    with pytest.raises(RuntimeError), MINIMA.writer(tmp_path / "t.parquet"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
