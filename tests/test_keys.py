import hashlib
import struct

import numpy as np
import pytest

from glasscape.keys import array_digest, content_key

FIELDS = {"version": 2, "inner": {"width": 0.1, "names": ["a", "b"]}, "whole": 3}


def test_a_key_is_the_digest_of_canonical_json():
    text = b'{"inner":{"names":["a","b"],"width":0.1},"version":2,"whole":3}'
    assert content_key(FIELDS) == hashlib.sha256(text).hexdigest()
    assert content_key(FIELDS) == "7ec08fc827db436ed9434588d0549172c2172353fa1837fa921a19d6bc929ee2"


def test_the_order_of_fields_and_the_kind_of_a_list_do_not_matter():
    turned = {"whole": 3, "inner": {"names": ("a", "b"), "width": 0.1}, "version": 2}
    assert content_key(turned) == content_key(FIELDS)


def test_fields_that_are_none_are_left_out_at_every_depth():
    inner = {**FIELDS["inner"], "new": None, "deeper": {"new": None}}
    assert content_key({**FIELDS, "new": None}) == content_key(FIELDS)
    assert content_key({**FIELDS, "inner": {**FIELDS["inner"], "new": None}}) == content_key(FIELDS)
    # a mapping that is empty without them is one that is given
    assert content_key({**FIELDS, "inner": inner}) != content_key(FIELDS)
    assert content_key({"each": [{"a": 1, "b": None}]}) == content_key({"each": [{"a": 1}]})
    # an element of a list that is None has its place
    assert content_key({"each": [1, None]}) != content_key({"each": [1]})


@pytest.mark.parametrize(
    "change",
    [
        {"version": 3},
        {"new": 0},
        {"new": False},
        {"new": ""},
        {"whole": "3"},
        {"whole": 3.0},
        {"inner": {"width": np.nextafter(0.1, 1.0).item(), "names": ["a", "b"]}},
        {"inner": {"width": 0.1, "names": ["b", "a"]}},
        {"inner": {"breadth": 0.1, "names": ["a", "b"]}},
    ],
)
def test_other_content_has_another_key(change):
    assert content_key({**FIELDS, **change}) != content_key(FIELDS)


@pytest.mark.parametrize("number", [np.nan, np.inf])
def test_numbers_that_json_does_not_know_are_refused(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        content_key({"width": float(number)})


def test_a_digest_is_that_of_double_precision_numbers():
    values = np.array([1.0, -2.5, 3.0])
    expected = hashlib.sha256(struct.pack("<3d", 1.0, -2.5, 3.0)).hexdigest()
    assert array_digest(values) == expected
    assert array_digest(values.astype(">f8")) == expected
    assert array_digest(np.array([1.0, 0.0, -2.5, 0.0, 3.0])[::2]) == expected
    assert array_digest(np.array([1, 2], dtype=np.int32)) == array_digest(np.array([1.0, 2.0]))


def test_the_last_bit_and_the_order_change_a_digest():
    values = np.array([1.0, -2.5, 3.0])
    other = values.copy()
    other[1] = np.nextafter(other[1], 0.0)
    assert len({array_digest(each) for each in (values, other, values[::-1], values[:2])}) == 4
