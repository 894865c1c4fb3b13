import math
from itertools import chain

from glasscape import tables
from glasscape.analysis.statistics import describe
from glasscape.jobs import job_log
from glasscape.search.completeness import represented
from glasscape.search.target import Target
from glasscape.structures.library import MinimaLibrary, glass_name
from glasscape.tunnelling.settings import QuantumSettings

with job_log(snakemake.log[0]):
    given, params = snakemake.input, snakemake.params
    pairs = tables.pairs_table(params.displacements)
    labels = tables.labels_table(params.displacements).read(given.labels)
    statistics = describe(
        labels,
        represented(labels, [tables.STRATA.read(path) for path in given.strata]),
        chain.from_iterable(pairs.row_groups(path) for path in [*given.pairs, *filter(None, [given.steps])]),
        {glass_name(path): MinimaLibrary.read(path).glass.volume for path in given.libraries},
        params.known_volume or math.nan,
        Target.of_config(params.target, params.quantum),
        QuantumSettings.model_validate(params.quantum).units,
        params.seed,
    )
    for name, table in statistics._asdict().items():
        getattr(tables, name.upper()).write(snakemake.output[name], table)
