from glasscape.jobs import job_log
from glasscape.minima.library import MinimaLibrary
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.two_level_systems.pairs.zero_point import FREQUENCIES, ZeroPoint
from glasscape.tunnelling.settings import QuantumSettings

with job_log(snakemake.log[0]):
    zero_point = ZeroPoint.of(
        PotentialSettings.model_validate(snakemake.params.potential),
        # the table does not depend on the units
        QuantumSettings(zero_point=snakemake.params.zero_point),
        snakemake.params.store,
    )
    table = zero_point.table(MinimaLibrary.read(snakemake.input.minima))
    FREQUENCIES.write(snakemake.output.minima, table)
