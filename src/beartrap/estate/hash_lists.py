"""The output of hash programs: `sha256sum` and its kin, BSD's `SHA256 (file) = …`, hashdeep, and Windows' certutil.

Formats after the manuals of coreutils (a leading backslash marks a name in which backslash, line feed and carriage
return are escaped) and md5deep/hashdeep 4.4.
"""

import re
from collections.abc import Iterator

from beartrap.estate.rows import Bad, Row

HEADER = ("sha256", "sha1", "md5", "size", "path")
_SUM = re.compile(r"(\\?)([0-9A-Fa-f]{64}|[0-9A-Fa-f]{40}|[0-9A-Fa-f]{32})(?: [ *]|\t| {2,})([^\r\n]+)")
_BSD = re.compile(r"(\\?)(SHA256|SHA2-256|SHA1|MD5) ?\((.+)\) ?= ?([0-9A-Fa-f]+)")
_CERTUTIL = re.compile(r"(?:SHA256|SHA1|MD5) hash of (?:file )?(.+):", re.IGNORECASE)
_CERTUTIL_HASH = re.compile(r"[0-9A-Fa-f]{2}(?: ?[0-9A-Fa-f]{2}){15,31}")
_CERTUTIL_END = "CertUtil:"
_ESCAPED = re.compile(r"\\(.)")
_ESCAPES = {"n": "\n", "r": "\r", "\\": "\\"}
_BY_LENGTH = {64: 0, 40: 1, 32: 2}
_HASHDEEP = "%%%% HASHDEEP"


def recognise(first: str) -> bool:
    """Whether the first line that is no comment is one of a hash program."""
    if first.startswith((_HASHDEEP, "%%%% size,")):
        return True
    line = next((line for line in first.splitlines() if line.strip() and not line.startswith("#")), "")
    return bool(_SUM.fullmatch(line.rstrip()) or _BSD.fullmatch(line.rstrip()) or _CERTUTIL.fullmatch(line.rstrip()))


def read(lines: Iterator[str]) -> Iterator[Row | Bad]:
    """Yield each line as cells in the order of HEADER; comments and empty lines are passed over."""
    columns: list[str] | None = None
    certutil = ""
    for number, line in enumerate(lines, 1):
        line = line.rstrip("\r\n")
        if line.startswith("%%%% size,"):
            columns = line[5:].split(",")
        elif not line.strip() or line.startswith(("#", "%%%%")):
            continue
        elif line.startswith(_CERTUTIL_END) and "success" in line:
            certutil = ""
        elif (named := _CERTUTIL.fullmatch(line)) is not None:
            certutil = named[1].strip('"')
        elif certutil and _CERTUTIL_HASH.fullmatch(line.strip()):
            yield _line(number, f"{line.replace(' ', '')}  {certutil}")
            certutil = ""
        elif columns is not None:
            yield _hashdeep(number, line, columns)
        else:
            yield _line(number, line)


def _line(number: int, line: str) -> Row | Bad:
    if (found := _SUM.fullmatch(line)) is not None:
        escaped, digest, path = found.groups()
    elif (found := _BSD.fullmatch(line)) is not None:
        escaped, _, path, digest = found.groups()
        if len(digest) not in _BY_LENGTH:
            return Bad(number, f"a hash of {len(digest)} digits")
    else:
        return Bad(number, "no line of a hash program")
    cells = [""] * len(HEADER)
    cells[_BY_LENGTH[len(digest)]] = digest
    cells[4] = _ESCAPED.sub(lambda mark: _ESCAPES.get(mark[1], mark[0]), path) if escaped else path
    return number, cells


def _hashdeep(number: int, line: str, columns: list[str]) -> Row | Bad:
    values = line.split(",", len(columns) - 1)
    if len(values) != len(columns):
        return Bad(number, "fewer cells than its header has")
    named = dict(zip(columns, values, strict=True))
    return number, [named.get("filename" if ours == "path" else ours, "") for ours in HEADER]
