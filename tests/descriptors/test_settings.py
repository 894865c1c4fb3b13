import pytest
from pydantic import ValidationError

from glasscape.descriptors.settings import DescriptorSettings


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"families": []}, "at least 1 item"),
        ({"families": ["radial", "radial"]}, "families\n.*radial is there twice"),
        ({"families": ["angles"]}, "'coarse-grained', 'radial', 'bonds' or 'hessian'"),
        ({"states": ["thermal", "thermal"]}, "thermal is there twice"),
        ({"lengths": [0.0, 1.0]}, "positive and ascend"),
        ({"lengths": [1.0, 1.0]}, "positive and ascend"),
    ],
)
def test_impossible_settings_are_refused(change, expected):
    with pytest.raises(ValidationError, match=expected):
        DescriptorSettings(**change)
