"""The library: what other programs read of a search."""

import hashlib
import json
from importlib.metadata import version

import numpy as np
import pandas as pd
import pytest
from ase.io import read
from plain_calculator import shortest_images
from studies.two_level_systems.analysis.found import LOST, SUMMARY
from studies.two_level_systems.invented import FEATURES

from glasscape import versions
from glasscape.config import config_class, parse_config, read_yaml
from glasscape.studies.two_level_systems import versions as search_versions
from glasscape.studies.two_level_systems.analysis.export import export_library
from glasscape.studies.two_level_systems.analysis.tables import NETWORK
from glasscape.studies.two_level_systems.api.results import read_library
from glasscape.studies.two_level_systems.exact.minima import AllMinima
from glasscape.units import METAL

TABLES = {"loss": LOST, "network": NETWORK.empty()}


def test_the_library_is_read_by_others(tmp_path, defects, minima, small_glass):
    source = tmp_path / "source"
    source.write_text("data")
    config = config_class()().model_dump(mode="json")
    library = tmp_path / "library"
    export_library(
        library, SUMMARY, defects, FEATURES, minima, config, [str(source)], {"Cu.eam": "ab"}, TABLES
    )
    table = pd.read_csv(library / "defects.csv")
    assert table.quantum_splitting.tolist() == [1e-4, 1.2e-3]
    about = (library / "README.md").read_text()
    assert all(f"| `{name}` |" in about for name in table.columns)
    assert "defects.extxyz" in about
    assert "Units are reduced" in about
    assert "| `frequency_hertz` | Hz | frequency of the sound |" in about
    assert pd.read_csv(library / "statistics" / "loss.csv").found.tolist() == TABLES["loss"].found.tolist()
    assert pd.read_csv(library / "statistics" / "network.csv").columns.tolist() == NETWORK.names
    frames = read(library / "defects.extxyz", ":")
    assert [atoms.info["minimum"] for atoms in frames] == ["a", "b", "a", "b"]
    assert [atoms.info["b"] for atoms in frames] == [1, 1, 2, 2]
    assert [(a.info["minimum"], b.info["minimum"]) for a, b in read_library(library)] == [("a", "b")] * 2
    one, other = frames[:2]
    assert one.arrays["displacement"][7] == pytest.approx([0.3, 0.0, 0.4], abs=0.01)
    assert one.arrays["displacement"] == pytest.approx(-other.arrays["displacement"])
    one.positions += one.arrays["displacement"]
    one.wrap()
    other.wrap()
    shift = shortest_images(one.positions - other.positions, small_glass.cell.vectors)
    # but for the drift, which is the same for all
    assert np.ptp(shift, axis=0) == pytest.approx(0.0, abs=1e-6)
    record = json.loads((library / "record.json").read_text())
    assert record["config"]["two_level_systems"]["search"]["seed"] == 1
    found = record["versions_of_results"]
    assert found["samples and paths"]["FIGURES"] == versions.FIGURES
    assert found["search"]["FIGURES"] == search_versions.FIGURES
    assert {"numpy", "snakemake", "python"} <= set(record["versions"])
    assert record["sha256"]["Cu.eam"] == "ab"
    assert record["sha256"][str(source)].startswith("3a6eb0790f39ac87")


@pytest.mark.parametrize(
    ("potential", "substance", "expected"),
    [
        ({}, METAL.name, "epsilon is 1 eV, sigma is 1 angstrom, and m is 1 u"),
        ({"model": "lammps", "units": "metal"}, "custom", "epsilon is 1 eV"),
        ({"model": "ase"}, "custom", "Epsilon, sigma and m are the units of energy, length and mass"),
        ({}, "custom", "Units are reduced"),
    ],
)
def test_a_library_states_its_units(tmp_path, defects, potential, substance, expected):
    config = config_class()().model_dump(mode="json")
    config["potential"] |= potential
    summary = {**SUMMARY, "substance": substance}
    export_library(tmp_path, summary, defects, FEATURES, AllMinima({}, {}), config, [], {}, TABLES)
    assert expected in (tmp_path / "README.md").read_text()


@pytest.fixture
def crate(tmp_path, defects, minima):
    """The metadata of an exported library by identifier."""
    config = config_class()(licence="CC-BY-4.0").model_dump(mode="json")
    export_library(tmp_path, SUMMARY, defects, FEATURES, minima, config, [], {}, TABLES)
    graph = json.loads((tmp_path / "ro-crate-metadata.json").read_text())["@graph"]
    return {entity["@id"]: entity for entity in graph}


def test_the_crate_describes_every_file_with_its_checksum(tmp_path, crate):
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    described = {name for name, entity in crate.items() if entity["@type"] == "File"}
    assert described == files - {"ro-crate-metadata.json"}
    assert [each["@id"] for each in crate["./"]["hasPart"]] == [name for name in crate if name in described]
    for name in described:
        content = (tmp_path / name).read_bytes()
        assert crate[name]["sha256"] == hashlib.sha256(content).hexdigest()
        assert crate[name]["contentSize"] == str(len(content))
    # what is linked is there
    links = {
        link["@id"]
        for entity in crate.values()
        for value in entity.values()
        for link in (value if isinstance(value, list) else [value])
        if isinstance(link, dict)
    }
    assert links - crate.keys() == {"https://w3id.org/ro/crate/1.1"}
    assert crate["#glasscape"]["softwareVersion"] == version("glasscape")
    assert {each["@id"] for each in crate["#run"]["object"]} == {"config.yaml", "record.json"}


def test_other_programs_read_the_crate(tmp_path, crate):
    rocrate = pytest.importorskip("rocrate.rocrate").ROCrate(tmp_path)
    assert rocrate.name == "Two-level systems of cold <glass>"
    assert rocrate.license.id == "https://spdx.org/licenses/CC-BY-4.0"
    assert {entity.id for entity in rocrate.data_entities} == {
        name for name in crate if crate[name]["@type"] == "File"
    }
    (action,) = rocrate.get_by_type("CreateAction")
    assert action["instrument"]["name"] == "glasscape"
    assert rocrate.root_dataset["conformsTo"].id == "https://w3id.org/ro/wfrun/process/0.5"


def test_the_config_of_a_library_runs_again(tmp_path, crate):
    assert crate["config.yaml"]["encodingFormat"] == "application/yaml"
    again = parse_config(read_yaml(tmp_path / "config.yaml"))
    assert again == config_class()(licence="CC-BY-4.0")


def test_tables_alone_make_a_library_without_structures(tmp_path, defects):
    config = config_class()().model_dump(mode="json")
    export_library(
        tmp_path / "library", SUMMARY, defects, FEATURES, AllMinima({}, {}), config, [], {}, TABLES
    )
    assert not (tmp_path / "library" / "defects.extxyz").exists()
    assert "extxyz" not in (tmp_path / "library" / "README.md").read_text()
    crate = json.loads((tmp_path / "library" / "ro-crate-metadata.json").read_text())["@graph"]
    assert "defects.extxyz" not in [entity["@id"] for entity in crate]
    assert crate[1]["license"] == {"@id": "#licence"}
