"""What a table gives of which it is not known which entry is asked for: a command for each system, an address for each region."""

from itertools import islice

from beartrap.vet.source.values import HELD, Value, united

FEW = 8
"""Alternatives that are put together; the rest is like them."""


def one_of(table: Value) -> Value:
    """Return what stands for any one entry: made of them all, and of lists of words, as commands are, the first one."""
    if table.items:
        return united(table.items[:FEW]).copy()
    entries = list(islice((table.fields or {}).values(), HELD))
    commands = [one.known for one in entries if _is_command(one)]
    made = Value()
    if commands and len(commands) == len(entries):
        made.items = [Value(word) for word in commands[0]]
    return made


def _is_command(value: Value) -> bool:
    return isinstance(value.known, list) and bool(value.known) and all(isinstance(word, str) for word in value.known)
