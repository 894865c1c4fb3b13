# Exact calculations, in batches that every core or node takes one of.


rule exact:
    input:
        selected=ITERATION + "/selected.parquet",
        minima=of_every_glass(RESULTS + "/glasses/{glass}/minima.h5"),
    output:
        exact=ITERATION + "/exact/{batch}.parquet",
    log:
        "logs/{ensemble}/iter_{k}/exact/{batch}.log",
    params:
        batches=batch_count,
        exact=CONFIG.exact.model_dump(),
        potential=CONFIG.potential.model_dump(),
        quantum=CONFIG.quantum.model_dump(),
        displacements=CONFIG.pairs.displacements,
        store=STORE,
        path_version=versions.PATH,
        verdict_version=versions.VERDICT,
    conda:
        "../../envs/compute.yaml"
    script:
        "../scripts/exact.py"
