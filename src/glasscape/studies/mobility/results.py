"""Tables among the results of mobility alone, below `results/mobility/{ensemble}/`."""

from glasscape.studies.mobility.tables import CAGE, RUN_HOPS, RUNS
from glasscape.table import ResultTable
from glasscape.trajectories.facilitation import DISTRIBUTIONS, FACILITATION

RESULTS = (
    ResultTable("samples/{sample}/hops.parquet", "All hops.", RUN_HOPS),
    ResultTable("samples/{sample}/trajectories.parquet", "All trajectories of a sample.", RUNS),
    ResultTable("cage.parquet", "Displacements, from which the threshold of hops follows.", CAGE),
    ResultTable("distributions.parquet", "Histograms of hops.", DISTRIBUTIONS),
    ResultTable("facilitation.parquet", "Whether a hop makes others near it more likely.", FACILITATION),
)
