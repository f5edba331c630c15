"""What can go wrong with a case.

CaseError             the case cannot be opened, written or read; the message says what to do
└── NotACase          there is no case where one was named (the door treats it as bad usage)
"""

from pathlib import Path


class CaseError(Exception):
    """A case cannot be used as asked.

    `folder` is the case's folder, `why` what is wrong, `remedy` what the user can do; the message has all three.
    """

    def __init__(self, folder: Path, why: str, remedy: str) -> None:
        self.folder = folder
        self.why = why
        self.remedy = remedy
        super().__init__(f"case {folder}: {why}. {remedy}")


class NotACase(CaseError):
    """There is no case in this folder."""
