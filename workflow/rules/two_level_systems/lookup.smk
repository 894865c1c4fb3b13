# Tables of labelled pairs replace minima and exact calculations.


rule read_lookup:
    input:
        tables=search.lookup_tables,
    output:
        pairs="results/two_level_systems/{ensemble}/samples/{sample}/pairs.parquet",
        counts="results/two_level_systems/{ensemble}/samples/{sample}/pairs.json",
        minima="results/two_level_systems/{ensemble}/samples/{sample}/minima.json",
        lookup="results/two_level_systems/{ensemble}/samples/{sample}/lookup.parquet",
        report="results/two_level_systems/{ensemble}/samples/{sample}/lookup.json",
    log:
        "logs/two_level_systems/{ensemble}/lookup/{sample}.log",
    wildcard_constraints:
        ensemble=one_of(search.lookups),
    conda:
        "../../../envs/glasscape.yaml"
    params:
        lookup=search.lookup,
        displacements=flow.setting("two_level_systems.pairs.displacements"),
        version=version(search_versions, "LOOKUP"),
    script:
        "../../scripts/two_level_systems/read_lookup.py"


rule look_up:
    input:
        selected="results/two_level_systems/{ensemble}/iter_{k}/selected.parquet",
        lookup=flow.of_every_sample(
            "results/two_level_systems/{ensemble}/samples/{sample}/lookup.parquet"
        ),
    output:
        exact="results/two_level_systems/{ensemble}/iter_{k}/exact/{batch}.parquet",
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/exact/{batch}.log",
    wildcard_constraints:
        ensemble=one_of(search.lookups),
    conda:
        "../../../envs/glasscape.yaml"
    params:
        batches=search.batch_count,
        quantum=search.physics,
        displacements=flow.setting("two_level_systems.pairs.displacements"),
        version=version(search_versions, "LOOKUP"),
    script:
        "../../scripts/two_level_systems/look_up.py"
