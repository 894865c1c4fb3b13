from glasscape.jobs import job_log
from glasscape.landscape.settings import MinimaSettings
from glasscape.pairs.settings import PairSettings
from glasscape.search.intermediate import Harvest, harvest
from glasscape.structures.library import MinimaLibrary, glass_name
from glasscape.tables import INTERMEDIATE, VISITED, pairs_table

with job_log(snakemake.log[0]) as log:
    pairs = PairSettings.model_validate(snakemake.params.pairs)
    table = pairs_table(pairs.displacements)
    result = harvest(
        Harvest(INTERMEDIATE.read(snakemake.input.intermediate), table.read(snakemake.input.steps))
        if snakemake.input.intermediate
        else None,
        [VISITED.read(path) for path in snakemake.input.visited],
        {glass_name(path): MinimaLibrary.read(path) for path in snakemake.input.minima},
        MinimaSettings.model_validate(snakemake.params.minima),
        pairs,
        int(snakemake.wildcards.k),
    )
    INTERMEDIATE.write(snakemake.output.intermediate, result.minima)
    table.write(snakemake.output.steps, result.pairs)
    log.info("%d minima known from paths alone, %d steps", len(result.minima), len(result.pairs))
