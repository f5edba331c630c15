"""Tools that a language model calls: whoever writes a text that the model reads decides what they are handed.

Servers of the Model Context Protocol and the libraries for agents describe a tool by a name, a text and a schema of what it is given,
beside the function that is called (modelcontextprotocol.io/specification, server/tools).
"""

from beartrap.model.regex import regex
from beartrap.vet.behaviour import When
from beartrap.vet.source import tree
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value

_DECORATES = regex(
    r"(?:^|\.)(?:tool|function_tool|kernel_function|agent_tool|tool_plain|call_tool|ai_function)(?:\(\))?$"
)
_REGISTERS = frozenset({"tool", "registerTool", "addTool", "defineTool", "createTool", "dynamicTool", "register_tool", "add_tool", "AddTool", "RegisterTool"})  # fmt: skip
_SCHEMAS = frozenset({"inputSchema", "input_schema", "parameters", "args_schema", "schema", "inputs"})
_FUNCTIONS = frozenset({"run", "execute", "handler", "call", "func", "invoke", "callback", "fn", "_call", "handle"})


def is_tool(decorator: str) -> bool:
    """Whether a decorator of that name makes a function a tool of a model."""
    return _DECORATES.search(decorator) is not None


def registered(machine: Machine, one: Invocation) -> None:
    """Walk the functions that a call makes tools of a model, with what somebody else wrote."""
    if (one.method or one.name.rpartition(".")[2]) in _REGISTERS:
        for value in (*one.args, *one.words.values()):
            _walked(machine, value, one.row)


def described(machine: Machine, fields: dict[str, Value], row: int) -> None:
    """Walk the functions of a table that describes a tool of a model: by a text and a schema of what it is given."""
    if "description" in fields and not _SCHEMAS.isdisjoint(fields):
        for word in _FUNCTIONS.intersection(fields):
            _walked(machine, fields[word], row)


def _walked(machine: Machine, value: Value, row: int) -> None:
    if value.closure is None or not isinstance(value.closure.node, tree.Function):
        return
    sent = [machine.mark(Value(), "web-request", row) for _ in value.closure.node.parameters]
    machine.enter(value.closure, sent, {}, min(machine.when, When.CALL))
