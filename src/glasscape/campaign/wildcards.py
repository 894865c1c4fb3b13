"""The wildcards of the jobs of a workflow."""

from collections.abc import Callable
from typing import Any, Protocol


class Wildcards(Protocol):
    """The wildcards of a job. A rule has only those that occur in its outputs."""

    study: str
    ensemble: str
    sample: str
    run: str
    group: str
    round: str
    label: str
    descriptors: str
    family: str
    sampler: str

    def items(self) -> Any:
        """Names and values."""
        ...


InputFunction = Callable[[Wildcards], list[str]]
