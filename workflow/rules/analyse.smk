# What a search has found after an iteration.


rule summarise:
    input:
        labels="results/{ensemble}/iter_{k}/labels.parquet",
        exact=all_batches,
        strata=all_strata,
        minima=of_every_glass("results/{ensemble}/glasses/{glass}/minima.json"),
        libraries=libraries,
        preparation=preparation_reports,
        intermediate=intermediate,
        steps=steps,
        pairs=of_every_glass("results/{ensemble}/glasses/{glass}/pairs.json"),
    output:
        defects="results/{ensemble}/iter_{k}/defects.parquet",
        summary="results/{ensemble}/iter_{k}/summary.json",
    log:
        "logs/{ensemble}/iter_{k}/summarise.log",
    benchmark:
        "logs/{ensemble}/iter_{k}/summarise.tsv"
    conda:
        "../../envs/glasscape.yaml"
    params:
        quantum=setting("quantum"),
        target=setting("search.target"),
        known_volume=setting("known.volume"),
        displacements=setting("pairs.displacements"),
        version=version("SUMMARY"),
    script:
        "../scripts/summarise.py"


rule figures:
    input:
        labels="results/{ensemble}/iter_{k}/labels.parquet",
    output:
        report(
            multiext(
                "results/{ensemble}/iter_{k}/figures/predicted_against_exact",
                ".png",
                ".pdf",
            ),
            caption="../report/predicted_against_exact.rst",
            category="Search",
        ),
        report(
            multiext("results/{ensemble}/iter_{k}/figures/found", ".png", ".pdf"),
            caption="../report/found.rst",
            category="Search",
        ),
    log:
        "logs/{ensemble}/iter_{k}/figures.log",
    benchmark:
        "logs/{ensemble}/iter_{k}/figures.tsv"
    conda:
        "../../envs/glasscape.yaml"
    params:
        target=setting("search.target"),
        quantum=setting("quantum"),
        displacements=setting("pairs.displacements"),
        version=version("SUMMARY"),
    script:
        "../scripts/figures.py"


rule draw_glass:
    input:
        preparation="results/{ensemble}/glasses/{glass}/preparation.json",
        minima="results/{ensemble}/glasses/{glass}/minima.json",
    output:
        report(
            multiext("results/{ensemble}/glasses/{glass}/glass", ".png", ".pdf"),
            caption="../report/glass.rst",
            category="Glasses",
        ),
    log:
        "logs/{ensemble}/draw_glass/{glass}.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        version=version("SUMMARY"),
    script:
        "../scripts/draw_glass.py"
