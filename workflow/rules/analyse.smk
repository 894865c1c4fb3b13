# What a search has found after an iteration.


rule summarise:
    input:
        labels=ITERATION + "/labels.parquet",
        exact=all_batches,
        ingest=of_every_glass(RESULTS + "/glasses/{glass}/ingest.json"),
        pairs=of_every_glass(RESULTS + "/glasses/{glass}/pairs.json"),
    output:
        defects=ITERATION + "/defects.parquet",
        summary=ITERATION + "/summary.json",
    log:
        "logs/{ensemble}/iter_{k}/summarise.log",
    params:
        quantum=CONFIG.quantum.model_dump(),
        displacements=CONFIG.pairs.displacements,
    conda:
        "../../envs/learn.yaml"
    script:
        "../scripts/summarise.py"


rule figures:
    input:
        labels=ITERATION + "/labels.parquet",
    output:
        report(
            multiext(ITERATION + "/figures/predicted_against_exact", ".png", ".pdf"),
            caption="../report/predicted_against_exact.rst",
            category="Search",
        ),
        report(
            multiext(ITERATION + "/figures/found", ".png", ".pdf"),
            caption="../report/found.rst",
            category="Search",
        ),
    log:
        "logs/{ensemble}/iter_{k}/figures.log",
    params:
        quantum=CONFIG.quantum.model_dump(),
        displacements=CONFIG.pairs.displacements,
    conda:
        "../../envs/learn.yaml"
    script:
        "../scripts/figures.py"
