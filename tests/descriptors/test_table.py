import numpy as np
import pytest

from glasscape.descriptors.table import Descriptors
from glasscape.errors import DescriptorError


def table(*names):
    values = np.arange(4.0 * len(names)).reshape(4, -1)
    return Descriptors(values, names, ("1",) * len(names), tuple(f"meaning of {name}" for name in names))


def test_tables_are_joined_and_columns_are_chosen():
    joined = Descriptors.join([table("a", "b"), table("c")])
    assert joined.names == ("a", "b", "c")
    assert joined.values.shape == (4, 3)
    chosen = joined.only(["c", "a"])
    np.testing.assert_array_equal(chosen.values, joined.values[:, [2, 0]])
    assert chosen.names == ("c", "a")
    assert chosen.meanings == ("meaning of c", "meaning of a")


def test_unknown_columns_are_named():
    with pytest.raises(DescriptorError, match="no descriptor 'd'; the names are a, b"):
        table("a", "b").only(["a", "d"])


def test_columns_need_one_unique_name_each():
    with pytest.raises(ValueError, match="same name"):
        Descriptors.join([table("a", "b"), table("b")])
    with pytest.raises(ValueError, match="2 columns with 1 names"):
        Descriptors(np.zeros((3, 2)), ("a",), ("1",), ("",))
