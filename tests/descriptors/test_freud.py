"""freud beside LAMMPS in one process."""

import subprocess
import sys

from programs import needs_lammps

# LAMMPS first: in the other order, freud has its own copy of Voro++ in any case
BOTH = """
import numpy as np
from glasscape.forces.lammps import lammps_class
engine = lammps_class()(cmdargs=["-log", "none", "-screen", "none"])
from glasscape.descriptors.voronoi import voronoi_cells
from glasscape.structures.cell import Cell
positions = 8.0 * np.random.default_rng(0).random((200, 3))
print(voronoi_cells(Cell.cubic(8.0), positions).volumes.sum().round(3))
"""


@needs_lammps
def test_voronoi_cells_survive_the_copy_of_lammps():
    done = subprocess.run([sys.executable, "-c", BOTH], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()) == (0, ["512.0"]), done.stderr
