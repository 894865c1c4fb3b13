from glasscape.analysis.summary import collect_defects, summarise
from glasscape.files import read_json, write_json
from glasscape.jobs import job_log
from glasscape.search.target import Target
from glasscape.tables import (
    DENSITY,
    GLASSES,
    INTERMEDIATE,
    PROCEDURES,
    STRATA,
    defects_table,
    labels_table,
    pairs_table,
)
from glasscape.tunnelling.settings import QuantumSettings

with job_log(snakemake.log[0]):
    n_displacements = snakemake.params.displacements
    labels = labels_table(n_displacements).read(snakemake.input.labels)
    target = Target.of_config(snakemake.params.target, snakemake.params.quantum)
    defects = collect_defects(labels, snakemake.input.exact, target)
    defects_table(n_displacements).write(snakemake.output.defects, defects)
    grown = snakemake.input.steps
    summary = summarise(
        snakemake.wildcards.ensemble,
        labels,
        [read_json(path) for path in snakemake.input.minima],
        [read_json(path) for path in snakemake.input.pairs],
        QuantumSettings.model_validate(snakemake.params.quantum).units,
        target,
        [STRATA.read(path) for path in snakemake.input.strata],
        [read_json(path) for path in snakemake.input.preparation],
        GLASSES.read(snakemake.input.glasses),
        DENSITY.read(snakemake.input.density),
        PROCEDURES.read(snakemake.input.procedures),
        INTERMEDIATE.count(snakemake.input.intermediate) if grown else None,
        pairs_table(n_displacements).count(grown) if grown else None,
    )
    write_json(snakemake.output.summary, summary)
