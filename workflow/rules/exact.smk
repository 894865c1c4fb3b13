# Exact calculations, in batches that every core or node takes one of.


rule exact:
    input:
        selected="results/{ensemble}/iter_{k}/selected.parquet",
        minima=of_every_glass("results/{ensemble}/glasses/{glass}/minima.h5"),
        intermediate=earlier_intermediate,
    output:
        exact="results/{ensemble}/iter_{k}/exact/{batch}.parquet",
        visited="results/{ensemble}/iter_{k}/exact/{batch}.visited.parquet",
    log:
        "logs/{ensemble}/iter_{k}/exact/{batch}.log",
    benchmark:
        "logs/{ensemble}/iter_{k}/exact/{batch}.tsv"
    wildcard_constraints:
        ensemble=one_of(READ + MADE),
    # with more memory and time, and at last without the pairs that killed their processes: two each time
    retries: 4
    conda:
        "../../envs/glasscape.yaml"
    threads: exact_threads
    resources:
        mem_mb=exact_memory,
        runtime=batch_runtime,
    params:
        batches=batch_count_of,
        exact=setting("exact"),
        potential=setting("potential"),
        potential_files=potential_files,
        minima=setting("minima"),
        quantum=physics,
        displacements=setting("pairs.displacements"),
        store=STORE,
        path_version=version("PATH"),
        verdict_version=version("VERDICT"),
    script:
        "../scripts/exact.py"
