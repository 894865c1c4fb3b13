from glasscape.files import write_json
from glasscape.jobs import job_log
from glasscape.minima.library import MinimaLibrary
from glasscape.modes.figures import show_spectrum
from glasscape.modes.spectrum import MODES, spectrum
from glasscape.plotting import save
from glasscape.potentials.settings import PotentialSettings

with job_log(snakemake.log[0]) as log:
    library = MinimaLibrary.read(snakemake.input.minima)
    found = spectrum(
        PotentialSettings.model_validate(snakemake.params.potential), library.particles, library.positions[0]
    )
    MODES.write(snakemake.output.modes, found.modes)
    write_json(snakemake.output.report, found.report)
    save(show_spectrum(found.modes, found.report), snakemake.output.figure)
    log.info("%s", found.report)
