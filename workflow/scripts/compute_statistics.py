from itertools import chain

import numpy as np

from glasscape.analysis.statistics import (
    Survey,
    compare,
    count_glasses,
    count_splittings,
    distributions,
    heat_capacity,
)
from glasscape.jobs import job_log
from glasscape.search.completeness import represented
from glasscape.search.target import Target
from glasscape.structures.library import MinimaLibrary
from glasscape.tables import (
    DENSITY,
    DISTRIBUTIONS,
    GLASSES,
    HEAT,
    PROCEDURES,
    STRATA,
    labels_table,
    pairs_table,
)
from glasscape.tunnelling.settings import QuantumSettings

with job_log(snakemake.log[0]):
    names, params = snakemake.output, snakemake.params
    pairs = pairs_table(params.displacements)
    files = [*snakemake.input.pairs, *([snakemake.input.steps] if snakemake.input.steps else [])]
    survey = Survey.of(chain.from_iterable(pairs.row_groups(path) for path in files))
    labels = labels_table(params.displacements).read(snakemake.input.labels)
    target = Target.of_config(params.target, params.quantum)
    units = QuantumSettings.model_validate(params.quantum).units
    weights = represented(labels, [STRATA.read(path) for path in snakemake.input.strata])
    if weights is None:
        weights = np.full(len(labels), np.nan)
    if snakemake.input.libraries:
        glass_volumes = (MinimaLibrary.read(path).glass.volume for path in snakemake.input.libraries)
        volumes = dict(zip(params.glasses, glass_volumes, strict=True))
    else:
        volumes = dict.fromkeys(survey.pairs, params.known_volume or np.nan)
    rng = np.random.default_rng(params.seed)
    glasses = count_glasses(labels, weights, survey, volumes, target)
    GLASSES.write(names.glasses, glasses)
    DENSITY.write(names.density, count_splittings(labels, weights, glasses, units, rng))
    HEAT.write(names.heat, heat_capacity(labels, weights, glasses, units, rng))
    DISTRIBUTIONS.write(names.distributions, distributions(labels, weights, survey, target))
    PROCEDURES.write(names.procedures, compare(labels, weights, survey, target))
