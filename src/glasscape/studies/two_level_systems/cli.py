"""The command `glasscape pair`."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from glasscape.campaign.config import Config
from glasscape.campaign.study import Command


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("a", metavar="A", help="first structure")
    parser.add_argument("b", metavar="B", help="second structure")
    parser.add_argument(
        "--output", type=Path, default=Path("pair"), help="folder for the results (default: %(default)s)"
    )


def _run(given: Namespace, config: Config) -> None:
    # imported late, so that the other commands start quickly
    from glasscape.studies.two_level_systems.pair_report import report_pair

    report_pair(given.a, given.b, given.output, config)


PAIR_COMMAND = Command(
    name="pair",
    help="characterise one pair of structures",
    description="Quench two structures, compute the minimum energy path between their minima, compute the "
    "levels on it, and draw both. A structure is a file, or LIBRARY.h5@INDEX for a minimum of a sample.",
    add_arguments=_add_arguments,
    run=_run,
)
