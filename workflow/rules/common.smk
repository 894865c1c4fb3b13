# The config, and functions for the rules of all studies. The logic is in `glasscape.workflow`.

from pathlib import Path

from snakemake.exceptions import WorkflowError

from glasscape import versions
from glasscape.config import read_yaml
from glasscape.errors import ConfigError
from glasscape.structures.sources import is_address
from glasscape.workflow import Workflow, growing, one_of, unwatched, version

try:
    # Snakemake takes the last of keys that are given twice
    for path in workflow.configfiles:
        read_yaml(path)
    flow = Workflow.of_config(config)
except ConfigError as error:
    raise WorkflowError(str(error)) from None

# params of rules that compute energies. Jobs depend on the content of files that the potential names
POTENTIAL = {
    "potential": flow.setting("potential"),
    "potential_files": flow.potential_files,
}
# without masses and charges, on which minima do not depend
INTERACTION = {
    "potential": flow.interaction,
    "potential_files": flow.potential_files,
}


wildcard_constraints:
    ensemble=one_of(flow.ensembles),
    sample=r"[A-Za-z0-9][A-Za-z0-9._-]*",
    k=r"[0-9]+",
    batch=r"[0-9]+",
    run=r"[0-9]+",


def warn_of_unwatched():
    """Warn of results whose config is not on record."""
    done = (job for job in workflow.dag.jobs if not workflow.dag.needrun(job))
    if warning := unwatched(done, workflow.persistence.metadata):
        logger.warning(warning)


def fetched(files):
    """An input function whose addresses go through the storage plugins of Snakemake."""

    def with_storage(wildcards):
        found = files(wildcards)
        if isinstance(found, str):
            return storage(found) if is_address(found) else found
        return [storage(path) if is_address(path) else path for path in found]

    return with_storage


def drawn(path, category, captions, label=None):
    """A figure in two formats. The report shows the first."""
    name = Path(path).name.partition("_{")[0]
    picture = report(
        f"{path}.png",
        caption=f"{captions}/{name}.rst",
        category=category,
        subcategory="{ensemble}" if "{ensemble}" in path else "",
        labels={"figure": label or name.replace("_", " ")},
    )
    return [picture, f"{path}.pdf"]
