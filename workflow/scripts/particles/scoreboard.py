import pandas as pd

from glasscape.jobs import job_log
from glasscape.particles.figures import show_predictions, show_scoreboard
from glasscape.particles.grid import best_predictions
from glasscape.particles.tables import PREDICTIONS, SCOREBOARD
from glasscape.plotting import save

with job_log(snakemake.log[0]):
    scoreboard = pd.concat([SCOREBOARD.read(path) for path in snakemake.input.scores], ignore_index=True)
    SCOREBOARD.write(snakemake.output.scoreboard, scoreboard)
    save(show_scoreboard(scoreboard), snakemake.output.bars)
    best = best_predictions(scoreboard, [PREDICTIONS.read(path) for path in snakemake.input.predictions])
    save(show_predictions(best.predicted, best.value, best.label.iloc[0]), snakemake.output.predicted)
