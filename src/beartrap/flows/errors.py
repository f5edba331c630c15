"""What a flow refuses, in words for the person who asked.

FlowError (an Exception)
├── NothingToLookFor    neither a report nor a pack nor an indicator was given, and the case holds none
├── NoSuchPlace        what is to be swept is neither a path nor a source
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


class NoSuchPlace(FlowError):
    """What is to be swept is neither a path nor a source of the estate."""

    def __init__(self, place: str, known: str) -> None:
        """`known` lists the sources there are."""
        sources = f" (sources: {known})" if known else ""
        super().__init__(f"{place}: neither a path here nor a source of the estate{sources}")


class NoSuchFinding(FlowError):
    """No finding, or more than one, goes by that id; the message says how to list them."""
