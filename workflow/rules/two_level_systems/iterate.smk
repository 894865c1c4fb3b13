# One iteration: train on all labels, predict all pairs, select the best, decide whether to go on.


rule select_initial:
    input:
        pairs=flow.of_every_sample(
            "results/two_level_systems/{ensemble}/samples/{sample}/pairs.parquet"
        ),
    output:
        selected="results/two_level_systems/{ensemble}/iter_0/selected.parquet",
    log:
        "logs/two_level_systems/{ensemble}/iter_0/select.log",
    conda:
        "../../../envs/glasscape.yaml"
    params:
        seed=flow.setting("two_level_systems.search.seed"),
        initial=flow.setting("two_level_systems.search.initial"),
        zero_point=flow.setting("two_level_systems.quantum.zero_point"),
        displacements=flow.setting("two_level_systems.pairs.displacements"),
        version=version(search_versions, "SELECTION"),
    script:
        "../../scripts/two_level_systems/select_initial.py"


rule train:
    input:
        labels=search.earlier_labels,
    output:
        models=directory("results/two_level_systems/{ensemble}/iter_{k}/models"),
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/train.log",
    benchmark:
        "logs/two_level_systems/{ensemble}/iter_{k}/train.tsv"
    wildcard_constraints:
        k=r"[1-9][0-9]*",
    conda:
        "../../../envs/glasscape.yaml"
    threads: 8
    resources:
        mem_mb=growing(8000),
        runtime=growing(60),
    params:
        training=search.training,
        version=version(search_versions, "LEARNING"),
    script:
        "../../scripts/two_level_systems/train.py"


rule predict:
    input:
        pairs="results/two_level_systems/{ensemble}/samples/{sample}/pairs.parquet",
        path_pairs=search.from_paths(PAIRS_FILE, 1),
        models="results/two_level_systems/{ensemble}/iter_{k}/models",
    output:
        predictions="results/two_level_systems/{ensemble}/iter_{k}/predictions/{sample}.parquet",
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/predict/{sample}.log",
    wildcard_constraints:
        k=r"[1-9][0-9]*",
    conda:
        "../../../envs/glasscape.yaml"
    resources:
        mem_mb=growing(4000),
        runtime=growing(60),
    params:
        displacements=flow.setting("two_level_systems.pairs.displacements"),
        version=version(search_versions, "LEARNING"),
    script:
        "../../scripts/two_level_systems/predict.py"


rule select:
    input:
        predictions=flow.of_every_sample(
            "results/two_level_systems/{ensemble}/iter_{k}/predictions/{sample}.parquet"
        ),
        pairs=flow.of_every_sample(
            "results/two_level_systems/{ensemble}/samples/{sample}/pairs.parquet"
        ),
        path_pairs=search.from_paths(PAIRS_FILE, 1),
        labels=search.earlier_labels,
    output:
        selected="results/two_level_systems/{ensemble}/iter_{k}/selected.parquet",
        strata="results/two_level_systems/{ensemble}/iter_{k}/strata.parquet",
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/select.log",
    wildcard_constraints:
        k=r"[1-9][0-9]*",
    conda:
        "../../../envs/glasscape.yaml"
    resources:
        mem_mb=growing(8000),
        runtime=growing(60),
    params:
        selection=search.selection,
        target=flow.setting("two_level_systems.search.target"),
        quantum=search.physics,
        displacements=flow.setting("two_level_systems.pairs.displacements"),
        version=version(search_versions, "SELECTION"),
    script:
        "../../scripts/two_level_systems/select_best.py"


rule labels:
    input:
        selected="results/two_level_systems/{ensemble}/iter_{k}/selected.parquet",
        exact=search.batches,
        earlier=search.earlier_labels,
    output:
        labels="results/two_level_systems/{ensemble}/iter_{k}/labels.parquet",
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/labels.log",
    conda:
        "../../../envs/glasscape.yaml"
    params:
        displacements=flow.setting("two_level_systems.pairs.displacements"),
        version=version(search_versions, "LABELS"),
    script:
        "../../scripts/two_level_systems/labels.py"


# intermediate minima of the paths of this iteration and all before, and the pairs of neighbours among them
rule collect_intermediate_minima:
    input:
        found=search.batch_minima,
        minima=search.sample_files("minima.h5"),
        frequencies=flow.of_every_sample(
            "results/two_level_systems/{ensemble}/samples/{sample}/minima.parquet"
        ),
        intermediate=search.from_paths(MINIMA_FILE, 1),
        path_pairs=search.from_paths(PAIRS_FILE, 1),
    output:
        intermediate="results/two_level_systems/{ensemble}/iter_{k}/intermediate_minima.parquet",
        path_pairs="results/two_level_systems/{ensemble}/iter_{k}/path_pairs.parquet",
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/collect_intermediate_minima.log",
    conda:
        "../../../envs/glasscape.yaml"
    threads: 8
    resources:
        mem_mb=growing(8000),
        runtime=growing(120),
    params:
        **POTENTIAL,
        quantum=search.physics,
        store=search.store("frequencies"),
        minima=flow.setting("minima"),
        pairs=flow.setting("two_level_systems.pairs"),
        version=version(search_versions, "INTERMEDIATE_MINIMA"),
    script:
        "../../scripts/two_level_systems/collect_intermediate_minima.py"


# no rule has a decision as input: only input functions of the targets read decisions
checkpoint decide:
    input:
        labels="results/two_level_systems/{ensemble}/iter_{k}/labels.parquet",
        strata=search.all_strata,
        models=search.models,
        path_pairs=search.from_paths(PAIRS_FILE, 0),
    output:
        decision="results/two_level_systems/{ensemble}/iter_{k}/decision.json",
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/decide.log",
    localrule: True
    conda:
        "../../../envs/glasscape.yaml"
    params:
        rules=search.stopping_rules,
        target=flow.setting("two_level_systems.search.target"),
        quantum=search.physics,
        version=version(search_versions, "DECISION"),
        displacements=flow.setting("two_level_systems.pairs.displacements"),
    script:
        "../../scripts/two_level_systems/decide.py"
