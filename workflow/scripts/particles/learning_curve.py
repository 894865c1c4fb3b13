from glasscape.jobs import job_log
from glasscape.particles.figures import show_learning_curve
from glasscape.particles.grid import mean_ceiling, read_ceilings
from glasscape.particles.tables import LEARNING_CURVE
from glasscape.plotting import save

with job_log(snakemake.log[0]):
    files, params, label = snakemake.input, snakemake.params, snakemake.wildcards.label
    curves = map(LEARNING_CURVE.read, files.curves)
    ceilings = read_ceilings(params.samples, files.ceilings)
    ceiling = mean_ceiling(ceilings, label, params.species[0], params.test)
    save(show_learning_curve(dict(zip(params.families, curves, strict=True)), ceiling), snakemake.output)
