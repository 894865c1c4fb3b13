# Sums of the frequencies of all minima, and features of every pair that may be a two-level system.


rule zero_point:
    input:
        minima="results/samples/{ensemble}/{sample}/minima.h5",
    output:
        minima="results/two_level_systems/{ensemble}/samples/{sample}/minima.parquet",
    log:
        "logs/two_level_systems/{ensemble}/zero_point/{sample}.log",
    wildcard_constraints:
        ensemble=one_of(search.computed),
    conda:
        "../../../envs/glasscape.yaml"
    resources:
        mem_mb=growing(4000),
        runtime=growing(240),
    params:
        **POTENTIAL,
        zero_point=flow.setting("two_level_systems.quantum.zero_point"),
        store=search.store("frequencies"),
        version=version(search_versions, "ZERO_POINT"),
    script:
        "../../scripts/two_level_systems/zero_point.py"


rule pairs:
    input:
        minima="results/samples/{ensemble}/{sample}/minima.h5",
        frequencies="results/two_level_systems/{ensemble}/samples/{sample}/minima.parquet",
    output:
        pairs="results/two_level_systems/{ensemble}/samples/{sample}/pairs.parquet",
        counts="results/two_level_systems/{ensemble}/samples/{sample}/pairs.json",
    log:
        "logs/two_level_systems/{ensemble}/pairs/{sample}.log",
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
        hbar=flow.setting("two_level_systems.quantum.units.hbar"),
        version=version(search_versions, "PAIRS"),
    script:
        "../../scripts/two_level_systems/pairs.py"
