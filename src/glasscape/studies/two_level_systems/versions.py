"""Versions of the steps of this study.

Raise one when a change of the code changes the results of its step: results of other versions are then made
again. A reformat or a moved function changes no result and no version.
"""

PAIRS = 2
LOOKUP = 1
VERDICT = 2
SELECTION = 2
LABELS = 1
LEARNING = 3
INTERMEDIATE_MINIMA = 2
DECISION = 2
STATISTICS = 1
SUMMARY = 4
FIGURES = 3
EXPORT = 1
INTERPRETATION = 2
