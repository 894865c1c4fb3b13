# Samples are made and explored, or read from files. All studies use them.


rule prepare:
    output:
        liquid="results/samples/{ensemble}/{sample}/liquid.extxyz",
        glass="results/samples/{ensemble}/{sample}/glass.extxyz",
        report="results/samples/{ensemble}/{sample}/preparation.json",
    log:
        "logs/samples/{ensemble}/{sample}/prepare.log",
    benchmark:
        "logs/samples/{ensemble}/{sample}/prepare.tsv"
    wildcard_constraints:
        ensemble=one_of(flow.campaign.made),
    conda:
        "../../envs/glasscape.yaml"
    resources:
        # an equilibration that is stopped continues with the next attempt
        runtime=growing(720),
    params:
        **INTERACTION,
        preparation=flow.setting("preparation"),
        temperature=flow.setting("exploration.temperature"),
        max_force=flow.setting("minima.max_force"),
        version=version(versions, "PREPARATION"),
    script:
        "../scripts/samples/prepare.py"


rule ingest:
    input:
        structures=fetched(flow.source_files),
        transitions=fetched(flow.transitions),
    output:
        minima="results/samples/{ensemble}/{sample}/minima.h5",
        report="results/samples/{ensemble}/{sample}/minima.json",
    log:
        "logs/samples/{ensemble}/{sample}/ingest.log",
    wildcard_constraints:
        ensemble=one_of(flow.campaign.read),
    conda:
        "../../envs/glasscape.yaml"
    resources:
        # every frame of a trajectory is quenched
        runtime=growing(720),
    params:
        **INTERACTION,
        source=flow.source,
        ingest=flow.setting("ingest"),
        minima=flow.setting("minima"),
        version=version(versions, "INGEST"),
    script:
        "../scripts/samples/ingest.py"


rule explore:
    input:
        glass="results/samples/{ensemble}/{sample}/glass.extxyz",
        evaluation=flow.evaluated_before,
    output:
        run="results/samples/{ensemble}/{sample}/exploration/{run}.h5",
    log:
        "logs/samples/{ensemble}/{sample}/explore/{run}.log",
    benchmark:
        "logs/samples/{ensemble}/{sample}/explore/{run}.tsv"
    conda:
        "../../envs/glasscape.yaml"
    resources:
        runtime=growing(720),
    params:
        **INTERACTION,
        exploration=flow.exploration_of_one,
        minima=flow.setting("minima"),
        seed=flow.setting("preparation.seed"),
        version=version(versions, "EXPLORATION"),
    script:
        "../scripts/samples/explore.py"


rule evaluate_exploration:
    input:
        runs=flow.visited_minima_before,
    output:
        report="results/samples/{ensemble}/{sample}/exploration/before_round_{round}.json",
    log:
        "logs/samples/{ensemble}/{sample}/evaluate_exploration/{round}.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        minima=flow.setting("minima"),
        new_minima=flow.setting("exploration.new_minima"),
        version=version(versions, "LIBRARY"),
    script:
        "../scripts/samples/evaluate_exploration.py"


rule collect:
    input:
        runs=flow.visited_minima,
    output:
        minima="results/samples/{ensemble}/{sample}/minima.h5",
        report="results/samples/{ensemble}/{sample}/minima.json",
    log:
        "logs/samples/{ensemble}/{sample}/collect.log",
    wildcard_constraints:
        ensemble=one_of(flow.campaign.made),
    conda:
        "../../envs/glasscape.yaml"
    params:
        minima=flow.setting("minima"),
        version=version(versions, "LIBRARY"),
    script:
        "../scripts/samples/collect.py"


rule draw_glass:
    input:
        preparation="results/samples/{ensemble}/{sample}/preparation.json",
        minima="results/samples/{ensemble}/{sample}/minima.json",
    output:
        drawn(
            "results/samples/{ensemble}/{sample}/glass",
            "Glasses",
            "../report",
            "{sample}",
        ),
    log:
        "logs/samples/{ensemble}/{sample}/draw_glass.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        version=version(versions, "FIGURES"),
    script:
        "../scripts/samples/draw_glass.py"


# of the lowest minimum of a sample
rule elasticity:
    input:
        minima="results/samples/{ensemble}/{sample}/minima.h5",
    output:
        elasticity="results/samples/{ensemble}/{sample}/elasticity.json",
    log:
        "logs/samples/{ensemble}/{sample}/elasticity.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        **POTENTIAL,
        version=version(versions, "MODES"),
    script:
        "../scripts/samples/elasticity.py"


# on request: the normal modes of the lowest minimum of a sample
rule modes:
    input:
        minima="results/samples/{ensemble}/{sample}/minima.h5",
    output:
        modes="results/samples/{ensemble}/{sample}/modes.parquet",
        report="results/samples/{ensemble}/{sample}/modes.json",
        figure=drawn(
            "results/samples/{ensemble}/{sample}/modes",
            "Glasses",
            "../report",
            "{sample}",
        ),
    log:
        "logs/samples/{ensemble}/{sample}/modes.log",
    conda:
        "../../envs/glasscape.yaml"
    resources:
        mem_mb=growing(4000),
        runtime=growing(120),
    params:
        **POTENTIAL,
        version=version(versions, "MODES"),
    script:
        "../scripts/samples/modes.py"
