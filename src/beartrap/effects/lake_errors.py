"""What a lake refuses, apart so that the command line starts without SQLite."""


class LakeError(Exception):
    """The lake cannot be used; the text says why and what to do."""
