"""Base of all settings. They are declared beside the code that reads them and assembled in `config`."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, PositiveFloat, ValidationError, model_validator

T = TypeVar("T")

# pattern of paths that are inputs of the workflow: braces would mark wildcards
WITHOUT_BRACES = "^[^{}]+$"
# the remedies where YAML 1.1 reads 1e-8 or 1.0e8 as text, and for other texts that show numbers
NUMBER_AS_TEXT = (
    "YAML takes this for text, write it with a decimal point as in 1.0e-8, and with a sign in the exponent"
)
QUOTED_NUMBER = (
    "in quotes, or in braces after `snakemake --config`, a number is text; write it into a config file"
)
# advice on a key that is not known anywhere
UNKNOWN = "remove it or correct its spelling"


class Settings(BaseModel):
    """A section of the config. It is immutable, unknown keys are errors, and values are not converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _from_numpy(cls, content: Any) -> Any:
        """Convert numbers and arrays of numpy, and tuples, which scripts give, to what YAML gives."""
        if not isinstance(content, dict):
            return content
        return {name: _plain(value) for name, value in content.items()}


def _plain(value: Any) -> Any:
    if hasattr(value, "tolist"):
        return value.tolist()
    return list(value) if isinstance(value, tuple) else value


def _without_repeats(values: list[T]) -> list[T]:
    for k, value in enumerate(values):
        if value in values[:k]:
            raise ValueError(f"{value} is there twice")
    return values


def _ascending(values: list[float]) -> list[float]:
    for one, following in pairwise(values):
        if not one < following:
            raise ValueError(f"{following:g} follows {one:g}; the numbers must ascend")
    return values


# a list in which every entry is there once
Distinct = Annotated[list[T], AfterValidator(_without_repeats)]
# positive numbers, each larger than the one before
Ascending = Annotated[list[PositiveFloat], AfterValidator(_ascending)]


def explain(where: str, error: ValidationError, advice: Callable[[Sequence[int | str]], str]) -> str:
    """A message with a line for every mistake in settings.

    Parameters
    ----------
    where : str
        Where the settings are, with which every line begins.
    error : ValidationError
        The mistakes.
    advice : callable
        What to do about an unknown key, from its place.
    """
    lines = []
    for mistake in error.errors():
        key = ".".join(str(part) for part in mistake["loc"])
        place = f"{where}: {key}" if key else where
        value = mistake["input"]
        expected = mistake["msg"].removeprefix("Value error, ")
        if mistake["type"] == "missing":
            lines.append(f"{place}: is required and missing")
            continue
        # a check of several keys names them
        if mistake["type"] == "value_error" and isinstance(value, dict):
            lines.append(f"{place}: {expected}")
            continue
        if mistake["type"] == "extra_forbidden":
            expected = f"unknown key; {advice(mistake['loc'])}"
        elif mistake["type"] in ("float_type", "int_type") and is_number(value):
            expected += f"; {NUMBER_AS_TEXT if has_exponent(value) else QUOTED_NUMBER}"
        lines.append(f"{place}: {expected} (got {'a section' if isinstance(value, dict) else repr(value)})")
    return "\n".join(lines)


def is_number(value: object) -> bool:
    """Whether a value is a text that shows a number."""
    try:
        float(str(value))
    except ValueError:
        return False
    return isinstance(value, str)


def has_exponent(value: object) -> bool:
    """Whether a value is a text that shows a number with an exponent."""
    return is_number(value) and "e" in str(value).lower()
