"""Versions of what results depend on.

Raise one when a change of the code changes the results of its step: files made by other versions are
then remade. A reformat or a moved function changes no result and no version.
"""

PREPARATION = 1
EXPLORATION = 2
INGEST = 2
LIBRARY = 2
PAIRS = 2
PATH = 2
VERDICT = 2
KNOWN = 1
SELECTION = 2
LABELS = 1
LEARNING = 3
HARVEST = 2
DECISION = 2
STATISTICS = 1
SUMMARY = 4
FIGURES = 3
EXPORT = 1
UNDERSTANDING = 2
