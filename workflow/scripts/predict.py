from itertools import chain
from pathlib import Path

from glasscape.jobs import job_log
from glasscape.search.models import Models, predict
from glasscape.tables import PREDICTIONS, pairs_table

with job_log(snakemake.log[0]):
    models = Models.read(Path(snakemake.input.models).parent)
    pairs = pairs_table(snakemake.params.displacements)
    with PREDICTIONS.writer(snakemake.output.predictions) as writer:
        files = filter(None, (snakemake.input.pairs, snakemake.input.steps))
        for block in chain.from_iterable(map(pairs.row_groups, files)):
            block = block[block.glass == snakemake.wildcards.glass]
            predictions = predict(models, block, snakemake.params.threshold, snakemake.threads)
            writer.write_table(PREDICTIONS.arrow(predictions))
