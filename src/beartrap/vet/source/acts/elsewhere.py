"""Commands that are handed to whatever runs them elsewhere: a session with another machine, a container, a group of hosts.

Nothing tells by its name that `one.run(text)` starts a shell. A text does that only a shell makes something of: one that pipes a
download into a shell, adds a key or an account, or writes a crontab.
"""

from beartrap.vet.source.acts.running import perform
from beartrap.vet.source.apis import Api
from beartrap.vet.source.events import Act
from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.knowledge.commands import ONLY_SHELLS
from beartrap.vet.source.machine import Machine
from beartrap.vet.source.values import Value, layers_of, marks_of

_RUNS = frozenset({"run", "exec", "exec!", "exec_command", "execute", "sudo", "Run", "Output", "CombinedOutput", "Start", "execCommand", "exec_run", "run_command", "runCommand", "send_command", "sh", "bash", "shell", "command", "system", "exec_sync", "execSync", "put", "RunCommand", "CreateCommand", "send", "write", "invoke_shell", "setCommand"})  # fmt: skip
_COMMANDS = frozenset({"Cmd", "cmd", "command", "commands", "Entrypoint", "entrypoint", "args", "script", "user_data", "UserData", "userData", "startup_script", "runcmd", "bootcmd", "shell", "inline"})  # fmt: skip
"""Words under which a container or a machine is told what to run."""


def run_elsewhere(one: Invocation) -> Api | None:
    """Return that a call runs a command, where a method that may do so is given a text of which only a shell makes something."""
    if one.method not in _RUNS or not one.args:
        return None
    return Api(Act.RUN) if ONLY_SHELLS.search(one.args[0].text) else None


def told_to_run(machine: Machine, key: str, value: Value, row: int) -> None:
    """Look at a command that stands under a word by which something else is told what to run."""
    if key in _COMMANDS and ONLY_SHELLS.search(value.text):
        func = Value(name="elsewhere", marks=marks_of([value]), layers=layers_of([value]))
        perform(machine, Api(Act.RUN), Invocation(row, func, [value]))
