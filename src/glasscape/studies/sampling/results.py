"""Tables among the results of the study, below `results/sampling/{ensemble}/`."""

from glasscape.studies.sampling.tables import FLOW_STEPS, SAMPLERS
from glasscape.table import ResultTable

RESULTS = (
    ResultTable("samplers.parquet", "All samplers at all temperatures.", SAMPLERS),
    ResultTable("flow_steps.parquet", "Flows between neighbouring temperatures.", FLOW_STEPS),
)
