# Trajectories of liquids that are made. Studies of particles use them.


rule isoconfigurational:
    input:
        liquid="results/samples/{ensemble}/{sample}/liquid.extxyz",
    output:
        runs="results/samples/{ensemble}/{sample}/isoconfigurational.npz",
    log:
        "logs/samples/{ensemble}/{sample}/isoconfigurational.log",
    benchmark:
        "logs/samples/{ensemble}/{sample}/isoconfigurational.tsv"
    wildcard_constraints:
        ensemble=one_of(flow.campaign.made),
    conda:
        "../../envs/glasscape.yaml"
    resources:
        runtime=growing(720),
    params:
        potential=flow.interaction,
        potential_files=flow.potential_files,
        temperature=flow.setting("preparation.temperature"),
        isoconfigurational=flow.setting("isoconfigurational"),
        seed=flow.setting("preparation.seed"),
        version=version(versions, "ISOCONFIGURATIONAL"),
    script:
        "../scripts/samples/isoconfigurational.py"
