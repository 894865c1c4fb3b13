"""Base of all settings: declared once where they are used, assembled in `config`."""

from pydantic import BaseModel, ConfigDict

# of paths that are inputs of the workflow, where braces are wildcards
WITHOUT_BRACES = "^[^{}]+$"


class Settings(BaseModel):
    """A section of the config: immutable, unknown keys are errors, values are not coerced."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
