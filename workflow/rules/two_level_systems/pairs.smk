# Features of every pair of minima that may be a two-level system.


rule pairs:
    input:
        minima="results/samples/{ensemble}/{sample}/minima.h5",
    output:
        pairs="results/two_level_systems/{ensemble}/samples/{sample}/pairs.parquet",
        counts="results/two_level_systems/{ensemble}/samples/{sample}/pairs.json",
    log:
        "logs/two_level_systems/{ensemble}/pairs/{sample}.log",
    benchmark:
        "logs/two_level_systems/{ensemble}/pairs/{sample}.tsv"
    wildcard_constraints:
        ensemble=one_of(search.computed),
    conda:
        "../../../envs/glasscape.yaml"
    threads: 8
    resources:
        mem_mb=growing(8000),
        runtime=growing(120),
    params:
        pairs=flow.setting("two_level_systems.pairs"),
        version=version(search_versions, "PAIRS"),
    script:
        "../../scripts/two_level_systems/pairs.py"
