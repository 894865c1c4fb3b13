from dataclasses import asdict

import numba

from glasscape.files import write_json
from glasscape.jobs import job_log
from glasscape.pairs.screen import screen_pairs
from glasscape.pairs.settings import PairSettings
from glasscape.structures.library import MinimaLibrary

with job_log(snakemake.log[0]) as log:
    numba.set_num_threads(min(snakemake.threads, numba.config.NUMBA_NUM_THREADS))
    counts = screen_pairs(
        snakemake.wildcards.glass,
        MinimaLibrary.read(snakemake.input.minima),
        PairSettings.model_validate(snakemake.params.pairs),
        snakemake.output.pairs,
    )
    write_json(snakemake.output.counts, asdict(counts))
    log.info("%d of %d pairs are candidates", counts.kept, counts.pairs)
