from dataclasses import asdict

from glasscape.files import write_json
from glasscape.jit import use_threads
from glasscape.jobs import job_log
from glasscape.minima.library import MinimaLibrary
from glasscape.studies.two_level_systems.pairs.screen import screen_pairs
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.studies.two_level_systems.pairs.zero_point import FREQUENCIES, zero_point_energies

with job_log(snakemake.log[0]) as log:
    use_threads(snakemake.threads)
    counts = screen_pairs(
        snakemake.wildcards.sample,
        MinimaLibrary.read(snakemake.input.minima),
        zero_point_energies(FREQUENCIES.read(snakemake.input.frequencies), snakemake.params.hbar),
        PairSettings.model_validate(snakemake.params.pairs),
        snakemake.output.pairs,
    )
    write_json(snakemake.output.counts, asdict(counts))
    log.info("%d of %d pairs are candidates", counts.kept, counts.pairs)
