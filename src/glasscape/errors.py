"""Errors that a user can act on: they name the offending file, key or pair and say what to do."""


class GlasscapeError(Exception):
    """Base of all errors caused by input, shown to the user without a traceback."""


class ConfigError(GlasscapeError):
    """A config file or sample sheet does not say what it must."""


class StructureError(GlasscapeError):
    """A structure file cannot be read, or does not fit the others of its glass."""


class TableError(GlasscapeError):
    """A table misses columns or holds values that its schema does not allow."""


class LearningError(GlasscapeError):
    """The labels are not enough to train on."""


class EngineError(GlasscapeError):
    """An engine is missing, crashed, or met a configuration that it cannot evaluate."""


class StoreError(GlasscapeError):
    """The store of computed paths cannot be written to."""
