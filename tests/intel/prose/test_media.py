"""Encodings and media: text, Markdown, HTML and PDF; what is no report is refused with a remedy."""

import io

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prose_lab import claims, document, gaps, indicators, records

from beartrap.intel.errors import IntelError
from beartrap.intel.prose.pdf import pdf

TEXT = (
    "De Volkskrant schrijft dat de klanten van Okta een besmette update hebben gekregen en dat het niet goed is. Café."
)
PAGE = """<!doctype html><html lang="en"><head><title>T | Site</title>
<meta property="og:title" content="The title"><meta property="og:site_name" content="The Site">
<script type="application/ld+json">{"@graph": [{"@type": "Article", "datePublished": "2024-02-03T10:00:00Z"}]}</script>
<style>.x{}</style></head><body><nav>hxxps://nav[.]com</nav><main>
<p>Okta said that it had removed the malware and that it was not in the products of the company.</p>
<p style="display: none">hidden[.]com</p><p hidden>hidden2[.]com</p><p>It was seen at <a href="https://link.com/x">this page</a> and at bad[.]com. It
was wrapped in the source and is one line for the reader of this text, who would not know it from the page.</p></main><footer>foot[.]com</footer></body></html>"""


def pdf_of(*lines: str) -> bytes:
    """A PDF written by hand, one page with the lines of text."""
    shown = b" T* ".join(f"({line}) Tj".encode() for line in lines)
    stream = b"BT /F1 12 Tf 14 TL 20 700 Td " + shown + b" ET"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + table
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encoding_is_recognised(encoding: str) -> None:
    read = document(TEXT.encode(encoding))
    assert (read.language, read.characters) == ("nl", len(TEXT))
    assert claims(TEXT.encode(encoding))[0].quote.startswith("De Volkskrant")


@pytest.mark.parametrize("raw", [b"", b"  \n\t ", b"\xef\xbb\xbf", "\ufeff\n".encode("utf-16")])
def test_empty_report_is_refused(raw: bytes) -> None:
    with pytest.raises(IntelError, match="empty"):
        records(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"MZ\x90\x00" + bytes(range(256)) * 8,
        b"\x7fELF\x02\x01\x01\x00" * 20,
        b"\x89PNG\r\n\x1a\n\x00" * 9,
        b"\x01\x02\x03\x04" * 99,
    ],
)
def test_binary_is_refused(raw: bytes) -> None:
    with pytest.raises(IntelError, match="binary"):
        records(raw)


def test_html_is_what_a_reader_sees() -> None:
    read = document(PAGE, "page.html")
    assert (read.media, read.title, read.publisher) == ("text/html", "The title", "The Site")
    assert read.published is not None and read.published.isoformat() == "2024-02-03"
    values = {item.value for item in indicators(PAGE, "page.html")}
    assert "bad.com" in values and "https://link.com/x" in values
    assert not values & {"hidden.com", "hidden2.com", "nav.com", "foot.com"}


def test_page_without_visible_text_is_refused() -> None:
    with pytest.raises(IntelError, match="no visible text"):
        records("<html><body><script>var x = 'a.example';</script></body></html>", "page.html")


def test_html_bomb_of_nested_elements_ends() -> None:
    page = "<html><body>" + "<div>" * 5_000 + "Okta said that it was not in the products" + "</div>" * 5_000
    with pytest.raises(IntelError):
        records(page, "page.html")


def test_markdown_loses_its_emphasis_and_keeps_its_links() -> None:
    text = (
        "# The head of it\n\n**Okta** said that it had *removed* the malware from [the server](https://a.example/x).\n"
    )
    assert [claim.speaker for claim in claims(text, "a.md") if claim.kind == "removal"] == ["Okta"]
    assert "https://a.example/x" in {item.value for item in indicators(text, "a.md")}


def test_pdf_is_read() -> None:
    raw = pdf_of(
        "Okta said that it had isolated and removed the malware.",
        "It was the work of the group of APT29, and of no other.",
    )
    assert document(raw, "a.pdf").media == "application/pdf"
    assert any(claim.speaker == "Okta" for claim in claims(raw, "a.pdf"))


def test_locked_pdf_is_refused() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of("secret words of the report that is here to read")))
    writer.encrypt("password", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(IntelError, match="password"):
        records(out.getvalue(), "a.pdf")


def test_pdf_of_pictures_is_refused() -> None:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(IntelError, match="pictures"):
        records(out.getvalue(), "a.pdf")


@pytest.mark.parametrize("raw", [b"%PDF-1.7\n", b"%PDF-1.4\n" + b"1 0 obj\n<<" * 50, pdf_of("words")[:200]])
def test_broken_pdf_is_refused(raw: bytes) -> None:
    with pytest.raises(IntelError):
        records(raw, "a.pdf")


def two_pages() -> bytes:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_of("Okta said that it had isolated and removed the malware.")))
    writer.append(io.BytesIO(pdf_of("More of the same text that nobody will ever read.")))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_long_pdf_is_cut_and_said_so() -> None:
    page = pdf("a.pdf", two_pages(), pages=1)
    assert "Okta" in page.text and "More" not in page.text
    assert [gap.reason.value for gap in page.gaps] == ["limit"]
    assert "pages 2 to 2" in page.gaps[0].why


def test_near_miss_whole_pdf_leaves_no_gap() -> None:
    page = pdf("a.pdf", two_pages())
    assert "More" in page.text and page.gaps == []


def test_slow_pdf_ends_its_reader_and_is_refused() -> None:
    with pytest.raises(IntelError, match="too long"):
        pdf("a.pdf", two_pages(), seconds=0.001)


@pytest.mark.parametrize(
    "text",
    [
        "Die Firma hat mitgeteilt, dass die Software von dem Angriff nicht betroffen ist und wird. Siehe evil[.]com.",
        "La société a dit que les clients ne sont pas touchés par la mise à jour et que le code est sûr. Voir evil[.]com.",
    ],
)
def test_other_language_is_said_not_to_be_read_and_its_indicators_are(text: str) -> None:
    assert any(gap.reason == "unsupported" for gap in gaps(text))
    assert [item.value for item in indicators(text)] == ["evil.com"]
    assert claims(text) == []


@pytest.mark.parametrize(
    "piece",
    [
        "Dat zegt Okta. ",
        "said, the of and ",
        "„a ",
        "was not was ",
        "the group APT29 and Cozy Bear was behind it. ",
        "[.](",
        "the software van de ",
    ],
)
def test_text_made_to_be_slow_is_read_to_its_end(piece: str) -> None:
    assert document(piece * 1_000).characters == len(piece) * 1_000


@settings(deadline=None, max_examples=150)
@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)),
    st.sampled_from(["a.txt", "a.md", "a.html", "a.pdf"]),
)
def test_any_bytes_are_read_or_refused(raw: bytes, label: str) -> None:
    try:
        found = records(raw, label)
    except IntelError as error:
        assert error.remedy
    else:
        assert found
