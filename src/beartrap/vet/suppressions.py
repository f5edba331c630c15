"""What the user has said is known and accepted: a TOML file of the user's own, never one from the package.

    [[suppress]]
    rule    = "process.spawn"            # the behaviour's id
    path    = "src/tool/run.py"          # in the package; * and ? stand for any text
    sha256  = "9f86d081…"                # of the file's content: another content is another matter
    reason  = "starts the compiler, looked at on 2026-11-02"
    expires = 2027-05-01                 # the last day on which it counts

A suppression that has expired does not count, and is told.
"""

from collections.abc import Iterable
from datetime import date, datetime
from fnmatch import fnmatchcase
from typing import Any

from beartrap.model.frozen import frozen
from beartrap.model.place import Place
from beartrap.model.text import shown_bytes
from beartrap.model.vetting import Suppression
from beartrap.vet.behaviour import Behaviour

KEYS = ("rule", "path", "sha256", "reason", "expires")
LONGEST = 1024 * 1024
"""Bytes of a file of suppressions; nobody writes more by hand."""


class SuppressionError(ValueError):
    """The file of suppressions is not what it should be; the message says where and what to do."""


@frozen
class Sifted:
    """Behaviours that count, those that the user accepts, and suppressions that would apply but have expired."""

    counted: tuple[Behaviour, ...]
    accepted: tuple[tuple[Behaviour, Suppression], ...]
    expired: tuple[Suppression, ...]


def read_suppressions(text: str, source: str) -> tuple[Suppression, ...]:
    """Return the suppressions in the TOML `text` of the file `source`. Raises SuppressionError."""
    if len(text) > LONGEST:
        raise SuppressionError(f"{source}: larger than {LONGEST >> 20} MiB, which no list of suppressions is")
    import tomllib  # late: most updates are vetted without a file of these

    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SuppressionError(f"{source}: no TOML: {error}") from error
    unknown = sorted(set(document) - {"suppress"})
    if unknown:
        raise SuppressionError(f"{source}: unknown key {unknown[0]!r}; the file holds [[suppress]] tables only")
    tables = document.get("suppress", [])
    if not isinstance(tables, list):
        raise SuppressionError(f"{source}: write [[suppress]], with two brackets")
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip().startswith("[[suppress]]")]
    lines += [0] * (len(tables) - len(lines))
    return tuple(_one(table, source, line or None) for table, line in zip(tables, lines, strict=False))


def _one(table: Any, source: str, line: int | None) -> Suppression:
    where = f"{source}:{line}" if line is not None else source
    if not isinstance(table, dict):
        raise SuppressionError(f"{where}: a suppression is a table")
    for key in table:
        if key not in KEYS:
            raise SuppressionError(f"{where}: unknown key {key!r}; allowed: {', '.join(KEYS)}")
    for key in KEYS:
        if key not in table:
            raise SuppressionError(f"{where}: {key!r} is missing: a suppression says what, where, why and until when")
    texts = [table[key] for key in KEYS[:4]]
    if not all(isinstance(value, str) and value.strip() for value in texts):
        raise SuppressionError(f"{where}: rule, path, sha256 and reason are texts, and none is empty")
    rule, path, sha256, reason = texts
    if len(sha256) != 64 or not set(sha256.lower()) <= set("0123456789abcdef"):
        raise SuppressionError(f"{where}: sha256 is 64 hexadecimal digits")
    expires = table["expires"]
    if isinstance(expires, datetime) or not isinstance(expires, date):
        raise SuppressionError(f"{where}: expires is a day without quotes, such as 2027-05-01")
    return Suppression(rule, path, sha256.lower(), reason, expires, source, line)


def sift(found: Iterable[Behaviour], suppressions: Iterable[Suppression], today: date) -> Sifted:
    """Part behaviours into those that count and those that a suppression in force covers."""
    known = tuple(suppressions)
    counted: list[Behaviour] = []
    accepted: list[tuple[Behaviour, Suppression]] = []
    expired: dict[Suppression, None] = {}
    for one in found:
        matching = [suppression for suppression in known if covers(suppression, one)]
        in_force = next((suppression for suppression in matching if suppression.expires >= today), None)
        if in_force is not None:
            accepted.append((one, in_force))
            continue
        counted.append(one)
        expired.update(dict.fromkeys(matching))
    return Sifted(tuple(counted), tuple(accepted), tuple(expired))


def covers(suppression: Suppression, one: Behaviour) -> bool:
    """Whether a suppression is about this behaviour: rule, path and content, all three."""
    return (
        suppression.rule == one.id
        and one.place.digest is not None
        and suppression.sha256 == one.place.digest.lower()
        and fnmatchcase(path_of(one.place), suppression.path)
    )


def path_of(place: Place) -> str:
    """Return the path in the package as suppressions name it: archives within it are joined by `!`."""
    return "!".join(shown_bytes(part) for part in (place.path or b"", *place.member))
