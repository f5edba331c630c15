"""What goes wrong with `estate.toml`.

EstateError (a ValueError)
    the file is missing, unreadable, no TOML, or says something that the format does not allow
"""

from pathlib import Path

from beartrap.model.text import printable, shorten

MOST_SHOWN_OF_A_VALUE = 80
"""Characters of a wrong value that a message repeats: enough to find it, too few to flood a terminal."""


class EstateError(ValueError):
    """One thing that is wrong in one `estate.toml`.

    `path` is the file as it was given, `line` counts from 1 (None where the file as a whole is wrong), `key` names
    table and key (`[[source]] kind`), `why` says what is wrong, `allowed` what would be right. `value` is the wrong
    value as TOML would write it. The message holds all of them on one line, safe to print.
    """

    def __init__(
        self,
        path: Path,
        line: int | None,
        key: str,
        why: str,
        allowed: tuple[str, ...] = (),
        *,
        value: str | None = None,
        column: int | None = None,
    ) -> None:
        self.path = path
        self.line = line
        self.column = column
        self.key = key
        self.why = why
        self.allowed = allowed
        self.value = value
        super().__init__(self._message())

    def _message(self) -> str:
        where = ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)
        what = [self.key] if self.key else []
        if self.value is not None:
            what = [f"{self.key} = {shorten(self.value, MOST_SHOWN_OF_A_VALUE)}"]
        told = ": ".join([where, *what, self.why])
        if self.allowed:
            stop = "" if told.endswith(("?", ".")) else "."
            told = f"{told}{stop} Allowed: {', '.join(self.allowed)}"
        return printable(told)
