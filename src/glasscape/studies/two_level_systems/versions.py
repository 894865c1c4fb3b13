"""Versions of the steps of this study.

Raise a version if a change of the code changes the results of its step. Results of other versions are then
computed again. A change that leaves the results as they are, such as a reformat, needs no new version.
"""

ZERO_POINT = 3
PAIRS = 4
LOOKUP = 5
VERDICT = 11
SELECTION = 3
LABELS = 2
LEARNING = 8
INTERMEDIATE_MINIMA = 4
DECISION = 9
STATISTICS = 10
MOVING = 1
SUMMARY = 12
FIGURES = 12
EXPORT = 7
INTERPRETATION = 5
