# From structure files to the unique minima of every glass.


rule ingest:
    input:
        structures=glass_files,
        transitions=glass_transitions,
    output:
        minima=RESULTS + "/glasses/{glass}/minima.h5",
        report=RESULTS + "/glasses/{glass}/ingest.json",
    log:
        "logs/{ensemble}/ingest/{glass}.log",
    params:
        source=glass_source,
        ingest=CONFIG.ingest.model_dump(),
        potential=CONFIG.potential.model_dump(),
        version=versions.INGEST,
    conda:
        "../../envs/compute.yaml"
    script:
        "../scripts/ingest.py"
