"""The minima of all samples of an ensemble."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from glasscape.arrays import Floats
from glasscape.minima.library import MinimaLibrary, sample_name
from glasscape.paths.key import path_key
from glasscape.paths.settings import PathSettings
from glasscape.structures.exchange import IdenticalParticles
from glasscape.studies.two_level_systems.exact.tables import INTERMEDIATE_MINIMA


@dataclass(frozen=True, eq=False)
class AllMinima:
    """The minima of all samples of an ensemble: their libraries, and intermediate minima of paths.

    Attributes
    ----------
    libraries : mapping of str to MinimaLibrary
        Library of every sample by its name.
    intermediate : mapping of (str, int) to ndarray, shape (N, 3)
        Positions of intermediate minima by sample and index; indices continue those of the library.
    """

    libraries: Mapping[str, MinimaLibrary]
    intermediate: Mapping[tuple[str, int], Floats]

    @classmethod
    def of(cls, libraries: Mapping[str, MinimaLibrary], intermediate: pd.DataFrame | None) -> "AllMinima":
        """Combine libraries with intermediate minima, columns of `INTERMEDIATE_MINIMA`, if they are used."""
        if intermediate is None:
            return cls(libraries, {})
        names = zip(intermediate["sample"], intermediate["index"], strict=True)
        positions = (np.reshape(each, (-1, 3)) for each in intermediate.positions)
        return cls(libraries, dict(zip(names, positions, strict=True)))

    @classmethod
    def read(
        cls, libraries: Iterable[str], intermediate: str | None, indices: Collection[int]
    ) -> "AllMinima":
        """Read the files of a search.

        Parameters
        ----------
        libraries : iterable of path
            File `minima.h5` of every sample.
        intermediate : path or None
            Table `INTERMEDIATE_MINIMA`, if intermediate minima are used.
        indices : collection of int
            Indices of the intermediate minima that are read.
        """
        table = INTERMEDIATE_MINIMA.read(intermediate, index=indices) if intermediate else None
        return cls.of({sample_name(path): MinimaLibrary.read(path) for path in libraries}, table)

    def ends(self, sample: str, a: int, b: int) -> tuple[Floats, Floats]:
        """Positions of the minima of a pair, with identical particles of b exchanged as on their path."""
        start, end = self.positions(sample, a), self.positions(sample, b)
        return start, IdenticalParticles(self.libraries[sample].particles).closest_copy(start, end)

    def path_keys(self, pairs: pd.DataFrame, settings: PathSettings) -> list[str]:
        """Keys of the paths of pairs, columns sample, a and b, in the store."""
        return [
            path_key(
                self.libraries[name].particles, self.positions(name, a), self.positions(name, b), settings
            )
            for name, a, b in zip(pairs["sample"], pairs.a, pairs.b, strict=True)
        ]

    def positions(self, sample: str, index: int) -> Floats:
        """Positions of a minimum of a sample, shape (N, 3), sigma."""
        known = self.libraries[sample].positions
        return known[index] if index < len(known) else self.intermediate[sample, index]


def energies_of(
    libraries: Mapping[str, MinimaLibrary], intermediate: pd.DataFrame | None
) -> dict[tuple[str, int], float]:
    """Energies of minima by sample and index, epsilon.

    Parameters
    ----------
    libraries : mapping of str to MinimaLibrary
        Library of every sample by its name.
    intermediate : DataFrame or None
        Columns `sample`, `index` and `energy` of `INTERMEDIATE_MINIMA`, if intermediate minima are used.
    """
    known = {
        (name, index): float(energy)
        for name, library in libraries.items()
        for index, energy in enumerate(library.energies)
    }
    if intermediate is not None:
        names = zip(intermediate["sample"], intermediate["index"], strict=True)
        known |= dict(zip(names, map(float, intermediate.energy), strict=True))
    return known
