from glasscape.jobs import job_log
from glasscape.minima.settings import MinimaSettings
from glasscape.paths.extension import extension_action
from glasscape.paths.settings import NEBSettings, PathSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.two_level_systems.exact.batch import batch_rows, compute_batch
from glasscape.studies.two_level_systems.exact.minima import AllMinima
from glasscape.studies.two_level_systems.exact.tables import EXACT, INTERMEDIATE_OF_PATHS
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.tables import selected_table
from glasscape.tunnelling.settings import QuantumSettings

with job_log(snakemake.log[0]) as log:
    selected = selected_table(PairFeatures(snakemake.params.displacements)).read(snakemake.input.selected)
    batch = batch_rows(selected, int(snakemake.wildcards.batch), snakemake.params.batches)
    quantum = QuantumSettings.model_validate(snakemake.params.quantum)
    units = quantum.units
    results = compute_batch(
        batch,
        AllMinima.read(snakemake.input.minima, snakemake.input.intermediate, {*batch.a, *batch.b}),
        PathSettings(
            PotentialSettings.model_validate(snakemake.params.potential),
            MinimaSettings.model_validate(snakemake.params.minima),
            NEBSettings.model_validate(snakemake.params.neb),
            extension_action(units),
        ),
        units,
        quantum.counts_zero_point,
        snakemake.params.store,
    )
    INTERMEDIATE_OF_PATHS.write(snakemake.output.intermediate, results.intermediate)
    EXACT.write(snakemake.output.exact, results.outcomes)
    log.info("%d pairs: %s", len(results.outcomes), results.outcomes.verdict.value_counts().to_dict())
