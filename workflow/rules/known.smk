# Tables of labelled pairs stand in for glasses, minima and exact calculations.


rule read_known:
    input:
        tables=known_files,
    output:
        pairs="results/{ensemble}/glasses/{glass}/pairs.parquet",
        counts="results/{ensemble}/glasses/{glass}/pairs.json",
        minima="results/{ensemble}/glasses/{glass}/minima.json",
        known="results/{ensemble}/glasses/{glass}/known.parquet",
        report="results/{ensemble}/glasses/{glass}/known.json",
    log:
        "logs/{ensemble}/known/{glass}.log",
    benchmark:
        "logs/{ensemble}/known/{glass}.tsv"
    wildcard_constraints:
        ensemble=one_of(KNOWN),
    conda:
        "../../envs/glasscape.yaml"
    params:
        known=known_tables,
        displacements=setting("pairs.displacements"),
        version=version("KNOWN"),
    script:
        "../scripts/read_known.py"


rule look_up:
    input:
        selected="results/{ensemble}/iter_{k}/selected.parquet",
        known=of_every_glass("results/{ensemble}/glasses/{glass}/known.parquet"),
    output:
        exact="results/{ensemble}/iter_{k}/exact/{batch}.parquet",
    log:
        "logs/{ensemble}/iter_{k}/exact/{batch}.log",
    wildcard_constraints:
        ensemble=one_of(KNOWN),
    conda:
        "../../envs/glasscape.yaml"
    params:
        batches=batch_count_of,
        quantum=physics,
        displacements=setting("pairs.displacements"),
        version=version("KNOWN"),
    script:
        "../scripts/look_up.py"
