from snakemake.utils import min_version

min_version("9.10")


configfile: "config/config.yaml"


report: "workflow/report/workflow.rst"


include: "workflow/rules/common.smk"
include: "workflow/rules/samples.smk"
include: "workflow/rules/trajectories.smk"
include: "workflow/rules/particles.smk"


# the rules of every study
for study in flow.all_studies:

    include: f"workflow/rules/{study}.smk"


# without an output, the inputs are evaluated again whenever a decision of a study changes
rule all:
    default_target: True
    input:
        [getattr(rules, study).input for study in flow.studies],
    localrule: True
