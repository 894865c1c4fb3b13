"""Base of all settings. They are declared beside the code that reads them and assembled in `config`."""

from pydantic import BaseModel, ConfigDict

# pattern of paths that are inputs of the workflow: braces would mark wildcards
WITHOUT_BRACES = "^[^{}]+$"
# the remedy where YAML 1.1 reads 1e-8 or 1.0e8 as text
NUMBER_AS_TEXT = (
    "YAML takes this for text, write it with a decimal point as in 1.0e-8, and with a sign in the exponent"
)


class Settings(BaseModel):
    """A section of the config. It is immutable, unknown keys are errors, and values are not converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


def is_number(value: object) -> bool:
    """Whether a value is a text that shows a number."""
    try:
        float(str(value))
    except ValueError:
        return False
    return isinstance(value, str)
