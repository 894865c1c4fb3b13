import pandas as pd

from glasscape.jobs import job_log
from glasscape.particles.evaluate import SCOREBOARD
from glasscape.particles.figures import show_predictions, show_scoreboard
from glasscape.plotting import save
from glasscape.studies.propensity.data import best_predictions
from glasscape.studies.propensity.tables import PREDICTIONS

with job_log(snakemake.log[0]):
    scoreboard = pd.concat([SCOREBOARD.read(path) for path in snakemake.input.scores], ignore_index=True)
    SCOREBOARD.write(snakemake.output.scoreboard, scoreboard)
    save(show_scoreboard(scoreboard), snakemake.output.bars)
    best = best_predictions(scoreboard, [PREDICTIONS.read(path) for path in snakemake.input.predictions])
    save(show_predictions(best.predicted, best.value, best.label.iloc[0]), snakemake.output.predicted)
