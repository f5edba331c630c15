"""Scripts of pages that stand outside the code of a template: what PHP leaves as it is, what ERB, EJS, Twig and their like fill in.

A browser runs them whoever filled in the page, so they are looked at as those of a page are.
"""

from collections.abc import Iterator
from dataclasses import replace

from beartrap.model.coverage import Gap, GapReason
from beartrap.model.regex import regex
from beartrap.vet.analyser import FileSubject, Seen
from beartrap.vet.behaviours.judging import judged
from beartrap.vet.kinds import Kind
from beartrap.vet.source.events import Event
from beartrap.vet.source.texts import commands
from beartrap.vet.source_files import place_of, unread
from beartrap.vet.source_texts import TEXT_BYTES, is_aside, walked

TEMPLATES = regex(r"\.(?:blade\.php|[je]?erb|ejs|twig|hbs|handlebars|mustache|njk|liquid|jinja2?|j2|tpl|jsp|cshtml)$")
"""Files that programs fill in, by what they are called."""
_CODE = regex(rb"<\?(?:(?!\?>)[\s\S])*+(?:\?>)?+")
_FILLED = regex(
    rb"<\?(?:(?!\?>)[\s\S])*+(?:\?>)?+|<%(?:(?!%>)[\s\S])*+%>|\{\{(?:(?!\}\})[^\n])*+\}\}|\{%(?:(?!%\})[^\n])*+%\}"
)
"""What PHP runs, and what other languages for templates put values in the place of."""


class TemplateFiles:
    """Looks at the scripts of pages in templates."""

    id = "source.templates"

    def takes(self, kind: Kind) -> bool:
        """Tell whether files of that kind may be templates of pages."""
        return kind in (Kind.PHP, Kind.TEXT)

    def look(self, subject: FileSubject, /) -> Iterator[Seen]:
        """Yield what the scripts do in a browser."""
        named = TEMPLATES.search(subject.path) is not None
        if b"<script" not in subject.content or (subject.kind is not Kind.PHP and not named):
            return
        events: list[Event] = []
        left = set[str]()
        if len(subject.content) > TEXT_BYTES:
            yield _left(subject, f"only the first {TEXT_BYTES:,} bytes of {subject.path} were searched for scripts")
        text = page_of(subject.content[:TEXT_BYTES], named=named)
        for number, one in enumerate(commands.of_page(text)):
            if number >= commands.COMMANDS:
                yield _left(subject, f"only the first {commands.COMMANDS:,} scripts of {subject.path} were followed")
                break
            if isinstance(one, commands.Left):
                yield _left(subject, f"{subject.path}: {one.why}")
                continue
            machine = walked(subject, one)
            events += machine.events
            left |= machine.left
        if left:
            yield unread(subject, f"{subject.path}: not followed: {'; '.join(sorted(left))}")
        yield from judged(events, place_of(subject), quiet=is_aside(subject))


def _left(subject: FileSubject, why: str) -> Gap:
    """Return the gap of scripts that were left out; as with other pages, long ones are common, and hold nothing up."""
    return replace(unread(subject, why, GapReason.LIMIT), questions=())


def page_of(content: bytes, *, named: bool) -> str:
    """Return a template as a page: where code stands there is a nought, and every line where it was; `named` is for templates of any language."""
    pattern = _FILLED if named else _CODE
    return pattern.sub(lambda match: b"0" + b"\n" * match[0].count(b"\n"), content).decode("utf-8", "replace")


FILES = (TemplateFiles(),)
"""What the registry of an update's analysers takes from here."""
