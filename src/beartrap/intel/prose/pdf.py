"""PDF reports: the text layer of a bounded number of pages, read in a worker process with limits."""

import base64
from typing import Any

from beartrap.engine.errand import ErrandFailed, run_errand, worker_command
from beartrap.intel.errors import IntelError
from beartrap.intel.prose.layout import Page
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.question import Question

WORKER = worker_command("beartrap.intel.prose.pdf_worker")
MOST_PAGES = 300
"""Pages that are read; the long public reports have about a hundred."""
MOST_SECONDS = 60.0
"""Time for one file, after which its reader is ended; three hundred ordinary pages take some ten seconds."""
MOST_CHARACTERS = 4_000_000
"""Characters of text after which no further page is read."""
LEAST_CHARACTERS = 40
"""Characters below which the file is taken for pictures of pages."""
MAGIC = b"%PDF-"


def pdf(label: str, raw: bytes, *, pages: int = MOST_PAGES, seconds: float = MOST_SECONDS) -> Page:
    """Return the text of a PDF; raises IntelError where it is locked, broken, too slow or holds pictures only."""
    message = {"pdf": base64.b64encode(raw).decode("ascii"), "pages": pages, "characters": MOST_CHARACTERS}
    try:
        told = run_errand(WORKER, message, seconds=seconds)
    except ErrandFailed as error:
        raise IntelError(label, f"the PDF could not be read: {error}", "Open it and save its text.") from error
    if "fault" in told:
        raise IntelError(label, str(told["fault"]), str(told.get("remedy", "")))
    page = Page(_text(told, "text") or "", "application/pdf")
    if len(page.text.strip()) < LEAST_CHARACTERS:
        raise IntelError(
            label, "the PDF has no text, only pictures of pages", "Run text recognition (OCR) on it first."
        )
    page.title, page.author, page.published = _text(told, "title"), _text(told, "author"), _text(told, "created")
    page.gaps += _unread(label, told)
    return page


def _text(told: dict[str, Any], name: str) -> str | None:
    value = told.get(name)
    return value if isinstance(value, str) and value else None


def _unread(label: str, told: dict[str, Any]) -> list[Gap]:
    count, done = told.get("pages"), told.get("read")
    if not isinstance(count, int) or not isinstance(done, int) or done >= count:
        return []
    return [
        Gap(
            reason=GapReason.LIMIT,
            questions=(Question.EXPOSED, Question.PRESENT, Question.WHO),
            why=f"{label}: pages {done + 1} to {count} of the PDF were not read (limits: {MOST_PAGES} pages, "
            f"{MOST_CHARACTERS} characters)",
            remedy="Split the PDF, or save the pages that matter as text, and read those.",
            source=label,
            kind=SourceKind.REPORT,
            count=count - done,
        )
    ]
