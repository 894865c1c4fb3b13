import numpy as np
import pytest

from glasscape.errors import StructureError
from glasscape.minima.library import MinimaLibrary, Transitions


@pytest.fixture
def library(small_glass, small_minimum):
    return MinimaLibrary(
        particles=small_glass,
        positions=np.array([small_minimum, small_minimum + 0.1]),
        energies=np.array([1.0, 4 / 3]),
        names=("a.data", "ä, frame 1"),
    )


def test_a_library_survives_its_file(library, tmp_path):
    library.write(tmp_path / "minima.h5")
    back = MinimaLibrary.read(tmp_path / "minima.h5")
    for name in ("positions", "energies", "names"):
        assert np.array_equal(getattr(back, name), getattr(library, name))
    for name in ("diameters", "species"):
        assert np.array_equal(getattr(back.particles, name), getattr(library.particles, name))
    assert np.array_equal(back.particles.cell.vectors, library.particles.cell.vectors)
    assert back.transitions is None
    (tmp_path / "minima.h5").write_bytes(b"no HDF5")
    with pytest.raises(StructureError, match="minima.h5"):
        MinimaLibrary.read(tmp_path / "minima.h5")


def test_transitions_survive_their_file(trajectory_library, tmp_path):
    trajectory_library.write(tmp_path / "minima.h5")
    back = MinimaLibrary.read(tmp_path / "minima.h5").transitions
    assert isinstance(back, Transitions)
    for name, value in vars(trajectory_library.transitions).items():
        assert np.array_equal(getattr(back, name), value)
