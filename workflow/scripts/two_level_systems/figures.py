from glasscape.jobs import job_log
from glasscape.plotting import save
from glasscape.studies.two_level_systems.analysis.density_figures import show_density, show_heat, show_levels
from glasscape.studies.two_level_systems.analysis.distribution_figures import show_distributions, show_samples
from glasscape.studies.two_level_systems.analysis.figures import (
    show_found,
    show_predicted_against_exact,
    show_profiles,
)
from glasscape.studies.two_level_systems.analysis.loss_figures import show_loss, show_network
from glasscape.studies.two_level_systems.analysis.physics_figures import (
    show_coupling,
    show_soft_modes,
    show_zero_point,
)
from glasscape.studies.two_level_systems.analysis.tables import (
    DENSITY,
    DISTRIBUTIONS,
    HEAT,
    HEAT_TIME,
    LEVELS,
    LOSS,
    NETWORK,
    SAMPLES,
    STRENGTH,
    TIMES,
)
from glasscape.studies.two_level_systems.pairs.tables import PairFeatures
from glasscape.studies.two_level_systems.search.tables import defects_table, labels_table
from glasscape.studies.two_level_systems.search.target import Target
from glasscape.tunnelling.settings import QuantumSettings

with job_log(snakemake.log[0]):
    tables, files = snakemake.input, snakemake.output
    features = PairFeatures(snakemake.params.displacements)
    labels = labels_table(features).read(tables.labels)
    defects = defects_table(features).read(tables.defects)
    target = Target.of_config(snakemake.params.target, snakemake.params.quantum)
    save(show_found(labels, target), files.found)
    save(show_predicted_against_exact(labels, target), files.predicted_against_exact)
    save(show_profiles(defects), files.profiles)
    units = QuantumSettings.model_validate(snakemake.params.quantum).units
    save(show_zero_point(labels, units.splitting_threshold), files.zero_point)
    save(show_soft_modes(labels, target), files.soft_modes)
    save(show_coupling(labels, target, units), files.coupling)
    save(show_samples(SAMPLES.read(tables.samples), target.name), files.samples)
    save(show_density(DENSITY.read(tables.density)), files.density)
    save(show_levels(LEVELS.read(tables.levels), TIMES.read(tables.times)), files.levels)
    save(show_heat(HEAT.read(tables.heat), HEAT_TIME.read(tables.heat_time)), files.heat)
    loss = LOSS.read(tables.loss)
    save(show_loss(loss, STRENGTH.read(tables.strength)), files.loss)
    save(show_network(NETWORK.read(tables.network), loss), files.network)
    save(show_distributions(DISTRIBUTIONS.read(tables.distributions)), files.distributions)
