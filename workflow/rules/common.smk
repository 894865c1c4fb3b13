# Config, sample sheet and the functions that tie the rules together.

import re
from pathlib import Path

from snakemake.exceptions import WorkflowError
from snakemake.logging import logger

from glasscape import versions
from glasscape.analysis.publish import publish
from glasscape.config import ensemble_configs, parse_config, read_glasses
from glasscape.errors import ConfigError
from glasscape.files import read_json, regular_files
from glasscape.search.progress import progress

try:
    ENTRIES = {
        (entry.ensemble, entry.glass): entry
        for entry in read_glasses(parse_config(config).glasses)
    }
    CONFIGS = ensemble_configs(config, ENTRIES.values())
except ConfigError as error:
    raise WorkflowError(str(error)) from None

ENSEMBLES = list(CONFIGS)
# finished paths survive here whatever happens to the files that Snakemake owns
# names of ensembles cannot begin with an underscore
STORE = "results/_exact-store"


def one_of(ensembles):
    """A constraint: the wildcard is one of these; none fits when there are none."""
    return "|".join(map(re.escape, ensembles)) or "(?!)"


STATISTICS = ["glasses", "density", "heat", "distributions", "procedures"]
FIGURES = [
    "found",
    "predicted_against_exact",
    "profiles",
    "glasses",
    "density",
    "heat",
    "distributions",
]

# ensembles whose pairs are known from tables, those whose minima are read, those whose glasses are made
KNOWN = sorted(name for name in ENSEMBLES if CONFIGS[name].known.tables)
READ = sorted({ensemble for (ensemble, _), entry in ENTRIES.items() if entry.path})
MADE = sorted(set(ENSEMBLES) - set(READ) - set(KNOWN))


wildcard_constraints:
    ensemble=one_of(ENSEMBLES),
    glass=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    k=r"[0-9]+",
    batch=r"[0-9]+",
    run=r"[0-9]+",


def setting(key):
    """A params function: the value of a key of the config, which ensembles may have of their own."""

    def value(wildcards):
        found = CONFIGS[wildcards.ensemble]
        for name in key.split("."):
            found = getattr(found, name)
        return found.model_dump() if hasattr(found, "model_dump") else found

    return value


def version(name):
    """A version of glasscape.versions, with its name.

    Snakemake compares params as a set of values: a number alone would hide behind an equal one.
    """
    return f"{name} {getattr(versions, name)}"


def growing(amount):
    """A resource that grows with every attempt at a job."""
    return lambda wildcards, attempt: amount * attempt


def batch_runtime(wildcards, attempt):
    """Minutes: pairs differ, and so do machines."""
    minutes = CONFIGS[wildcards.ensemble].search.minutes_per_batch
    return round(30 + 10 * minutes) * attempt


def tell_progress():
    """One line for every ensemble, so that a dry run says what it is about."""
    for ensemble, config in CONFIGS.items():
        folder = Path("results") / ensemble
        logger.info(f"{ensemble}: {progress(folder, config.search, config.batches_in)}")


def potential_files(wildcards):
    """Digests of the files that the potential names: their content counts, not their date."""
    return CONFIGS[wildcards.ensemble].potential.files


def interaction(wildcards):
    """What minima depend on: masses matter for tunnelling alone."""
    return CONFIGS[wildcards.ensemble].potential.model_dump(exclude={"masses"})


def exploration_of_one(wildcards):
    """What a trajectory depends on: how many there are does not matter."""
    exploration = CONFIGS[wildcards.ensemble].exploration
    return exploration.model_dump(exclude={"trajectories"})


def physics(wildcards):
    """What quantum mechanics depends on: not how results are shown."""
    quantum = CONFIGS[wildcards.ensemble].quantum
    return quantum.model_dump(exclude={"epsilon_kelvin", "sigma_angstrom"})


def known_tables(wildcards):
    """What tables say does not depend on the volume of their glasses."""
    return CONFIGS[wildcards.ensemble].known.model_dump(exclude={"volume"})


def known_files(wildcards):
    return [table.path for table in CONFIGS[wildcards.ensemble].known.tables]


def trajectories(wildcards):
    count = CONFIGS[wildcards.ensemble].exploration.trajectories
    return [
        f"results/{wildcards.ensemble}/glasses/{wildcards.glass}/runs/{run}.h5"
        for run in range(count)
    ]


def preparation_reports(wildcards):
    """How the glasses of an ensemble were made; nothing if they were read."""
    reports = of_every_glass("results/{ensemble}/glasses/{glass}/preparation.json")
    return reports(wildcards) if wildcards.ensemble in MADE else []


def libraries(wildcards):
    """The minima of the glasses of an ensemble; nothing if only tables are known of them."""
    every = of_every_glass("results/{ensemble}/glasses/{glass}/minima.h5")
    return [] if wildcards.ensemble in KNOWN else every(wildcards)


def glass_names(ensemble):
    return [glass for other, glass in ENTRIES if other == ensemble]


def drawn(path, category, label=None):
    """A figure in two formats, the first of which goes into the report."""
    name = Path(path).name.partition("_{")[0]
    picture = report(
        f"{path}.png",
        caption=f"../report/{name}.rst",
        category=category,
        subcategory="{ensemble}" if "{ensemble}" in path else "",
        labels={"figure": label or name.replace("_", " ")},
    )
    return [picture, f"{path}.pdf"]


def whole_config(wildcards):
    return CONFIGS[wildcards.ensemble].model_dump(mode="json")


def glass_files(wildcards):
    """The files of one glass: those of its folder, or its archive."""
    path = Path(ENTRIES[wildcards.ensemble, wildcards.glass].path)
    return [str(file) for file in (regular_files(path) if path.is_dir() else [path])]


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


