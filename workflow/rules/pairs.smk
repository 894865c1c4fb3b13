# Features of every pair of minima that may be a two-level system.


rule pairs:
    input:
        minima=RESULTS + "/glasses/{glass}/minima.h5",
    output:
        pairs=RESULTS + "/glasses/{glass}/pairs.parquet",
        counts=RESULTS + "/glasses/{glass}/pairs.json",
    log:
        "logs/{ensemble}/pairs/{glass}.log",
    params:
        pairs=CONFIG.pairs.model_dump(),
        version=versions.PAIRS,
    threads: 8
    conda:
        "../../envs/compute.yaml"
    script:
        "../scripts/pairs.py"
