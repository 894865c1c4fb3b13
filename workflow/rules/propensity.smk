# Which particles of a liquid will move, on average over their initial velocities?

from glasscape.studies.propensity import versions as propensity_versions
from glasscape.studies.propensity.workflow import Propensity

propensity = Propensity(flow.campaign)


rule propensity_configuration:
    input:
        runs=propensity.runs,
    output:
        configuration="results/propensity/{ensemble}/samples/{sample}/configuration.npz",
    log:
        "logs/propensity/{ensemble}/configuration/{sample}.log",
    wildcard_constraints:
        ensemble=one_of(particles.ensembles("propensity")),
    conda:
        "../../envs/glasscape.yaml"
    params:
        cell=flow.setting("propensity.cell"),
        potential=flow.interaction,
        potential_files=flow.potential_files,
        version=version(propensity_versions, "CONFIGURATION"),
    script:
        "../scripts/propensity/configuration.py"


rule propensity_labels:
    input:
        runs=propensity.runs,
    output:
        labels="results/propensity/{ensemble}/samples/{sample}/labels.parquet",
        ceilings="results/propensity/{ensemble}/samples/{sample}/ceilings.parquet",
    log:
        "logs/propensity/{ensemble}/labels/{sample}.log",
    wildcard_constraints:
        ensemble=one_of(particles.ensembles("propensity")),
    conda:
        "../../envs/glasscape.yaml"
    params:
        cell=flow.setting("propensity.cell"),
        labels=flow.setting("propensity.labels"),
        bonds=flow.setting("propensity.bonds"),
        version=version(propensity_versions, "LABELS"),
    script:
        "../scripts/propensity/label.py"


rule propensity:
    input:
        particles.results("propensity"),
    localrule: True
