"""What a path means for its pair."""

from dataclasses import replace

import numpy as np
import pytest
from path_results import path_result

from glasscape.paths.profile import Profile
from glasscape.paths.saddle import Saddle
from glasscape.paths.vibrations import Vibrations, adiabatic
from glasscape.studies.two_level_systems.exact.outcome import outcome
from glasscape.units import ARGON, METAL, NIP, QuantumUnits


def test_threshold_decides_on_two_level_systems():
    arc = np.linspace(-0.2, 0.4, 121)
    x = (arc - 0.1) / 0.1
    profile = Profile(arc, 0.1 * (x**2 - 1) ** 2, 0.1 * 4 * x * (x**2 - 1) / 0.1, start=40, end=80)
    result = path_result(profile)
    row = outcome(result, ARGON)
    assert row["verdict"] == "double well"
    assert row["quantum_splitting"] > ARGON.splitting_threshold
    assert outcome(result, NIP)["verdict"] == "two-level system"
    assert row["quantum_splitting_argon"] == row["quantum_splitting"]
    assert row["quantum_splitting_NiP"] == outcome(result, NIP)["quantum_splitting"]
    # its sigma converts results and changes none
    same = outcome(result, replace(NIP, sigma_angstrom=2.2))
    assert same["quantum_splitting_NiP"] == same["quantum_splitting"] == row["quantum_splitting_NiP"]
    assert row["energy_barrier"] == pytest.approx(0.1, rel=1e-6)
    assert row["population_1"] == pytest.approx(0.5, abs=0.01)
    assert not row["above_barrier"]
    assert np.hypot(row["asymmetry"], row["delta_0"]) == pytest.approx(row["quantum_splitting"])


def test_a_vibration_in_one_wide_well_is_marked_for_every_substance():
    """The levels of argon are above the barrier, those of a heavier substance are below."""
    x = np.linspace(-6.0, 6.0, 241)
    arc, slopes = 0.355 * (x + 1), 1e-4 * 4 * x * (x**2 - 1) / 0.355
    profile = Profile(arc, 1e-4 * (x**2 - 1) ** 2, slopes, start=100, end=140)
    row = outcome(path_result(profile), ARGON)
    assert row["verdict"] == "two-level system"
    assert row["E_1"] == pytest.approx(3.1e-4, rel=0.05)
    assert row["above_barrier"]
    assert row["above_barrier_argon"]
    heavy = outcome(path_result(profile), QuantumUnits("custom", 1e-3, 1e-3))
    assert not heavy["above_barrier"]


def test_a_potential_in_electronvolts_describes_no_other_substance():
    x = np.linspace(-3.0, 3.0, 121)
    profile = Profile(0.5 * (x + 1), 0.1 * (x**2 - 1) ** 2, 0.1 * 4 * x * (x**2 - 1) / 0.5, start=40, end=80)
    assert outcome(path_result(profile), ARGON)["quantum_splitting_NiP"] is not None
    row = outcome(path_result(profile), METAL)
    assert row["verdict"] == "double well"
    assert row["quantum_splitting_argon"] is row["quantum_splitting_NiP"] is None


def test_the_zero_point_energy_decides_with_its_own_columns():
    """A symmetric double well that the zero-point energy tilts, or whose barrier it fills."""
    arc = np.linspace(-0.2, 0.4, 121)
    x = (arc - 0.1) / 0.1
    profile = Profile(arc, 0.1 * (x**2 - 1) ** 2, 0.1 * 4 * x * (x**2 - 1) / 0.1, start=40, end=80)
    saddle = Saddle(0.1, 2.0 * np.pi * 0.01 / NIP.hbar, 0.3, 0.5)
    places = np.array([-0.1, 0.0, 0.1, 0.2, 0.3])
    tilted = Vibrations(places, 10.0 + np.array([0.0, 0.0, 4.0, 8.0, 8.0]), 1, 0.2, saddle, 0.5, 0.1)
    row = outcome(path_result(profile, vibrations=tilted), NIP)
    assert row["verdict"] == "two-level system"
    assert row["verdict_adiabatic"] == "double well"
    assert row["zero_point_difference"] == pytest.approx(4.0 * NIP.hbar)
    assert row["energy_difference_adiabatic"] == row["zero_point_difference"]
    assert row["quantum_splitting_adiabatic"] == pytest.approx(4.0 * NIP.hbar, rel=0.1)
    # the zero-point energy rises from a to b, and both wells move towards a
    barriers = row["energy_barrier_adiabatic"], row["energy_barrier_from_b_adiabatic"]
    assert barriers == pytest.approx((0.1 + 2.0 * NIP.hbar, 0.1 - 2.0 * NIP.hbar), rel=0.05)
    curve = adiabatic(profile, tilted, NIP.hbar).profile
    assert barriers[0] - barriers[1] == pytest.approx(curve.energies[curve.end] - curve.energies[curve.start])
    assert not row["same_well_adiabatic"]
    assert row["crossover_temperature"] == pytest.approx(0.01)
    assert row["thermal_rate"] == pytest.approx(0.3 * np.exp(-10.0))
    assert row["thermal_rate_from_b"] == pytest.approx(0.5 * np.exp(-10.0))
    filled = Vibrations(
        places, 200.0 + np.array([0.0, 0.0, -3.0, 0.0, 0.0]) * 0.2 / NIP.hbar, 1, 0.2, None, 0.5, 0.1
    )
    row = outcome(path_result(profile, vibrations=filled), NIP)
    assert row["verdict"] == "two-level system"
    assert row["verdict_adiabatic"] == "no double well"
    # the splitting of the levels in one well is vibrational
    assert row["quantum_splitting_adiabatic"] > NIP.splitting_threshold
    assert row["energy_barrier_adiabatic"] is row["energy_barrier_from_b_adiabatic"] is None
    assert row["thermal_rate"] is None
    assert outcome(path_result(profile), NIP)["verdict_adiabatic"] is None
    # where it counts, an unknown zero-point energy is no result
    assert outcome(path_result(profile), NIP)["status"] == "ok"
    assert outcome(path_result(profile), NIP, zero_point=True)["status"] == "failed"
    assert outcome(path_result(profile, vibrations=tilted), NIP, zero_point=True)["status"] == "ok"


def test_units_that_a_path_does_not_suit_do_not_spoil_the_others():
    """A double well that hardly goes on beyond its minima: far enough for a small hbar alone."""
    arc = np.linspace(-0.02, 0.22, 49)
    x = (arc - 0.1) / 0.1
    profile = Profile(arc, 0.1 * (x**2 - 1) ** 2, 0.1 * 4 * x * (x**2 - 1) / 0.1, start=4, end=44)
    row = outcome(path_result(profile, coarser_profile=profile), QuantumUnits("custom", 1e-4, 0.01))
    assert row["verdict"] == "two-level system"
    assert row["quantum_splitting_argon"] is None
    assert row["quantum_splitting_NiP"] is None
    # what needs no quantum mechanics is known even when its own units ask for more
    row = outcome(path_result(profile), ARGON)
    assert row["status"] == row["verdict"] == "failed"
    assert row["energy_barrier"] == pytest.approx(0.1, rel=1e-6)
