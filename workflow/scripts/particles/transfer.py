import pandas as pd

from glasscape.jobs import job_log
from glasscape.particles.grid import SampleFiles, ceilings_of_states, read_states
from glasscape.particles.settings import TransferLearningSettings
from glasscape.particles.states import StatesOfEnsemble
from glasscape.particles.tables import ATTENTION, TRANSFER, TRANSFER_PREDICTIONS
from glasscape.particles.transfer import evaluate_transfer

with job_log(snakemake.log[0]) as log:
    files, params, names = snakemake.input, snakemake.params, snakemake.wildcards
    learning = TransferLearningSettings.model_validate(params.learning)
    ensembles = StatesOfEnsemble.of_params(params.ensembles)
    samples = SampleFiles.of_samples(
        [name for ensemble in ensembles for name in ensemble.samples],
        files.configurations,
        files.labels,
        files.descriptors,
    )
    found = []
    for species in params.species:
        data = read_states(ensembles, samples, species, names.descriptors)
        ceilings = ceilings_of_states(ensembles, files.ceilings, species, learning.test)
        point = {"label": names.label, "descriptors": names.descriptors, "model": names.family}
        tables = evaluate_transfer(data, names.family, learning, ceilings, snakemake.threads)
        found.append([table.assign(**point, species=species) for table in tables])
        means = tables.scores.groupby(["trained_on", "ensemble"]).pearson.mean()
        log.info("%s, species %d, means over times:\n%s", point, species, means)
    kinds = (TRANSFER, TRANSFER_PREDICTIONS, ATTENTION)
    for kind, parts, path in zip(kinds, zip(*found, strict=True), snakemake.output, strict=True):
        kind.write(path, pd.concat(parts))
