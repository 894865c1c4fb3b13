"""Settings of an ensemble that must suit each other."""

import pytest

from glasscape.config import parse_campaign
from glasscape.errors import ConfigError


def test_an_ensemble_is_looked_up_or_read(tmp_path):
    sheet, search, quantum = tmp_path / "samples.tsv", {}, {}

    def parsed(*lines):
        sheet.write_text("\n".join(["ensemble\tsample\tpath", *lines]))
        study = {"lookup": {"tables": [{"path": "x.csv"}]}, "search": search, "quantum": quantum}
        return parse_campaign({"samples": str(sheet), "two_level_systems": study})

    assert parsed("e\tg").names("e") == ["g"]
    with pytest.raises(ConfigError, match=r"lookup.tables: tables of labels replace minima.*for sample 'g'"):
        parsed("e\tg\tp")
    with pytest.raises(ConfigError, match="needs exactly one line in the sample sheet"):
        parsed("e\tg", "e\th")
    search["target"] = {"column": "path_length", "threshold": 1.0}
    with pytest.raises(ConfigError, match="tables of labels have no path_length"):
        parsed("e\tg")
    search.clear()
    quantum["zero_point"] = "adiabatic"
    with pytest.raises(ConfigError, match=r"quantum.zero_point: tables of labels have no vibrations"):
        parsed("e\tg")
