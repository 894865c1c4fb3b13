"""Versions of the steps that make samples and paths.

Raise one when a change of the code changes the results of its step: results of other versions are then made
again. A reformat or a moved function changes no result and no version.
"""

PREPARATION = 1
EXPLORATION = 2
INGEST = 2
LIBRARY = 2
PATH = 2
FIGURES = 3
