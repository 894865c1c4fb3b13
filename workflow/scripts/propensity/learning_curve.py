from glasscape.jobs import job_log
from glasscape.particles.figures import show_learning_curve
from glasscape.particles.learning_curve import LEARNING_CURVE
from glasscape.plotting import save
from glasscape.studies.propensity.data import mean_ceiling

with job_log(snakemake.log[0]):
    files, params, label = snakemake.input, snakemake.params, snakemake.wildcards.label
    curves = map(LEARNING_CURVE.read, files.curves)
    ceiling = mean_ceiling(params.samples, files.ceilings, label, params.species, params.test)
    save(show_learning_curve(dict(zip(params.families, curves, strict=True)), ceiling), snakemake.output)
