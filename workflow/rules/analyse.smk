# What a search has found after an iteration.


rule statistics:
    input:
        labels="results/{ensemble}/iter_{k}/labels.parquet",
        strata=all_strata,
        pairs=of_every_glass("results/{ensemble}/glasses/{glass}/pairs.parquet"),
        steps=steps,
        libraries=libraries,
    output:
        glasses="results/{ensemble}/iter_{k}/statistics/glasses.parquet",
        density="results/{ensemble}/iter_{k}/statistics/density.parquet",
        heat="results/{ensemble}/iter_{k}/statistics/heat.parquet",
        distributions="results/{ensemble}/iter_{k}/statistics/distributions.parquet",
        procedures="results/{ensemble}/iter_{k}/statistics/procedures.parquet",
    log:
        "logs/{ensemble}/iter_{k}/statistics.log",
    benchmark:
        "logs/{ensemble}/iter_{k}/statistics.tsv"
    conda:
        "../../envs/glasscape.yaml"
    resources:
        runtime=growing(60),
    params:
        known_volume=setting("known.volume"),
        target=setting("search.target"),
        quantum=setting("quantum"),
        seed=setting("search.seed"),
        displacements=setting("pairs.displacements"),
        version=version("STATISTICS"),
    script:
        "../scripts/compute_statistics.py"


rule summarise:
    input:
        labels="results/{ensemble}/iter_{k}/labels.parquet",
        exact=all_batches,
        strata=all_strata,
        minima=of_every_glass("results/{ensemble}/glasses/{glass}/minima.json"),
        glasses="results/{ensemble}/iter_{k}/statistics/glasses.parquet",
        density="results/{ensemble}/iter_{k}/statistics/density.parquet",
        procedures="results/{ensemble}/iter_{k}/statistics/procedures.parquet",
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
        displacements=setting("pairs.displacements"),
        version=version("SUMMARY"),
    script:
        "../scripts/summarise.py"


rule figures:
    input:
        labels="results/{ensemble}/iter_{k}/labels.parquet",
        defects="results/{ensemble}/iter_{k}/defects.parquet",
        glasses="results/{ensemble}/iter_{k}/statistics/glasses.parquet",
        density="results/{ensemble}/iter_{k}/statistics/density.parquet",
        heat="results/{ensemble}/iter_{k}/statistics/heat.parquet",
        distributions="results/{ensemble}/iter_{k}/statistics/distributions.parquet",
    output:
        found=drawn("results/{ensemble}/iter_{k}/figures/found", "Search"),
        predicted=drawn(
            "results/{ensemble}/iter_{k}/figures/predicted_against_exact", "Search"
        ),
        profiles=drawn("results/{ensemble}/iter_{k}/figures/profiles", "Physics"),
        glasses=drawn("results/{ensemble}/iter_{k}/figures/glasses", "Physics"),
        density=drawn("results/{ensemble}/iter_{k}/figures/density", "Physics"),
        heat=drawn("results/{ensemble}/iter_{k}/figures/heat", "Physics"),
        distributions=drawn(
            "results/{ensemble}/iter_{k}/figures/distributions", "Physics"
        ),
    log:
        "logs/{ensemble}/iter_{k}/figures.log",
    benchmark:
        "logs/{ensemble}/iter_{k}/figures.tsv"
    conda:
        "../../envs/glasscape.yaml"
    params:
        target=setting("search.target"),
        quantum=physics,
        displacements=setting("pairs.displacements"),
        version=version("FIGURES"),
    script:
        "../scripts/figures.py"


# the summary, every pair, its profile and its particles
rule page:
    input:
        defects="results/{ensemble}/iter_{k}/defects.parquet",
        summary="results/{ensemble}/iter_{k}/summary.json",
        libraries=libraries,
        intermediate=intermediate,
    output:
        report(
            "results/{ensemble}/iter_{k}/defects.html",
            caption="../report/defects.rst",
            category="Defects",
            labels={"ensemble": "{ensemble}"},
        ),
    log:
        "logs/{ensemble}/iter_{k}/page.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        displacements=setting("pairs.displacements"),
        version=version("FIGURES"),
    script:
        "../scripts/page.py"


# what was found, for other programs
rule export:
    input:
        defects="results/{ensemble}/iter_{k}/defects.parquet",
        summary="results/{ensemble}/iter_{k}/summary.json",
        libraries=libraries,
        intermediate=intermediate,
        known=known_files,
    output:
        library=directory("results/{ensemble}/iter_{k}/library"),
    log:
        "logs/{ensemble}/iter_{k}/export.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        config=whole_config,
        potential_files=potential_files,
        displacements=setting("pairs.displacements"),
        version=version("EXPORT"),
    script:
        "../scripts/export.py"


rule draw_glass:
    input:
        preparation="results/{ensemble}/glasses/{glass}/preparation.json",
        minima="results/{ensemble}/glasses/{glass}/minima.json",
    output:
        drawn("results/{ensemble}/glasses/{glass}/glass", "Glasses", "{glass}"),
    log:
        "logs/{ensemble}/draw_glass/{glass}.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        version=version("FIGURES"),
    script:
        "../scripts/draw_glass.py"
