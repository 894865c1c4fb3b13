from glasscape.files import write_json
from glasscape.forces.engine import make_engine
from glasscape.jobs import job_log
from glasscape.plotting import save
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.two_level_systems.analysis.network import connect, losses, report, show_network
from glasscape.studies.two_level_systems.pairs.minima import AllMinima
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.tables import labels_table
from glasscape.studies.two_level_systems.search.target import Target

with job_log(snakemake.log[0]) as log:
    files, params, sample = snakemake.input, snakemake.params, snakemake.wildcards.sample
    labels = labels_table(PairFeatures(params.displacements)).read(files.labels, sample=[sample])
    minima = AllMinima.read([files.library], files.intermediate, {*labels.a, *labels.b})
    engine = make_engine(PotentialSettings.model_validate(params.potential))
    field = engine.force_field(minima.libraries[sample].particles)
    found = connect(labels, sample, minima, field, Target.of_config(params.target, params.quantum))
    write_json(snakemake.output.report, report(found))
    save(show_network(found, losses(found, sample, minima, field)), snakemake.output.figure)
    log.info("%s", report(found))
