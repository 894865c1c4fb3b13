"""Store of the frequency sums of minima, which may take thousands of force evaluations each.

Every process appends to a file of its own, `NAME.sums`, a line for every minimum: checksum, key, sum.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from glasscape.arrays import Floats
from glasscape.keys import array_digest, content_key
from glasscape.records import checked, own_file, push, with_checksum, writable
from glasscape.studies.two_level_systems import versions

SUMS = ".sums"


def sum_key(system: Mapping[str, Any], positions: Floats) -> str:
    """Key of the sum of the frequencies of a minimum: a digest of everything that it depends on.

    Parameters
    ----------
    system : mapping
        `system_fields` of the particles and the potential. They read the files of the potential.
    positions : ndarray, shape (N, 3)
        Positions of the particles.
    """
    return content_key({**system, "version": versions.ZERO_POINT, "positions": array_digest(positions)})


class SumStore:
    """Sums that were computed before, and those that this process adds.

    Parameters
    ----------
    folder : path
        Folder of the store. It is made with the first sum.
    """

    def __init__(self, folder: str | Path) -> None:
        self._file = own_file(folder, SUMS)
        self._known: dict[str, float] = {}
        for path in sorted(Path(folder).glob(f"*{SUMS}")):
            for line in path.read_bytes().splitlines():
                content = checked(line)
                if content is not None:
                    key, value = content.decode().split()
                    self._known[key] = float(value)

    def get(self, key: str) -> float | None:
        """The sum with a key; None if it was not computed."""
        return self._known.get(key)

    def add(self, key: str, value: float) -> None:
        """Write a sum and flush it to the disk.

        Raises
        ------
        StoreError
            If the store cannot be written to.
        """
        self._known[key] = value
        with writable(self._file.parent), self._file.open("ab") as file:
            push(file, with_checksum(f"{key} {value!r}".encode()))
