import pandas as pd

from glasscape.jobs import job_log
from glasscape.particles.states import StatesOfEnsemble
from glasscape.particles.tables import SCOREBOARD, TRANSFER
from glasscape.particles.transfer import single_states
from glasscape.particles.transfer_figures import show_matrix, show_transfer_times
from glasscape.plotting import save

with job_log(snakemake.log[0]):
    ensembles = StatesOfEnsemble.of_params(snakemake.params.ensembles)
    boards = [SCOREBOARD.read(path) for path in snakemake.input.scoreboards]
    table = pd.concat(map(TRANSFER.read, snakemake.input.scores), ignore_index=True)
    TRANSFER.write(snakemake.output.table, table)
    alone = single_states(snakemake.wildcards.label, ensembles, boards)
    save(show_matrix(table), snakemake.output.matrix)
    save(show_transfer_times(table, alone), snakemake.output.times)
