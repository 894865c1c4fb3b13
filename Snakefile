from snakemake.utils import min_version

min_version("9.10")


configfile: "config/config.yaml"


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/prepare.smk"
include: "workflow/rules/explore.smk"
include: "workflow/rules/pairs.smk"
include: "workflow/rules/known.smk"
include: "workflow/rules/iterate.smk"
include: "workflow/rules/exact.smk"
include: "workflow/rules/analyse.smk"
include: "workflow/rules/understand.smk"


localrules:
    all,
    understand,
    unrolled,
    decide,


# no output: its input is then evaluated anew whenever a decision changes
rule all:
    default_target: True
    input:
        # one function for each ensemble, so that none waits for the decisions of another
        [final_results(ensemble) for ensemble in ENSEMBLES],


# what the models have learnt, and what one ensemble teaches of another
rule understand:
    input:
        [understanding(ensemble) for ensemble in ENSEMBLES],
        ["results/_transfer/transfer.png"] if comparable() else [],


# the whole graph up to max_iterations, for a dry run of everything that may happen
rule unrolled:
    input:
        last_allowed_results,


if workflow.is_main_process:
    tell_progress()


onsuccess:
    publish_results()


# ensembles that have finished are published even when another one fails
onerror:
    publish_results()
