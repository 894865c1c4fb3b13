# Which pairs of inherent structures tunnel?


include: "two_level_systems/common.smk"
include: "two_level_systems/pairs.smk"
include: "two_level_systems/lookup.smk"
include: "two_level_systems/iterate.smk"
include: "two_level_systems/exact.smk"
include: "two_level_systems/analyse.smk"
include: "two_level_systems/interpret.smk"


# one function for each ensemble, so that no ensemble waits for the decisions of another
rule two_level_systems:
    input:
        flow.checked("two_level_systems"),
        [final_results(ensemble) for ensemble in flow.ensembles],
        comparison,
    localrule: True


# all jobs up to max_iterations, for a dry run
rule unrolled:
    input:
        flow.checked("two_level_systems"),
        search.last_allowed_results(),
    localrule: True


# with the plan of a run, and after every decision
news = ProgressNews(search, rules.decide.output.decision)
logger.addFilter(WhenPlanned(begin_news))
