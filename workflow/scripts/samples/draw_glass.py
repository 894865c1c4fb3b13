from glasscape.exploration.figures import show_glass
from glasscape.files import read_json
from glasscape.jobs import job_log
from glasscape.plotting import save

with job_log(snakemake.log[0]):
    preparation, minima = read_json(snakemake.input.preparation), read_json(snakemake.input.minima)
    save(show_glass(preparation, minima), snakemake.output)
