# Which particles of a liquid will move, on average over their initial velocities?

from glasscape.studies.propensity import versions as propensity_versions
from glasscape.studies.propensity.workflow import Propensity

propensity = Propensity(flow.campaign)


rule propensity_configuration:
    input:
        # every file has the configuration; more runs must not change it
        runs=fetched(propensity.first_runs),
    output:
        configuration="results/propensity/{ensemble}/samples/{sample}/configuration.npz",
    log:
        "logs/propensity/{ensemble}/configuration/{sample}.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        **INTERACTION,
        cell=flow.setting("propensity.cell"),
        max_force=flow.setting("minima.max_force"),
        cage=particles.cage("propensity"),
        version=version(propensity_versions, "CONFIGURATION"),
    script:
        "../scripts/propensity/configuration.py"


rule propensity_labels:
    input:
        runs=fetched(propensity.runs),
        configuration="results/propensity/{ensemble}/samples/{sample}/configuration.npz",
    output:
        labels="results/propensity/{ensemble}/samples/{sample}/labels.parquet",
        ceilings="results/propensity/{ensemble}/samples/{sample}/ceilings.parquet",
    log:
        "logs/propensity/{ensemble}/labels/{sample}.log",
    conda:
        "../../envs/glasscape.yaml"
    resources:
        runtime=growing(240),
    params:
        **INTERACTION,
        cell=flow.setting("propensity.cell"),
        max_force=flow.setting("minima.max_force"),
        labels=propensity.labels,
        recorded=propensity.recorded,
        version=version(propensity_versions, "LABELS"),
    script:
        "../scripts/propensity/label.py"


rule propensity_times:
    input:
        scoreboard="results/propensity/{ensemble}/scoreboard.parquet",
    output:
        drawn(
            "results/propensity/{ensemble}/figures/times_{label}",
            "propensity",
            "../report/propensity",
        ),
    log:
        "logs/propensity/{ensemble}/times_{label}.log",
    conda:
        "../../envs/glasscape.yaml"
    params:
        times=flow.setting("propensity.times"),
        recorded=propensity.recorded,
        version=version(propensity_versions, "FIGURES"),
    script:
        "../scripts/propensity/times.py"


rule propensity:
    input:
        flow.checked("propensity"),
        particles.results("propensity"),
        [
            f"results/propensity/{ensemble}/figures/times_{label}.png"
            for ensemble in flow.ensembles
            for label in propensity.labels_with_times(ensemble)
        ],
    localrule: True
