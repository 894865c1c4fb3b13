# From structure files to the unique minima of every glass.


rule ingest:
    input:
        structures=glass_files,
        transitions=glass_transitions,
    output:
        minima="results/{ensemble}/glasses/{glass}/minima.h5",
        report="results/{ensemble}/glasses/{glass}/ingest.json",
    log:
        "logs/{ensemble}/ingest/{glass}.log",
    benchmark:
        "logs/{ensemble}/ingest/{glass}.tsv"
    conda:
        "../../envs/glasscape.yaml"
    params:
        source=glass_source,
        ingest=CONFIG.ingest.model_dump(),
        potential=CONFIG.potential.model_dump(),
        version=versions.INGEST,
    script:
        "../scripts/ingest.py"
