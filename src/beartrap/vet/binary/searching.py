"""Text in every kind of binary: addresses, commands, places of secrets, start-up places, plain or hidden."""

from collections.abc import Iterator

from beartrap.model.finding import Severity
from beartrap.vet.analyser import FileSubject, Seen
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.binary.arrays import in_arrays, in_reversed
from beartrap.vet.binary.behaviours import HIDDEN_TEXT
from beartrap.vet.binary.hidden import Hidden, in_base64, under_xor
from beartrap.vet.binary.sighted import seen
from beartrap.vet.binary.texts import Found, telling
from beartrap.vet.kinds import BINARIES, Kind

MOST_HIDDEN = 50
"""Hidden texts told one by one for one content."""
MANY_COMPRESSED = 5
"""Compressed and encoded texts in one binary from which it is a habit, not an accident."""


class TextAnalyser:
    """Looks for text of consequence in one binary."""

    id = "binary.texts"

    def takes(self, kind: Kind) -> bool:
        """Take every compiled file and unnamed binary data; managed assemblies are read by their own tables."""
        return (kind in BINARIES and kind is not Kind.DOTNET) or kind is Kind.DATA

    def look(self, subject: FileSubject, /) -> Iterator[Seen]:
        """Yield what stands in it, then what is hidden in it."""
        content = subject.content
        yield from told(subject, telling(content))
        hidden = [*in_base64(content), *under_xor(content), *in_arrays(content, subject.kind), *in_reversed(content)]
        yield from hidden_texts(subject, hidden)


def told(subject: FileSubject, found: Iterator[Found]) -> Iterator[Behaviour]:
    """Yield each text once."""
    known: set[tuple[str, str]] = set()
    for one in found:
        if (one.meta.id, one.operand) not in known:
            known.add((one.meta.id, one.operand))
            yield seen(one.meta, subject, one.operand, one.text, severity=one.severity, offset=one.offset)


def hidden_texts(subject: FileSubject, hidden: list[Hidden]) -> Iterator[Behaviour]:
    """Yield hidden texts: graver where what they hide is of consequence or where hiding is a habit."""
    compressed = [one for one in hidden if len(one.layers) > 1 and one.layers[-1].encoding in ("deflate", "zlib")]
    if len(compressed) >= MANY_COMPRESSED:
        first = compressed[0]
        quote = f"{len(compressed)} texts in base64 over deflate, among them: {first.text}"
        yield seen(
            HIDDEN_TEXT, subject, "habit", quote, offset=first.offset, layers=first.layers, texts=len(compressed)
        )
    for one in sorted(hidden, key=_consequence, reverse=True)[:MOST_HIDDEN]:
        severity = _consequence(one)
        yield seen(HIDDEN_TEXT, subject, one.text, one.text, severity=severity, offset=one.offset, layers=one.layers)


_WELL = ("xor", "shift", "reversed", "number by number")
"""Ways to hide text that nobody takes by chance."""


def _consequence(one: Hidden) -> Severity:
    """Return how much a hidden text weighs: what it says, the more so the better it was hidden."""
    said = max((found.severity for found in telling(one.text.encode("ascii"))), default=None)
    well = one.layers[0].encoding.startswith(_WELL) or one.layers[-1].encoding in ("deflate", "zlib")
    if said is None:
        return Severity.LOW if well else Severity.INFO
    if said >= Severity.MEDIUM or well:
        return Severity.HIGH
    return Severity.MEDIUM if said >= Severity.LOW else Severity.LOW
