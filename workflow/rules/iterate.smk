# One iteration: train on all labels, predict all pairs, select the best, decide whether to go on.


rule select_initial:
    input:
        pairs=of_every_glass(RESULTS + "/glasses/{glass}/pairs.parquet"),
    output:
        selected=RESULTS + "/iter_0/selected.parquet",
    log:
        "logs/{ensemble}/iter_0/select.log",
    params:
        seed=CONFIG.search.seed,
        initial=CONFIG.search.initial.model_dump(),
        displacements=CONFIG.pairs.displacements,
        version=versions.SELECTION,
    conda:
        "../../envs/learn.yaml"
    script:
        "../scripts/select_initial.py"


rule train:
    input:
        labels=earlier_labels,
    output:
        classifier=ITERATION + "/models/classifier.txt",
        regressor=ITERATION + "/models/regressor.txt",
        models=ITERATION + "/models/models.json",
    log:
        "logs/{ensemble}/iter_{k}/train.log",
    params:
        learning=CONFIG.learning.model_dump(),
        seed=CONFIG.search.seed,
        displacements=CONFIG.pairs.displacements,
        version=versions.LEARNING,
    wildcard_constraints:
        k=r"[1-9][0-9]*",
    threads: 8
    conda:
        "../../envs/learn.yaml"
    script:
        "../scripts/train.py"


rule predict:
    input:
        pairs=RESULTS + "/glasses/{glass}/pairs.parquet",
        classifier=ITERATION + "/models/classifier.txt",
        regressor=ITERATION + "/models/regressor.txt",
        models=ITERATION + "/models/models.json",
    output:
        predictions=ITERATION + "/predictions/{glass}.parquet",
    log:
        "logs/{ensemble}/iter_{k}/predict/{glass}.log",
    params:
        threshold=CONFIG.quantum.units.splitting_threshold,
        displacements=CONFIG.pairs.displacements,
        version=versions.LEARNING,
    wildcard_constraints:
        k=r"[1-9][0-9]*",
    threads: 8
    conda:
        "../../envs/learn.yaml"
    script:
        "../scripts/predict.py"


rule select:
    input:
        predictions=of_every_glass(ITERATION + "/predictions/{glass}.parquet"),
        pairs=of_every_glass(RESULTS + "/glasses/{glass}/pairs.parquet"),
        labels=earlier_labels,
    output:
        selected=ITERATION + "/selected.parquet",
    log:
        "logs/{ensemble}/iter_{k}/select.log",
    params:
        pairs_per_iteration=CONFIG.search.pairs_per_iteration,
        displacements=CONFIG.pairs.displacements,
        version=versions.SELECTION,
    wildcard_constraints:
        k=r"[1-9][0-9]*",
    conda:
        "../../envs/learn.yaml"
    script:
        "../scripts/select_best.py"


rule labels:
    input:
        selected=ITERATION + "/selected.parquet",
        exact=batches,
        earlier=earlier_labels,
    output:
        labels=ITERATION + "/labels.parquet",
    log:
        "logs/{ensemble}/iter_{k}/labels.log",
    params:
        displacements=CONFIG.pairs.displacements,
    conda:
        "../../envs/learn.yaml"
    script:
        "../scripts/labels.py"


# no rule depends on a decision: only the walk of `rule all` reads it
checkpoint decide:
    input:
        labels=ITERATION + "/labels.parquet",
    output:
        decision=ITERATION + "/decision.json",
    log:
        "logs/{ensemble}/iter_{k}/decide.log",
    params:
        stop_fraction=CONFIG.search.stop_fraction,
        last_allowed=is_last_allowed,
        expected=pair_count,
        displacements=CONFIG.pairs.displacements,
    conda:
        "../../envs/learn.yaml"
    script:
        "../scripts/decide.py"
