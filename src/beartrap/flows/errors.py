"""What a flow refuses, in words for the person who asked.

FlowError (an Exception)
├── NothingToLookFor    neither a report nor a pack nor an indicator was given, and the case holds none
└── NoSuchFinding       no finding, or more than one, goes by an id
"""


class FlowError(Exception):
    """A request that cannot be carried out as it was made; the message says what to do."""


class NothingToLookFor(FlowError):
    """Neither a report nor a pack nor an indicator was given, and the case holds none."""

    def __init__(self) -> None:
        super().__init__(
            "nothing to look for: give --report, --pack or --indicators (`beartrap packs` lists the packs)"
        )


class NoSuchFinding(FlowError):
    """No finding, or more than one, goes by that id; the message says how to list them."""
