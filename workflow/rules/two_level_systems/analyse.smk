# Results of a search after an iteration.

STATISTICS_FILES = {
    name: f"results/two_level_systems/{{ensemble}}/iter_{{k}}/statistics/{name}.parquet"
    for name in STATISTICS
}


rule statistics:
    input:
        labels="results/two_level_systems/{ensemble}/iter_{k}/labels.parquet",
        strata=search.all_strata,
        pairs=flow.of_every_sample(
            "results/two_level_systems/{ensemble}/samples/{sample}/pairs.parquet"
        ),
        path_pairs=search.from_paths(PAIRS_FILE, 0),
        libraries=search.sample_files("minima.h5"),
        intermediate=search.from_paths(MINIMA_FILE, 0),
        elasticity=search.elasticity,
    output:
        **STATISTICS_FILES,
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/statistics.log",
    conda:
        "../../../envs/glasscape.yaml"
    resources:
        runtime=growing(60),
    params:
        volume=flow.setting("two_level_systems.lookup.volume"),
        target=flow.setting("two_level_systems.search.target"),
        quantum=flow.setting("two_level_systems.quantum"),
        seed=flow.setting("two_level_systems.search.seed"),
        displacements=flow.setting("two_level_systems.pairs.displacements"),
        version=version(search_versions, "STATISTICS"),
    script:
        "../../scripts/two_level_systems/compute_statistics.py"


rule summarise:
    input:
        labels="results/two_level_systems/{ensemble}/iter_{k}/labels.parquet",
        exact=search.all_batches,
        strata=search.all_strata,
        models=search.models,
        minima=search.minima_reports,
        samples=STATISTICS_FILES["samples"],
        density=STATISTICS_FILES["density"],
        procedures=STATISTICS_FILES["procedures"],
        strength=STATISTICS_FILES["strength"],
        means=STATISTICS_FILES["means"],
        preparation=search.preparation_reports,
        intermediate=search.from_paths(MINIMA_FILE, 0),
        path_pairs=search.from_paths(PAIRS_FILE, 0),
        pairs=flow.of_every_sample(
            "results/two_level_systems/{ensemble}/samples/{sample}/pairs.json"
        ),
    output:
        defects="results/two_level_systems/{ensemble}/iter_{k}/defects.parquet",
        summary="results/two_level_systems/{ensemble}/iter_{k}/summary.json",
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/summarise.log",
    conda:
        "../../../envs/glasscape.yaml"
    params:
        quantum=flow.setting("two_level_systems.quantum"),
        target=flow.setting("two_level_systems.search.target"),
        displacements=flow.setting("two_level_systems.pairs.displacements"),
        version=version(search_versions, "SUMMARY"),
    script:
        "../../scripts/two_level_systems/summarise.py"


rule figures:
    input:
        **STATISTICS_FILES,
        labels="results/two_level_systems/{ensemble}/iter_{k}/labels.parquet",
        defects="results/two_level_systems/{ensemble}/iter_{k}/defects.parquet",
    output:
        **{
            name: drawn(
                f"results/two_level_systems/{{ensemble}}/iter_{{k}}/figures/{name}",
                category,
                CAPTIONS,
            )
            for name, category in FIGURES.items()
        },
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/figures.log",
    conda:
        "../../../envs/glasscape.yaml"
    params:
        target=flow.setting("two_level_systems.search.target"),
        quantum=flow.setting("two_level_systems.quantum"),
        displacements=flow.setting("two_level_systems.pairs.displacements"),
        version=version(search_versions, "FIGURES"),
    script:
        "../../scripts/two_level_systems/figures.py"


# a page with the summary, and with the profile and the particles of every pair
rule page:
    input:
        defects="results/two_level_systems/{ensemble}/iter_{k}/defects.parquet",
        summary="results/two_level_systems/{ensemble}/iter_{k}/summary.json",
        libraries=search.sample_files("minima.h5"),
        intermediate=search.from_paths(MINIMA_FILE, 0),
        loss=STATISTICS_FILES["loss"],
        network=STATISTICS_FILES["network"],
    output:
        report(
            "results/two_level_systems/{ensemble}/iter_{k}/defects.html",
            caption=f"{CAPTIONS}/defects.rst",
            category="Defects",
            labels={"ensemble": "{ensemble}"},
        ),
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/page.log",
    conda:
        "../../../envs/glasscape.yaml"
    params:
        displacements=flow.setting("two_level_systems.pairs.displacements"),
        version=version(search_versions, "FIGURES"),
    script:
        "../../scripts/two_level_systems/page.py"


