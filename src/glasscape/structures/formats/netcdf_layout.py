"""Layout of classic NetCDF files: where the data of each frame end.

The NetCDF library reads zeros beyond the end of a file that was cut short.
https://docs.unidata.ucar.edu/netcdf-c/current/file_format_specifications.html
"""

import math
from pathlib import Path
from typing import BinaryIO, NamedTuple

# bytes of counts and of offsets, by version
WIDTHS = {1: (4, 4), 2: (4, 8), 5: (8, 8)}
# bytes of a value, by type
SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 4, 6: 8, 7: 1, 8: 2, 9: 4, 10: 8, 11: 8}


class _Variable(NamedTuple):
    begin: int
    size: int
    is_record: bool


def whole_frames(path: Path) -> int | None:
    """Number of frames whose data lie within a file. None if its format checks this itself (HDF5)."""
    with path.open("rb") as file:
        magic = file.read(4)
        if magic[:3] != b"CDF" or magic[3] not in WIDTHS:
            return None
        variables = _Header(file, *WIDTHS[magic[3]]).variables()
    length = path.stat().st_size
    records = [each for each in variables if each.is_record]
    if any(each.begin + each.size > length for each in variables if not each.is_record):
        return 0
    if not records:
        return None
    # values of one record are padded to four bytes, unless there is one variable only
    step = records[0].size if len(records) == 1 else sum(_padded(each.size) for each in records)
    return max(0, min((length - each.begin - each.size) // step + 1 for each in records))


def _padded(size: int) -> int:
    return -(-size // 4) * 4


class _Header:
    """Reads the header of a file, value by value."""

    def __init__(self, file: BinaryIO, count: int, offset: int) -> None:
        self._file, self._count, self._offset = file, count, offset

    def variables(self) -> list[_Variable]:
        """Place and size of each variable, in one record if it has records."""
        self._integer(self._count)  # number of records
        lengths = []
        for _ in range(self._list()):
            self._name()
            lengths.append(self._integer(self._count))
        self._attributes()
        return [self._variable(lengths) for _ in range(self._list())]

    def _variable(self, lengths: list[int]) -> _Variable:
        self._name()
        axes = [lengths[self._integer(self._count)] for _ in range(self._integer(self._count))]
        self._attributes()
        kind = self._integer(4)
        self._integer(self._count)  # padded size
        begin = self._integer(self._offset)
        # the length of records is given as zero
        is_record = axes[:1] == [0]
        return _Variable(begin, SIZES[kind] * math.prod(axes[is_record:]), is_record)

    def _integer(self, width: int) -> int:
        return int.from_bytes(self._file.read(width))

    def _list(self) -> int:
        """Number of elements of a list, after its tag."""
        self._integer(4)
        return self._integer(self._count)

    def _name(self) -> None:
        self._file.read(_padded(self._integer(self._count)))

    def _attributes(self) -> None:
        for _ in range(self._list()):
            self._name()
            kind = self._integer(4)
            self._file.read(_padded(SIZES[kind] * self._integer(self._count)))
