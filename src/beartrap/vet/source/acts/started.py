"""Files of the package that its code starts as a program of their own, and what they are handed: a worker's data, arguments, variables."""

from beartrap.vet.source.invocation import Invocation, shown
from beartrap.vet.source.knowledge.commands import INTERPRETERS, program
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value, items_of, listed

_STARTS = frozenset({"worker_threads.Worker", "child_process.fork", "cluster.setupPrimary", "Worker"})
"""Calls of Node.js that start a file of JavaScript (Node.js, "Worker threads" and "Child process")."""
_RUNS = frozenset(
    {
        "subprocess.Popen", "subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output",
        "asyncio.create_subprocess_exec",
    }
)  # fmt: skip
"""Calls of Python that start a program with its words in a list (Python, "subprocess")."""
HANDED_ON = 64
"""Arguments and variables that are handed on."""


def start(machine: Machine, one: Invocation) -> None:
    """Have a file walked that a call starts, with what it is handed there."""
    if machine.language == "python" and one.name in _RUNS:
        _by_interpreter(machine, one.argument(0, "args"))
    if one.name not in _STARTS or machine.language != "javascript" or not one.args:
        return
    path = shown(one.args[0])
    if not path.endswith((".js", ".cjs", ".mjs")):
        return
    told = dict[str, Value]()
    for value in one.args[1:]:
        fields = value.fields or {}
        if "workerData" in fields:
            told["worker_threads.workerData"] = fields["workerData"]
        variables = (fields["env"].fields if "env" in fields else None) or {}
        if len(variables) > HANDED_ON:
            machine.left.add("variables that a program is started with, which are too many")
        told |= dict(list(variables.items())[:HANDED_ON])
        words = items_of(fields.get("argv", value), HANDED_ON)
        if words:
            told["process.argv"] = listed([Value(), Value(path), *words])
    if told:
        machine.around.started(machine, path, told)


def _by_interpreter(machine: Machine, words: Value) -> None:
    """Have a file of Python walked that is started by its path, with the arguments behind it: `[sys.executable, path, …]`."""
    items = items_of(words) or []
    at = next((place for place, one in enumerate(items) if place and shown(one).endswith((".py", ".pyw"))), None)
    if at is None or INTERPRETERS.get(program(shown(items[0]))) != "python":
        return
    handed = items[at:]
    if len(handed) > HANDED_ON:
        machine.left.add("arguments that a program is started with, which are too many")
    machine.around.started(machine, shown(items[at]), {"sys.argv": listed(handed[:HANDED_ON])})
