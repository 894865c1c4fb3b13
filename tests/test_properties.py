"""What holds for every input, on inputs that nobody would think of."""

import string

import numpy as np
import pytest
import yaml
from ase import Atoms
from ase.io import write
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from plain_calculator import shortest_images

from glasscape.campaign.config import Config
from glasscape.config import parse_config
from glasscape.config import read_samples
from glasscape.config import read_yaml
from glasscape.errors import ConfigError
from glasscape.errors import StructureError
from glasscape.ingest.settings import IngestSettings
from glasscape.settings import Settings
from glasscape.structures.cell import standard_cell
from glasscape.structures.readers import read_structures
from glasscape.structures.settings import StructureFormat
from glasscape.studies.two_level_systems.pairs.displaced import DisplacedMinima
from glasscape.studies.two_level_systems.pairs.kernels import pair_features
from glasscape.tunnelling.schroedinger import solve_levels


FEW = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
M = 3


@st.composite
def cells(draw):
    """Cells in standard form, orthogonal and tilted, of lengths from 4 to 9."""
    lengths = [draw(st.floats(4.0, 9.0)) for _ in range(3)]
    xy, xz, yz = (draw(st.sampled_from([0.0, 0.0, 0.3, -0.45, 0.5])) for _ in range(3))
    vectors = [
        [lengths[0], 0.0, 0.0],
        [xy * lengths[0], lengths[1], 0.0],
        [xz * lengths[0], yz * lengths[1], lengths[2]],
    ]
    return standard_cell(np.array(vectors))[0]


@st.composite
def pairs(draw):
    """Two configurations of a few particles, some of which move far."""
    cell, n = draw(cells()), draw(st.integers(4, 12))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    start = rng.random((n, 3)) @ cell
    moved = draw(st.sampled_from([1e-3, 0.1, 0.4])) * rng.standard_normal((n, 3))
    # beyond half the width nobody can say which image a particle has moved to
    assume(np.linalg.norm(moved, axis=1).max() < 0.49 * np.diag(cell).min())
    return start, start + moved, cell, rng


def features(start, end, cell):
    minima = DisplacedMinima.of(np.array([start, end]), cell)
    found = np.empty((1, 2 * M + 1))
    pair_features(
        **vars(minima), origin=np.array([0]), destination=np.array([1]), n_displacements=M, features=found
    )
    return found[0]


def refusal(read, kind=StructureError):
    """What an attempt to read something is refused with; nothing if it is taken."""
    try:
        read()
    except kind as error:
        return str(error)
    return None


@given(pairs())
@FEW
def test_features_of_pairs_are_those_of_their_definition(pair):
    start, end, cell, _ = pair
    change = shortest_images(end - start, cell)
    change -= change.mean(axis=0)
    size = np.linalg.norm(change, axis=1)
    assume(np.diff(np.sort(size)).min() > 1e-9)
    order = np.argsort(-size)[:M]
    middle = start + 0.5 * change
    apart = shortest_images(middle[order[1:]] - middle[order[0]], cell)
    total, fourth = np.sum(size**2), np.sum(size**4)
    expected = [*size[order], *np.linalg.norm(apart, axis=1), np.sqrt(total), total**2 / fourth]
    np.testing.assert_allclose(features(start, end, cell), expected, rtol=1e-8)


@given(pairs(), arrays(np.float64, 3, elements=st.floats(-50.0, 50.0)))
@FEW
def test_features_do_not_depend_on_order_place_images_or_direction(pair, shift):
    start, end, cell, rng = pair
    expected = features(start, end, cell)
    order = rng.permutation(len(start))
    images = rng.integers(-3, 4, (2, len(start), 3)) @ cell
    for other in (
        (start[order], end[order]),
        (start + shift, end + shift),
        (start + images[0], end + images[1]),
        (end, start),
    ):
        np.testing.assert_allclose(features(*other, cell), expected, rtol=1e-8, atol=1e-10)
    assert 1.0 - 1e-9 <= expected[-1] <= len(start) + 1e-9


@given(st.floats(0.05, 0.4), st.floats(0.05, 0.3), st.floats(0.0, 0.05), st.floats(1.1, 20.0))
@FEW
def test_splittings_are_positive_and_smaller_for_heavier_particles(height, half_width, tilt, heavier):
    """Every level falls with the mass; so does the splitting of wells that are alike."""

    def potential(s):
        return height * (s**2 / half_width**2 - 1.0) ** 2 + tilt * s / half_width

    def levels(mass, of=potential):
        return solve_levels(of, -3.5 * half_width, 3.5 * half_width, 0.01253 / np.sqrt(mass), divide=0.0)

    light, heavy = levels(1.0), levels(heavier)
    assert light.splitting > 0.0
    assert heavy.splitting > 0.0
    assert np.all(heavy.energies < light.energies)
    mirrored = levels(1.0, lambda s: potential(-s))
    assert mirrored.splitting == pytest.approx(light.splitting, rel=1e-5)
    if tilt == 0.0 and light.splitting > 1e-12:
        assert heavy.splitting < light.splitting


