from glasscape.jobs import job_log
from glasscape.particles.figures import show_times
from glasscape.particles.tables import SCOREBOARD
from glasscape.plotting import save
from glasscape.studies.propensity.settings import label_name

with job_log(snakemake.log[0]):
    params, label = snakemake.params, snakemake.wildcards.label
    scoreboard = SCOREBOARD.read(snakemake.input.scoreboard)
    rows = {time: scoreboard[scoreboard.label == label_name(label, time)] for time in params.times}
    unit = "as in the files" if params.recorded is None else "relaxation times"
    save(show_times(rows, label.replace("_", " "), unit), snakemake.output)
