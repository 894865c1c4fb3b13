from glasscape.files import read_json, write_json
from glasscape.jobs import job_log
from glasscape.studies.two_level_systems.analysis.summary import SUMMARISED, collect_defects, summarise
from glasscape.studies.two_level_systems.analysis.tables import STATISTICS
from glasscape.studies.two_level_systems.exact.tables import INTERMEDIATE_MINIMA
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.tables import (
    STRATA,
    defects_table,
    labels_table,
    read_out_of_fold,
)
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.settings import QuantumSettings

with job_log(snakemake.log[0]):
    features = PairFeatures(snakemake.params.displacements)
    labels = labels_table(features).read(snakemake.input.labels)
    target = Target.of_config(snakemake.params.target, snakemake.params.quantum)
    defects = collect_defects(labels, snakemake.input.exact, target)
    defects_table(features).write(snakemake.output.defects, defects)
    path_pairs = snakemake.input.path_pairs
    summary = summarise(
        snakemake.wildcards.ensemble,
        labels,
        [read_json(path) for path in snakemake.input.minima],
        [read_json(path) for path in snakemake.input.pairs],
        QuantumSettings.model_validate(snakemake.params.quantum).units,
        target,
        [STRATA.read(path) for path in snakemake.input.strata],
        read_out_of_fold(models) if (models := snakemake.input.models) else None,
        [read_json(path) for path in snakemake.input.preparation],
        {name: STATISTICS[name].read(snakemake.input[name]) for name in SUMMARISED},
        INTERMEDIATE_MINIMA.count(snakemake.input.intermediate) if path_pairs else None,
        features.pairs.count(path_pairs) if path_pairs else None,
    )
    write_json(snakemake.output.summary, summary)
