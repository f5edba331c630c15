"""Functions of C that a language calls by its foreign interface, under a name of its own."""

from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value

_RUNS = frozenset({"system", "popen", "execl", "execlp", "execv", "execvp", "execve", "posix_spawn"})


def of_library(machine: Machine, one: Invocation) -> Value | None:
    """Ruby's `Fiddle::Function.new(library["system"], …)`, None where it is no function that starts a program."""
    name = (one.args[0].name or "").rpartition(".")[2] if one.args else ""
    return Value(name="Kernel.system") if name in _RUNS else None
