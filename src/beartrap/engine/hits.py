"""Raw hits: one row of a log that matched one indicator, as Arrow; kept beside the ledger and graded later."""

from enum import StrEnum
from typing import TYPE_CHECKING

from beartrap.model.frozen import frozen

if TYPE_CHECKING:
    import pyarrow as pa


class Standing(StrEnum):
    """What the time of a hit means."""

    IN_WINDOW = "in-window"
    OUT_OF_WINDOW = "out-of-window"
    """The indicator was not the actor's then: addresses and names change hands."""
    AFTER_PUBLICATION = "after-publication"
    """The incident was public: researchers, scanners and sandboxes ask for published names."""
    NO_TIME = "no-time"


@frozen
class Hits:
    """The hits of one detector in one batch, in the columns of `engine.hit_columns`."""

    detector: str
    batch: "pa.RecordBatch"
