from glasscape.analysis.figures import save, show_found, show_predicted_against_exact, show_profiles
from glasscape.analysis.physics_figures import show_density, show_distributions, show_glasses, show_heat
from glasscape.jobs import job_log
from glasscape.search.target import Target
from glasscape.tables import DENSITY, DISTRIBUTIONS, GLASSES, HEAT, defects_table, labels_table

with job_log(snakemake.log[0]):
    tables, files = snakemake.input, snakemake.output
    labels = labels_table(snakemake.params.displacements).read(tables.labels)
    defects = defects_table(snakemake.params.displacements).read(tables.defects)
    target = Target.of_config(snakemake.params.target, snakemake.params.quantum)
    save(show_found(labels, target), files.found)
    save(show_predicted_against_exact(labels, target), files.predicted)
    save(show_profiles(defects), files.profiles)
    save(show_glasses(GLASSES.read(tables.glasses), target.name), files.glasses)
    save(show_density(DENSITY.read(tables.density)), files.density)
    save(show_heat(HEAT.read(tables.heat)), files.heat)
    save(show_distributions(DISTRIBUTIONS.read(tables.distributions)), files.distributions)
