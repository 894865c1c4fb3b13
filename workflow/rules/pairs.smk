# Features of every pair of minima that may be a two-level system.


rule pairs:
    input:
        minima="results/{ensemble}/glasses/{glass}/minima.h5",
    output:
        pairs="results/{ensemble}/glasses/{glass}/pairs.parquet",
        counts="results/{ensemble}/glasses/{glass}/pairs.json",
    log:
        "logs/{ensemble}/pairs/{glass}.log",
    benchmark:
        "logs/{ensemble}/pairs/{glass}.tsv"
    wildcard_constraints:
        ensemble=one_of(READ + MADE),
    conda:
        "../../envs/glasscape.yaml"
    threads: 8
    resources:
        mem_mb=growing(8000),
        runtime=growing(120),
    params:
        pairs=setting("pairs"),
        version=version("PAIRS"),
    script:
        "../scripts/pairs.py"
