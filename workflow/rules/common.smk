# Config, sample sheet and the functions that tie the rules together.

import re
from pathlib import Path

from snakemake.exceptions import WorkflowError

from glasscape import versions
from glasscape.analysis.publish import publish
from glasscape.config import parse_config, read_glasses
from glasscape.errors import ConfigError
from glasscape.files import read_json, regular_files

try:
    CONFIG = parse_config(config)
    ENTRIES = {
        (entry.ensemble, entry.glass): entry for entry in read_glasses(CONFIG.glasses)
    }
except ConfigError as error:
    raise WorkflowError(str(error)) from None

ENSEMBLES = sorted({ensemble for ensemble, _ in ENTRIES})
# finished paths survive here whatever happens to the files that Snakemake owns
# names of ensembles cannot begin with an underscore
STORE = "results/_exact-store"
RESULT_FILES = [
    "defects.parquet",
    "summary.json",
    "figures/predicted_against_exact.png",
    "figures/predicted_against_exact.pdf",
    "figures/found.png",
    "figures/found.pdf",
]


wildcard_constraints:
    ensemble="|".join(map(re.escape, ENSEMBLES)),
    glass=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    k=r"[0-9]+",
    batch=r"[0-9]+",


def glass_names(ensemble):
    return [glass for other, glass in ENTRIES if other == ensemble]


def glass_files(wildcards):
    """The files of one glass: those of its folder, or its archive."""
    path = Path(ENTRIES[wildcards.ensemble, wildcards.glass].path)
    if path.is_dir():
        return [str(file) for file in regular_files(path)]
    return str(path)


def glass_source(wildcards):
    return ENTRIES[wildcards.ensemble, wildcards.glass].path


def glass_transitions(wildcards):
    return ENTRIES[wildcards.ensemble, wildcards.glass].transitions or []


def of_every_glass(pattern):
    """An input function: `pattern` for every glass of the ensemble."""

    def expand_glasses(wildcards):
        return [
            pattern.format(glass=glass, **dict(wildcards.items()))
            for glass in glass_names(wildcards.ensemble)
        ]

    return expand_glasses


def batches_of(ensemble, k):
    """Exact results of iteration k; their number follows from the config."""
    return [
        f"results/{ensemble}/iter_{k}/exact/{batch}.parquet"
        for batch in range(CONFIG.search.batches_in(int(k)))
    ]


def batches(wildcards):
    return batches_of(wildcards.ensemble, wildcards.k)


def all_batches(wildcards):
    """Exact results of every iteration up to k."""
    return [
        batch
        for k in range(int(wildcards.k) + 1)
        for batch in batches_of(wildcards.ensemble, k)
    ]


def earlier_labels(wildcards):
    k = int(wildcards.k)
    return f"results/{wildcards.ensemble}/iter_{k - 1}/labels.parquet" if k else []


def batch_count(wildcards):
    return CONFIG.search.batches_in(int(wildcards.k))


def pair_count(wildcards):
    return CONFIG.search.pairs_in(int(wildcards.k))


def is_last_allowed(wildcards):
    return int(wildcards.k) >= CONFIG.search.max_iterations


def results_of(ensemble, k):
    return [f"results/{ensemble}/iter_{k}/{name}" for name in RESULT_FILES]


def final_results(ensemble):
    """An input function: results of the iteration at which the search of one ensemble stops."""

    def walk(wildcards):
        for k in range(CONFIG.search.max_iterations + 1):
            decision = checkpoints.decide.get(ensemble=ensemble, k=k).output[0]
            if read_json(decision)["stop"]:
                break
        return results_of(ensemble, k)

    return walk


def last_allowed_results(wildcards):
    return [
        path
        for ensemble in ENSEMBLES
        for path in results_of(ensemble, CONFIG.search.max_iterations)
    ]


def publish_results():
    for ensemble in ENSEMBLES:
        publish(Path("results") / ensemble, RESULT_FILES, CONFIG.search.max_iterations)
