"""What the worker of one package pair says to its parent, and what it is told: the messages of `vet.worker`.

In, once: an Order. Out, many: `{"at": task}` before each task (so that a hang or a death costs only that task),
`{"done": task, "seen": [...]}` after it, and last `{"end": {...}}`. A task is named by text: `ANALYSER SHA256`, or
`ANALYSER old|new` for one over a whole version.
"""

from dataclasses import field
from typing import Any

from beartrap.model.codec import RecordError, decode, to_json
from beartrap.model.coverage import Gap
from beartrap.model.evidence import Facts
from beartrap.model.frozen import frozen
from beartrap.vet.analyser import Seen
from beartrap.vet.behaviour import Behaviour

Json = dict[str, Any]


@frozen
class Order:
    """What to compare: `old` and `new` are paths (raw bytes), with the labels that stand in places.

    `source` is a source tree or sdist to hold the new version against. `beside` are files that came with the new
    version (attestations, registry documents). `rules` is a folder with compiled YARA rules. `failed` are tasks that are
    not to be tried again, with the reason; `known` is what an earlier worker of the same pair has said of tasks.
    """

    new: bytes
    new_label: str
    old: bytes | None = None
    old_label: str = ""
    source: bytes | None = None
    beside: tuple[tuple[str, bytes], ...] = ()
    rules: str | None = None
    failed: dict[str, str] = field(default_factory=dict)
    known: dict[str, list[Json]] = field(default_factory=dict)

    def pack(self) -> Json:
        """Return it as a message."""
        return {
            "new": _text(self.new),
            "new_label": self.new_label,
            "old": _text(self.old),
            "old_label": self.old_label,
            "source": _text(self.source),
            "beside": [[side, _text(path)] for side, path in self.beside],
            "rules": self.rules,
            "failed": self.failed,
            "known": self.known,
        }

    @classmethod
    def unpack(cls, message: Json) -> "Order":
        """Return the order in a message of our own parent, which is trusted."""
        return cls(
            new=message["new"].encode("latin-1"),
            new_label=message["new_label"],
            old=_raw(message["old"]),
            old_label=message["old_label"],
            source=_raw(message["source"]),
            beside=tuple((side, path.encode("latin-1")) for side, path in message["beside"]),
            rules=message["rules"],
            failed=message["failed"],
            known=message["known"],
        )


def _text(raw: bytes | None) -> str | None:
    return None if raw is None else raw.decode("latin-1")


def _raw(text: str | None) -> bytes | None:
    return None if text is None else text.encode("latin-1")


def pack_seen(seen: list[Seen]) -> list[Json]:
    """Return behaviours and gaps as JSON."""
    return [{"gap" if isinstance(one, Gap) else "behaviour": to_json(one)} for one in seen]


def unpack_seen(documents: object) -> list[Seen]:
    """Return the behaviours and gaps in JSON that a worker sent. Raises RecordError where it is something else."""
    if not isinstance(documents, list):
        raise RecordError("no list of behaviours and gaps")
    found: list[Seen] = []
    for document in documents:
        match document:
            case {"behaviour": content}:
                found.append(decode(Behaviour, content))
            case {"gap": content}:
                found.append(decode(Gap, content))
            case _:
                raise RecordError("neither behaviour nor gap")
    return found


@frozen
class Identity:
    """What one version is called by its own metadata."""

    ecosystem: str = "generic"
    name: str | None = None
    version: str | None = None


@frozen
class Outcome:
    """The end of an examination: what is new, what could not be judged, and how much there was."""

    new: Identity
    old: Identity | None
    found: tuple[Behaviour, ...]
    gaps: tuple[Gap, ...]
    counts: Facts = Facts()
