"""Keys of stored results. A key depends on the content alone, not on names in the code."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


def content_key(fields: Mapping[str, Any]) -> str:
    """SHA-256 of named fields as canonical JSON: sorted keys, no white space, numbers with all digits.

    Fields that are None are left out, at every depth. A new field therefore keeps the keys of older results
    if it is None for them.

    Parameters
    ----------
    fields : mapping
        Texts, numbers, lists and mappings. Arrays are given by their `array_digest`.
    """
    text = json.dumps(_without_none(fields), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def array_digest(values: NDArray[Any]) -> str:
    """SHA-256 of an array in little-endian double precision."""
    return hashlib.sha256(np.ascontiguousarray(values, dtype="<f8").tobytes()).hexdigest()


def _without_none(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_none(each) for name, each in value.items() if each is not None}
    return [_without_none(each) for each in value] if isinstance(value, list | tuple) else value
