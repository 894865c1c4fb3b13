from typing import get_args

import pytest

from glasscape.potentials.models import KOB_ANDERSEN, MODELS, BuiltIn


def test_kob_andersen_has_the_published_constants():
    c = KOB_ANDERSEN.potential.coefficients.form
    # 4 epsilon times the constants given with the smoothed cut at 2.5 sigma
    assert c.c0 / 4 == pytest.approx(0.04049023795, rel=1e-9)
    assert c.c2 / 4 == pytest.approx(-0.00970155098, rel=1e-9)
    assert c.c4 / 4 == pytest.approx(0.00062012616, rel=2e-8)
    assert (c.a12, c.a6, c.cutoff2) == (4.0, -4.0, 6.25)


def test_every_name_of_a_model_has_one():
    assert tuple(MODELS) == get_args(BuiltIn)
