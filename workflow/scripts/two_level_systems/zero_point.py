from glasscape.jobs import job_log
from glasscape.minima.library import MinimaLibrary
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.two_level_systems.pairs.zero_point import ZERO_POINT, ZeroPoint
from glasscape.tunnelling.settings import QuantumSettings

with job_log(snakemake.log[0]):
    zero_point = ZeroPoint.of(
        PotentialSettings.model_validate(snakemake.params.potential),
        QuantumSettings.model_validate(snakemake.params.quantum),
    )
    table = zero_point.table(MinimaLibrary.read(snakemake.input.minima))
    ZERO_POINT.write(snakemake.output.minima, table)
