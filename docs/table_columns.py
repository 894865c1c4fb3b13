"""Content of `docs/columns.md`: the columns of all tables of results."""

from collections.abc import Mapping
from dataclasses import dataclass

from wrap import wrapped

from glasscape.modes.spectrum import MODES
from glasscape.particles import tables as particles
from glasscape.studies.mobility import tables as mobility
from glasscape.studies.sampling.tables import FLOW_STEPS, SAMPLERS
from glasscape.studies.two_level_systems.analysis.tables import COMPARED, STATISTICS
from glasscape.studies.two_level_systems.exact.tables import EXACT, INTERMEDIATE_MINIMA, ISOTOPES
from glasscape.studies.two_level_systems.interpretation import tables as interpretation
from glasscape.studies.two_level_systems.lookup.tables import LOOKUP
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.pairs.zero_point import FREQUENCIES
from glasscape.studies.two_level_systems.search import tables as search
from glasscape.table import Column, Table
from glasscape.trajectories.facilitation import DISTRIBUTIONS, FACILITATION

# columns that are in another table of the section are named up to this number, and else counted
MOST_NAMES = 12

HEAD = """\
# Columns of all tables

This page is generated from the code by `docs/generate_reference.py`; do not edit it.

[Files of results](results.md) is the overview. Tables are Parquet files, which `pandas.read_parquet` reads.
Units are reduced (epsilon, sigma, m), or those of the potential. Columns with a star may lack values.
In paths, `{ensemble}` and `{sample}` are names in the sample sheet, and `{k}` is an iteration of the search.
"""


@dataclass(frozen=True)
class Section:
    """Tables below one folder.

    Attributes
    ----------
    title, folder : str
        Heading and folder of the section.
    tables : mapping of str to tuple of str and Table
        What each table is, and its columns, by its path in the folder.
    """

    title: str
    folder: str
    tables: Mapping[str, tuple[str, Table]]


def _two_level_systems() -> dict[str, tuple[str, Table]]:
    features = PairFeatures(PairSettings().displacements)
    return {
        "defects.parquet": ("The targets found, such as two-level systems.", search.defects_table(features)),
        "iter_{k}/labels.parquet": (
            "All pairs that were computed up to iteration k.",
            search.labels_table(features),
        ),
        "iter_{k}/selected.parquet": (
            "The pairs that iteration k computes.",
            search.selected_table(features),
        ),
        "iter_{k}/predictions/{sample}.parquet": (
            "What the models of iteration k predict for every candidate pair.",
            search.PREDICTIONS,
        ),
        "iter_{k}/strata.parquet": (
            "Pairs that iteration k leaves, by target probability; draws are spread over these strata.",
            search.STRATA,
        ),
        "iter_{k}/exact/{batch}.parquet": ("Exact results of a batch of pairs.", EXACT),
        "intermediate_minima.parquet": (
            "Minima that paths have passed, and that no trajectory has visited.",
            INTERMEDIATE_MINIMA,
        ),
        "samples/{sample}/pairs.parquet": ("All candidate pairs with their features.", features.pairs),
        "samples/{sample}/minima.parquet": ("The minima in the order of `minima.h5`.", FREQUENCIES),
        "samples/{sample}/lookup.parquet": ("Labels that were read from tables.", LOOKUP),
        **{
            f"statistics/{name}.parquet": (f"{table.name[:1].upper()}{table.name[1:]}.", table)
            for name, table in STATISTICS.items()
        },
        "iter_{k}/isotopes.parquet": ("Levels of the double wells for other masses.", ISOTOPES),
        "iter_{k}/interpretation/shapley.parquet": (
            "Contribution of every feature to predictions for single pairs.",
            interpretation.SHAPLEY,
        ),
        "iter_{k}/interpretation/importance.parquet": (
            "Permutation importance of every feature.",
            interpretation.IMPORTANCE,
        ),
        "iter_{k}/interpretation/scan_{scan}.parquet": (
            "Score of the models for other settings.",
            interpretation.SCAN,
        ),
        "../_ensembles/ensembles.parquet": ("Quantities of several ensembles.", COMPARED),
        "../_transfer/transfer.parquet": (
            "Scores of the models of one ensemble in another.",
            interpretation.TRANSFER,
        ),
    }


