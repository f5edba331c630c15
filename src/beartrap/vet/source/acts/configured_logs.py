"""Handlers of a log that a table sets up: each is made as if it were called by its class."""

from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value

_HANDLERS = 100
"""Handlers of one table that are made."""
_WHERE = ("host", "url", "address", "mailhost")
"""What the handlers of the library call the first that they are told: where to."""


def configured(machine: Machine, one: Invocation) -> Value | None:
    """Make the handlers that `logging.config.dictConfig` is told of."""
    handlers = (one.argument(0, "config").fields or {}).get("handlers", Value()).fields or {}
    for handler in list(handlers.values())[:_HANDLERS]:
        words = dict(handler.fields or {})
        made_by = words.pop("class", None) or words.pop("()", None)
        if made_by is None:
            continue
        func = Value(name=made_by.known) if isinstance(made_by.known, str) else made_by
        func.layers = made_by.layers
        where = next((words.pop(word) for word in _WHERE if word in words), None)
        machine.invoke(machine, Invocation(one.row, func, [where] if where is not None else [], words))
    return None
