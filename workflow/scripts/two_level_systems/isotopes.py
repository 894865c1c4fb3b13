from glasscape.jobs import job_log
from glasscape.minima.settings import MinimaSettings
from glasscape.paths.extension import extension_action
from glasscape.paths.settings import NEBSettings, PathSettings
from glasscape.plotting import save
from glasscape.potentials.settings import PotentialSettings
from glasscape.studies.two_level_systems.analysis.physics_figures import show_isotopes
from glasscape.studies.two_level_systems.exact.isotopes import isotope_levels
from glasscape.studies.two_level_systems.exact.minima import AllMinima
from glasscape.studies.two_level_systems.exact.tables import ISOTOPES
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.tables import labels_table
from glasscape.tunnelling.settings import QuantumSettings

with job_log(snakemake.log[0]):
    files, params = snakemake.input, snakemake.params
    labels = labels_table(PairFeatures(params.displacements)).read(files.labels)
    units = QuantumSettings.model_validate(params.quantum).units
    table = isotope_levels(
        labels,
        AllMinima.read(files.minima, files.intermediate, {*labels.a, *labels.b}),
        PathSettings(
            PotentialSettings.model_validate(params.potential),
            MinimaSettings.model_validate(params.minima),
            NEBSettings.model_validate(params.neb),
            extension_action(units),
        ),
        units,
        params.isotopes,
        params.store,
    )
    ISOTOPES.write(snakemake.output.table, table)
    save(show_isotopes(table, units.splitting_threshold), snakemake.output.figure)
