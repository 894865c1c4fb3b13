"""A potential that is computed by an ASE calculator."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class AsePotential:
    """An ASE calculator. Its units of energy and length are used as epsilon and sigma.

    Attributes
    ----------
    calculator : str
        Import path of the class, such as `ase.calculators.eam.EAM`.
    arguments_json : str
        Keyword arguments of the class, as JSON with sorted keys.
    elements : tuple of str
        Chemical symbol of each species.
    """

    calculator: str
    arguments_json: str
    elements: tuple[str, ...]

    @classmethod
    def of(cls, calculator: str, arguments: dict[str, Any], elements: list[str]) -> "AsePotential":
        """The calculator with the given arguments."""
        return cls(calculator, json.dumps(arguments, sort_keys=True), tuple(elements))

    @property
    def identity(self) -> dict[str, Any]:
        """Named fields that identify the potential in the keys of stored results."""
        return {
            "kind": "ase",
            "calculator": self.calculator,
            "arguments": self.arguments_json,
            "elements": list(self.elements),
        }

    @property
    def arguments(self) -> dict[str, Any]:
        """Keyword arguments of the class."""
        content: dict[str, Any] = json.loads(self.arguments_json)
        return content

    @property
    def n_species(self) -> int:
        """Number of species."""
        return len(self.elements)
