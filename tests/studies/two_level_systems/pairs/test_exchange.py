"""Minima with exchanged identical particles give the pairs of the same minima without the exchange."""

import numpy as np
import pandas as pd
import pytest
from glasses import draw_mixture
from studies.two_level_systems.pairs.plain_features import unknown

from glasscape.forces.compiled import CompiledForceField
from glasscape.forces.engine import make_engine
from glasscape.minima.settings import MinimaSettings
from glasscape.minima.unique import UniqueMinima, library_of
from glasscape.minimise.quench import quench
from glasscape.paths.extension import extension_action
from glasscape.paths.path import compute_path
from glasscape.paths.settings import NEBSettings, PathSettings
from glasscape.potentials.models import KOB_ANDERSEN
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.exchange import IdenticalParticles
from glasscape.studies.two_level_systems.pairs.displaced import DisplacedMinima
from glasscape.studies.two_level_systems.pairs.screen import screen_pairs, total_displacements
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.units import ARGON

LIMITS = PairSettings(max_energy_difference=100.0, max_displacement=3.5)


@pytest.fixture(scope="module")
def minima():
    """A Kob-Andersen glass, and distinct minima around one of its minima."""
    particles, first = draw_mixture(160, seed=1)
    field = CompiledForceField(particles, KOB_ANDERSEN.potential)
    rng = np.random.default_rng(2)
    unique = UniqueMinima(particles, MinimaSettings())
    while len(unique.energies) < 12:
        kick = np.zeros_like(first)
        kick[rng.permutation(len(particles))[:2]] = 0.5 * rng.standard_normal((2, 3))
        found = quench(field, first + kick, 1e-8)
        unique.place(found.positions, found.energy)
    return particles, unique.positions, unique.energies


def exchanged(particles, positions, seed, count):
    """The same configuration with a cycle of `count` identical particles, or with all particles shuffled."""
    rng = np.random.default_rng(seed)
    copy = positions.copy()
    for kind in (0, 1):
        members = rng.permutation(np.flatnonzero(particles.species == kind))[:count]
        copy[members] = copy[np.roll(members, 1)]
    return copy


def pairs_of(library, folder):
    screen_pairs("g", library, unknown(library), LIMITS, folder / "pairs.parquet")
    return PairFeatures(LIMITS.displacements).pairs.read(folder / "pairs.parquet")


@pytest.mark.parametrize("count", [2, 3, 200])
def test_a_library_with_exchanged_copies_is_the_library_without(tmp_path, minima, count):
    particles, positions, energies = minima
    found = UniqueMinima(particles, MinimaSettings())
    for k, (each, energy) in enumerate(zip(positions, energies, strict=True)):
        # half of the minima are first met with exchanged particles
        first = exchanged(particles, each, k, count) if k % 2 else each
        for copy in (first, each, exchanged(particles, each, 99 + k, count), first):
            assert found.place(copy, energy + 1e-9 * (copy is each))[0] == k
    assert found.exchanged == 18
    names = [str(k) for k in range(len(energies))]
    plain, _ = library_of(
        particles, UniqueMinima(particles, MinimaSettings(), positions, energies), names, None
    )
    library, _ = library_of(particles, found, names, None)
    assert library.names == plain.names
    one, two = pairs_of(plain, tmp_path), pairs_of(library, tmp_path)
    assert len(one) > 20
    pd.testing.assert_frame_equal(one, two, atol=1e-8, rtol=1e-8)


def test_pairs_are_relabelled_where_the_library_is_not(tmp_path, minima):
    """As after rearrangements that leave it open which of two places a particle of the first minimum took."""
    particles, positions, energies = minima
    unique = UniqueMinima(particles, MinimaSettings(), positions, energies)
    library, _ = library_of(particles, unique, [str(k) for k in range(len(energies))], None)
    expected = pairs_of(library, tmp_path)
    for k in range(3, len(energies), 3):
        library.positions[k] = exchanged(particles, library.positions[k], k, 2)
    a, b = np.triu_indices(len(energies), 1)
    displaced = DisplacedMinima.of(library.positions, particles)
    plain = [
        np.linalg.norm(particles.cell.displacement(library.positions[i], library.positions[j]))
        for i, j in zip(a, b, strict=True)
    ]
    assert np.any(total_displacements(displaced, a, b) < np.array(plain) - 0.1)
    pd.testing.assert_frame_equal(pairs_of(library, tmp_path), expected, atol=1e-8, rtol=1e-8)


def test_the_path_to_an_exchanged_or_shifted_copy_is_the_path_to_the_minimum(minima):
    particles, positions, _ = minima
    settings = PathSettings(
        PotentialSettings(model="kob-andersen"),
        MinimaSettings(),
        NEBSettings(images=8, max_evaluations=200),
        extension_action(ARGON),
    )
    engine = make_engine(settings.potential)
    start = positions[0]
    lengths = [np.linalg.norm(particles.cell.displacement(start, each)) for each in positions[1:]]
    end = positions[1 + int(np.argmin(lengths))]
    copy = exchanged(particles, end, 1, 3)
    assert not np.array_equal(IdenticalParticles(particles).closest_copy(start, copy), copy)
    shifted = copy + 0.5 * particles.cell.lengths
    one, two, three = (
        compute_path(engine, particles, start, each, settings) for each in (end, copy, shifted)
    )
    for name, value in vars(one.profile).items():
        np.testing.assert_array_equal(getattr(two.profile, name), value)
        np.testing.assert_allclose(getattr(three.profile, name), value, atol=1e-6)
