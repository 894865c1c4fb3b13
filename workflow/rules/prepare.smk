# Where glasses come from: made here, or read from files with their unique minima.


rule prepare:
    output:
        glass="results/{ensemble}/glasses/{glass}/glass.extxyz",
        report="results/{ensemble}/glasses/{glass}/preparation.json",
    log:
        "logs/{ensemble}/prepare/{glass}.log",
    benchmark:
        "logs/{ensemble}/prepare/{glass}.tsv"
    wildcard_constraints:
        ensemble=one_of(MADE),
    conda:
        "../../envs/glasscape.yaml"
    resources:
        runtime=growing(2880),
    params:
        potential=interaction,
        potential_files=potential_files,
        preparation=setting("preparation"),
        temperature=setting("exploration.temperature"),
        version=version("PREPARATION"),
    script:
        "../scripts/prepare.py"


rule ingest:
    input:
        structures=glass_files,
        transitions=glass_transitions,
    output:
        minima="results/{ensemble}/glasses/{glass}/minima.h5",
        report="results/{ensemble}/glasses/{glass}/minima.json",
    log:
        "logs/{ensemble}/ingest/{glass}.log",
    benchmark:
        "logs/{ensemble}/ingest/{glass}.tsv"
    wildcard_constraints:
        ensemble=one_of(READ),
    conda:
        "../../envs/glasscape.yaml"
    resources:
        # a trajectory is quenched frame by frame
        runtime=growing(720),
    params:
        source=glass_source,
        ingest=setting("ingest"),
        minima=setting("minima"),
        potential=interaction,
        potential_files=potential_files,
        version=version("INGEST"),
    script:
        "../scripts/ingest.py"
