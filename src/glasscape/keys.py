"""Keys of stored results: the same content has the same key, whatever the code looks like."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray


def content_key(fields: Mapping[str, Any]) -> str:
    """SHA-256 of canonical JSON of named fields: sorted keys, no white space, every digit of a number.

    Fields that are None are left out, at every depth. A field that is added later, and is None where it does
    not apply, therefore keeps the keys of older results.

    Parameters
    ----------
    fields : mapping
        Texts, numbers, lists and mappings. Arrays enter as `array_digest`.
    """
    text = json.dumps(_without_none(fields), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def array_digest(values: NDArray[Any]) -> str:
    """SHA-256 of an array as little-endian double precision numbers."""
    return hashlib.sha256(np.ascontiguousarray(values, dtype="<f8").tobytes()).hexdigest()


def _without_none(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _without_none(each) for name, each in value.items() if each is not None}
    return [_without_none(each) for each in value] if isinstance(value, list | tuple) else value
