"""Programs of a shell that verify who signed a downloaded file, before anything of it is run.

Whoever serves the file cannot exchange it then; whoever has the key still decides what it is, so that it weighs less and is
told all the same. Where the answer is thrown away (`|| true`, a test that stops nothing) nothing was verified.
"""

import re
from collections.abc import Sequence

from beartrap.model.regex import regex
from beartrap.vet.source.knowledge.commands import JOB
from beartrap.vet.source.machine import Machine

SIGNED = "file-from-signed"
"""What a file is marked with that came from the network and whose signature was verified."""
_WORDS = {
    "gpg": ("--verify",), "gpg2": ("--verify",), "gpgv": (), "gpgv2": (), "minisign": ("-V", "-Vm"), "signify": ("-V",), "cosign": ("verify-blob", "verify-blob-attestation"),
    "gh": ("attestation",), "slsa-verifier": ("verify-artifact",), "openssl": ("-verify",), "rsign": ("verify",),
}  # fmt: skip
"""Programs that verify signatures, with the words of which they need one for it."""
_DROPPED = regex(r"\|\|\s*(?:true|:|echo|printf|warn\w*|log\w*)(?:\s|;|$)|(?<![&>])&\s*$")
_STOPS = regex(r"&&|\|\|")
_ASKED = regex(r"^\s*(?:if|elif|while|until)\b")
_REFUSES = regex(r"\b(?:exit|return|die|fail\w*|abort\w*|throw|error\w*)\b")
_AT_ERRORS = regex(
    r"^\s*set\s+-[a-zA-Z]*e|^\s*set\s+-o\s+errexit|^#!\S*sh\s+-\w*e|^#!\S*env\s+\S*sh\s+-\w*e", re.MULTILINE
)
"""How a script says that it ends with the first command that fails."""
_BODY = 4
"""Lines below a test in which it turns away."""


def verifies(machine: Machine, bare: str, words: Sequence[str], row: int) -> bool:
    """Return whether a command verifies a signature, noting which downloads are verified where its answer counts."""
    asked = _WORDS.get(bare)
    if asked is None or (asked and not any(word in asked for word in words)):
        return False
    for path in words if _counts(machine, row) else ():
        held = machine.written.get(path)
        if held is not None and (trail := held.pop("file-from-network", None)) is not None:
            held[SIGNED] = trail
    return True


def _counts(machine: Machine, row: int) -> bool:
    """Whether the script goes on only where a command on that line said yes."""
    lines = machine.lines
    line = lines[row - 1] if 0 < row <= len(lines) else ""
    while line.endswith("\\") and row < len(lines):
        line, row = line[:-1] + lines[row], row + 1
    if _DROPPED.search(line):
        return False
    if _ASKED.match(line):
        return any(map(_REFUSES.search, lines[row - 1 : row + _BODY]))
    ends = _AT_ERRORS.search(machine.text) is not None or JOB.search(machine.path) is not None
    return ends or _STOPS.search(line) is not None
