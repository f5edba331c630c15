"""A report in prose, from bytes to records: the document, its claims, its indicators, and what it leaves open."""

from collections.abc import Iterator

from beartrap.intel.actors import find_actors
from beartrap.intel.errors import IntelError
from beartrap.intel.prose.claiming import Saying
from beartrap.intel.prose.clauses import clauses
from beartrap.intel.prose.culprits import BODIES, attributions, sponsors
from beartrap.intel.prose.decoding import decode
from beartrap.intel.prose.discourse import Discourse
from beartrap.intel.prose.html import html
from beartrap.intel.prose.indicators import indicators
from beartrap.intel.prose.language import WELL_READ, detect
from beartrap.intel.prose.layout import Page, markdown, plain
from beartrap.intel.prose.masthead import Masthead, masthead
from beartrap.intel.prose.missing import missing
from beartrap.intel.prose.pdf import MAGIC, pdf
from beartrap.intel.prose.sentences import sentences
from beartrap.intel.prose.statements import statements
from beartrap.intel.prose.suppliers import supply, supply_claims, tells_of_trouble
from beartrap.intel.prose.versions import versions
from beartrap.model.claim import Claim, Document
from beartrap.model.coverage import Gap, GapReason, SourceKind
from beartrap.model.indicator import Indicator
from beartrap.model.question import Question

MOST_CHARACTERS = 500_000
"""Characters of a report whose sentences are read; indicators are read in all of it."""
MOST_CLAIMS = 2_000
"""Claims kept of one report: a page that was made to flood us ends here, and it is said."""


def read_prose(path_label: str, raw: bytes, digest: str) -> Iterator[Document | Claim | Indicator | Gap]:
    """Yield the Document first, then claims and indicators in the order of the text, then Gaps.

    `raw` is the file's bytes, `digest` their SHA-256, `path_label` how the case names it. Raises IntelError where it
    is empty, binary, locked or has no text. Places in the records count characters of the document's visible text.
    """
    page = _page(path_label, raw)
    if not page.text.strip():
        raise IntelError(
            path_label, "the page has no visible text", "Save the report itself, as text or PDF, and name that file."
        )
    head = masthead(page)
    language = detect(page.text) or _declared(page)
    yield _document(path_label, digest, page, head, language)
    claims: list[Claim] = []
    vendor: str | None = None
    if language in WELL_READ:
        vendor, claims = _claims(page, head, Saying(path_label, digest, head.publisher, language))
    found = list(indicators(page.text, path_label, digest, head.publisher, vendor))
    yield from claims[:MOST_CLAIMS]
    yield from found
    yield from page.gaps
    yield from _limits(path_label, page, len(claims), language)
    yield from missing(path_label, claims, found, vendor)


def _page(label: str, raw: bytes) -> Page:
    if raw[:1024].lstrip().startswith(MAGIC):
        return pdf(label, raw)
    decoded = decode(label, raw)
    readers = {"text/html": html, "text/markdown": markdown}
    return readers.get(decoded.media, plain)(decoded.text)


def _declared(page: Page) -> str | None:
    return page.language[:2].lower() if page.language else None


def _document(label: str, digest: str, page: Page, head: Masthead, language: str | None) -> Document:
    return Document(
        source=label,
        digest=digest,
        media=page.media,
        language=language,
        publisher=head.publisher,
        title=head.title,
        published=head.published,
        published_text=head.published_text,
        characters=len(page.text),
    )


def _claims(page: Page, head: Masthead, saying: Saying) -> tuple[str | None, list[Claim]]:
    text = page.text[:MOST_CHARACTERS]
    if not tells_of_trouble(text):
        return None, []
    parts = list(sentences(text, head.body))
    actors = find_actors(text)
    found = supply(
        parts, text, head.publisher, head.title or "", frozenset(actor.name.lower() for actor in actors) | BODIES
    )
    discourse = Discourse(
        publisher=head.publisher, vendor=found.vendor, products=frozenset(item.name.lower() for item in found.products)
    )
    read = clauses(text, parts, actors, discourse)
    claims = [
        *supply_claims(found, parts, read, saying),
        *versions(read, found, saying),
        *statements(read, discourse, saying),
        *attributions(read, actors, saying),
        *sponsors(read, actors, saying),
    ]
    unique = list(dict.fromkeys(claims))
    return found.vendor, sorted(unique, key=lambda claim: claim.place.offset or 0)


def _limits(label: str, page: Page, claims: int, language: str | None) -> Iterator[Gap]:
    if language not in WELL_READ:
        yield _gap(
            label,
            GapReason.UNSUPPORTED,
            f"the language of {label} ({language or 'not recognised'}) is not read well: its indicators were read, its claims were not",
            "Read a Dutch or English report on the incident as well, or a translation.",
        )
    if len(page.text) > MOST_CHARACTERS:
        yield _gap(
            label,
            GapReason.LIMIT,
            f"{label}: only the first {MOST_CHARACTERS} characters were read for claims",
            "Split the report.",
        )
    if claims > MOST_CLAIMS:
        yield _gap(
            label,
            GapReason.LIMIT,
            f"{label}: {claims - MOST_CLAIMS} claims beyond the first {MOST_CLAIMS} were left out",
            "Split the report.",
        )


def _gap(label: str, reason: GapReason, why: str, remedy: str) -> Gap:
    questions = (Question.EXPOSED, Question.PRESENT, Question.WHO)
    return Gap(reason=reason, questions=questions, why=why, remedy=remedy, source=label, kind=SourceKind.REPORT)
