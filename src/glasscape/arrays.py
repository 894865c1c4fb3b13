"""Names of the array types that the package uses."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
# used for species and in compiled neighbour lists
ShortIntegers = NDArray[np.int32]
# used for positions of many frames on disk
ShortFloats = NDArray[np.float32]
