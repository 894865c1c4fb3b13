"""GSD files, as HOOMD-blue writes them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gsd.hoomd
import numpy as np
from numpy.typing import NDArray

from glasscape.structures.formats.frame import Frame
from glasscape.structures.settings import StructureFormat

# numbers of every particle. Where a file does not hold one, the library fills in a default
COLUMNS = ("diameter", "mass", "charge", "body")


def read_gsd(path: Path, how: StructureFormat) -> Iterator[Frame]:
    """Frames of a GSD file. Its boxes are always periodic."""
    with gsd.hoomd.open(str(path)) as file:
        for k, frame in enumerate(file):
            if frame.configuration.dimensions != 3:
                raise ValueError("the configuration is two-dimensional")
            yield Frame(
                _vectors(frame.configuration.box),
                (True, True, True),
                np.asarray(frame.particles.position, dtype=np.float64),
                _columns(file, k, frame.particles),
                float(frame.configuration.step),
            )


def _vectors(box: NDArray[Any]) -> NDArray[np.float64]:
    """Lattice vectors. The tilt factors of HOOMD are relative to the lengths."""
    x, y, z, xy, xz, yz = np.asarray(box, dtype=np.float64)
    return np.array([[x, 0.0, 0.0], [xy * y, y, 0.0], [xz * z, yz * z, z]])


def _columns(
    file: gsd.hoomd.HOOMDTrajectory, k: int, particles: gsd.hoomd.ParticleData
) -> dict[str, NDArray[Any]]:
    """Names of the types as `type`, and the numbers that the file holds."""
    stored = {
        name: np.asarray(getattr(particles, name))
        for name in COLUMNS
        if any(file.file.chunk_exists(frame, f"particles/{name}") for frame in (0, k))
    }
    return {"type": np.array(particles.types)[particles.typeid], **stored}
