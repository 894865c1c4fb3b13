# From a glass that was made to the unique minima around it.


rule explore:
    input:
        glass="results/{ensemble}/glasses/{glass}/glass.extxyz",
    output:
        run="results/{ensemble}/glasses/{glass}/runs/{run}.h5",
    log:
        "logs/{ensemble}/explore/{glass}/{run}.log",
    benchmark:
        "logs/{ensemble}/explore/{glass}/{run}.tsv"
    conda:
        "../../envs/glasscape.yaml"
    resources:
        runtime=growing(720),
    params:
        potential=interaction,
        potential_files=potential_files,
        exploration=exploration_of_one,
        minima=setting("minima"),
        seed=setting("preparation.seed"),
        version=version("EXPLORATION"),
    script:
        "../scripts/explore.py"


rule collect:
    input:
        runs=trajectories,
    output:
        minima="results/{ensemble}/glasses/{glass}/minima.h5",
        report="results/{ensemble}/glasses/{glass}/minima.json",
    log:
        "logs/{ensemble}/collect/{glass}.log",
    benchmark:
        "logs/{ensemble}/collect/{glass}.tsv"
    wildcard_constraints:
        ensemble=one_of(MADE),
    conda:
        "../../envs/glasscape.yaml"
    params:
        minima=setting("minima"),
        version=version("LIBRARY"),
    script:
        "../scripts/collect.py"
