# Exact calculations, in batches that every core or node takes one of.


rule exact:
    input:
        selected="results/two_level_systems/{ensemble}/iter_{k}/selected.parquet",
        minima=search.sample_files("minima.h5"),
        intermediate=search.from_paths(MINIMA_FILE, 1),
    output:
        exact="results/two_level_systems/{ensemble}/iter_{k}/exact/{batch}.parquet",
        intermediate="results/two_level_systems/{ensemble}/iter_{k}/exact/{batch}.intermediate.parquet",
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/exact/{batch}.log",
    benchmark:
        "logs/two_level_systems/{ensemble}/iter_{k}/exact/{batch}.tsv"
    wildcard_constraints:
        ensemble=one_of(search.computed),
    # with more memory and time, and at last without the pairs that killed their processes: two each time
    retries: 4
    conda:
        "../../../envs/glasscape.yaml"
    threads: search.threads
    resources:
        mem_mb=search.memory,
        runtime=search.batch_runtime,
    params:
        batches=search.batch_count,
        neb=flow.setting("two_level_systems.neb"),
        potential=flow.setting("potential"),
        potential_files=flow.potential_files,
        minima=flow.setting("minima"),
        quantum=search.physics,
        displacements=flow.setting("two_level_systems.pairs.displacements"),
        store=search.store,
        path_version=version(versions, "PATH"),
        verdict_version=version(search_versions, "VERDICT"),
    script:
        "../../scripts/two_level_systems/exact.py"
