from pathlib import Path

from glasscape.jobs import job_log
from glasscape.search.models import Models, predict
from glasscape.tables import PREDICTIONS, pairs_table

with job_log(snakemake.log[0]):
    models = Models.read(Path(snakemake.input.models).parent)
    pairs = pairs_table(snakemake.params.displacements)
    with PREDICTIONS.writer(snakemake.output.predictions) as writer:
        for block in pairs.row_groups(snakemake.input.pairs):
            predictions = predict(models, block, snakemake.params.threshold, snakemake.threads)
            writer.write_table(PREDICTIONS.arrow(predictions))
