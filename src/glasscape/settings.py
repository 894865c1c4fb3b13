"""Base of all settings. They are declared beside the code that reads them and assembled in `config`."""

from pydantic import BaseModel, ConfigDict

# pattern of paths that are inputs of the workflow: braces would mark wildcards
WITHOUT_BRACES = "^[^{}]+$"


class Settings(BaseModel):
    """A section of the config. It is immutable, unknown keys are errors, and values are not converted."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
