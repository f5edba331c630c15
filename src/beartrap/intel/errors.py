"""What goes wrong in reading what the world says.

Exception
└── IntelError      a file that is no report, no list and no pack; or one that is, and is malformed
"""

from pathlib import Path

from beartrap.model.text import printable


class IntelError(Exception):
    """A report, list or pack cannot be used at all: which file, why, and what to do about it.

    What can be used in part is no error: the rest becomes Gaps.
    """

    def __init__(self, path: Path | str, why: str, remedy: str) -> None:
        self.path = path
        self.why = why
        self.remedy = remedy
        super().__init__(f"{printable(str(path))}: {printable(why)}. {printable(remedy)}")
