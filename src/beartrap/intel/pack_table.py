"""A pack's `indicators/*.csv`: one indicator a row, columns by name, every cell checked."""

import csv
from collections.abc import Iterator, Mapping
from datetime import datetime

from beartrap.intel import moments, values, versions, warnings
from beartrap.intel.errors import IntelError
from beartrap.intel.standing import ROLES, severity_of
from beartrap.intel.values import NoIndicatorError
from beartrap.intel.versions import VersionError
from beartrap.model.finding import Severity
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.place import Place
from beartrap.model.text import printable, shorten
from beartrap.model.window import Window

COLUMNS = (
    "kind",
    "value",
    "role",
    "malware",
    "severity",
    "valid_from",
    "valid_until",
    "tie",
    "versions",
    "note",
    "demoted",
)
_KINDS: Mapping[str, IndicatorKind] = {kind.value: kind for kind in IndicatorKind}
_SEVERITIES: Mapping[str, Severity] = {severity.name.lower(): severity for severity in Severity}


def read_table(path: str, raw: bytes, label: str, file: str) -> Iterator[Indicator]:
    """Yield the indicators of one CSV; raises IntelError naming file, row, column, and what is allowed."""
    try:
        lines = raw.decode("utf-8-sig").splitlines()
        rows = list(csv.reader(lines, strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise IntelError(path, f"no valid CSV ({error})", "Save it as UTF-8 CSV with commas.") from error
    header = [cell.strip() for cell in rows[0]] if rows else []
    for column in header:
        if column not in COLUMNS:
            raise _wrong(path, 1, column, "unknown column", ", ".join(COLUMNS))
    if not {"kind", "value"} <= set(header):
        raise _wrong(path, 1, "header", "the columns kind and value are needed", ", ".join(COLUMNS))
    for row, cells in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
            continue
        if len(cells) != len(header):
            raise _wrong(
                path, row, "row", f"{len(cells)} cells under {len(header)} columns", "as many cells as columns"
            )
        yield _indicator(path, row, dict(zip(header, (cell.strip() for cell in cells), strict=True)), label, file)


def _wrong(path: str, row: int, column: str, why: str, allowed: str) -> IntelError:
    return IntelError(path, f"row {row}, {printable(shorten(column, 60))}: {why}", f"Allowed: {allowed}.")


def _indicator(path: str, row: int, cells: Mapping[str, str], label: str, file: str) -> Indicator:
    wanted = _KINDS.get(cells["kind"])
    if wanted is None:
        raise _wrong(path, row, "kind", f"unknown kind {cells['kind']!r}", ", ".join(_KINDS))
    try:
        kind, value = values.typed(wanted, cells["value"])
    except NoIndicatorError as error:
        raise _wrong(path, row, "value", f"{error}: {cells['value'][:80]!r}", f"a {wanted.value}") from error
    if kind is not wanted:
        raise _wrong(path, row, "kind", f"the value is of kind {kind.value}", kind.value)
    role = cells.get("role", "")
    if role not in ROLES:
        raise _wrong(path, row, "role", f"unknown role {role!r}", ", ".join(sorted(ROLES - {""})))
    return Indicator(
        kind=kind,
        value=value,
        source=label,
        role=role,
        malware=cells.get("malware") or None,
        severity=_severity(path, row, cells.get("severity", ""), kind, role),
        valid=_window(path, row, cells),
        versions=_versions(path, row, cells.get("versions", "")),
        tie=f"{label}:{cells['tie']}" if cells.get("tie") else None,
        demoted=cells.get("demoted") or warnings.demotion(kind, value),
        note=cells.get("note", ""),
        place=Place(source=f"{label}/{file}", row=row),
    )


def _severity(path: str, row: int, text: str, kind: IndicatorKind, role: str) -> Severity:
    if not text:
        return severity_of(kind, role)
    if text not in _SEVERITIES:
        raise _wrong(path, row, "severity", f"unknown severity {text!r}", ", ".join(_SEVERITIES))
    return _SEVERITIES[text]


def _window(path: str, row: int, cells: Mapping[str, str]) -> Window:
    start, end = _moment(path, row, "valid_from", cells), _moment(path, row, "valid_until", cells)
    if start is not None and end is not None and start >= end:
        raise _wrong(
            path, row, "valid_until", "not after valid_from", "the first moment at which it no longer means anything"
        )
    return Window(start, end)


def _moment(path: str, row: int, column: str, cells: Mapping[str, str]) -> datetime | None:
    text = cells.get(column, "")
    found = moments.moment(text) if text else None
    if text and found is None:
        raise _wrong(path, row, column, f"no time: {text[:40]!r}", "2020-03-24 or 2020-03-24T08:52:34Z")
    return found


def _versions(path: str, row: int, text: str) -> str | None:
    try:
        return versions.checked(text) if text else None
    except VersionError as error:
        raise _wrong(
            path, row, "versions", f"{error}: {text[:80]!r}", "a range such as vers:npm/>=1.0.0|<1.2.3"
        ) from error
