from itertools import chain

from glasscape.jobs import job_log
from glasscape.search.models import Models, predict
from glasscape.tables import PREDICTIONS, pairs_table

with job_log(snakemake.log[0]):
    models = Models.read(snakemake.input.models)
    pairs = pairs_table(snakemake.params.displacements)
    with PREDICTIONS.writer(snakemake.output.predictions) as writer:
        # one file holds the steps of every glass
        steps = pairs.row_groups(snakemake.input.steps) if snakemake.input.steps else ()
        own = (block[block.glass == snakemake.wildcards.glass] for block in steps)
        for block in chain(pairs.row_groups(snakemake.input.pairs), own):
            predictions = predict(models, block, snakemake.threads)
            writer.write_table(PREDICTIONS.arrow(predictions))
