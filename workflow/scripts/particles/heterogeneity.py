import pandas as pd

from glasscape.descriptors.configuration import Configuration
from glasscape.jobs import job_log
from glasscape.particles.heterogeneity import heterogeneity_of_predictions
from glasscape.particles.states import StatesOfEnsemble
from glasscape.particles.tables import HETEROGENEITY, TRANSFER_PREDICTIONS
from glasscape.particles.transfer_figures import show_heterogeneity
from glasscape.plotting import save

with job_log(snakemake.log[0]):
    ensembles = StatesOfEnsemble.of_params(snakemake.params.ensembles)
    names = [(ensemble.name, sample) for ensemble in ensembles for sample in ensemble.samples]
    files = zip(names, snakemake.input.configurations, strict=True)
    configurations = {name: Configuration.read(path) for name, path in files}
    predictions = map(TRANSFER_PREDICTIONS.read, snakemake.input.predictions)
    table = heterogeneity_of_predictions(pd.concat(predictions, ignore_index=True), configurations)
    HETEROGENEITY.write(snakemake.output.table, table)
    save(show_heterogeneity(table), snakemake.output.figure)
