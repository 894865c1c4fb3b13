"""The vibrational spectrum of a small glass, and its figure."""

from itertools import product

import numpy as np
import pytest
from glasses import draw_glass, draw_minimum

from glasscape.forces.engine import make_engine
from glasscape.modes.figures import show_spectrum
from glasscape.modes.normal import all_modes
from glasscape.modes.spectrum import MODES, smallest_wave_number, spectrum
from glasscape.plotting import save
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.cell import Cell


def test_the_longest_wave_of_a_tilted_cell():
    """Its planes are the widest apart that fit into the cell, over all lattice planes."""
    vectors = np.array([[9.0, 0.0, 0.0], [4.4, 5.2, 0.0], [-4.4, 2.5, 5.1]])
    planes = np.array(list(product(range(-6, 7), repeat=3))) @ np.linalg.inv(vectors).T
    apart = 1.0 / np.linalg.norm(planes, axis=1)[np.any(planes, axis=1)]
    cell, _ = Cell.standard(vectors)
    assert smallest_wave_number(cell) == pytest.approx(2.0 * np.pi / apart.max())
    assert smallest_wave_number(cell) > 1.3 * 2.0 * np.pi / cell.lengths.max()
    assert smallest_wave_number(Cell.square(8.0)) == pytest.approx(np.pi / 4.0)


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
