from pathlib import Path

from glasscape.files import read_json
from glasscape.jobs import job_log
from glasscape.studies.two_level_systems.analysis.export import export_library
from glasscape.studies.two_level_systems.analysis.tables import STATISTICS
from glasscape.studies.two_level_systems.exact.minima import AllMinima
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.tables import defects_table

with job_log(snakemake.log[0]):
    given, params = snakemake.input, snakemake.params
    features = PairFeatures(params.displacements)
    defects = defects_table(features).read(given.defects)
    export_library(
        Path(snakemake.output.library),
        read_json(given.summary),
        defects,
        features,
        AllMinima.read(given.libraries, given.intermediate, {*defects.a, *defects.b}),
        params.config,
        [*given.libraries, *filter(None, [given.intermediate]), *given.lookup],
        params.potential_files,
        {Path(path).stem: STATISTICS[Path(path).stem].read(path) for path in given.statistics},
    )
