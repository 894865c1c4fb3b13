# Which particles of a liquid hop in a single trajectory?

from glasscape.studies.mobility import versions as mobility_versions
from glasscape.studies.mobility.workflow import Mobility

mobility = Mobility(flow.campaign)


rule mobility_trajectory:
    input:
        liquid="results/samples/{ensemble}/{sample}/liquid.extxyz",
    output:
        trajectory="results/mobility/{ensemble}/samples/{sample}/trajectories/{run}.h5",
    log:
        "logs/mobility/{ensemble}/trajectories/{sample}/{run}.log",
    wildcard_constraints:
        ensemble=one_of(flow.campaign.made),
    conda:
        "../../envs/glasscape.yaml"
    resources:
        runtime=growing(720),
    params:
        **INTERACTION,
        temperature=flow.temperature_of_liquids,
        trajectories=mobility.run_settings,
        seed=flow.setting("preparation.seed"),
        version=version(mobility_versions, "TRAJECTORY"),
    script:
        "../scripts/mobility/trajectory.py"


rule mobility_read:
    input:
        source=fetched(mobility.source),
    output:
        trajectory="results/mobility/{ensemble}/samples/{sample}/trajectories/0.h5",
    log:
        "logs/mobility/{ensemble}/trajectories/{sample}/0.log",
    wildcard_constraints:
        ensemble=one_of(flow.campaign.read),
    conda:
        "../../envs/glasscape.yaml"
    resources:
        runtime=growing(240),
    params:
        interval=flow.setting("mobility.frame_interval"),
        ingest=flow.setting("ingest"),
        elements=flow.setting("potential.elements"),
        version=version(mobility_versions, "TRAJECTORY"),
    script:
        "../scripts/mobility/read.py"


rule mobility_cage:
    input:
        trajectories=flow.of_every_sample(
            "results/mobility/{ensemble}/samples/{sample}/trajectories/0.h5"
        ),
    output:
        displacements="results/mobility/{ensemble}/cage.parquet",
        threshold="results/mobility/{ensemble}/threshold.json",
        figure=drawn(
            "results/mobility/{ensemble}/figures/cage",
            "mobility",
            "../report/mobility",
        ),
    log:
        "logs/mobility/{ensemble}/cage.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        samples=particles.sample_names,
        threshold=flow.setting("mobility.hops.threshold"),
        version=version(mobility_versions, "CAGE"),
    script:
        "../scripts/mobility/cage.py"


rule mobility_configuration:
    input:
        trajectory="results/mobility/{ensemble}/samples/{sample}/trajectories/0.h5",
    output:
        configuration="results/mobility/{ensemble}/samples/{sample}/configuration.npz",
    log:
        "logs/mobility/{ensemble}/configuration/{sample}.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        **INTERACTION,
        max_force=flow.setting("minima.max_force"),
        cage=particles.cage("mobility"),
        version=version(mobility_versions, "CONFIGURATION"),
    script:
        "../scripts/mobility/configuration.py"


rule mobility_labels:
    input:
        trajectories=mobility.trajectories,
        threshold="results/mobility/{ensemble}/threshold.json",
    output:
        labels="results/mobility/{ensemble}/samples/{sample}/labels.parquet",
        ceilings="results/mobility/{ensemble}/samples/{sample}/ceilings.parquet",
        hops="results/mobility/{ensemble}/samples/{sample}/hops.parquet",
        runs="results/mobility/{ensemble}/samples/{sample}/trajectories.parquet",
    log:
        "logs/mobility/{ensemble}/labels/{sample}.log",
    conda:
        "../../envs/glasscape.yaml"
    resources:
        mem_mb=growing(2000),
    params:
        labels=mobility.label_settings,
        version=version(mobility_versions, "LABELS"),
    script:
        "../scripts/mobility/label.py"


rule mobility_hops:
    input:
        hops=flow.of_every_sample(
            "results/mobility/{ensemble}/samples/{sample}/hops.parquet"
        ),
        configurations=flow.of_every_sample(
            "results/mobility/{ensemble}/samples/{sample}/configuration.npz"
        ),
    output:
        distributions="results/mobility/{ensemble}/distributions.parquet",
        facilitation="results/mobility/{ensemble}/facilitation.parquet",
        hops_figure=drawn(
            "results/mobility/{ensemble}/figures/hops",
            "mobility",
            "../report/mobility",
        ),
        facilitation_figure=drawn(
            "results/mobility/{ensemble}/figures/facilitation",
            "mobility",
            "../report/mobility",
        ),
    log:
        "logs/mobility/{ensemble}/hops.log",
    conda:
        "../../envs/glasscape.yaml"
    resources:
        mem_mb=growing(4000),
    params:
        seed=flow.setting("mobility.learning.seed"),
        version=version(mobility_versions, "STATISTICS"),
        figures=version(mobility_versions, "FIGURES"),
    script:
        "../scripts/mobility/hops.py"


rule mobility:
    input:
        flow.checked("mobility"),
        particles.results("mobility"),
        mobility.figures(flow.ensembles),
    localrule: True
