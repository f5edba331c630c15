"""The estate file: a first one from this machine, and a check of one that stands."""

from pathlib import Path

from beartrap.effects.files import write_whole
from beartrap.estate.discover import Found, look_here
from beartrap.estate.inputs import expand
from beartrap.estate.toml_file import load, render
from beartrap.model.coverage import Gap, SourceKind
from beartrap.model.estate import Estate, Source


def write_first(path: Path) -> Found:
    """Write an estate.toml of what is found on this machine, whole or not at all; returns it with hints for a person."""
    found = look_here()
    write_whole(path, render(found.estate))
    return found


def check(path: Path) -> tuple[Estate, list[str]]:
    """Return the estate, and a line for each source: what its path comes to. Raises EstateError."""
    estate = load(path)
    lines = [_line(source) for source in estate.sources]
    lines += [f"{unread.label}: no reader in this version for kind {unread.kind!r}" for unread in estate.unread]
    return estate, lines


def _line(source: Source) -> str:
    if source.kind is SourceKind.FILES:
        return f"{source.label}: {source.kind.value}"
    found = list(expand(source))
    gaps = [one for one in found if isinstance(one, Gap)]
    told = f"{source.label}: {source.kind.value}, {len(found) - len(gaps)} file(s)"
    return told if not gaps else f"{told}; {gaps[0].why}"
