from itertools import chain

from glasscape.jobs import job_log
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.models import Models, predict
from glasscape.studies.two_level_systems.search.tables import PREDICTIONS

with job_log(snakemake.log[0]):
    models = Models.read(snakemake.input.models)
    pairs = PairFeatures(snakemake.params.displacements).pairs
    with PREDICTIONS.writer(snakemake.output.predictions) as writer:
        # one file holds the pairs from paths of all samples
        path_pairs = pairs.row_groups(snakemake.input.path_pairs) if snakemake.input.path_pairs else ()
        own = (block[block["sample"] == snakemake.wildcards.sample] for block in path_pairs)
        for block in chain(pairs.row_groups(snakemake.input.pairs), own):
            predictions = predict(models, block, snakemake.threads)
            writer.write_table(PREDICTIONS.arrow(predictions))
