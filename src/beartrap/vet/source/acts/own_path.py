"""Paths of files that are named after the module that reads them: `Path(__file__).with_suffix(".dat")`."""

from pathlib import PurePosixPath

from beartrap.vet.source.invocation import Invocation
from beartrap.vet.source.machine import Machine


def beside_itself(machine: Machine, one: Invocation) -> str:
    """Return the name of the file that a module's own path is turned into; empty where the call does something else."""
    base = one.base
    if base is None or machine.language != "python" or one.method not in ("with_suffix", "replace", "with_stem"):
        return ""
    own = base.name == "__file__" or (base.source is not None and base.source.name == "__file__")
    texts = [value.known for value in one.args if isinstance(value.known, str)]
    if not own or not texts or len(texts) != len(one.args):
        return ""
    path = PurePosixPath(machine.path)
    if one.method == "replace":
        return path.name.replace(texts[0], texts[1]) if len(texts) == 2 and texts[0] else ""
    return f"{path.stem}{texts[0]}" if one.method == "with_suffix" else f"{texts[0]}{path.suffix}"
