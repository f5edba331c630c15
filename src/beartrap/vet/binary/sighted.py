"""How the readers of binaries say what they saw."""

from dataclasses import replace

from beartrap.model.evidence import Facts, Scalar
from beartrap.model.finding import Severity
from beartrap.model.text import printable, shorten
from beartrap.vet.analyser import FileSubject, Meta
from beartrap.vet.behaviour import Behaviour, Layer, When
from beartrap.vet.kinds import Kind

LOADED_WITH = (".so", ".pyd", ".node", ".dylib", ".pyc")
"""Names of what an interpreter loads when the package is imported."""
LONGEST_QUOTE = 300
LONGEST_KEY = 200


def seen(
    meta: Meta,
    subject: FileSubject,
    operand: str,
    quote: str,
    *,
    severity: Severity | None = None,
    when: When | None = None,
    offset: int | None = None,
    layers: tuple[Layer, ...] = (),
    **facts: Scalar,
) -> Behaviour:
    """Return a behaviour of a binary. `operand` is what makes it the same one after a rebuild, `offset` in bytes."""
    return Behaviour(
        id=meta.id,
        key=f"{meta.id}:{shorten(operand, LONGEST_KEY)}" if operand else meta.id,
        family=meta.family,
        when=when if when is not None else runs(subject),
        place=replace(subject.place, offset=offset if offset is not None else 0),
        quote=shorten(printable(quote), LONGEST_QUOTE),
        severity=min(severity, meta.severity) if severity is not None else meta.severity,
        layers=layers,
        techniques=meta.techniques,
        facts=Facts.of(**facts),
    )


def runs(subject: FileSubject) -> When:
    """Return when a binary as a whole would run: what the package says, else what its kind and name tell."""
    said = subject.facts.when(subject.path)
    if said is not None:
        return said
    name = subject.path.rsplit("/", 1)[-1].lower()
    if name.endswith(LOADED_WITH) or ".so." in name:
        return When.IMPORT
    return When.CALL if subject.kind in (Kind.DOTNET, Kind.BYTECODE, Kind.WASM) else When.UNKNOWN
