# From the configuration, the labels and the ceilings of every sample to a scoreboard, for all studies of particles.

from typing import get_args

from glasscape.particles import versions as particle_versions
from glasscape.particles.settings import (
    DescriptorSet,
    ParticleFamilyName,
    TransferFamilyName,
)

particles = flow.particle_studies


wildcard_constraints:
    study=one_of(particles.names),
    label="[a-z][a-z0-9_.+-]*",
    descriptors=one_of(get_args(DescriptorSet)),
    family=one_of({*get_args(ParticleFamilyName), *get_args(TransferFamilyName)}),


rule particle_descriptors:
    input:
        configuration="results/{study}/{ensemble}/samples/{sample}/configuration.npz",
    output:
        descriptors="results/{study}/{ensemble}/samples/{sample}/descriptors/{descriptors}.parquet",
    log:
        "logs/{study}/{ensemble}/descriptors/{sample}/{descriptors}.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        **INTERACTION,
        descriptors=particles.descriptors_of_one,
        version=version(particle_versions, "DESCRIPTORS"),
    script:
        "../scripts/particles/describe.py"


rule particle_model:
    input:
        configurations=particles.of_every_sample("configuration.npz"),
        labels=particles.of_every_sample("labels.parquet"),
        ceilings=particles.of_every_sample("ceilings.parquet"),
        descriptors=particles.descriptors,
    output:
        scores="results/{study}/{ensemble}/models/{label}/{descriptors}/{family}.scores.parquet",
        predictions="results/{study}/{ensemble}/models/{label}/{descriptors}/{family}.predictions.parquet",
    log:
        "logs/{study}/{ensemble}/models/{label}/{descriptors}/{family}.log",
    conda:
        "../../envs/glasscape.yaml"
    threads: 8
    resources:
        mem_mb=growing(8000),
        runtime=growing(240),
    params:
        samples=particles.sample_names,
        species=particles.setting("species"),
        learning=particles.learning,
        version=version(particle_versions, "EVALUATION"),
    script:
        "../scripts/particles/evaluate.py"


# on request
rule particle_curve:
    input:
        configurations=particles.of_every_sample("configuration.npz"),
        labels=particles.of_every_sample("labels.parquet"),
        descriptors=particles.descriptors,
    output:
        curve="results/{study}/{ensemble}/models/{label}/{descriptors}/{family}.curve.parquet",
    log:
        "logs/{study}/{ensemble}/curve/{label}/{descriptors}/{family}.log",
    conda:
        "../../envs/glasscape.yaml"
    threads: 8
    resources:
        mem_mb=growing(8000),
        runtime=growing(480),
    params:
        samples=particles.sample_names,
        species=particles.setting("species"),
        learning=particles.learning,
        version=version(particle_versions, "EVALUATION"),
    script:
        "../scripts/particles/curve.py"


rule particle_learning_curve:
    input:
        curves=particles.curves,
        ceilings=particles.of_every_sample("ceilings.parquet"),
    output:
        drawn(
            "results/{study}/{ensemble}/figures/learning_curve_{label}",
            "{study}",
            "../report/particles",
        ),
    log:
        "logs/{study}/{ensemble}/learning_curve_{label}.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        samples=particles.sample_names,
        families=particles.families,
        species=particles.setting("species"),
        test=particles.setting("learning.test"),
        version=version(particle_versions, "FIGURES"),
    script:
        "../scripts/particles/learning_curve.py"


rule particle_scoreboard:
    input:
        scores=particles.scores,
        predictions=particles.predictions,
    output:
        scoreboard="results/{study}/{ensemble}/scoreboard.parquet",
        bars=drawn(
            "results/{study}/{ensemble}/figures/scoreboard",
            "{study}",
            "../report/particles",
        ),
        predicted=drawn(
            "results/{study}/{ensemble}/figures/predicted",
            "{study}",
            "../report/particles",
        ),
    log:
        "logs/{study}/{ensemble}/scoreboard.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        version=version(particle_versions, "FIGURES"),
    script:
        "../scripts/particles/scoreboard.py"


rule particle_page:
    input:
        scoreboard="results/{study}/{ensemble}/scoreboard.parquet",
        predictions=particles.predictions,
        configurations=particles.of_every_sample("configuration.npz"),
    output:
        report(
            "results/{study}/{ensemble}/particles.html",
            caption="../report/particles/page.rst",
            category="{study}",
            subcategory="{ensemble}",
            labels={"figure": "particles"},
        ),
    log:
        "logs/{study}/{ensemble}/page.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        samples=particles.sample_names,
        version=version(particle_versions, "FIGURES"),
    script:
        "../scripts/particles/page.py"


