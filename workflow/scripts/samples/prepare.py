from dataclasses import asdict
from pathlib import Path

from glasscape.files import write_json
from glasscape.jobs import job_log
from glasscape.potentials.settings import PotentialSettings
from glasscape.preparation.prepare import prepare_glass
from glasscape.preparation.settings import PreparationSettings
from glasscape.structures.writers import write_glass

with job_log(snakemake.log[0]) as log:
    prepared = prepare_glass(
        PotentialSettings.model_validate(snakemake.params.potential),
        PreparationSettings.model_validate(snakemake.params.preparation),
        snakemake.params.temperature,
        f"{snakemake.wildcards.ensemble}/{snakemake.wildcards.sample}",
        checkpoint=Path(snakemake.output.glass).with_name("preparation.npz"),
        max_force=snakemake.params.max_force,
    )
    write_glass(snakemake.output.liquid, prepared.particles, prepared.liquid)
    write_glass(snakemake.output.glass, prepared.particles, prepared.positions)
    write_json(snakemake.output.report, asdict(prepared.report))
    log.log(prepared.report.level, "%s", prepared.report.headline())
