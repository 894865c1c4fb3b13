"""Errors that a user can correct. Each message names the file, key or pair, and the remedy."""


class GlasscapeError(Exception):
    """Base of all errors caused by input, shown to the user without a traceback."""


class FileError(GlasscapeError):
    """A file of results cannot be read."""


class ConfigError(GlasscapeError):
    """A config file or sample sheet is not valid."""


class StructureError(GlasscapeError):
    """A structure file cannot be read, or differs from the others of its sample."""


class TableError(GlasscapeError):
    """A table lacks columns or holds values that its schema does not allow."""


class MinimumError(GlasscapeError):
    """A configuration is no minimum of the potential."""


class DescriptorError(GlasscapeError):
    """The neighbourhoods of the particles of a configuration cannot be described."""


class LearningError(GlasscapeError):
    """Models cannot be trained, read or applied."""


class EngineError(GlasscapeError):
    """An engine is missing, has crashed, or cannot evaluate a configuration."""


class StoreError(GlasscapeError):
    """A store of computed results cannot be written to."""
