"""Verdicts, for the questions where yes and no are not the point."""

from enum import StrEnum


class Containment(StrEnum):
    """`contained`: a verification has shown it gone; `open`: it has not."""

    CONTAINED = "contained"
    OPEN = "open"


class Admission(StrEnum):
    """What to do with an update."""

    ADMIT = "admit"
    HOLD = "hold"
    BLOCK = "block"
