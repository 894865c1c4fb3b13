# Which particles of a minimum are soft?

from glasscape.studies.softness import versions as softness_versions
from glasscape.studies.softness.workflow import Softness

softness = Softness(flow.campaign)


rule softness_configuration:
    input:
        structure=softness.structure,
    output:
        configuration="results/softness/{ensemble}/samples/{sample}/configuration.npz",
    log:
        "logs/softness/{ensemble}/configuration/{sample}.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        **INTERACTION,
        max_force=flow.setting("minima.max_force"),
        version=version(softness_versions, "CONFIGURATION"),
    script:
        "../scripts/softness/configuration.py"


rule softness_labels:
    input:
        configuration="results/softness/{ensemble}/samples/{sample}/configuration.npz",
    output:
        labels="results/softness/{ensemble}/samples/{sample}/labels.parquet",
        ceilings="results/softness/{ensemble}/samples/{sample}/ceilings.parquet",
    log:
        "logs/softness/{ensemble}/labels/{sample}.log",
    conda:
        "../../envs/glasscape.yaml"
    resources:
        mem_mb=growing(4000),
        runtime=growing(120),
    params:
        **POTENTIAL,
        labels=softness.labels,
        version=version(softness_versions, "LABELS"),
    script:
        "../scripts/softness/label.py"


rule softness:
    input:
        flow.checked("softness"),
        particles.results("softness"),
    localrule: True
