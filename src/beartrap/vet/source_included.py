"""The analyser of build files that are spread over several: what one runs, with the variables that the files which it includes set.

1. Build files that changed, or include one that did, are asked which files of the package they include, and those which ones.
2. Their commands are taken out once more with the variables of those; what differs from what each file says by itself is walked.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from beartrap.model.coverage import GapReason
from beartrap.model.regex import regex
from beartrap.vet.analyser import FileSubject, Seen, Side
from beartrap.vet.behaviours.judging import judged
from beartrap.vet.kinds import Kind
from beartrap.vet.source.events import Event
from beartrap.vet.source.resolving import file_of
from beartrap.vet.source.texts.builds import of_build
from beartrap.vet.source.texts.commands import COMMANDS, Left
from beartrap.vet.source_files import place_of, unread
from beartrap.vet.source_texts import TEXT_BYTES, is_aside, walked

INCLUDED = 16
"""Files that one build file includes, itself and through others; more of them are a gap."""
_INCLUDES = regex(
    r"^[ \t]*+[-s]?include[ \t]++([^\n#(]++)|\binclude\s*\(\s*\"?([^\s\")]++)|<Import\b[^<>]*?\bProject\s*=\s*[\"']([^\"'<>]++)",
    re.MULTILINE | re.IGNORECASE,
)
"""What make, CMake and MSBuild include."""
_FOLDER = regex(r"\$[({]\w++[)}]/?")


class IncludingFiles:
    """Looks over build files together with what they include."""

    id = "source.included"

    def look(self, side: Side, /) -> Iterator[Seen]:
        """Yield what commands do that are put together of two files."""
        builds = {path for path in side.paths if side.kind(path) is Kind.BUILD}
        for path in sorted(builds if side.only is None else builds & side.only):
            subject = side.read(path)
            beside = list(_included(side, subject)) if subject is not None else []
            if subject is not None and beside and not side.changed.isdisjoint({path, *(one.path for one in beside)}):
                events = list(_together(subject, "\n".join(map(_text, beside[:INCLUDED]))))
                yield from judged(events, place_of(subject), quiet=is_aside(subject))
                if len(beside) > INCLUDED:
                    why = f"{path} includes more than {INCLUDED} files: not all were read with it, each by itself"
                    yield replace(unread(subject, why, GapReason.LIMIT), questions=())


def _text(subject: FileSubject) -> str:
    return subject.content[:TEXT_BYTES].decode("utf-8", "replace")


def _included(side: Side, first: FileSubject) -> Iterator[FileSubject]:
    """Yield the files of the package that a build file includes, and that those include: one more than are read, at the most."""
    paths, seen, waiting = set(side.paths), {first.path}, [first]
    while waiting:
        subject = waiting.pop(0)
        for match in _INCLUDES.finditer(_text(subject)):
            for word in (match[1] or match[2] or match[3]).split():
                found = file_of(_FOLDER.sub("", word), subject.path, paths)
                inner = side.read(found) if found is not None and found not in seen else None
                if inner is not None:
                    seen.add(inner.path)
                    waiting.append(inner)
                    yield inner
                    if len(seen) > INCLUDED + 1:
                        return


def _together(subject: FileSubject, beside: str) -> Iterator[Event]:
    text = _text(subject)
    alone = {one.text for one in of_build(subject.path, text) if not isinstance(one, Left)}
    for number, one in enumerate(of_build(subject.path, text, beside)):
        if number >= COMMANDS:
            return  # which is told of the file itself
        if not isinstance(one, Left) and one.text not in alone:
            yield from walked(subject, one).events


PACKAGES = (IncludingFiles(),)
"""What the registry of an update's analysers takes from here."""
