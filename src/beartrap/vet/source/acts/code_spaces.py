"""The table in which code that is run leaves its names: what is taken out of it again is that code's, wherever it stands."""

from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import UNKNOWN, Value, marks_of

OUT_OF_CODE = "out-of-code"
"""Mark of what code of another file has left in a table."""
_OF_FILES = frozenset({"file", "package-file"})


def fills(machine: Machine, code: Value, one: Invocation) -> None:
    """Mark the table that the text of a file is given to be run in, where that text is not known: `exec(open(path).read(), table)`."""
    if one.name not in ("exec", "builtins.exec") or len(one.args) < 2 or code.known is not UNKNOWN:
        return
    if not _OF_FILES.isdisjoint(marks_of([code])):
        for table in one.args[1:3]:
            machine.mark(table, OUT_OF_CODE, one.row)
