"""Versions of the steps of this study.

Raise a version if a change of the code changes the results of its step. Results of other versions are then
computed again. A change that leaves the results as they are, such as a reformat, needs no new version.
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
