"""Scripts of a shell that verified what they download, and do so no more: by its digest, by who signed it, by whose certificate it comes under."""

from collections.abc import Iterator

from beartrap.model.regex import regex
from beartrap.vet.source.noticed.checks import Loosened

_VERIFIES = regex(
    r"\b(?:sha(?:1|224|256|384|512)?sum|shasum|md5sum|b2sum|b3sum)\b[^\n#|;]*\s(?:-c|--check|-[a-z]*c[a-z]*)(?:\s|$)|\bgpgv?2?\b[^\n#]*\s--verify\b|\bgpgv\s|\bminisign\b[^\n#]*\s-V|\bcosign\s+verify|\bslsa-verifier\s+verify|\bgh\s+attestation\s+verify|\bopenssl\s+dgst\b[^\n#]*\s-verify\b"
)
"""Commands that fail where a file is not the one that it should be."""
_DROPPED = regex(r"(?:\|\||;)\s*(?:true|:)\s*(?:$|[;)}#])")
"""An answer that is thrown away."""
_BELIEVES = regex(
    r"\bcurl\b[^\n#|;]*\s(?:-[a-zA-Z]*k[a-zA-Z]*|--insecure|--proxy-insecure)(?=\s|$)|\bwget\b[^\n#|;]*\s--no-check-certificate\b|\bGIT_SSL_NO_VERIFY=(?:1|true)\b|\bhttp\.sslVerify[= ]false\b|\bNODE_TLS_REJECT_UNAUTHORIZED=0|\b--trusted-host[= ]|\bstrict-ssl[= ]false\b|\bapt(?:-get)?\b[^\n#]*\s--allow-unauthenticated\b"
)
"""Downloads that take whoever answers for whom they asked."""
_DOWNLOADS = regex(r"\b(?:curl|wget|fetch|aria2c)\s[^\n]*https?:")
_REMARK = regex(r"^\s*#")


def speaks_of_checks(before: str) -> bool:
    """Whether a script verified something, or downloaded something under a certificate."""
    return _VERIFIES.search(before) is not None or _DOWNLOADS.search(before) is not None


def less_verified(before: str, text: str) -> Iterator[Loosened]:
    """Yield the first line of a script by which it asks for less than it did."""
    old, new = _lines(before), _lines(text)
    stood = set(old.values())
    asked = any(_VERIFIES.search(line) and not _DROPPED.search(line) for line in stood)
    for row, line in new.items():
        if line in stood:
            continue
        if asked and _VERIFIES.search(line) and _DROPPED.search(line):
            yield Loosened(row, "what is verified does not matter any more")
            return
        if _BELIEVES.search(line) and not any(map(_BELIEVES.search, stood)) and any(map(_DOWNLOADS.search, stood)):
            yield Loosened(row, "what is downloaded may come from anybody")
            return
    if asked and not any(map(_VERIFIES.search, new.values())):
        row = next((row for row, line in new.items() if _DOWNLOADS.search(line)), 0)
        if row:
            yield Loosened(row, "nothing that is downloaded is verified any more", mild=True)


def _lines(text: str) -> dict[int, str]:
    """Return the lines of a script by their rows, with what they go on with, without remarks."""
    found, begun = dict[int, str](), 0
    for row, line in enumerate(text.split("\n"), 1):
        if begun:
            found[begun] += f" {line.strip().rstrip(chr(92))}"
        elif not _REMARK.match(line):
            found[row] = line.strip().rstrip("\\")
        begun = (begun or row) if line.endswith("\\") and not _REMARK.match(line) else 0
    return found
