import numpy as np
from glasses import SOFT_SPHERES

from glasscape.forces.compiled import CompiledForceField
from glasscape.minima.settings import MinimaSettings
from glasscape.minima.unique import UniqueMinima

MINIMA = MinimaSettings()


def test_energy_and_positions_tell_minima_apart(small_glass, small_minimum):
    unique = UniqueMinima(small_glass, MINIMA)
    moved = small_minimum.copy()
    moved[0] += 0.1
    assert unique.place(small_minimum, 1.0) == (0, None)
    # the same energy elsewhere, and the same place within the tolerance but with another energy
    assert unique.match(moved, 1.0) is None
    assert unique.match(small_minimum, 1.0 + 2e-6) is None
    assert unique.place(moved, 1.0 + 1e-8) == (1, None)
    assert unique.place(moved, 1.0)[0] == 1
    assert unique.energies == [1.0, 1.0 + 1e-8]
    for shift in (0.0, 0.5 * small_glass.cell.width, 5.0, small_glass.cell.width):
        for energy in (1.0 - 9e-7, 1.0, 1.0 + 9e-7):
            assert unique.match(small_minimum + shift, energy).minimum == 0
            assert unique.match(moved + shift, energy).minimum == 1


def test_only_harmonic_neighbourhoods_are_near(small_glass, small_minimum):
    field = CompiledForceField(small_glass, SOFT_SPHERES)
    deep = field.evaluate(small_minimum[None]).energies[0]
    unique = UniqueMinima(small_glass, MINIMA)
    unique.place(small_minimum, deep)
    kick = np.random.default_rng(0).standard_normal(small_minimum.shape)
    kick -= kick.mean(axis=0)
    kick /= np.linalg.norm(kick)
    for length, expected in ((1e-3, 0), (0.02, 0), (0.04, None)):
        # copies in other cells are the same configuration
        moved = small_minimum + length * kick + 0.3 * small_glass.cell.width
        value = field.evaluate(moved[None])
        energy, forces = value.energies[0], value.forces[0]
        assert unique.near(moved, forces, energy) == expected
        assert unique.near(moved, forces, energy + 0.3 * (energy - deep)) is None
        assert unique.near(moved, -forces, energy) is None
