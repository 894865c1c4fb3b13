"""Versions of the steps of this study.

Raise a version if a change of the code changes the results of its step. Results of other versions are then
computed again. A change that leaves the results as they are, such as a reformat, needs no new version.
"""

CONFIGURATION = 1
LABELS = 3