# on request: which particles of a sample move
rule moving_particles:
    input:
        network="results/two_level_systems/{ensemble}/statistics/network.parquet",
        library="results/samples/{ensemble}/{sample}/minima.h5",
        intermediate=search.published_minima,
    output:
        labels="results/two_level_systems/{ensemble}/samples/{sample}/labels.parquet",
    log:
        "logs/two_level_systems/{ensemble}/moving/{sample}.log",
    wildcard_constraints:
        ensemble=one_of(search.computed),
    conda:
        "../../../envs/glasscape.yaml"
    params:
        version=version(search_versions, "MOVING"),
    script:
        "../../scripts/two_level_systems/moving.py"


# on request: the network of the double wells of one sample
rule network:
    input:
        network=STATISTICS_FILES["network"],
    output:
        report="results/two_level_systems/{ensemble}/iter_{k}/network_{sample}.json",
        figure=drawn(
            "results/two_level_systems/{ensemble}/iter_{k}/figures/network_{sample}",
            "Physics",
            CAPTIONS,
            "network of {sample}",
        ),
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/network_{sample}.log",
    conda:
        "../../../envs/glasscape.yaml"
    params:
        version=version(search_versions, "FIGURES"),
    script:
        "../../scripts/two_level_systems/network.py"


# the results in file formats for other programs
rule export:
    input:
        defects="results/two_level_systems/{ensemble}/iter_{k}/defects.parquet",
        summary="results/two_level_systems/{ensemble}/iter_{k}/summary.json",
        libraries=search.sample_files("minima.h5"),
        intermediate=search.from_paths(MINIMA_FILE, 0),
        lookup=search.lookup_tables,
        statistics=list(STATISTICS_FILES.values()),
    output:
        library=directory("results/two_level_systems/{ensemble}/iter_{k}/library"),
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/export.log",
    conda:
        "../../../envs/glasscape.yaml"
    params:
        config=flow.whole_config,
        potential_files=flow.potential_files,
        displacements=flow.setting("two_level_systems.pairs.displacements"),
        version=version(search_versions, "EXPORT"),
    script:
        "../../scripts/two_level_systems/export.py"


# copies of the main results, from the iteration at which the search stops
rule publish:
    input:
        search_results,
    output:
        *[f"results/two_level_systems/{{ensemble}}/{name}" for name in PUBLISHED],
        directory(f"results/two_level_systems/{{ensemble}}/{LIBRARY}"),
    log:
        "logs/two_level_systems/{ensemble}/publish.log",
    localrule: True
    conda:
        "../../../envs/glasscape.yaml"
    params:
        obsolete=search.obsolete,
    script:
        "../../scripts/two_level_systems/publish.py"


rule publish_minima:
    input:
        search_minima,
    output:
        "results/two_level_systems/{ensemble}/intermediate_minima.parquet",
    log:
        "logs/two_level_systems/{ensemble}/publish_minima.log",
    localrule: True
    conda:
        "../../../envs/glasscape.yaml"
    params:
        obsolete=[],
    script:
        "../../scripts/two_level_systems/publish.py"


# a page that compares the ensembles by their preparation
rule compare_ensembles:
    input:
        summary=search.compared("summary.json"),
        density=search.compared("statistics/density.parquet"),
        means=search.compared("statistics/means.parquet"),
        strength=search.compared("statistics/strength.parquet"),
        loss=search.compared("statistics/loss.parquet"),
    output:
        table="results/two_level_systems/_ensembles/ensembles.parquet",
        page=report(
            "results/two_level_systems/_ensembles/ensembles.html",
            caption=f"{CAPTIONS}/ensembles.rst",
            category="Ensembles",
            labels={"page": "comparison"},
        ),
    log:
        "logs/two_level_systems/_ensembles/compare.log",
    conda:
        "../../../envs/glasscape.yaml"
    params:
        temperatures=[search.temperatures(name) for name in search.by_preparation],
        version=version(search_versions, "FIGURES"),
    script:
        "../../scripts/two_level_systems/compare_ensembles.py"
