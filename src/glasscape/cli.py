"""The command `glasscape`: commands for all studies, and the commands of each study."""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from glasscape import __version__
from glasscape.campaign.config import Config
from glasscape.campaign.study import Command
from glasscape.cite import CITE_COMMAND
from glasscape.config import all_studies, config_of_ensemble, merged, parse_campaign, read_yaml
from glasscape.errors import ConfigError, GlasscapeError
from glasscape.public import PUBLIC, fetch

DEFAULT = Path("config/config.yaml")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command. Wrong input ends it with a message of one line."""
    logging.basicConfig(level=logging.ERROR)
    given = make_parser().parse_args(arguments)
    try:
        given.run(given)
    except GlasscapeError as error:
        sys.exit(f"error: {error}")


def make_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="glasscape",
        description="Glasses on their energy landscape: checks, and tools for single steps.",
        epilog="Campaigns are run by `snakemake` in a checkout of the repository. A wheel has this command "
        "and the package, but not the workflow.",
    )
    parser.add_argument("--version", action="version", version=f"glasscape {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser(
        "check",
        help="check a config and its inputs, and estimate the cost of a campaign",
        description="Read the config, the sample sheet and all structures, and evaluate the potential a few "
        "times. Print mistakes, the plan of each study, and its estimated cost. Nothing is written.",
    )
    check.add_argument(
        "configs",
        metavar="CONFIG",
        type=Path,
        nargs="+",
        help="config file; later files override earlier ones",
    )
    check.add_argument(
        "--cores",
        type=_positive,
        default=os.cpu_count() or 1,
        help="cores of the campaign (default: all cores of this machine)",
    )
    check.set_defaults(run=_check)
    _add_command(commands, CITE_COMMAND)
    fetched = commands.add_parser(
        "fetch",
        help="download public data that an example config needs",
        description="Download public data into the folder where an example config expects them. Files that "
        "are there are kept. Run it in the folder of the project.",
    )
    fetched.add_argument("name", metavar="NAME", choices=PUBLIC, help=f"one of {', '.join(PUBLIC)}")
    fetched.set_defaults(run=_fetch)
    for study in all_studies().values():
        for command in study.commands:
            _add_command(commands, command)
    return parser


def _add_command(commands: Any, command: Command) -> None:
    parser = commands.add_parser(command.name, help=command.help, description=command.description)
    parser.add_argument("--config", type=Path, help="config file")
    parser.add_argument("--ensemble", help="ensemble of the sample sheet whose settings are used")
    command.add_arguments(parser)
    parser.set_defaults(run=lambda given: command.run(given, _read_config(given.config, given.ensemble)))


def _read_config(path: Path | None, ensemble: str | None) -> Config:
    if path is None and ensemble is not None:
        raise ConfigError("--ensemble needs --config")
    content, where = _merged([] if path is None else [path])
    return config_of_ensemble(content, ensemble, where)


def _merged(paths: Sequence[Path]) -> tuple[dict[str, Any], str]:
    """The content of some config files, each before those that follow, and their names.

    Snakemake reads the default config before any other.
    """
    every = [*([DEFAULT] if DEFAULT.is_file() else []), *paths]
    content: dict[str, Any] = {}
    for path in every:
        content = merged(content, read_yaml(path))
    return content, " + ".join(map(str, paths or every)) or "config"


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of cores")
    return int(text)


def _fetch(given: argparse.Namespace) -> None:
    data = PUBLIC[given.name]
    fetch(given.name, Path())
    print(f"{data.folder}: {len(data.files)} files of {data.source}")
    print(f"used by snakemake --cores 2 --configfile {data.example}")


def _check(given: argparse.Namespace) -> None:
    # imported late, so that `--help` and the other commands start quickly
    from glasscape.estimate import describe_plan, plan_ensemble

    campaign = parse_campaign(*_merged(given.configs))
    problems = 0
    for name, config in campaign.configs.items():
        plan = plan_ensemble(name, campaign.samples[name], config)
        print("\n".join(describe_plan(plan, given.cores)))
        problems += len(plan.problems)
    if problems:
        sys.exit(f"error: {problems} {'problem' if problems == 1 else 'problems'} found; see above")
    print("\nno problem found")
