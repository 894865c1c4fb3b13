"""What to cite, and how the project itself is cited."""

import json
import re
import tomllib
import typing
from pathlib import Path

import pytest
import yaml

from glasscape import references
from glasscape.cite import citations
from glasscape.cli import main
from glasscape.config import all_studies, config_class, parse_config
from glasscape.descriptors.settings import Family
from glasscape.learning.settings import FamilyName, GraphFamilyName, StateFamilyName
from glasscape.potentials.models import BuiltIn
from glasscape.references import BY_NAME, CIARELLA, GLASSMLP, KOB_ANDERSEN, MADE, Reference

PROJECT = Path(__file__).parents[1]
ALL = [value for value in vars(references).values() if isinstance(value, Reference)]


def names_in(kind):
    """All values that the fields of a section may have, from their types."""
    for each in typing.get_args(kind):
        yield from names_in(each)
    if isinstance(kind, type) and hasattr(kind, "model_fields"):
        for field in kind.model_fields.values():
            yield from names_in(field.annotation)
    if isinstance(kind, str):
        yield kind


def test_every_name_is_one_that_a_config_may_hold():
    assert set(BY_NAME) <= set(names_in(config_class()))


def test_methods_that_a_config_may_name_have_a_reference_or_need_none():
    kinds = (BuiltIn, FamilyName, GraphFamilyName, StateFamilyName, Family)
    names = {name for kind in kinds for name in typing.get_args(kind)}
    # of this project
    assert names - set(BY_NAME) == {"hessian"}


def test_every_reference_is_used_and_complete():
    used = {each for values in BY_NAME.values() for each in values} | {*references.ALWAYS, *MADE}
    used |= {each for study in all_studies().values() for each in study.references}
    assert used == set(ALL)
    assert len({each.text for each in ALL}) == len({each.doi or each.text for each in ALL}) == len(ALL)
    for each in ALL:
        assert re.search(r"\((19|20)\d\d\)$", each.text), each
        assert not each.doi or re.fullmatch(r"10\.\d{4,5}/\S+", each.doi), each


def test_references_follow_from_the_config():
    config = parse_config({"studies": ["propensity"], "potential": {"model": "kob-andersen"}})
    found = citations(config)
    assert GLASSMLP in found["propensity"]
    assert found["kob-andersen"] == (KOB_ANDERSEN,)
    assert found["coarse-grained"] == (GLASSMLP,)
    assert "two_level_systems" not in found
    assert "extra-trees" not in found
    trees = {"studies": ["propensity"], "propensity": {"learning": {"families": ["extra-trees"]}}}
    assert "extra-trees" in citations(parse_config(trees))


def test_a_study_with_a_model_of_its_own_needs_no_other():
    found = citations(parse_config({"studies": ["sampling"]}))
    assert "ternary-kob-andersen-2d" in found
    assert "polydisperse-soft-spheres" not in found
    assert MADE not in found.values()


def test_the_command_prints_them(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    main(["cite"])
    assert f"\ntwo_level_systems\n  {CIARELLA}\n" in capsys.readouterr().out
    Path("mine.yaml").write_text("studies: [softness]\n")
    main(["cite", "--config", "mine.yaml"])
    told = capsys.readouterr().out
    assert "\nsoftness\n" in told
    assert str(CIARELLA) not in told
    Path("mine.yaml").write_text("studies: [hardness]\n")
    with pytest.raises(SystemExit, match=r"error: mine.yaml: studies: 'hardness' is not one of"):
        main(["cite", "--config", "mine.yaml"])


def test_the_citation_file_fits_the_package():
    """The rules of the Citation File Format 1.2.0 for the keys that are there."""
    cff = yaml.safe_load((PROJECT / "CITATION.cff").read_text())
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    assert {"cff-version", "message", "title", "authors"} <= cff.keys()
    assert cff["cff-version"] == "1.2.0"
    assert cff["type"] == "software"
    assert cff["version"] == project["version"]
    assert cff["license"] == project["license"]
    assert all(isinstance(word, str) for word in cff["keywords"])
    assert all(author.keys() == {"name"} for author in cff["authors"])
    known = {each.doi for each in ALL}
    for reference in cff["references"]:
        assert {"type", "title", "authors"} <= reference.keys()
        assert reference["doi"] in known
        assert all(author.keys() == {"family-names", "given-names"} for author in reference["authors"])


def test_zenodo_is_told_the_same():
    cff = yaml.safe_load((PROJECT / "CITATION.cff").read_text())
    zenodo = json.loads((PROJECT / ".zenodo.json").read_text())
    assert zenodo["upload_type"] == cff["type"]
    assert zenodo["title"] == cff["title"]
    assert zenodo["description"] == cff["abstract"].strip()
    assert zenodo["license"] == cff["license"]
    assert zenodo["keywords"] == cff["keywords"]
    assert [each["name"] for each in zenodo["creators"]] == [each["name"] for each in cff["authors"]]
    identifiers = [each["identifier"] for each in zenodo["related_identifiers"]]
    assert identifiers == [each["doi"] for each in cff["references"]]
