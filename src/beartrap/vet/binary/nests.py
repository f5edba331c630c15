"""Java classes that stand within another: code that one of them makes of bytes which the class around it fetches or decodes."""

from collections.abc import Iterator

from beartrap.vet.analyser import Seen, Side
from beartrap.vet.binary.behaviours import MANAGED_CHAIN
from beartrap.vet.binary.bytecode import CLASS_MAGIC, JavaClass, NoClass, read_class
from beartrap.vet.binary.ends import JAVA, chains
from beartrap.vet.binary.sighted import seen
from beartrap.vet.kinds import Kind

MOST = 2_000
"""Changed classes within others of one version that are looked at; each was looked at by itself."""
_TO_CODE = frozenset({"file to code", "decoded to code", "network to code"})


class NestAnalyser:
    """Looks over the changed classes that define code, with the class that they stand in."""

    id = "binary.nests"

    def look(self, side: Side, /) -> Iterator[Seen]:
        """Yield each chain whose ends two classes of one nest have."""
        inside = [path for path in sorted(side.changed) if "$" in path and side.kind(path) is Kind.BYTECODE]
        for path in inside[:MOST]:
            inner = _class_at(side, path)
            if inner is None or not any(one.startswith(JAVA.defines) for one in inner.members):
                continue
            outer = _class_at(side, f"{path.partition('$')[0]}.class")
            subject = side.read(path)
            if outer is None or subject is None:
                continue
            alone = {name for one in (inner, outer) for name, _ in chains(JAVA, one.members, one.texts)}
            both = chains(JAVA, (*inner.members, *outer.members), (*inner.texts, *outer.texts))
            for name, said in both:
                if name in _TO_CODE and name not in alone:
                    quote = f"{outer.name} and {inner.name}: {name} ({said})"
                    yield seen(MANAGED_CHAIN, subject, name, quote, symbol=inner.name)


def _class_at(side: Side, path: str) -> JavaClass | None:
    subject = side.read(path)
    if subject is None or not subject.content.startswith(CLASS_MAGIC):
        return None
    try:
        return read_class(subject.content)
    except NoClass:
        return None  # which is told of the file itself
