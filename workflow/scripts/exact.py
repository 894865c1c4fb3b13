from glasscape.exact.batch import batch_rows, compute_batch
from glasscape.exact.settings import ExactSettings
from glasscape.jobs import job_log
from glasscape.landscape.settings import MinimaSettings
from glasscape.paths.settings import PathSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.structures.library import AllMinima
from glasscape.tables import EXACT, VISITED, selected_table
from glasscape.tunnelling.settings import QuantumSettings

with job_log(snakemake.log[0]) as log:
    selected = selected_table(snakemake.params.displacements).read(snakemake.input.selected)
    batch = batch_rows(selected, int(snakemake.wildcards.batch), snakemake.params.batches)
    results = compute_batch(
        batch,
        AllMinima.read(snakemake.input.minima, snakemake.input.intermediate, {*batch.a, *batch.b}),
        ExactSettings(
            PotentialSettings.model_validate(snakemake.params.potential),
            MinimaSettings.model_validate(snakemake.params.minima),
            PathSettings.model_validate(snakemake.params.exact),
            QuantumSettings.model_validate(snakemake.params.quantum).units,
        ),
        snakemake.params.store,
    )
    VISITED.write(snakemake.output.visited, results.visited)
    EXACT.write(snakemake.output.exact, results.outcomes)
    log.info("%d pairs: %s", len(results.outcomes), results.outcomes.verdict.value_counts().to_dict())
