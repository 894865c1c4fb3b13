import numpy as np
import pandas as pd
import pytest

from glasscape.errors import TableError
from glasscape.structures.particle_table import ParticleTable, number


def table(*names):
    values = np.arange(4.0 * len(names)).reshape(4, -1)
    return ParticleTable(values, tuple(number(name, f"meaning of {name}") for name in names))


def test_tables_are_joined_and_columns_are_chosen():
    joined = ParticleTable.join([table("a", "b"), table("c")])
    assert joined.names == ("a", "b", "c")
    assert joined.values.shape == (4, 3)
    chosen = joined.only(["c", "a"])
    np.testing.assert_array_equal(chosen.values, joined.values[:, [2, 0]])
    assert chosen.columns == (number("c", "meaning of c"), number("a", "meaning of a"))


def test_unknown_columns_are_named():
    with pytest.raises(TableError, match="no column 'd'; the names are a, b"):
        table("a", "b").only(["a", "d"])


def test_columns_need_one_unique_name_each():
    with pytest.raises(ValueError, match="same name"):
        ParticleTable.join([table("a", "b"), table("b")])
    with pytest.raises(ValueError, match="2 columns of values, but 1 have a name"):
        ParticleTable(np.zeros((3, 2)), (number("a", "first"),))


def test_tables_survive_their_files(tmp_path):
    joined = ParticleTable.join([table("a", "b"), table("c")])
    joined.write(tmp_path / "descriptors.parquet")
    read = ParticleTable.read(tmp_path / "descriptors.parquet")
    np.testing.assert_array_equal(read.values, joined.values)
    assert read.columns == joined.columns
    pd.DataFrame({"a": [1.0]}).to_parquet(tmp_path / "other.parquet")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    for name in ("other", "broken", "missing"):
        with pytest.raises(TableError, match=rf"{name}.parquet: is no table of particles .*delete it"):
            ParticleTable.read(tmp_path / f"{name}.parquet")
