import pandas as pd

from glasscape.jobs import job_log
from glasscape.particles.tables import ATTENTION, HETEROGENEITY
from glasscape.particles.transfer_figures import show_attention
from glasscape.plotting import save

with job_log(snakemake.log[0]):
    attention = pd.concat(map(ATTENTION.read, snakemake.input.attention), ignore_index=True)
    heterogeneity = HETEROGENEITY.read(snakemake.input.heterogeneity)
    save(show_attention(attention, heterogeneity), snakemake.output)