@st.composite
def structures(draw):
    """Atoms with diameters and species, in any cell, as an ASE user would have them."""
    n = draw(st.integers(1, 6))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    turn = np.linalg.qr(rng.standard_normal((3, 3)))[0] if draw(st.booleans()) else np.eye(3)
    cell = draw(cells()) @ turn
    atoms = Atoms(numbers=rng.integers(1, 4, n), positions=rng.uniform(-20, 20, (n, 3)), cell=cell, pbc=True)
    atoms.arrays["size"] = rng.uniform(0.5, 2.0, n)
    return atoms


@given(st.lists(structures(), min_size=1, max_size=3))
@FEW
def test_what_is_written_is_read(tmp_path, frames):
    """Particles, volume and all distances, whatever the cell."""
    path = tmp_path / "some.extxyz"
    write(path, frames, format="extxyz", columns=["symbols", "positions", "size"])
    how = StructureFormat(format="extxyz", diameter="size", species="numbers")
    read = list(read_structures(path, how))
    assert len(read) == len(frames)
    for atoms, structure in zip(frames, read, strict=True):
        # eight digits are written
        np.testing.assert_allclose(structure.particles.diameters, atoms.arrays["size"], atol=1e-8)
        np.testing.assert_array_equal(structure.particles.species + 1, atoms.numbers)
        assert structure.particles.cell.volume == pytest.approx(atoms.get_volume(), rel=1e-6)
        i, j = np.triu_indices(len(atoms), 1)
        apart = shortest_images(structure.positions[j] - structure.positions[i], structure.particles.cell)
        there = atoms.get_all_distances(mic=True)[i, j]
        np.testing.assert_allclose(np.linalg.norm(apart.reshape(-1, 3), axis=1), there, atol=1e-6)


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


@given(st.sampled_from([("lammps-dump", DUMP), ("extxyz", XYZ), ("lammps-data", DUMP)]), st.data())
@settings(FEW, max_examples=300)
def test_damaged_files_are_read_or_refused(tmp_path, kind, data):
    """With a clear error and no other, and never with numbers that are not finite."""
    form, text = kind
    text = 2 * text
    for _ in range(data.draw(st.integers(1, 3))):
        where = data.draw(st.integers(0, len(text)))
        gone = data.draw(st.integers(0, 12))
        new = data.draw(st.text(string.printable, max_size=6))
        text = text[:where] + new + text[where + gone :]
    path = tmp_path / "damaged"
    path.write_text(text)
    how = StructureFormat(format=form, diameter="diameter" if form != "lammps-data" else None)
    found = []
    message = refusal(lambda: found.extend(read_structures(path, how)))
    assert message is None or "damaged" in message
    for structure in filter(None, found):
        assert np.all(np.isfinite(structure.positions))
        assert structure.particles.diameters.min() > 0.0
        assert structure.particles.cell.width > 0.0


@given(st.binary(max_size=300), st.sampled_from(["lammps-data", "lammps-dump", "extxyz", "h5md", "netcdf"]))
@FEW
def test_any_bytes_are_refused(tmp_path, content, form):
    (tmp_path / "bytes").write_bytes(content)
    how = IngestSettings(format=form, diameter=None)
    found = []
    message = refusal(lambda: found.extend(read_structures(tmp_path / "bytes", how)))
    assert not any(found)
    assert message is None or "bytes" in message


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=4,
)


@given(st.data())
@settings(FEW, max_examples=200)
def test_any_value_of_a_key_is_taken_or_refused_by_name(data):
    """And what is taken comes back from its own YAML."""
    section = data.draw(st.sampled_from(sorted(Config.model_fields)))
    kind = type(Config.model_fields[section].get_default())
    keys = sorted(kind.model_fields) if issubclass(kind, Settings) else [None]
    key = data.draw(st.sampled_from(keys))
    value = data.draw(values)
    content = {section: value if key is None else {key: value}}
    message = refusal(lambda: parse_config(content, "some.yaml"), ConfigError)
    if message is not None:
        assert message.startswith("some.yaml: ")
        assert section in message
    else:
        config = parse_config(content)
        again = yaml.safe_load(yaml.safe_dump(config.model_dump(mode="json")))
        assert parse_config(again) == config


@given(st.text(max_size=60))
@FEW
def test_any_text_is_a_config_or_refused(tmp_path, text):
    path = tmp_path / "some.yaml"
    path.write_text(text, encoding="utf-8", errors="surrogatepass")
    message = refusal(lambda: parse_config(read_yaml(path), str(path)), ConfigError)
    assert message is None or "some.yaml" in message


@given(st.lists(st.lists(st.text(string.printable, max_size=8), max_size=5).map("\t".join), max_size=4))
@FEW
def test_any_sample_sheet_is_read_or_refused(tmp_path, lines):
    path = tmp_path / "sheet.tsv"
    path.write_text("\n".join(["ensemble\tsample\tpath", *lines]))
    entries = []
    message = refusal(lambda: entries.extend(read_samples(path)), ConfigError)
    assert message is None or "sheet.tsv" in message
    for entry in entries:
        assert not set(entry.particles + entry.ensemble) & set("/\\ \t{}*")
        assert entry.particles[0].isalnum()
