"""Versions of the steps that all studies of particles share.

Raise a version if a change of the code changes the results of its step. Results of other versions are then
computed again. A change that leaves the results as they are, such as a reformat, needs no new version.
"""

DESCRIPTORS = 5
EVALUATION = 11
TRANSFER = 5
HETEROGENEITY = 2
COMPARISON = 1
FIGURES = 4
