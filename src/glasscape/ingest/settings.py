"""How structures of users are read, and what they are."""

from pydantic import Field

from glasscape.structures.settings import StructureFormat


class IngestSettings(StructureFormat):
    """How structures are read, and what they are."""

    quench: bool = Field(
        True,
        description="Whether structures are quenched to their minima. If not they are minima already: they "
        "stay as they are, and those with forces above `minima.max_force` are left out.",
    )
    in_order: bool = Field(
        True,
        description="Whether the frames of a file, or files of one frame each that tell a step or time, "
        "follow each other in time: steps from one minimum to the next are then transitions.",
    )
