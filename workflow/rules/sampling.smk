# Which algorithm equilibrates a liquid, and at what cost? The samples of an ensemble are independent runs.

from glasscape.studies.sampling import versions as sampling_versions
from glasscape.studies.sampling.settings import CARRIED, TRAITS
from glasscape.studies.sampling.workflow import Sampling

sampling = Sampling(flow.campaign)


wildcard_constraints:
    sampler=one_of(TRAITS),


rule sampling_run:
    output:
        run="results/sampling/{ensemble}/runs/{sampler}/{sample}.npz",
    log:
        "logs/sampling/{ensemble}/runs/{sampler}/{sample}.log",
    conda:
        "../../envs/glasscape.yaml"
    resources:
        runtime=growing(720),
    params:
        sampling=sampling.settings_of_run,
        version=version(sampling_versions, "RUN"),
    script:
        "../scripts/sampling/run.py"


rule sampling_flow:
    input:
        run=f"results/sampling/{{ensemble}}/runs/{CARRIED}/{{sample}}.npz",
    output:
        steps="results/sampling/{ensemble}/flow/{sample}.parquet",
    log:
        "logs/sampling/{ensemble}/flow/{sample}.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        sampling=sampling.settings_of_flow,
        version=version(sampling_versions, "FLOW"),
    script:
        "../scripts/sampling/flow.py"


rule sampling_comparison:
    input:
        runs=sampling.runs,
        flow=sampling.flow_steps,
    output:
        samplers="results/sampling/{ensemble}/samplers.parquet",
        steps="results/sampling/{ensemble}/flow_steps.parquet",
        energies=drawn(
            "results/sampling/{ensemble}/figures/energies",
            "sampling",
            "../report/sampling",
        ),
        costs=drawn(
            "results/sampling/{ensemble}/figures/costs",
            "sampling",
            "../report/sampling",
        ),
    log:
        "logs/sampling/{ensemble}/comparison.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        samplers=sampling.samplers,
        reference=flow.setting("sampling.reference"),
        particles=flow.setting("sampling.particles"),
        version=version(sampling_versions, "COMPARISON"),
    script:
        "../scripts/sampling/compare.py"


rule sampling:
    input:
        flow.checked("sampling"),
        sampling.results(),
    localrule: True
