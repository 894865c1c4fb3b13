import numpy as np
import pytest

from glasscape.errors import ConfigError
from glasscape.ingest.geometry import nearest_neighbours
from glasscape.potentials.models import KOB_ANDERSEN, POLYDISPERSE_SOFT_SPHERES
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.draw import (
    check_preparation,
    common_temperature,
    densest_composition,
    draw_glass,
    draw_parameters,
    spread_positions,
)
from glasscape.preparation.settings import PreparationSettings

MIXTURE = PotentialSettings(model="kob-andersen-switched")
ALLOY = {"model": "lammps", "engine": "lammps-serial", "commands": "pair_style zero 2.0"}
RANGES = {"temperature": [0.4, 0.48], "density": [1.1, 1.3], "fraction": [0.75, 0.85]}


def ranging(seed=1, particles=500, **ranges):
    return PreparationSettings(particles=particles, temperature=0.7, seed=seed, ranges=ranges)


def drawn(name, settings, potential=MIXTURE):
    """Temperature, density and fraction of species 1 of a sample."""
    own, preparation = draw_parameters(potential, settings, name)
    return preparation.temperature, own.composition.density, own.composition.fractions[0]


def test_diameters_have_the_published_distribution():
    particles = draw_glass(POLYDISPERSE_SOFT_SPHERES.composition, 20_000, np.random.default_rng(0))
    diameters = particles.diameters
    assert (diameters.min() >= 0.73) & (diameters.max() <= 1.62)
    # means of s and s^2 of the density s^-3
    low, high = 0.73, 1.62
    assert diameters.mean() == pytest.approx(2 * low * high / (low + high), abs=1e-4)
    square = 2 * np.log(high / low) / (low**-2 - high**-2)
    assert np.mean(diameters**2) == pytest.approx(square, abs=1e-4)
    assert np.corrcoef(diameters[1:], diameters[:-1])[0, 1] == pytest.approx(0.0, abs=0.03)
    assert particles.cell.volume == pytest.approx(20_000)
    assert not particles.species.any()


@pytest.mark.parametrize("n_particles", [1000, 1001, 99])
def test_mixtures_have_their_fractions(n_particles):
    particles = draw_glass(KOB_ANDERSEN.composition, n_particles, np.random.default_rng(0))
    assert abs((particles.species == 0).sum() - 0.8 * n_particles) <= 0.5
    assert n_particles / particles.cell.volume == pytest.approx(1.2)
    assert (particles.diameters == 1.0).all()


def test_spread_positions_do_not_overlap():
    particles = draw_glass(KOB_ANDERSEN.composition, 130, np.random.default_rng(0))
    positions = spread_positions(particles, np.random.default_rng(1))
    distance, _ = nearest_neighbours(positions, particles.cell)
    # a lattice of 6^3 points
    assert distance.min() > 0.85 * particles.cell.width / 6
    again = spread_positions(particles, np.random.default_rng(2))
    assert np.abs(particles.cell.minimum_image(again - positions)).max() > 1.0


def test_parameters_are_drawn_from_their_ranges():
    settings = ranging(**RANGES)
    values = np.array([drawn(f"e/{sample}", settings) for sample in range(300)])
    low, high = np.transpose([*RANGES.values()])
    assert np.all((values >= low) & (values < high))
    # uniform, and independent of each other
    unit = (values - low) / (high - low)
    np.testing.assert_allclose(
        np.quantile(unit, [0.25, 0.5, 0.75], axis=0).T, [[0.25, 0.5, 0.75]] * 3, atol=0.1
    )
    assert np.abs(np.corrcoef(unit.T) - np.eye(3)).max() < 0.2


def test_name_and_seed_decide_what_is_drawn():
    settings = ranging(**RANGES)
    assert drawn("e/a", settings) == drawn("e/a", settings)
    for other in (drawn("e/b", settings), drawn("f/a", settings), drawn("e/a", ranging(seed=2, **RANGES))):
        assert not set(other) & set(drawn("e/a", settings))
    # the range of one parameter changes no other
    alone = drawn("e/a", ranging(density=RANGES["density"]))
    assert alone == (0.7, drawn("e/a", settings)[1], 0.8)


def test_nothing_is_drawn_without_ranges():
    settings = PreparationSettings()
    assert draw_parameters(MIXTURE, settings, "e/a") == (MIXTURE, settings)
    # and none is left in the settings of one sample
    assert draw_parameters(MIXTURE, ranging(**RANGES), "e/a")[1].ranges == settings.ranges


def test_ranges_replace_density_and_fractions_of_any_potential():
    potential = PotentialSettings(**ALLOY, elements=["Cu", "Zr"])
    check_preparation(potential, ranging(**RANGES).model_copy(update={"swaps_per_particle": 0}))
    assert drawn("e/a", ranging(**RANGES), potential) == drawn("e/a", ranging(**RANGES))
    with pytest.raises(ConfigError, match="needs density and fractions"):
        check_preparation(potential, ranging(density=RANGES["density"]))


def test_the_smallest_cell_has_to_be_wide_enough():
    assert densest_composition(MIXTURE, ranging(density=[1.0, 1.3])).density == 1.3
    assert densest_composition(MIXTURE, ranging()).density == 1.2
    few = ranging(density=[0.5, 4.1])
    check_preparation(MIXTURE, ranging(density=[0.5, 3.9]))
    with pytest.raises(
        ConfigError, match="preparation.particles: 500 particles are too few.* use 515 or more"
    ):
        check_preparation(MIXTURE, few)
    check_preparation(MIXTURE, ranging(density=[0.5, 4.1], particles=515))


@pytest.mark.parametrize(
    ("potential", "ranges", "message"),
    [
        ({"density": 1.0}, {"density": [0.9, 1.1]}, "preparation.ranges.density: potential.density is the"),
        (
            {**ALLOY, "fractions": [0.5, 0.5], "density": 1.0},
            {"fraction": [0.4, 0.5]},
            "preparation.ranges.fraction: potential.fractions are those of all samples",
        ),
        ({}, {"fraction": [0.4, 0.5]}, "preparation.ranges.fraction: .*polydisperse-soft-spheres has 1"),
        (
            {"model": "ternary-kob-andersen-2d"},
            {"fraction": [0.4, 0.5]},
            "preparation.ranges.fraction: needs a mixture of two species.* has 3; leave it out",
        ),
    ],
)
def test_ranges_that_the_potential_cannot_have_are_refused(potential, ranges, message):
    with pytest.raises(ConfigError, match=message):
        check_preparation(PotentialSettings(**potential), ranging(**ranges))


def test_runs_of_liquids_need_one_temperature():
    assert common_temperature(ranging(density=[1.0, 1.1])) == 0.7
    with pytest.raises(ConfigError, match="preparation.ranges.temperature: .*set preparation.temperature"):
        common_temperature(ranging(temperature=[0.4, 0.5]))