def _sections() -> list[Section]:
    model = "{label}/{descriptors}/{family}"
    return [
        Section("Two-level systems", "results/two_level_systems/{ensemble}/", _two_level_systems()),
        Section(
            "Softness, propensity, mobility",
            "results/{study}/{ensemble}/",
            {
                "scoreboard.parquet": ("Scores of all points of the grid.", particles.SCOREBOARD),
                f"models/{model}.scores.parquet": ("Scores of one point of the grid.", particles.SCOREBOARD),
                f"models/{model}.predictions.parquet": (
                    "Predictions for particles of test samples.",
                    particles.PREDICTIONS,
                ),
                f"models/{model}.curve.parquet": (
                    "Scores for smaller training sets.",
                    particles.LEARNING_CURVE,
                ),
                "models/{label}/{descriptors}/shapley.parquet": (
                    "What the descriptors of every quantity contribute.",
                    particles.SHAPLEY,
                ),
                "samples/{sample}/ceilings.parquet": (
                    "How well a perfect model would predict the labels.",
                    particles.CEILINGS,
                ),
                "../_transfer/{label}/transfer.parquet": (
                    "Scores of models that have learnt from all ensembles, or from one.",
                    particles.TRANSFER,
                ),
                f"../_transfer/{model}.predictions.parquet": (
                    "Predictions of these models.",
                    particles.TRANSFER_PREDICTIONS,
                ),
                f"../_transfer/{model}.attention.parquet": (
                    "Lengths to which networks attend.",
                    particles.ATTENTION,
                ),
                "../_transfer/{label}/heterogeneity.parquet": (
                    "Fluctuations of labels and of their predictions.",
                    particles.HETEROGENEITY,
                ),
                "../../particles/{ensemble}/labels.parquet": (
                    "Labels of several studies, of the same particles.",
                    particles.COMPARED_LABELS,
                ),
            },
        ),
        Section(
            "Mobility",
            "results/mobility/{ensemble}/",
            {
                "samples/{sample}/hops.parquet": ("All hops.", mobility.RUN_HOPS),
                "samples/{sample}/trajectories.parquet": ("All trajectories of a sample.", mobility.RUNS),
                "cage.parquet": ("Displacements, from which the threshold of hops follows.", mobility.CAGE),
                "distributions.parquet": ("Histograms of hops.", DISTRIBUTIONS),
                "facilitation.parquet": ("Whether a hop makes others near it more likely.", FACILITATION),
            },
        ),
        Section(
            "Sampling",
            "results/sampling/{ensemble}/",
            {
                "samplers.parquet": ("All samplers at all temperatures.", SAMPLERS),
                "flow_steps.parquet": ("Flows between neighbouring temperatures.", FLOW_STEPS),
            },
        ),
        Section(
            "Samples",
            "results/samples/{ensemble}/{sample}/",
            {"modes.parquet": ("Normal modes of the lowest minimum.", MODES)},
        ),
    ]


def columns() -> str:
    """Content of `docs/columns.md`."""
    lines = [HEAD]
    for section in _sections():
        lines += [f"## {section.title}", "", f"All in `{section.folder}`.", ""]
        where: dict[Column, str] = {}
        for path, (about, table) in section.tables.items():
            lines += [f"### `{path}`", "", about, ""]
            lines += _own([column for column in table.columns if column not in where])
            lines += _elsewhere([column for column in table.columns if column in where], where)
            where = dict.fromkeys(table.columns, path) | where
    return "\n".join(lines).rstrip() + "\n"


def _own(columns: list[Column]) -> list[str]:
    lines = []
    for column in columns:
        unit = f" ({column.unit})" if column.unit else ""
        lines += wrapped(f"- `{column.name}`{'*' * column.nullable}{unit}: {column.meaning}", "  ")
    return [*lines, ""] if lines else []


def _elsewhere(columns: list[Column], where: Mapping[Column, str]) -> list[str]:
    """Columns that an earlier table of the section explains."""
    lines = []
    for path in dict.fromkeys(where[column] for column in columns):
        names = [f"`{column.name}`" for column in columns if where[column] == path]
        shown = ", ".join(names) if len(names) <= MOST_NAMES else f"{len(names)} columns"
        lines += [*wrapped(f"As in `{path}`: {shown}."), ""]
    return lines
