"""The program that reads a PDF for its parent: pypdf, on one hostile file, in a process with limits.

In: `{"pdf": base64, "pages": most, "characters": most}`. Out: `{"text", "title", "author", "created", "pages", "read"}`,
or `{"fault": why, "remedy": what to do}`.
"""

import base64
import io
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pypdf
from pypdf.errors import PyPdfError

from beartrap.engine.errand import serve_errand

BREAKAGE = (
    PyPdfError,
    ValueError,
    KeyError,
    TypeError,
    IndexError,
    AttributeError,
    RecursionError,
    OverflowError,
    NotImplementedError,
)
"""What pypdf lets out on files that break the format."""


def read(message: dict[str, Any]) -> dict[str, Any]:
    """Return the text layer of the PDF in `message`, or its fault."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what goes wrong is said by us, once
    try:
        reader = pypdf.PdfReader(io.BytesIO(base64.b64decode(message["pdf"])), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return {"fault": "the PDF is locked with a password", "remedy": "Save it without one, or save its text."}
        texts = list(_pages(reader, message["pages"], message["characters"]))
        return {**_about(reader), "text": "\n\n".join(texts), "pages": len(reader.pages), "read": len(texts)}
    except BREAKAGE as error:
        return {"fault": f"the PDF is broken ({type(error).__name__})", "remedy": "Open it and save its text."}


def _pages(reader: pypdf.PdfReader, pages: int, characters: int) -> Iterator[str]:
    size = 0
    for number, leaf in enumerate(reader.pages):
        if number >= pages or size > characters:
            return
        text = leaf.extract_text() or ""
        size += len(text)
        yield text


def _about(reader: pypdf.PdfReader) -> dict[str, str | None]:
    about = reader.metadata
    if about is None:
        return {}
    created = about.creation_date.date().isoformat() if about.creation_date else None
    return {"title": (about.title or "").strip(), "author": (about.author or "").strip(), "created": created}


if __name__ == "__main__":
    sys.exit(serve_errand(read))
