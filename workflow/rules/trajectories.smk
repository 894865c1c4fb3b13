# Trajectories of liquids that are made. Studies of particles use them.


# of the first samples of an ensemble: all samples have the same times
rule relaxation:
    input:
        liquid="results/samples/{ensemble}/{sample}/liquid.extxyz",
    output:
        relaxation="results/samples/{ensemble}/{sample}/relaxation.json",
    log:
        "logs/samples/{ensemble}/{sample}/relaxation.log",
    wildcard_constraints:
        ensemble=one_of(flow.campaign.made),
    conda:
        "../../envs/glasscape.yaml"
    resources:
        runtime=growing(720),
    params:
        **INTERACTION,
        temperature=flow.temperature_of_liquids,
        relaxation=flow.relaxation_settings,
        seed=flow.setting("preparation.seed"),
        version=version(versions, "RELAXATION"),
    script:
        "../scripts/samples/relaxation.py"


rule isoconfigurational:
    input:
        liquid="results/samples/{ensemble}/{sample}/liquid.extxyz",
        relaxation=flow.relaxation,
    output:
        runs="results/samples/{ensemble}/{sample}/isoconfigurational/{group}.npz",
    log:
        "logs/samples/{ensemble}/{sample}/isoconfigurational/{group}.log",
    wildcard_constraints:
        ensemble=one_of(flow.campaign.made),
        group="[0-9]+",
    conda:
        "../../envs/glasscape.yaml"
    resources:
        runtime=growing(720),
    params:
        **INTERACTION,
        temperature=flow.temperature_of_liquids,
        runs=flow.isoconfigurational_runs,
        times=flow.setting("isoconfigurational.times"),
        relaxation_time=flow.setting("isoconfigurational.relaxation_time"),
        time_step=flow.setting("isoconfigurational.time_step"),
        seed=flow.setting("preparation.seed"),
        version=version(versions, "ISOCONFIGURATIONAL"),
    script:
        "../scripts/samples/isoconfigurational.py"
