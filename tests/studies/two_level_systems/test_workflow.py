"""Files and targets of the rules of a search."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from glasscape.config import parse_campaign
from glasscape.files import write_json
from glasscape.studies.two_level_systems.workflow import Search


class UnfinishedError(Exception):
    """The output of a job does not exist: Snakemake runs the job and asks again."""


class Decisions:
    """The checkpoint `decide` in a folder of results."""

    def __init__(self, folder):
        self._folder = folder

    def write(self, k, stop):
        write_json(self._path(k), {"stop": stop})

    def get(self, ensemble, k):
        if not self._path(k).exists():
            raise UnfinishedError(k)
        return SimpleNamespace(output=[self._path(k)])

    def _path(self, k):
        return self._folder / f"iter_{k}" / "decision.json"


def search_of(folder, **search):
    """Two ensembles: one with samples, one with tables of labels."""
    sheet = folder / "samples.tsv"
    sheet.write_text("ensemble\tsample\ncomputed\tg\nlooked-up\tg\n")
    lookup = {"lookup": {"tables": [{"path": "x.csv"}]}}
    content = {
        "samples": str(sheet),
        "two_level_systems": {"search": search},
        "ensembles": {"looked-up": {"two_level_systems": lookup}},
    }
    return Search(parse_campaign(content))


def test_the_last_iteration_is_the_first_that_stops(tmp_path):
    search, decisions = search_of(tmp_path, max_iterations=5), Decisions(tmp_path)
    decisions.write(0, stop=False)
    decisions.write(1, stop=False)
    # of an earlier search
    decisions.write(3, stop=True)
    with pytest.raises(UnfinishedError, match="2"):
        search.last_iteration(decisions, "computed")
    decisions.write(2, stop=True)
    assert search.last_iteration(decisions, "computed") == 2


def test_no_iteration_follows_the_last_that_is_allowed(tmp_path):
    search, decisions = search_of(tmp_path, max_iterations=1), Decisions(tmp_path)
    decisions.write(0, stop=False)
    with pytest.raises(UnfinishedError, match="1"):
        search.last_iteration(decisions, "computed")
    decisions.write(1, stop=False)
    assert search.last_iteration(decisions, "computed") == 1


@pytest.mark.parametrize("follows", [True, False])
def test_intermediate_minima_are_published_where_they_are_followed(tmp_path, follows):
    search = search_of(tmp_path, intermediate_minima=follows)
    for ensemble, grows in (("computed", follows), ("looked-up", False)):
        names = [Path(path).name for path in search.published(ensemble)]
        assert ("intermediate_minima.parquet" in names) == grows
        obsolete = search.obsolete(SimpleNamespace(ensemble=ensemble))
        assert obsolete == ([] if grows else ["intermediate_minima.parquet"])
