"""What to cite for what a config uses."""

from argparse import Namespace
from collections.abc import Iterator
from typing import Any

from glasscape import __version__
from glasscape.campaign.config import Config
from glasscape.campaign.study import Command
from glasscape.config import all_studies, asked_studies
from glasscape.references import ALWAYS, BY_NAME, MADE, Reference


def citations(config: Config) -> dict[str, tuple[Reference, ...]]:
    """Publications by what they are of: studies, and names in the sections that these read.

    Names whose publications are not known here, such as those of calculators, are left out.
    """
    studies = asked_studies(config)
    found = {study.name: study.references for study in studies}
    unread = {"samples", "studies", *(name for name in all_studies() if name not in config.studies)}
    if all("model" in study.settings.model_fields for study in studies):
        # studies with a model of their own read no shared section
        unread |= Config.model_fields.keys()
    elif config.preparation.swaps_per_particle:
        found["samples, if they are made"] = MADE
    names = dict.fromkeys(_texts(config.model_dump(mode="json", exclude=unread)))
    return found | {name: BY_NAME[name] for name in names if name in BY_NAME}


def _run(given: Namespace, config: Config) -> None:
    lines = [f"glasscape {__version__}, by its developers (CITATION.cff)", *_listed(ALWAYS)]
    for name, references in citations(config).items():
        lines += ["", name, *_listed(references)]
    print("\n".join(lines))


def _listed(references: tuple[Reference, ...]) -> list[str]:
    return [f"  {reference}" for reference in references]


def _texts(value: Any) -> Iterator[str]:
    """All texts in a value, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each)


CITE_COMMAND = Command(
    name="cite",
    help="print what to cite",
    description="Print the publications of the studies, potentials, descriptors, samplers and models that a "
    "config names. Without a config, those of the default.",
    run=_run,
)
