"""The page that compares ensembles."""

import re

import numpy as np
import pandas as pd
import pytest
from studies.two_level_systems.analysis.double_wells import even, wells
from studies.two_level_systems.analysis.found import SUMMARY
from studies.two_level_systems.invented import TARGET, THRESHOLD

from glasscape.files import write_json
from glasscape.modes.elasticity import Elasticity
from glasscape.studies.two_level_systems.analysis import tables
from glasscape.studies.two_level_systems.analysis.ensembles import (
    EnsembleResults,
    compare_ensembles,
    write_comparison,
)
from glasscape.studies.two_level_systems.analysis.statistics import describe
from glasscape.units import ARGON

SOLID = Elasticity(bulk=90.0, shear=40.0, density=1.0, mass_density=1.0)


def written(folder, ensemble, counts, temperatures, strain=1.0):
    """Published results of an ensemble whose samples have given numbers of two-level systems."""
    labels = pd.concat([wells(even(n), f"g{k}") for k, n in enumerate(counts)] or [wells([])])
    labels = labels.reset_index(drop=True)
    labels["gamma_longitudinal"] = strain
    for ij in ("xx", "yy", "zz", "yz", "xz", "xy"):
        labels[f"gamma_{ij}"] = 0.3
    volumes = {f"g{k}": 1000.0 for k in range(max(1, len(counts)))}
    found = describe(
        labels, np.ones(len(labels)), [labels], volumes, np.nan, {}, SOLID, TARGET, ARGON, seed=0
    )
    for name in ("density", "means", "strength", "loss"):
        tables.STATISTICS[name].write(folder / ensemble / "statistics" / f"{name}.parquet", found[name])
    report = {
        "ensemble": ensemble,
        "substance": "argon",
        "samples_not_equilibrated": 1,
        "volume": sum(volumes.values()),
        "splitting_threshold": THRESHOLD,
    }
    write_json(folder / ensemble / "summary.json", SUMMARY | report)
    return EnsembleResults.read(folder / ensemble, temperatures)


@pytest.fixture(scope="module")
def ensembles(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ensembles")
    return [
        written(folder, "cold", (1, 2, 1), (0.06, 0.06)),
        written(folder, "hot <liquid>", (20, 25, 30), (0.09, 0.13), strain=2.0),
        written(folder, "empty", (), None),
    ]


def test_every_ensemble_has_its_quantities(ensembles):
    table = compare_ensembles(ensembles)
    tables.COMPARED.arrow(table)
    of = table.set_index(["quantity", "ensemble"])
    n0 = "density n0 = n(E) / E at the threshold"
    assert of.found[n0, "cold"] == pytest.approx(4 / (3000.0 * THRESHOLD))
    assert of.found[n0, "hot <liquid>"] == pytest.approx(75 / (3000.0 * THRESHOLD))
    gamma = "coupling gamma to longitudinal sound"
    assert (of.found[gamma, "cold"], of.found[gamma, "hot <liquid>"]) == pytest.approx((1.0, 2.0))
    assert of.temperature[gamma, "hot <liquid>"] == pytest.approx(0.11)
    # of nothing there are no means, and a density with a limit above it
    limit = of.high[n0, "empty"]
    assert (of.found[n0, "empty"], of.low[n0, "empty"]) == (0.0, 0.0)
    assert np.exp(-limit * 1000.0 * THRESHOLD) == pytest.approx(0.05)
    assert "participation ratio" not in table.quantity[table.ensemble == "empty"].tolist()
    assert table.quantity.nunique() == 1 + 2 + 5 + 2


def test_the_page_has_numbers_intervals_and_curves(tmp_path, ensembles):
    write_comparison(tmp_path / "page.html", ensembles)
    page = (tmp_path / "page.html").read_text()
    assert "hot &lt;liquid&gt;" in page
    assert "hot <liquid>" not in page
    assert "T = 0.06 ε" in page
    assert "T = 0.09 to 0.13 ε" in page
    assert '"places": [[0.06, 0.06], [0.09, 0.13], null]' in page
    assert "from files" in page
    assert "not equilibrated" in page
    row = re.search(r"<tr><td>density n0.*?</tr>", page, re.DOTALL)[0]
    assert "cold and hot &lt;liquid&gt;" in row
    assert "not known" in re.search(r"<tr><td>participation ratio.*?</tr>", page, re.DOTALL)[0]
    assert '<option value="tunnelling with one phonon">' in page
    assert not re.search(r"(src|href)=\"(?!#)|@import|url\((?!#)", page)


def test_ensembles_without_loss_have_a_page(tmp_path, ensembles):
    write_comparison(tmp_path / "page.html", ensembles[2:])
    assert "Loss of sound" not in (tmp_path / "page.html").read_text()
