"""freud, with its own copy of Voro++.

LAMMPS has another copy, and offers it to all libraries that are loaded later. With this copy, freud would end
the process.
"""

import os
import sys

_flags = sys.getdlopenflags()
# a library prefers its own symbols then; other systems than Linux do so anyway
sys.setdlopenflags(_flags | getattr(os, "RTLD_DEEPBIND", 0))
try:
    import freud
finally:
    sys.setdlopenflags(_flags)

__all__ = ["freud"]
