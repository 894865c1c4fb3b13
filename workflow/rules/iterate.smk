# One iteration: train on all labels, predict all pairs, select the best, decide whether to go on.


rule select_initial:
    input:
        pairs=of_every_glass("results/{ensemble}/glasses/{glass}/pairs.parquet"),
    output:
        selected="results/{ensemble}/iter_0/selected.parquet",
    log:
        "logs/{ensemble}/iter_0/select.log",
    benchmark:
        "logs/{ensemble}/iter_0/select.tsv"
    conda:
        "../../envs/glasscape.yaml"
    params:
        seed=setting("search.seed"),
        initial=setting("search.initial"),
        displacements=setting("pairs.displacements"),
        version=version("SELECTION"),
    script:
        "../scripts/select_initial.py"


rule train:
    input:
        labels=earlier_labels,
    output:
        models=directory("results/{ensemble}/iter_{k}/models"),
    log:
        "logs/{ensemble}/iter_{k}/train.log",
    benchmark:
        "logs/{ensemble}/iter_{k}/train.tsv"
    wildcard_constraints:
        k=r"[1-9][0-9]*",
    conda:
        "../../envs/glasscape.yaml"
    threads: 8
    resources:
        mem_mb=growing(8000),
        runtime=growing(60),
    params:
        learning=setting("learning"),
        target=setting("search.target"),
        quantum=physics,
        seed=setting("search.seed"),
        displacements=setting("pairs.displacements"),
        version=version("LEARNING"),
    script:
        "../scripts/train.py"


rule predict:
    input:
        pairs="results/{ensemble}/glasses/{glass}/pairs.parquet",
        steps=earlier_steps,
        models="results/{ensemble}/iter_{k}/models",
    output:
        predictions="results/{ensemble}/iter_{k}/predictions/{glass}.parquet",
    log:
        "logs/{ensemble}/iter_{k}/predict/{glass}.log",
    benchmark:
        "logs/{ensemble}/iter_{k}/predict/{glass}.tsv"
    wildcard_constraints:
        k=r"[1-9][0-9]*",
    conda:
        "../../envs/glasscape.yaml"
    threads: 8
    resources:
        mem_mb=growing(4000),
        runtime=growing(60),
    params:
        displacements=setting("pairs.displacements"),
        version=version("LEARNING"),
    script:
        "../scripts/predict.py"


rule select:
    input:
        predictions=of_every_glass(
            "results/{ensemble}/iter_{k}/predictions/{glass}.parquet"
        ),
        pairs=of_every_glass("results/{ensemble}/glasses/{glass}/pairs.parquet"),
        steps=earlier_steps,
        labels=earlier_labels,
    output:
        selected="results/{ensemble}/iter_{k}/selected.parquet",
        strata="results/{ensemble}/iter_{k}/strata.parquet",
    log:
        "logs/{ensemble}/iter_{k}/select.log",
    benchmark:
        "logs/{ensemble}/iter_{k}/select.tsv"
    wildcard_constraints:
        k=r"[1-9][0-9]*",
    conda:
        "../../envs/glasscape.yaml"
    resources:
        mem_mb=growing(8000),
        runtime=growing(60),
    params:
        selection=selection,
        target=setting("search.target"),
        quantum=physics,
        displacements=setting("pairs.displacements"),
        version=version("SELECTION"),
    script:
        "../scripts/select_best.py"


rule labels:
    input:
        selected="results/{ensemble}/iter_{k}/selected.parquet",
        exact=batches,
        earlier=earlier_labels,
    output:
        labels="results/{ensemble}/iter_{k}/labels.parquet",
    log:
        "logs/{ensemble}/iter_{k}/labels.log",
    benchmark:
        "logs/{ensemble}/iter_{k}/labels.tsv"
    conda:
        "../../envs/glasscape.yaml"
    params:
        displacements=setting("pairs.displacements"),
        version=version("LABELS"),
    script:
        "../scripts/labels.py"


# minima on the paths of this iteration and all before, and the steps between them
rule harvest:
    input:
        visited=visited,
        minima=of_every_glass("results/{ensemble}/glasses/{glass}/minima.h5"),
        intermediate=earlier_intermediate,
        steps=earlier_steps,
    output:
        intermediate="results/{ensemble}/iter_{k}/intermediate.parquet",
        steps="results/{ensemble}/iter_{k}/steps.parquet",
    log:
        "logs/{ensemble}/iter_{k}/harvest.log",
    benchmark:
        "logs/{ensemble}/iter_{k}/harvest.tsv"
    conda:
        "../../envs/glasscape.yaml"
    resources:
        mem_mb=growing(8000),
        runtime=growing(120),
    params:
        minima=setting("minima"),
        pairs=setting("pairs"),
        version=version("HARVEST"),
    script:
        "../scripts/harvest.py"


# no rule depends on a decision: only the walk of `rule all` reads it
checkpoint decide:
    input:
        labels="results/{ensemble}/iter_{k}/labels.parquet",
        strata=all_strata,
        steps=steps,
    output:
        decision="results/{ensemble}/iter_{k}/decision.json",
    log:
        "logs/{ensemble}/iter_{k}/decide.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        rules=stopping_rules,
        target=setting("search.target"),
        quantum=physics,
        version=version("DECISION"),
        displacements=setting("pairs.displacements"),
    script:
        "../scripts/decide.py"
