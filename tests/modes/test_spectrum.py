"""The vibrational spectrum of a small glass, and its figure."""

import numpy as np
import pytest
from glasses import draw_glass, draw_minimum

from glasscape.forces.engine import make_engine
from glasscape.modes.figures import show_spectrum
from glasscape.modes.normal import all_modes
from glasscape.modes.spectrum import MODES, spectrum
from glasscape.plotting import save
from glasscape.potentials.settings import PotentialSettings


def test_the_spectrum_has_every_mode_and_is_drawn(tmp_path):
    particles, potential = draw_glass(120, seed=3), PotentialSettings()
    positions = draw_minimum(particles, seed=4)
    modes, report = spectrum(potential, particles, positions)
    hessian = make_engine(potential).force_field(particles).hessian(positions)
    expected = all_modes(hessian, np.ones(120))
    np.testing.assert_allclose(modes.frequency, expected.frequencies)
    assert len(modes) == 357
    assert report["quasi_localised"] == modes.quasi_localised.sum()
    assert (modes.frequency[modes.quasi_localised] < report["longest_wave_frequency"]).all()
    assert report["longest_wave_frequency"] == pytest.approx(
        2.0 * np.pi * report["transverse_speed"] / particles.cell.width
    )
    MODES.write(tmp_path / "modes.parquet", modes)
    figure = show_spectrum(modes, report)
    level = figure.axes[0].lines[1].get_ydata()[0]
    assert level == pytest.approx(3.0 / report["debye_frequency"] ** 3)
    # the curve counts every mode
    frequencies, states = figure.axes[0].lines[0].get_data()
    width = modes.frequency.max() / 60
    assert np.sum(states * frequencies**2 * width) == pytest.approx(1.0)
    save(figure, [tmp_path / "modes.png"])
    assert (tmp_path / "modes.png").stat().st_size > 1000
