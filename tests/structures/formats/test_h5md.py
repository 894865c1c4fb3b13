import h5py
import numpy as np
import pytest

from glasscape.errors import StructureError
from glasscape.structures.readers import read_structures
from glasscape.structures.settings import StructureFormat

POSITIONS = np.random.default_rng(4).uniform(0.0, 5.0, (4, 3, 3))
STEPS = [0, 100, 200, 300]
AGAIN = [0, 100, 100, 200]
SPECIES = np.array([1, 2, 1])


def write(path, *changes):
    """Four frames of three particles, changed."""
    with h5py.File(path, "w") as file:
        group = file.create_group("particles/all")
        group.create_group("box").attrs["boundary"] = ["periodic"] * 3
        group["box/edges"] = [5.0, 6.0, 7.0]
        group["position/value"], group["position/step"] = POSITIONS, STEPS
        group["species"] = SPECIES
        for change in changes:
            change(group)


def replaced(name, content):
    """A dataset, or a group of datasets, in the place of another one."""

    def change(group):
        if name in group:
            del group[name]
        if not isinstance(content, dict):
            group[name] = content
            return
        element = group.create_group(name)
        for part, values in content.items():
            element[part] = values

    return change


def stored(species, steps):
    return replaced("species", {"value": species, "step": steps})


def boundary(value):
    def change(group):
        del group["box"].attrs["boundary"]
        if value is not None:
            group["box"].attrs["boundary"] = value

    return change


def read(path, **how):
    settings = {"format": "h5md", "diameter": None, "species": "species", **how}
    return list(read_structures(path, StructureFormat.model_validate(settings)))


OTHER = np.array([[1, 1, 2], [2, 1, 1]])


@pytest.mark.parametrize(
    ("species", "position", "rows"),
    [
        # the latest value that is not later
        ({"value": OTHER, "step": [0, 200]}, {"step": STEPS}, [0, 0, 1, 1]),
        ({"value": OTHER, "step": [-50, 300]}, {"step": STEPS}, [0, 0, 0, 1]),
        ({"value": OTHER, "step": 200}, {"step": STEPS}, [0, 0, 1, 1]),
        ({"value": OTHER, "step": [0, 200]}, {"step": 100}, [0, 0, 1, 1]),
        ({"value": OTHER, "time": [0.0, 0.3]}, {"time": [0.0, 0.1, 0.2, 0.1 + 0.2]}, [0, 0, 0, 1]),
        # a simulation that was started again repeats steps
        ({"value": OTHER[[0, 0, 1, 1]], "step": AGAIN}, {"step": AGAIN}, [0, 0, 1, 1]),
        # without steps there is one value for every frame
        ({"value": OTHER[[0, 1, 0, 1]]}, {"step": STEPS}, [0, 1, 0, 1]),
    ],
)
def test_elements_hold_until_they_are_stored_again(tmp_path, species, position, rows):
    changes = {"species": species, "position": {"value": POSITIONS, **position}}
    write(tmp_path / "some.h5", *(replaced(name, content) for name, content in changes.items()))
    found = read(tmp_path / "some.h5")
    assert [(each.particles.species + 1).tolist() for each in found] == OTHER[rows].tolist()
    np.testing.assert_array_equal([each.positions for each in found], POSITIONS)


@pytest.mark.parametrize(
    "edges",
    [
        replaced("box/edges", np.diag([5.0, 6.0, 7.0])),
        replaced("box/edges", {"value": [[5.0, 6.0, 7.0]], "step": [0]}),
        replaced("box/edges", {"value": [[5.0, 6.0, 7.0]] * 4, "step": STEPS}),
    ],
)
def test_boxes_may_be_fixed_or_not(tmp_path, edges):
    write(tmp_path / "some.h5", edges, boundary("periodic"))
    for structure in read(tmp_path / "some.h5"):
        assert structure.particles.cell.lengths.tolist() == [5.0, 6.0, 7.0]


def test_a_fixed_position_is_one_frame(tmp_path):
    write(tmp_path / "some.h5", replaced("position", POSITIONS[0]), stored([SPECIES], [0]))
    (structure,) = read(tmp_path / "some.h5")
    np.testing.assert_array_equal(structure.positions, POSITIONS[0])
    assert structure.particles.species.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    "names",
    [
        np.array([b"A", b"B", b"A"]),
        np.array(["A", "B", "A"], dtype=h5py.string_dtype()),
        np.array([7, 9, 7], dtype=h5py.enum_dtype({"A": 7, "B": 9}, basetype="i1")),
    ],
)
def test_names_are_species(tmp_path, names):
    write(tmp_path / "fixed.h5", replaced("species", names))
    write(tmp_path / "stored.h5", stored(np.array([names] * 2), [0, 100]))
    for name in ("fixed.h5", "stored.h5"):
        structures = read(tmp_path / name, labels=["B", "A"])
        assert [each.particles.species.tolist() for each in structures] == [[1, 0, 1]] * 4
        with pytest.raises(StructureError, match=f"{name}, frame 0: particle 1 is 'A' .*ingest.labels"):
            read(tmp_path / name)


def test_elements_that_are_not_needed_may_be_wrong(tmp_path):
    write(
        tmp_path / "some.h5",
        replaced("charge", {"value": np.zeros((2, 3)), "step": [100, 300]}),
        replaced("mass", {"value": np.zeros((2, 3)), "step": [300, 100]}),
        lambda group: group.create_group("image"),
    )
    assert len(read(tmp_path / "some.h5")) == 4


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            boundary(None),
            "'/particles/all/box' has no attribute 'boundary'; if the box is periodic, write it",
        ),
        (boundary(["periodic"] * 2), "'boundary' of '/particles/all/box' should have one word or three"),
        (boundary("none"), "not periodic along a and b and c"),
        (stored(OTHER, [100, 200]), "'/particles/all/species' has no value at this frame or before"),
        (stored(OTHER, [200, 0]), "'/particles/all/species/step' decreases"),
        (stored(OTHER, [0]), "'/particles/all/species/step' has 1 values for 2"),
        (replaced("species", {"value": OTHER}), "'/particles/all/species' has 2 values for 4 frames, and no"),
        (replaced("species", {}), "'/particles/all/species' has no 'value'"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path, change, message):
    write(tmp_path / "some.h5", change)
    with pytest.raises(StructureError, match=f"some.h5, frame 0: .*{message}"):
        read(tmp_path / "some.h5")
