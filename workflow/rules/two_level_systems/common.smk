# Functions for the rules of the search. The logic is in `glasscape.studies.two_level_systems.workflow`.

from glasscape.studies.two_level_systems import versions as search_versions
from glasscape.studies.two_level_systems.workflow import (
    MINIMA_FILE,
    PAIRS_FILE,
    FIGURES,
    LIBRARY,
    PUBLISHED,
    SCANS,
    STATISTICS,
    ProgressNews,
    Search,
)
from snakemake_logger_plugin_glasscape import WhenPlanned

search = Search(flow.campaign)
# relative to the folder of these rules
CAPTIONS = "../../report/two_level_systems"


def begin_news():
    """Tell how far every search is, given the jobs of this run."""
    dag = workflow.dag
    news.plan(filter(dag.needrun, dag.jobs), rules.labels.rule.name)


def last_iteration(ensemble):
    """The iteration at which the search of an ensemble stops."""
    return search.last_iteration(checkpoints.decide, ensemble)


def final_results(ensemble):
    """An input function: the published results of one ensemble, once its search stops."""

    def files(wildcards):
        news.tell()
        # first wait for all decisions: `publish` needs them
        last_iteration(ensemble)
        return search.published(ensemble)

    return files


def comparison(wildcards):
    """The page that compares ensembles, once all searches stop."""
    if search.comparison:
        for ensemble in flow.ensembles:
            last_iteration(ensemble)
    return search.comparison


def search_results(wildcards):
    """Results of the iteration at which the search of an ensemble stops."""
    return search.results_of(wildcards.ensemble, last_iteration(wildcards.ensemble))


def search_minima(wildcards):
    """Intermediate minima that the search has collected when it stops."""
    k = last_iteration(wildcards.ensemble)
    return f"results/two_level_systems/{wildcards.ensemble}/iter_{k}/{MINIMA_FILE}"


def interpretation(ensemble):
    """An input function: the interpretation of the models of the last iteration of an ensemble."""
    return lambda wildcards: search.interpretation_of(
        ensemble, last_iteration(ensemble)
    )


def last_labels(wildcards):
    """The labels of the last iteration of every ensemble that has models."""
    return [
        f"results/two_level_systems/{ensemble}/iter_{k}/labels.parquet"
        for ensemble in flow.ensembles
        if (k := last_iteration(ensemble))
    ]
