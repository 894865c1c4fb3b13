# Interpretation of the models of a search. It runs with the target `interpret` only.


rule interpret:
    input:
        flow.checked("two_level_systems"),
        [interpretation(ensemble) for ensemble in flow.ensembles],
        ["results/two_level_systems/_transfer/transfer.png"]
        if search.comparable
        else [],
    localrule: True


rule shapley:
    input:
        labels="results/two_level_systems/{ensemble}/iter_{k}/labels.parquet",
        models="results/two_level_systems/{ensemble}/iter_{k}/models",
    output:
        table="results/two_level_systems/{ensemble}/iter_{k}/interpretation/shapley.parquet",
        figure=drawn(
            "results/two_level_systems/{ensemble}/iter_{k}/interpretation/shapley",
            "Interpretation",
            CAPTIONS,
        ),
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/interpretation/shapley.log",
    conda:
        "../../../envs/glasscape.yaml"
    resources:
        mem_mb=growing(4000),
        runtime=growing(60),
    params:
        displacements=flow.setting("two_level_systems.pairs.displacements"),
        seed=flow.setting("two_level_systems.search.seed"),
        version=version(search_versions, "INTERPRETATION"),
    script:
        "../../scripts/two_level_systems/shapley.py"


rule importance:
    input:
        labels="results/two_level_systems/{ensemble}/iter_{k}/labels.parquet",
    output:
        table="results/two_level_systems/{ensemble}/iter_{k}/interpretation/importance.parquet",
        figure=drawn(
            "results/two_level_systems/{ensemble}/iter_{k}/interpretation/importance",
            "Interpretation",
            CAPTIONS,
        ),
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/interpretation/importance.log",
    conda:
        "../../../envs/glasscape.yaml"
    resources:
        mem_mb=growing(8000),
        runtime=growing(60),
    params:
        training=search.training,
        version=version(search_versions, "INTERPRETATION"),
    script:
        "../../scripts/two_level_systems/importance.py"


rule scan:
    input:
        labels="results/two_level_systems/{ensemble}/iter_{k}/labels.parquet",
    output:
        table="results/two_level_systems/{ensemble}/iter_{k}/interpretation/scan_{scan}.parquet",
        figure=drawn(
            "results/two_level_systems/{ensemble}/iter_{k}/interpretation/scan_{scan}",
            "Interpretation",
            CAPTIONS,
            "scan of {scan}",
        ),
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/interpretation/scan_{scan}.log",
    wildcard_constraints:
        scan=one_of(SCANS),
    conda:
        "../../../envs/glasscape.yaml"
    resources:
        mem_mb=growing(8000),
        runtime=growing(120),
    params:
        training=search.training,
        version=version(search_versions, "INTERPRETATION"),
    script:
        "../../scripts/two_level_systems/scan.py"


# names of ensembles cannot begin with an underscore
rule transfer:
    input:
        labels=last_labels,
    output:
        table="results/two_level_systems/_transfer/transfer.parquet",
        figure=drawn(
            "results/two_level_systems/_transfer/transfer", "Interpretation", CAPTIONS
        ),
    log:
        "logs/two_level_systems/_transfer/transfer.log",
    conda:
        "../../../envs/glasscape.yaml"
    threads: 8
    resources:
        mem_mb=growing(8000),
        runtime=growing(120),
    params:
        # these settings are the same for all ensembles; otherwise this rule does not run
        training=search.shared_training,
        version=version(search_versions, "INTERPRETATION"),
    script:
        "../../scripts/two_level_systems/transfer.py"
