"""Tables of labels are read and looked up."""

import numpy as np
import pandas as pd
import pytest

from glasscape.errors import TableError
from glasscape.studies.two_level_systems.exact.tables import EXACT
from glasscape.studies.two_level_systems.lookup.lookup import look_up, read_lookup
from glasscape.studies.two_level_systems.lookup.settings import LookupSettings
from glasscape.studies.two_level_systems.lookup.tables import LOOKUP
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures

FEATURES = PairFeatures(3)
COLUMNS = {"sample": "conf", "a": "i", "b": "j", "energy_difference": "dE", "total_displacement": "d"}


def table(rows, **columns):
    """Rows of (sample, i, j, d) with labels."""
    frame = pd.DataFrame(rows, columns=["conf", "i", "j", "d"]).assign(dE=0.01, displacement_1=0.2)
    return frame.assign(**columns)


def read(tmp_path, *frames, columns=COLUMNS, **others):
    tables = []
    for k, frame in enumerate(frames):
        path = tmp_path / f"{k}.csv"
        frame.to_csv(path, index=False)
        tables.append({"path": str(path), **others.get(f"table_{k}", {})})
    return read_lookup(LookupSettings.model_validate({"tables": tables, "columns": columns}), FEATURES)


def test_tables_are_joined_and_numbered(tmp_path):
    classes = table(
        [("x", 1.5, 2.5, 1.0), ("x", 0.5, 2.5, 2.0), ("y", 3.0, 4.0, 0.5), ("x", 1.5, 2.5, 1.0)],
        is_double_well=[0, 1, 1, 0],
    )
    values = table([("x", 0.5, 2.5, 2.0), ("z", 1, 2, 0.3)], quantum_splitting=[1e-3, 2e-2])
    lookup = read(tmp_path, classes, values)
    # the double well y has no splitting, the second row of x 1.5 2.5 says nothing new
    assert list(zip(lookup.pairs["sample"], lookup.pairs.a, lookup.pairs.b, strict=True)) == [
        ("x", 0, 2),
        ("x", 1, 2),
        ("z", 0, 1),
    ]
    assert lookup.outcomes.name_a.tolist() == ["0.5", "1.5", "1"]
    assert lookup.outcomes.is_double_well.tolist() == [1.0, 0.0, 1.0]
    report = lookup.report
    assert (report["rows"], report["pairs"], report["repeated_rows"]) == (6, 3, 2)
    assert report["pairs_without_label"] == 1
    assert report["constant_features"] == ["energy_difference", "displacement_1"]
    assert "participation_ratio" in report["missing_features"]
    FEATURES.pairs.arrow(lookup.pairs)
    LOOKUP.arrow(lookup.outcomes)


def test_pairs_without_an_energy_difference_have_one_order(tmp_path):
    rows = table([("x", 1, 2, 1.0), ("x", 2, 1, 1.0)], is_double_well=[0, 0])
    lookup = read(tmp_path, rows.assign(dE=0.0))
    assert (lookup.report["pairs"], lookup.report["repeated_rows"]) == (1, 1)


def test_pairs_without_features_and_contradictions_are_counted(tmp_path):
    rows = table([("x", 1, 2, 1.0), ("x", 1, 2, 1.0), ("x", 1, 3, 1.0)], is_double_well=[1, 0, 0])
    rows["quantum_splitting"] = [0.1, np.nan, np.nan]
    bare = pd.DataFrame({"conf": ["x", "x"], "i": [1, 7], "j": [3, 8]})
    lookup = read(tmp_path, rows, bare, table_1={"is_double_well": False})
    assert lookup.report["contradicting_pairs"] == 1
    assert lookup.report["pairs_without_features"] == 1
    assert len(lookup.pairs) == 2


def test_a_pair_with_other_spellings_or_direction_is_the_same_pair(tmp_path):
    rows = table(
        [("x", 1, 2, 1.0), ("x", 2, 1, 1.0), (None, 1, 2, 1.0)], is_double_well=0, transitions_ab=7.0
    )
    rows["dE"] = [0.02, -0.02, 0.01]
    rows["transitions_ba"] = 5.0
    rows["zero_point_shift"] = [0.01, -0.01, 0.0]
    words = table([("x", "2", "3", 1.0), ("x", "1", "three", 1.0)], is_double_well=0)
    lookup = read(tmp_path, rows, words)
    assert lookup.pairs.groupby(["a", "b"]).size().tolist() == [1, 1, 1]
    assert lookup.pairs.transitions_ab[0] == 7.0
    assert lookup.pairs.energy_difference[0] == 0.02
    assert lookup.report["minima"] == 4
    assert (lookup.report["rows_without_names"], lookup.report["repeated_rows"]) == (1, 1)
    turned = read(tmp_path, rows[1:2]).pairs.iloc[0]
    assert (turned.energy_difference, turned.transitions_ab, turned.transitions_ba) == (0.02, 5.0, 7.0)
    assert turned.zero_point_shift == 0.01


def test_labels_belong_to_features_with_another_order_of_the_minima(tmp_path):
    features = table([("x", 1, 2, 1.0), ("x", 2, 3, 1.5)]).assign(dE=[0.1, -0.2])
    labels = pd.DataFrame({"conf": "x", "i": [1, 2], "j": [2, 3], "is_double_well": [1, 0]})
    lookup = read(tmp_path, features, labels.assign(quantum_splitting=[1e-3, np.nan]))
    outcomes = lookup.outcomes.set_index(["name_a", "name_b"])
    assert outcomes.is_double_well.to_dict() == {("1", "2"): 1.0, ("3", "2"): 0.0}
    assert (lookup.pairs.energy_difference > 0.0).all()


