import string

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import FEW, refusal
from trajectories import (
    COUNTS,
    ingest_trajectory,
    transitions_of,
    write_extxyz,
    write_gsd,
    write_gzip,
    write_h5md,
    write_netcdf,
    write_netcdf_of_lammps,
)

from glasscape.ingest.settings import IngestSettings
from glasscape.structures.formats.read import READERS
from glasscape.structures.readers import read_structures
from glasscape.structures.settings import StructureFormat


@pytest.mark.parametrize(
    ("form", "writer"),
    [
        ("lammps-dump", write_gzip),
        ("extxyz", write_extxyz),
        ("netcdf", write_netcdf),
        ("netcdf", write_netcdf_of_lammps),
        ("h5md", write_h5md),
        ("gsd", write_gsd),
    ],
)
def test_every_format_gives_the_same_library(
    trajectory_particles, trajectory_frames, trajectory_library, tmp_path, form, writer
):
    path = tmp_path / (
        "trajectory with a space, ä.gz" if writer is write_gzip else "trajectory with a space, ä"
    )
    writer(path, trajectory_particles, trajectory_frames)
    species = {"h5md": "species", "lammps-dump": "type"}.get(form)
    library, report = ingest_trajectory(path, format=form, species=species)
    assert transitions_of(library) == COUNTS
    assert report.missing == 0
    # angles, and single precision of the coordinates of ASE and GSD, cost digits
    np.testing.assert_allclose(
        library.energies, trajectory_library.energies, atol=1e-4 if form in ("netcdf", "gsd") else 1e-8
    )


DUMP = """ITEM: TIMESTEP
0
ITEM: NUMBER OF ATOMS
3
ITEM: BOX BOUNDS xy xz yz pp pp pp
0.0 7.5 1.5
0.0 6.0 0.0
0.0 6.0 0.0
ITEM: ATOMS id type x y z diameter
2 1 0.5 0.5 0.5 1.0
1 1 2.5 0.5 0.5 1.1
3 1 4.5 0.5 0.5 0.9
"""


XYZ = """3
Lattice="6 0 0 0 6 0 0 0 6" Properties=species:S:1:pos:R:3:diameter:R:1 pbc="T T T"
H 0.5 0.5 0.5 1.0
H 2.5 0.5 0.5 1.1
H 4.5 0.5 0.5 0.9
"""


DATA = """three spheres

3 atoms
1 atom types

0 7 xlo xhi
0 6 ylo yhi
0 6 zlo zhi
1.5 0 0 xy xz yz

Atoms # sphere

2 1 1.0 1 0.5 0.5 0.5 0 0 0
1 1 1.1 1 2.5 0.5 0.5 0 0 0
3 1 0.9 1 4.5 0.5 0.5 0 0 0
"""


@given(st.sampled_from([("lammps-dump", 2 * DUMP), ("extxyz", 2 * XYZ), ("lammps-data", DATA)]), st.data())
@settings(FEW, max_examples=300)
def test_damaged_files_are_read_or_refused(tmp_path, kind, data):
    """With a clear error and no other, and never with numbers that are not finite."""
    form, text = kind
    for _ in range(data.draw(st.integers(1, 3))):
        where = data.draw(st.integers(0, len(text)))
        gone = data.draw(st.integers(0, 12))
        new = data.draw(st.text(string.printable, max_size=6))
        text = text[:where] + new + text[where + gone :]
    path = tmp_path / "damaged"
    path.write_text(text)
    how = StructureFormat(format=form, diameter="diameter")
    found = []
    message = refusal(lambda: found.extend(read_structures(path, how)))
    assert message is None or "damaged" in message
    for structure in filter(None, found):
        assert np.all(np.isfinite(structure.positions))
        assert structure.particles.diameters.min() > 0.0
        assert structure.particles.cell.width > 0.0


@given(st.binary(max_size=300), st.sampled_from(sorted(READERS)))
@FEW
def test_any_bytes_are_refused(tmp_path, content, form):
    (tmp_path / "bytes").write_bytes(content)
    how = IngestSettings(format=form, diameter=None)
    found = []
    message = refusal(lambda: found.extend(read_structures(tmp_path / "bytes", how)))
    assert not any(found)
    assert message is None or "bytes" in message
