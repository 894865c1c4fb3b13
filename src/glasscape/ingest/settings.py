"""How structure files of users are read."""

from pydantic import Field

from glasscape.structures.settings import StructureFormat


class IngestSettings(StructureFormat):
    """How structure files of users are read."""

    quench: bool = Field(
        True,
        description="Whether structures are quenched to their minima. If not, they have to be minima: they "
        "are not moved, and structures with forces above `minima.max_force` are left out.",
    )
    in_order: bool = Field(
        True,
        description="Whether structures follow each other in time: the frames of a file, or files of one "
        "frame each with a step or time. Changes from one minimum to the next are then counted as "
        "transitions.",
    )
