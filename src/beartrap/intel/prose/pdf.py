"""PDF reports, by pypdf: the text layer of a bounded number of pages in a bounded time."""

import io
import logging
import time
from collections.abc import Callable

from beartrap.intel.errors import IntelError
from beartrap.intel.prose.layout import Page
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.question import Question

MOST_PAGES = 300
"""Pages that are read; the long public reports have about a hundred."""
MOST_SECONDS = 30.0
"""Time for one file; a page that was drawn to be slow costs its own time and no later page's."""
MOST_CHARACTERS = 4_000_000
"""Characters of text that are kept."""
LEAST_CHARACTERS = 40
"""Characters below which the file is taken for pictures of pages."""
MAGIC = b"%PDF-"


def pdf(label: str, raw: bytes, clock: Callable[[], float] = time.monotonic) -> Page:
    """Return the text of a PDF; raises IntelError where it is locked, broken or holds pictures only."""
    import pypdf  # late: it takes long to import, and most reports are no PDF
    from pypdf.errors import PyPdfError

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what goes wrong is said by us, once
    page = Page("", "application/pdf")
    try:
        reader = pypdf.PdfReader(io.BytesIO(raw), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise IntelError(label, "the PDF is locked with a password", "Save it without one, or save its text.")
        _about(reader, page)
        page.text = _pages(reader, label, page, clock)
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
        OverflowError,
        NotImplementedError,
    ) as error:
        # pypdf lets these out on files that break the format
        raise IntelError(label, f"the PDF is broken ({type(error).__name__})", "Open it and save its text.") from error
    if len(page.text.strip()) < LEAST_CHARACTERS:
        raise IntelError(
            label, "the PDF has no text, only pictures of pages", "Run text recognition (OCR) on it first."
        )
    return page


def _about(reader: "pypdf.PdfReader", page: Page) -> None:  # type: ignore[name-defined]  # noqa: F821
    about = reader.metadata
    if about is None:
        return
    page.title = (about.title or "").strip() or None
    page.author = (about.author or "").strip() or None
    page.published = about.creation_date.date().isoformat() if about.creation_date else None


def _pages(reader: "pypdf.PdfReader", label: str, page: Page, clock: Callable[[], float]) -> str:  # type: ignore[name-defined]  # noqa: F821
    texts: list[str] = []
    size, until, count = 0, clock() + MOST_SECONDS, len(reader.pages)
    for number, leaf in enumerate(reader.pages, 1):
        if number > MOST_PAGES or size > MOST_CHARACTERS or clock() > until:
            page.gaps.append(_unread(label, number, count))
            break
        texts.append(leaf.extract_text() or "")
        size += len(texts[-1])
    return "\n\n".join(texts)


def _unread(label: str, number: int, count: int) -> Gap:
    return Gap(
        reason=GapReason.LIMIT,
        questions=(Question.EXPOSED, Question.PRESENT, Question.WHO),
        why=f"{label}: pages {number} to {count} of the PDF were not read (limits: {MOST_PAGES} pages, {MOST_SECONDS:.0f} s, "
        f"{MOST_CHARACTERS} characters)",
        remedy="Split the PDF, or save the pages that matter as text, and read those.",
        source=label,
        kind=SourceKind.REPORT,
        count=max(count - number + 1, 1),
    )
