from typing import get_args

import pytest
from pydantic import ValidationError

from glasscape.descriptors.settings import SETTINGS_OF_FAMILY, DescriptorSettings, Family


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"families": []}, "at least 1 item"),
        ({"families": ["radial", "radial"]}, "families\n.*radial is there twice"),
        ({"families": ["angles"]}, "'coarse-grained', 'radial', 'bonds' or 'hessian'"),
        ({"states": ["thermal", "thermal"]}, "thermal is there twice"),
        ({"lengths": [0.0, 1.0]}, "lengths.0\n.*greater than 0"),
        ({"lengths": [1.0, 1.0]}, "1 follows 1; the numbers must ascend"),
    ],
)
def test_impossible_settings_are_refused(change, expected):
    with pytest.raises(ValidationError, match=expected):
        DescriptorSettings(**change)


def test_what_every_family_reads_is_known():
    assert tuple(SETTINGS_OF_FAMILY) == get_args(Family)


def test_a_family_depends_on_what_it_reads_alone():
    settings = DescriptorSettings(lengths=[1.0], states=["thermal"])
    assert settings.of_family("radial") == {"families": ["radial"], "states": ["thermal"]}
    of_hessian = {"families": ["hessian"], "states": ["inherent"], "lengths": [1.0]}
    assert settings.of_family("hessian") == of_hessian
    both = {"families": ["coarse-grained"], "states": ["thermal"], "lengths": [1.0]}
    assert settings.of_family("coarse-grained") == both
