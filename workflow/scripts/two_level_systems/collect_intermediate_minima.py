from glasscape.jit import use_threads
from glasscape.jobs import job_log
from glasscape.minima.library import MinimaLibrary, sample_name
from glasscape.minima.settings import MinimaSettings
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.two_level_systems.exact.tables import INTERMEDIATE_MINIMA, INTERMEDIATE_OF_PATHS
from glasscape.studies.two_level_systems.pairs.settings import PairSettings
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.pairs.zero_point import FREQUENCIES, ZeroPoint, zero_point_energies
from glasscape.studies.two_level_systems.search.intermediate import (
    IntermediateMinima,
    collect_intermediate_minima,
)
from glasscape.tunnelling.settings import QuantumSettings

with job_log(snakemake.log[0]) as log:
    use_threads(snakemake.threads)
    pairs = PairSettings.model_validate(snakemake.params.pairs)
    table = PairFeatures(pairs.displacements).pairs
    zero_point = ZeroPoint.of(
        PotentialSettings.model_validate(snakemake.params.potential),
        QuantumSettings.model_validate(snakemake.params.quantum),
        snakemake.params.store,
    )
    result = collect_intermediate_minima(
        IntermediateMinima(
            INTERMEDIATE_MINIMA.read(snakemake.input.intermediate),
            table.read(snakemake.input.path_pairs),
        )
        if snakemake.input.intermediate
        else None,
        [INTERMEDIATE_OF_PATHS.read(path) for path in snakemake.input.found],
        {sample_name(path): MinimaLibrary.read(path) for path in snakemake.input.minima},
        MinimaSettings.model_validate(snakemake.params.minima),
        pairs,
        zero_point,
        {
            sample_name(path): zero_point_energies(FREQUENCIES.read(path), zero_point.hbar)
            for path in snakemake.input.frequencies
        },
        int(snakemake.wildcards.k),
    )
    INTERMEDIATE_MINIMA.write(snakemake.output.intermediate, result.minima)
    table.write(snakemake.output.path_pairs, result.pairs)
    log.info("%d intermediate minima, %d pairs from paths", len(result.minima), len(result.pairs))
