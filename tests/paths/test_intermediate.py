import numpy as np
from paths.valleys import CurvedValley

from glasscape.minima.settings import MinimaSettings
from glasscape.paths.intermediate import intermediate_minima

MINIMA = MinimaSettings()


def test_dents_of_a_band_that_lead_back_to_its_ends_are_no_minima():
    field = CurvedValley()
    start, end = field.minimum(-1.0), field.minimum(1.0)
    images = start + np.linspace(0.0, 1.0, 9)[:, None, None] * (end - start)
    energies = np.array([0.0, 0.2, 0.1, 0.3, 0.4, 0.3, 0.1, 0.2, 0.0])
    assert intermediate_minima(field, images, energies, 0.05, MINIMA, 1000) == ()
