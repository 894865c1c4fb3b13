"""Versions of the steps that make samples and paths.

Raise a version if a change of the code changes the results of its step. Results of other versions are then
computed again. Reformatted or moved code keeps its version.
"""

PREPARATION = 2
EXPLORATION = 3
INGEST = 3
LIBRARY = 3
MODES = 4
PATH = 3
# of the vibrations in the record of a path
VIBRATIONS = 4
RELAXATION = 1
ISOCONFIGURATIONAL = 2
FIGURES = 3
