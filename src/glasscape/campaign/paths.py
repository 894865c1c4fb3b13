"""Paths that users give in a sample sheet."""

from snakemake.io import local

from glasscape.structures.sources import is_address


def of_user(path: str) -> str:
    """A path that the prefix of a module does not move. An address stays as it is."""
    found: str = path if is_address(path) else local(path)
    return found