def batch_count(ensemble, k):
    """Jobs that share the exact calculations of iteration k."""
    return CONFIGS[ensemble].batches_in(int(k))


def batches_of(ensemble, k):
    """Exact results of iteration k; their number follows from the config."""
    return [
        f"results/{ensemble}/iter_{k}/exact/{batch}.parquet"
        for batch in range(batch_count(ensemble, k))
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


def all_strata(wildcards):
    """What the selections of all iterations up to k have left."""
    return [
        f"results/{wildcards.ensemble}/iter_{k}/strata.parquet"
        for k in range(1, int(wildcards.k) + 1)
    ]


def earlier_labels(wildcards):
    k = int(wildcards.k)
    return f"results/{wildcards.ensemble}/iter_{k - 1}/labels.parquet" if k else []


def visited(wildcards):
    """Minima on the paths of iteration k, batch by batch."""
    return [
        batch.replace(".parquet", ".visited.parquet") for batch in batches(wildcards)
    ]


def grows(ensemble):
    """Whether minima that paths visit become minima of the search."""
    return CONFIGS[ensemble].search.intermediate_minima and ensemble not in KNOWN


def harvested(name, back):
    """An input function: what the harvest wrote `back` iterations ago, if there is one."""

    def file(wildcards):
        k = int(wildcards.k) - back
        if k < 0 or not grows(wildcards.ensemble):
            return []
        return f"results/{wildcards.ensemble}/iter_{k}/{name}.parquet"

    return file


intermediate, steps = harvested("intermediate", 0), harvested("steps", 0)
earlier_intermediate, earlier_steps = (
    harvested("intermediate", 1),
    harvested("steps", 1),
)


def result_files(ensemble):
    """What users look for first, in the folder of an iteration."""
    return [
        "defects.parquet",
        "summary.json",
        "defects.html",
        "library",
        *(f"statistics/{name}.parquet" for name in STATISTICS),
        *(f"figures/{name}.{kind}" for name in FIGURES for kind in ("png", "pdf")),
        *(["intermediate.parquet"] if grows(ensemble) else []),
    ]


def exact_threads(wildcards):
    """The engine `lammps` runs one process for every image; all others one for a path."""
    config = CONFIGS[wildcards.ensemble]
    return config.exact.images if config.potential.engine == "lammps" else 1


def exact_memory(wildcards, threads, attempt):
    """Megabytes; every image of the engine `lammps` has a process of its own."""
    return (2000 + 100 * threads) * attempt


def batch_count_of(wildcards):
    return batch_count(wildcards.ensemble, wildcards.k)


def selection(wildcards):
    """What the choice of pairs of iteration k depends on."""
    search = CONFIGS[wildcards.ensemble].search
    kept = search.model_dump(include={"seed", "acquisition", "audit_part"})
    return {**kept, "pairs_per_iteration": search.pairs_in(int(wildcards.k))}


def stopping_rules(wildcards):
    config, k = CONFIGS[wildcards.ensemble], int(wildcards.k)
    return {
        "stop_fraction": config.search.stop_fraction,
        "left_fraction": config.search.left_fraction,
        "expected": config.search.pairs_in(k),
        "fewest": config.learning.fewest,
        "last_allowed": k >= config.search.max_iterations,
    }


def results_of(ensemble, k):
    glasses = glass_names(ensemble) if ensemble in MADE else []
    return [
        *(f"results/{ensemble}/iter_{k}/{name}" for name in result_files(ensemble)),
        *(f"results/{ensemble}/glasses/{glass}/glass.png" for glass in glasses),
    ]


def last_iteration(ensemble):
    """The iteration at which the search of one ensemble stops; for input functions."""
    for k in range(CONFIGS[ensemble].search.max_iterations + 1):
        decision = checkpoints.decide.get(ensemble=ensemble, k=k).output[0]
        if read_json(decision)["stop"]:
            return k


def final_results(ensemble):
    """An input function: results of the iteration at which the search of one ensemble stops."""
    return lambda wildcards: results_of(ensemble, last_iteration(ensemble))


def comparable():
    """Whether models of one ensemble can be judged by another: with the same features and target."""
    kinds = [
        (config.pairs.displacements, config.search.target, config.quantum)
        for config in CONFIGS.values()
    ]
    return len(kinds) > 1 and all(kind == kinds[0] for kind in kinds)


def last_labels(wildcards):
    """Everything computed for every ensemble that has models."""
    last = {ensemble: last_iteration(ensemble) for ensemble in ENSEMBLES}
    return [
        f"results/{ensemble}/iter_{k}/labels.parquet"
        for ensemble, k in last.items()
        if k
    ]


def understanding(ensemble):
    """An input function: what the models of the last iteration have learnt; the first one has none."""

    def walk(wildcards):
        k = last_iteration(ensemble)
        folder = f"results/{ensemble}/iter_{k}/understanding"
        studies = ["shapley", "importance", *(f"scan_{name}" for name in SCANS)]
        return [f"{folder}/{name}.png" for name in studies] if k else []

    return walk


def last_allowed_results(wildcards):
    return [
        path
        for ensemble in ENSEMBLES
        for path in results_of(ensemble, CONFIGS[ensemble].search.max_iterations)
    ]


def publish_results():
    for ensemble in ENSEMBLES:
        publish(
            Path("results") / ensemble,
            result_files(ensemble),
            CONFIGS[ensemble].search.max_iterations,
            obsolete=[] if grows(ensemble) else ["intermediate.parquet"],
        )