def test_a_class_takes_precedence_over_a_splitting(tmp_path):
    rows = table([("x", 1, 2, 1.0), ("x", 1, 3, 1.0), ("x", 2, 3, 1.0)], is_double_well=[1, 0, 0])
    lookup = read(tmp_path, rows.assign(quantum_splitting=[1e-3, 1e-2, 0.0]))
    assert lookup.outcomes.is_double_well.tolist() == [1.0, 0.0, 0.0]
    assert lookup.report["contradicting_pairs"] == 1


def test_detours_come_from_the_table_itself(tmp_path):
    rows = table([("x", 1, 2, 1.0), ("x", 2, 3, 1.0), ("x", 1, 3, 2.0), ("y", 1, 2, 1.0)], is_double_well=0)
    assert read(tmp_path, rows).pairs.detour.tolist()[:3] == pytest.approx([5.0, 0.5, 5.0])
    assert read(tmp_path, rows).pairs.detour.isna().tolist() == [False, False, False, True]
    given = read(tmp_path, rows.assign(detour=[1.0, 2.0, 3.0, 4.0]))
    # ordered by the names of the minima
    assert given.pairs.detour.tolist() == [1.0, 3.0, 2.0, 4.0]


@pytest.mark.parametrize(
    ("change", "columns", "message"),
    [
        ({}, {**COLUMNS, "participation_ratio": "PR"}, "lookup.columns names 'PR' for participation_ratio"),
        ({}, {"sample": "conf", "a": "i", "b": "j"}, "no column is energy_difference, total_displacement"),
        (
            {},
            {**COLUMNS, "energy_diference": "dE"},
            "lookup.columns: energy_diference is not one of sample, a,",
        ),
        ({"d": "far"}, COLUMNS, r"0.csv: column 'd' should hold numbers"),
        ({"j": 1}, COLUMNS, "0.csv: minimum '1' forms a pair with itself"),
        ({"is_double_well": np.nan}, COLUMNS, "no pair has both labels and features"),
    ],
)
def test_bad_tables_are_named(tmp_path, change, columns, message):
    rows = table([("x", 1, 2, 1.0)], **{"is_double_well": 0, **change})
    with pytest.raises(TableError, match=message):
        read(tmp_path, rows, columns=columns)


def test_names_are_texts_whatever_they_look_like(tmp_path):
    rows = table([("007", 10000000000000001, 10000000000000002, 1.0), ("NA", "01", "1", 1.0)])
    lookup = read(tmp_path, rows.assign(is_double_well=0))
    assert lookup.pairs["sample"].tolist() == ["007", "NA"]
    assert lookup.outcomes.name_a.tolist() == ["10000000000000001", "01"]
    assert lookup.outcomes.name_b.tolist() == ["10000000000000002", "1"]


def test_numbers_that_floats_do_not_tell_apart_are_refused(tmp_path):
    path = tmp_path / "pairs.parquet"
    table([("x", 1e17, 1e17 + 20.0, 1.0)]).assign(is_double_well=0).to_parquet(path)
    settings = LookupSettings.model_validate({"tables": [{"path": str(path)}], "columns": COLUMNS})
    with pytest.raises(TableError, match="pairs.parquet: column 'i' has numbers that are too large"):
        read_lookup(settings, FEATURES)


def test_a_table_without_rows_is_named(tmp_path):
    with pytest.raises(TableError, match="0.csv: holds no rows"):
        read(tmp_path, table([]).assign(is_double_well=0))


def test_files_that_are_no_tables_are_named(tmp_path):
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "a.feather").write_text("x")
    for name, message in (
        ("a.txt", "is not a .feather"),
        ("a.feather", "cannot be read"),
        ("b.csv", "cannot be read"),
    ):
        with pytest.raises(TableError, match=rf"{name}.*{message}"):
            read_lookup(LookupSettings.model_validate({"tables": [{"path": str(tmp_path / name)}]}), FEATURES)


def test_what_tables_say_takes_the_place_of_exact_results(tmp_path):
    rows = table([("x", 1, 2, 1.0), ("x", 1, 3, 1.0), ("x", 2, 3, 1.0)], is_double_well=[1, 1, 0])
    rows["quantum_splitting"] = [1e-3, 1e-2, np.nan]
    lookup = read(tmp_path, rows)
    found = EXACT.arrow(look_up(lookup.pairs[::-1], lookup.outcomes, threshold=1.5e-3)).to_pandas()
    assert found.verdict.tolist() == ["no double well", "double well", "two-level system"]
    assert found.b.tolist() == [2, 2, 1]
    assert (found.status == "ok").all()
    assert look_up(lookup.pairs, lookup.outcomes, threshold=0.5).verdict[1] == "two-level system"


def test_published_tables(published):
    names = {"sample": "conf", "a": "i", "b": "j", "energy_difference": "Delta_E", "is_double_well": "is_dw"}
    tables = [
        {"path": str(published / f"pretraining-{kind}-T0062.feather")} for kind in ("classifier", "predictor")
    ]
    tables.append({"path": str(published / "nonDW_T0062_Cnf-148750000.csv"), "is_double_well": False})
    lookup = read_lookup(LookupSettings.model_validate({"tables": tables, "columns": names}), FEATURES)
    assert lookup.report["rows"] == 7018
    # the classifier set has 4010 rows of 3837 pairs, 1025 of them are in the predictor set, too
    assert lookup.report["repeated_rows"] == 173 + 1025 + 2
    assert len(lookup.pairs) == 4753
    assert (look_up(lookup.pairs, lookup.outcomes, 1.5e-3).verdict == "two-level system").sum() == 12
