# Which particles of a liquid will move, on average over their initial velocities?

from glasscape.studies.propensity import versions as propensity_versions
from glasscape.studies.propensity.workflow import Propensity

propensity = Propensity(flow.campaign)


rule propensity_labels:
    input:
        runs=propensity.runs,
    output:
        labels="results/propensity/{ensemble}/samples/{sample}/labels.parquet",
        ceilings="results/propensity/{ensemble}/samples/{sample}/ceilings.parquet",
    log:
        "logs/propensity/{ensemble}/labels/{sample}.log",
    wildcard_constraints:
        ensemble=one_of(propensity.ensembles),
    conda:
        "../../envs/glasscape.yaml"
    params:
        cell=flow.setting("propensity.cell"),
        labels=flow.setting("propensity.labels"),
        bonds=flow.setting("propensity.bonds"),
        version=version(propensity_versions, "LABELS"),
    script:
        "../scripts/propensity/label.py"


rule propensity_descriptors:
    input:
        runs=propensity.runs,
    output:
        descriptors="results/propensity/{ensemble}/samples/{sample}/descriptors/{descriptors}.parquet",
    log:
        "logs/propensity/{ensemble}/descriptors/{sample}/{descriptors}.log",
    benchmark:
        "logs/propensity/{ensemble}/descriptors/{sample}/{descriptors}.tsv"
    wildcard_constraints:
        ensemble=one_of(propensity.ensembles),
        descriptors="[a-z-]+",
    conda:
        "../../envs/glasscape.yaml"
    params:
        cell=flow.setting("propensity.cell"),
        potential=flow.interaction,
        potential_files=flow.potential_files,
        descriptors=propensity.descriptors_of_one,
        version=version(propensity_versions, "DESCRIPTORS"),
    script:
        "../scripts/propensity/describe.py"


rule propensity_evaluate:
    input:
        labels=propensity.tables("labels"),
        ceilings=propensity.tables("ceilings"),
        descriptors=propensity.descriptors,
    output:
        scores="results/propensity/{ensemble}/models/{label}/{descriptors}/{family}.scores.parquet",
        predictions="results/propensity/{ensemble}/models/{label}/{descriptors}/{family}.predictions.parquet",
    log:
        "logs/propensity/{ensemble}/evaluate/{label}/{descriptors}/{family}.log",
    benchmark:
        "logs/propensity/{ensemble}/evaluate/{label}/{descriptors}/{family}.tsv"
    wildcard_constraints:
        ensemble=one_of(propensity.ensembles),
        label="propensity|bond_breaking",
        descriptors="[a-z-]+",
        family="[a-z-]+",
    conda:
        "../../envs/glasscape.yaml"
    threads: 8
    resources:
        mem_mb=growing(8000),
        runtime=growing(240),
    params:
        samples=propensity.sample_names,
        species=flow.setting("propensity.species"),
        learning=propensity.learning,
        version=version(propensity_versions, "EVALUATION"),
    script:
        "../scripts/propensity/evaluate.py"


# on request
rule propensity_curve:
    input:
        labels=propensity.tables("labels"),
        descriptors=propensity.descriptors,
    output:
        curve="results/propensity/{ensemble}/models/{label}/{descriptors}/{family}.curve.parquet",
    log:
        "logs/propensity/{ensemble}/curve/{label}/{descriptors}/{family}.log",
    wildcard_constraints:
        ensemble=one_of(propensity.ensembles),
        label="propensity|bond_breaking",
        descriptors="[a-z-]+",
        family="[a-z-]+",
    conda:
        "../../envs/glasscape.yaml"
    threads: 8
    resources:
        mem_mb=growing(8000),
        runtime=growing(480),
    params:
        samples=propensity.sample_names,
        species=flow.setting("propensity.species"),
        learning=propensity.learning,
        version=version(propensity_versions, "EVALUATION"),
    script:
        "../scripts/propensity/curve.py"


rule propensity_learning_curve:
    input:
        curves=propensity.curves,
        ceilings=propensity.tables("ceilings"),
    output:
        drawn(
            "results/propensity/{ensemble}/figures/learning_curve_{label}",
            "Propensity",
            "../report/propensity",
        ),
    log:
        "logs/propensity/{ensemble}/learning_curve_{label}.log",
    wildcard_constraints:
        ensemble=one_of(propensity.ensembles),
        label="propensity|bond_breaking",
    conda:
        "../../envs/glasscape.yaml"
    params:
        samples=propensity.sample_names,
        families=propensity.families,
        species=flow.setting("propensity.species"),
        test=flow.setting("propensity.learning.test"),
        version=version(propensity_versions, "FIGURES"),
    script:
        "../scripts/propensity/learning_curve.py"


rule propensity_scoreboard:
    input:
        scores=propensity.scores,
        predictions=propensity.predictions,
    output:
        scoreboard="results/propensity/{ensemble}/scoreboard.parquet",
        bars=drawn(
            "results/propensity/{ensemble}/figures/scoreboard",
            "Propensity",
            "../report/propensity",
        ),
        predicted=drawn(
            "results/propensity/{ensemble}/figures/predicted",
            "Propensity",
            "../report/propensity",
        ),
    log:
        "logs/propensity/{ensemble}/scoreboard.log",
    wildcard_constraints:
        ensemble=one_of(propensity.ensembles),
    conda:
        "../../envs/glasscape.yaml"
    params:
        version=version(propensity_versions, "FIGURES"),
    script:
        "../scripts/propensity/scoreboard.py"


rule propensity:
    input:
        propensity.results(),
    localrule: True
