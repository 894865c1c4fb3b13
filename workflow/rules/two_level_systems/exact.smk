# Exact calculations, in batches. A core or node computes one batch at a time.


rule exact:
    input:
        selected="results/two_level_systems/{ensemble}/iter_{k}/selected.parquet",
        minima=search.sample_files("minima.h5"),
        intermediate=search.from_paths(MINIMA_FILE, 1),
    output:
        exact="results/two_level_systems/{ensemble}/iter_{k}/exact/{batch}.parquet",
        intermediate="results/two_level_systems/{ensemble}/iter_{k}/exact/{batch}.intermediate.parquet",
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/exact/{batch}.log",
    benchmark:
        "logs/two_level_systems/{ensemble}/iter_{k}/exact/{batch}.tsv"
    wildcard_constraints:
        ensemble=one_of(search.computed),
    # every attempt has more memory and time; a pair is left out after two attempts that died while computing it
    retries: 4
    conda:
        "../../../envs/glasscape.yaml"
    threads: search.threads
    resources:
        mem_mb=search.memory,
        runtime=search.batch_runtime,
    params:
        **POTENTIAL,
        batches=search.batch_count,
        neb=flow.setting("two_level_systems.neb"),
        minima=flow.setting("minima"),
        quantum=search.physics,
        displacements=flow.setting("two_level_systems.pairs.displacements"),
        store=search.store("paths"),
        path_version=version(versions, "PATH"),
        vibrations_version=version(versions, "VIBRATIONS"),
        verdict_version=version(search_versions, "VERDICT"),
    script:
        "../../scripts/two_level_systems/exact.py"


# on request: levels for other masses of the species, from the store of paths
rule isotopes:
    input:
        labels="results/two_level_systems/{ensemble}/iter_{k}/labels.parquet",
        minima=search.sample_files("minima.h5"),
        intermediate=search.from_paths(MINIMA_FILE, 1),
    output:
        table="results/two_level_systems/{ensemble}/iter_{k}/isotopes.parquet",
        figure=drawn(
            "results/two_level_systems/{ensemble}/iter_{k}/figures/isotopes",
            "Physics",
            CAPTIONS,
        ),
    log:
        "logs/two_level_systems/{ensemble}/iter_{k}/isotopes.log",
    wildcard_constraints:
        ensemble=one_of(search.computed),
    conda:
        "../../../envs/glasscape.yaml"
    params:
        **POTENTIAL,
        isotopes=flow.setting("two_level_systems.isotopes"),
        neb=flow.setting("two_level_systems.neb"),
        minima=flow.setting("minima"),
        quantum=search.physics,
        displacements=flow.setting("two_level_systems.pairs.displacements"),
        store=search.store("paths"),
        verdict_version=version(search_versions, "VERDICT"),
        figures_version=version(search_versions, "FIGURES"),
    script:
        "../../scripts/two_level_systems/isotopes.py"
