# Which pairs of inherent structures tunnel? `glasscape.studies.two_level_systems.workflow` holds the logic.

from glasscape.studies.two_level_systems import versions as search_versions
from glasscape.studies.two_level_systems.workflow import (
    FIGURES,
    MINIMA_FILE,
    PAIRS_FILE,
    PUBLISHED,
    SCANS,
    STATISTICS,
    Search,
)

search = Search(flow.campaign)
# seen from the folder of the chapters
CAPTIONS = "../../report/two_level_systems"


def final_results(ensemble):
    """An input function: what is published once the search of one ensemble stops."""

    def files(wildcards):
        # the walk comes first: `publish` then finds every decision made
        search.last_iteration(checkpoints.decide, ensemble)
        return search.published(ensemble)

    return files


def search_results(wildcards):
    """Results of the iteration at which the search of an ensemble stops."""
    k = search.last_iteration(checkpoints.decide, wildcards.ensemble)
    return search.results_of(wildcards.ensemble, k)


def search_minima(wildcards):
    """Intermediate minima that the search has collected when it stops."""
    k = search.last_iteration(checkpoints.decide, wildcards.ensemble)
    return f"results/two_level_systems/{wildcards.ensemble}/iter_{k}/{MINIMA_FILE}"


include: "two_level_systems/pairs.smk"
include: "two_level_systems/lookup.smk"
include: "two_level_systems/iterate.smk"
include: "two_level_systems/exact.smk"
include: "two_level_systems/analyse.smk"
include: "two_level_systems/interpret.smk"


localrules:
    two_level_systems,
    unrolled,
    decide,
    publish,
    publish_minima,


# one function for each ensemble, so that none waits for the decisions of another
rule two_level_systems:
    input:
        [final_results(ensemble) for ensemble in flow.ensembles],


# the whole graph up to max_iterations, for a dry run of everything that may happen
rule unrolled:
    input:
        search.last_allowed_results(),


if workflow.is_main_process:
    for line in search.progress(rules.decide.output.decision):
        logger.info(line)
