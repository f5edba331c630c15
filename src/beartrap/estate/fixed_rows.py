"""Rows of tables without a delimiter: columns of fixed width, and blocks of `Name : value` lines.

So write PowerShell's `Format-Table` and `Format-List`, `wmic … get`, `pip list` and `conda list`. A column begins where its
name in the header begins; a cell that PowerShell cut short ends in `…` or `...` and is a complaint of its reader.
"""

import io
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from beartrap.estate.rows import LONGEST_LINE, MOST_COLUMNS, Bad, NotRows, Row, Rows

_DELIMITERS = re.compile(r"[,;\t|]")
_NAME = re.compile(r"\S+(?: \S+)*")
_RULE = re.compile(r"-{2,}(?: +-{2,})*\s*")
_PAIR = re.compile(r"(\w[\w ().-]{0,60}?) *: ?(.*)")
_SAMPLED = 20


def form_of(shown: str) -> str | None:
    """Return `columns` or `blocks` where a text is written so, else None. `shown` is its beginning, whole lines or not."""
    lines = [line.rstrip() for line in shown.split("\n")[:_SAMPLED] if line.strip()]
    if len(lines) < 2:
        return None
    if len(lines) > 2 and all(_PAIR.fullmatch(line) and re.match(r"[\w ().-]+ :", line) for line in lines[:2]):
        return "blocks"
    if _DELIMITERS.search(lines[0]) or lines[0].startswith("#"):
        return None
    if _RULE.fullmatch(lines[1].strip()) and len(lines[0].split()) == len(lines[1].split()) > 1:
        return "columns"
    starts = _starts(lines[0])
    body = lines[1:-1] or lines[1:]
    aligned = all(_stand_apart(line, starts) for line in body)
    return "columns" if len(starts) > 1 and re.search(r"\S {2,}\S", lines[0]) and aligned else None


def read_columns(text: io.TextIOWrapper) -> Rows:
    """Return a table whose columns have fixed widths; raises NotRows where it has no header."""
    numbered = enumerate(iter(lambda: text.readline(LONGEST_LINE), ""), 1)
    header = next((line for _, line in numbered if line.strip()), "").lstrip("\ufeff").rstrip()
    starts = _starts(header)
    if not starts or len(starts) > MOST_COLUMNS:
        raise NotRows("it has no header that can be read")
    return Rows(tuple(_cut(header, starts)), "columns", _cells(numbered, starts))


def read_blocks(text: io.TextIOWrapper) -> Rows:
    """Return the table that blocks of `Name : value` lines are; names that the first block lacks are Bad, once each."""
    blocks = _blocks(enumerate(iter(lambda: text.readline(LONGEST_LINE), ""), 1))
    first = next(blocks, None)
    if first is None:
        raise NotRows("it holds no values")
    return Rows(tuple(first[1]), "blocks", _aligned(first, blocks))


def _starts(header: str) -> tuple[int, ...]:
    """Return where the columns begin. Names of two words have one blank inside them."""
    if re.search(r"\S {2,}\S", header):
        return tuple(found.start() for found in _NAME.finditer(header))
    return tuple(found.start() for found in re.finditer(r"\S+", header))


def _stand_apart(line: str, starts: Sequence[int]) -> bool:
    return all(start >= len(line) or (line[start - 1] == " " and line[start] != " ") for start in starts[1:])


def _cut(line: str, starts: Sequence[int]) -> list[str]:
    return [line[start:end].strip() for start, end in pairwise((*starts, len(line) + 1))]


def _cells(numbered: Iterator[tuple[int, str]], starts: Sequence[int]) -> Iterator[Row | Bad]:
    for number, line in numbered:
        line = line.rstrip("\r\n")
        if not line.strip() or _RULE.fullmatch(line.strip()):
            continue
        if any(start < len(line) and line[start - 1] != " " for start in starts[1:]):
            yield Bad(number, "its cells do not stand under the header")
        else:
            yield number, _cut(line, starts)


def _blocks(numbered: Iterator[tuple[int, str]]) -> Iterator[tuple[int, dict[str, str]]]:
    began, told, last = 0, dict[str, str](), ""
    for number, line in numbered:
        line = line.rstrip("\r\n").lstrip("\ufeff")
        found = _PAIR.fullmatch(line)
        if not line.strip():
            if told:
                yield began, told
            told = {}
        elif found is not None and not line.startswith(" "):
            began, last = (began if told else number), found[1].strip()
            told[last] = found[2].strip()
        elif told:  # PowerShell goes on in the next line, indented
            told[last] += line.strip()
    if told:
        yield began, told


def _aligned(first: tuple[int, dict[str, str]], blocks: Iterator[tuple[int, dict[str, str]]]) -> Iterator[Row | Bad]:
    header = tuple(first[1])
    yield first[0], list(first[1].values())
    known = set(header)
    for row, told in blocks:
        if late := sorted(told.keys() - known)[:5]:
            known.update(late)
            yield Bad(row, f"has names that the first block had not: {', '.join(late)}")
        yield row, [told.get(name, "") for name in header]
