# What the models of a search have learnt. Nothing here is needed by a search; ask for the target `understand`.

SCANS = ["displacements", "labels", "trees", "features"]


rule shapley:
    input:
        labels="results/{ensemble}/iter_{k}/labels.parquet",
        models="results/{ensemble}/iter_{k}/models",
    output:
        table="results/{ensemble}/iter_{k}/understanding/shapley.parquet",
        figure=drawn(
            "results/{ensemble}/iter_{k}/understanding/shapley", "Understanding"
        ),
    log:
        "logs/{ensemble}/iter_{k}/understanding/shapley.log",
    conda:
        "../../envs/glasscape.yaml"
    threads: 8
    params:
        displacements=setting("pairs.displacements"),
        seed=setting("search.seed"),
        version=version("UNDERSTANDING"),
    script:
        "../scripts/shapley.py"


rule importance:
    input:
        labels="results/{ensemble}/iter_{k}/labels.parquet",
    output:
        table="results/{ensemble}/iter_{k}/understanding/importance.parquet",
        figure=drawn(
            "results/{ensemble}/iter_{k}/understanding/importance", "Understanding"
        ),
    log:
        "logs/{ensemble}/iter_{k}/understanding/importance.log",
    conda:
        "../../envs/glasscape.yaml"
    threads: 8
    params:
        displacements=setting("pairs.displacements"),
        learning=setting("learning"),
        target=setting("search.target"),
        quantum=physics,
        seed=setting("search.seed"),
        version=version("UNDERSTANDING"),
    script:
        "../scripts/importance.py"


rule scan:
    input:
        labels="results/{ensemble}/iter_{k}/labels.parquet",
        ranking="results/{ensemble}/iter_{k}/understanding/importance.parquet",
    output:
        table="results/{ensemble}/iter_{k}/understanding/scan_{scan}.parquet",
        figure=drawn(
            "results/{ensemble}/iter_{k}/understanding/scan_{scan}",
            "Understanding",
            "scan of {scan}",
        ),
    log:
        "logs/{ensemble}/iter_{k}/understanding/scan_{scan}.log",
    wildcard_constraints:
        scan=one_of(SCANS),
    conda:
        "../../envs/glasscape.yaml"
    threads: 8
    params:
        displacements=setting("pairs.displacements"),
        learning=setting("learning"),
        target=setting("search.target"),
        quantum=physics,
        seed=setting("search.seed"),
        version=version("UNDERSTANDING"),
    script:
        "../scripts/scan.py"


# names of ensembles cannot begin with an underscore
rule transfer:
    input:
        labels=last_labels,
    output:
        table="results/_transfer/transfer.parquet",
        figure=drawn("results/_transfer/transfer", "Understanding"),
    log:
        "logs/_transfer/transfer.log",
    conda:
        "../../envs/glasscape.yaml"
    threads: 8
    params:
        # the same for all, or this rule is not asked for
        displacements=CONFIGS[ENSEMBLES[0]].pairs.displacements,
        target=CONFIGS[ENSEMBLES[0]].search.target.model_dump(),
        quantum=CONFIGS[ENSEMBLES[0]].quantum.model_dump(),
        learning=CONFIGS[ENSEMBLES[0]].learning.model_dump(),
        seed=CONFIGS[ENSEMBLES[0]].search.seed,
        version=version("UNDERSTANDING"),
    script:
        "../scripts/transfer.py"
