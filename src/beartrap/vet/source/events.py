"""What code was seen to do: one event for each call that acts on the world, with the values that it would be given."""

from dataclasses import dataclass, field
from enum import StrEnum

from beartrap.vet.behaviour import Layer, When
from beartrap.vet.source.values import Marks, Value


class Act(StrEnum):
    """What a call does to the world, whatever its language calls it."""

    RUN = "run"
    """Starts a process; `text` is the command line."""
    EVALUATE = "evaluate"
    """Runs text or bytes as code."""
    FETCH = "fetch"
    """Asks the network for something; `text` is the address."""
    SEND = "send"
    """Gives something to the network."""
    CONNECT = "connect"
    """Opens a connection."""
    RESOLVE = "resolve"
    """Looks up a host name; `text` is the name."""
    READ = "read"
    """Reads a file; `text` is its path."""
    WRITE = "write"
    """Writes a file; `text` is its path, `data` what is written."""
    COPY = "copy"
    """Copies or moves a file; `text` is where to."""
    MODE = "mode"
    """Makes a file executable, or changes its owner or attributes."""
    DELETE = "delete"
    """Removes a file or a tree; `text` is its path."""
    LIST = "list"
    """Lists a folder or matches names."""
    LOAD = "load"
    """Loads a library or module from a path."""
    ENVIRONMENT = "environment"
    """Takes one variable of the environment; `text` is its name."""
    FACT = "fact"
    """Asks for a fact about the host or the user."""
    CLIPBOARD = "clipboard"
    SCREEN = "screen"
    KEYS = "keys"
    """Watch the user."""
    REGISTER = "register"
    """Has something started later: run keys, cron, services; `text` is what is written."""
    INJECT = "inject"
    """Makes memory executable, or writes into another process; `text` is the call."""
    SET = "set"
    """Sets a variable of the environment for what is started from here; `text` is `NAME=value`."""
    PRINT = "print"
    """Writes to the log or the terminal."""
    PUT = "put"
    """Puts something on the clipboard, or takes one text's place by another; `text` is what is put there."""
    WEAKEN = "weaken"
    """Leaves a check out; `text` is what is not checked, `options` the tests under which."""
    REDIRECT = "redirect"
    """Puts a socket in the place of standard input or output."""
    WORD = "word"
    """Not a call: a literal of interest stands there."""


@dataclass(slots=True, eq=False)
class Event:
    """One act. `hidden` is true where the name of what is called was put together and not written.

    `text` is its essential operand as far as known, with holes (`{}`); `marks` are what its data were made of, `code` the
    text that it would run where that is known.
    """

    act: Act
    name: str
    path: str
    row: int
    quote: str
    when: When
    text: str = ""
    marks: Marks = field(default_factory=dict)
    layers: tuple[Layer, ...] = ()
    hidden: bool = False
    values: tuple[Value, ...] = ()
    literal: bool = True
    """Whether the operand stands there as a literal, or was at least folded to one."""
    language: str = ""
    options: frozenset[str] = frozenset()
    """What else was asked for: `detached`, `silent`, `shell`."""


SOUGHT, SOUGHT_AMONG = "sought", "sought-among"
"""Options of a request that is made only for passwords, cards and the like; for any of several of them."""
FROM_REQUEST = "file-from-request"
"""Mark of a file into which what a client sent was written."""
FROM_CALLER = "file-from-caller"
"""Mark of a file into which what a caller handed in was written."""
BEHIND = "behind"
"""Mark of what is put together of what a client sent and of something else that is not known: a folder, the caller's own word."""


TEXT_SHOWN = 4000
"""Characters kept of an operand."""
