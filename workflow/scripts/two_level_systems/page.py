from glasscape.files import read_json
from glasscape.jobs import job_log
from glasscape.studies.two_level_systems.analysis.page import write_page
from glasscape.studies.two_level_systems.analysis.tables import LOSS, NETWORK
from glasscape.studies.two_level_systems.exact.minima import AllMinima
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.tables import defects_table

with job_log(snakemake.log[0]):
    features = PairFeatures(snakemake.params.displacements)
    defects = defects_table(features).read(snakemake.input.defects)
    write_page(
        snakemake.output[0],
        read_json(snakemake.input.summary),
        defects,
        features,
        AllMinima.read(snakemake.input.libraries, snakemake.input.intermediate, {*defects.a, *defects.b}),
        LOSS.read(snakemake.input.loss),
        NETWORK.read(snakemake.input.network),
    )