# on request
rule particle_shapley:
    input:
        configurations=particles.of_every_sample("configuration.npz"),
        labels=particles.of_every_sample("labels.parquet"),
        descriptors=particles.descriptors,
    output:
        values="results/{study}/{ensemble}/models/{label}/{descriptors}/shapley.parquet",
        figure=drawn(
            "results/{study}/{ensemble}/models/{label}/{descriptors}/shapley",
            "{study}",
            "../report/particles",
        ),
    log:
        "logs/{study}/{ensemble}/shapley/{label}/{descriptors}.log",
    conda:
        "../../envs/glasscape.yaml"
    resources:
        mem_mb=growing(8000),
    params:
        samples=particles.sample_names,
        species=particles.setting("species"),
        learning=particles.ridge,
        version=version(particle_versions, "EVALUATION"),
        figures=version(particle_versions, "FIGURES"),
    script:
        "../scripts/particles/shapley.py"


# models of all ensembles and times together; names of ensembles cannot begin with an underscore
rule particle_transfer:
    input:
        configurations=particles.of_every_sample("configuration.npz"),
        labels=particles.of_every_sample("labels.parquet"),
        ceilings=particles.of_every_sample("ceilings.parquet"),
        descriptors=particles.descriptors,
    output:
        scores="results/{study}/_transfer/{label}/{descriptors}/{family}.scores.parquet",
        predictions="results/{study}/_transfer/{label}/{descriptors}/{family}.predictions.parquet",
        attention="results/{study}/_transfer/{label}/{descriptors}/{family}.attention.parquet",
    log:
        "logs/{study}/_transfer/{label}/{descriptors}/{family}.log",
    conda:
        "../../envs/glasscape.yaml"
    threads: 8
    resources:
        mem_mb=growing(12000),
        runtime=growing(480),
    params:
        ensembles=particles.transfer_ensembles,
        species=particles.setting("species"),
        learning=particles.learning,
        version=version(particle_versions, "TRANSFER"),
    script:
        "../scripts/particles/transfer.py"


rule particle_transfer_figures:
    input:
        scores=particles.transfer_models("scores"),
        scoreboards=particles.scoreboards,
    output:
        table="results/{study}/_transfer/{label}/transfer.parquet",
        matrix=drawn(
            "results/{study}/_transfer/{label}/figures/transfer_matrix",
            "{study}",
            "../report/particles",
        ),
        times=drawn(
            "results/{study}/_transfer/{label}/figures/transfer_times",
            "{study}",
            "../report/particles",
        ),
    log:
        "logs/{study}/_transfer/{label}/figures.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        ensembles=particles.transfer_ensembles,
        version=version(particle_versions, "FIGURES"),
    script:
        "../scripts/particles/transfer_figures.py"


rule particle_heterogeneity:
    input:
        configurations=particles.of_every_sample("configuration.npz"),
        predictions=particles.transfer_models("predictions"),
    output:
        table="results/{study}/_transfer/{label}/heterogeneity.parquet",
        figure=drawn(
            "results/{study}/_transfer/{label}/figures/heterogeneity",
            "{study}",
            "../report/particles",
        ),
    log:
        "logs/{study}/_transfer/{label}/heterogeneity.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        ensembles=particles.transfer_ensembles,
        version=version(particle_versions, "HETEROGENEITY"),
        figures=version(particle_versions, "FIGURES"),
    script:
        "../scripts/particles/heterogeneity.py"


rule particle_attention:
    input:
        attention=particles.transfer_models("attention"),
        heterogeneity="results/{study}/_transfer/{label}/heterogeneity.parquet",
    output:
        drawn(
            "results/{study}/_transfer/{label}/figures/attention",
            "{study}",
            "../report/particles",
        ),
    log:
        "logs/{study}/_transfer/{label}/attention.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        version=version(particle_versions, "FIGURES"),
    script:
        "../scripts/particles/attention.py"


# on request: labels of several studies of the same particles
rule compare_labels_of_ensemble:
    input:
        labels=particles.labels_compared,
        configurations=particles.configurations_compared,
    output:
        table="results/particles/{ensemble}/labels.parquet",
        figure=drawn(
            "results/particles/{ensemble}/figures/labels",
            "particles",
            "../report/particles",
        ),
    log:
        "logs/particles/{ensemble}/compare_labels.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        samples=particles.sample_names,
        studies=particles.studies_compared,
        seed=flow.setting("preparation.seed"),
        version=version(particle_versions, "COMPARISON"),
        figures=version(particle_versions, "FIGURES"),
    script:
        "../scripts/particles/compare_labels.py"


rule compare_labels:
    input:
        particles.comparisons,
    localrule: True
