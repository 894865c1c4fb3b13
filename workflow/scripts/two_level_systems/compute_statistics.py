import math

from glasscape.files import read_json
from glasscape.jobs import job_log
from glasscape.minima.library import MinimaLibrary, sample_name
from glasscape.modes.elasticity import Elasticity
from glasscape.studies.two_level_systems.analysis.statistics import describe
from glasscape.studies.two_level_systems.analysis.tables import STATISTICS
from glasscape.studies.two_level_systems.exact.minima import energies_of
from glasscape.studies.two_level_systems.exact.tables import INTERMEDIATE_MINIMA
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.completeness import represented
from glasscape.studies.two_level_systems.search.tables import STRATA, labels_table
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.settings import QuantumSettings

with job_log(snakemake.log[0]):
    given, params = snakemake.input, snakemake.params
    features = PairFeatures(params.displacements)
    labels = labels_table(features).read(given.labels)
    libraries = {sample_name(path): MinimaLibrary.read(path) for path in given.libraries}
    ends = {*labels.a, *labels.b}
    intermediate = INTERMEDIATE_MINIMA.read(given.intermediate, index=ends) if given.intermediate else None
    solids = [Elasticity(**read_json(path)) for path in given.elasticity]
    statistics = describe(
        labels,
        represented(labels, [STRATA.read(path) for path in given.strata]),
        features.pairs.row_groups(*filter(None, [*given.pairs, given.path_pairs])),
        {name: library.particles.cell.volume for name, library in libraries.items()},
        params.volume or math.nan,
        energies_of(libraries, intermediate),
        Elasticity.mean(solids) if solids else None,
        Target.of_config(params.target, params.quantum),
        QuantumSettings.model_validate(params.quantum).units,
        params.seed,
    )
    for name, table in statistics.items():
        STATISTICS[name].write(snakemake.output[name], table)
