"""Paths named on the command line, as sources of events."""

import glob
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

from beartrap.estate.events.opening import READERS
from beartrap.flows.errors import FlowError
from beartrap.model.coverage import SourceKind
from beartrap.model.estate import Estate, Source

FORMATS = tuple(reader.id for reader in READERS)
"""Names of formats that `--format` takes."""
EVENT_KINDS = (
    SourceKind.ENDPOINT,
    SourceKind.PROXY,
    SourceKind.DNS,
    SourceKind.CONNECTIONS,
    SourceKind.MAIL_AUDIT,
    SourceKind.SIGN_INS,
    SourceKind.CLOUD_AUDIT,
)
"""Kinds of an estate's sources that are logs of events."""


class BadSource(FlowError):
    """A path, a format or a time zone that is none; the message says what there is."""


def sources_of(paths: Sequence[Path], form: str | None, zone: str) -> tuple[Source, ...]:
    """Return a source for each path, which may be a pattern; raises BadSource."""
    if form is not None and form not in FORMATS:
        raise BadSource(f"{form!r} is no format that is read: {', '.join(FORMATS)}")
    try:
        ZoneInfo(zone)
    except (ValueError, KeyError, OSError) as error:
        raise BadSource(f"{zone!r} is no time zone: write an IANA name as Europe/Amsterdam") from error
    for path in paths:
        if not os.path.lexists(path) and not glob.has_magic(str(path)):
            raise BadSource(f"{path}: there is nothing")
    return tuple(Source(str(path), _absolute(path), SourceKind.ENDPOINT, form, timezone=zone) for path in paths)


def of_estate(estate: Estate) -> tuple[Source, ...]:
    """Return the sources of an estate that hold events; raises BadSource where it names none.

    What `format` means is said by the kind of source: a format of another reader is left to be recognised by content.
    """
    found = [source for source in estate.sources if source.kind in EVENT_KINDS]
    if not found:
        names = ", ".join(kind.value for kind in EVENT_KINDS)
        raise BadSource(f"the estate names no logs (sources of kind {names}): name a log or a lake")
    return tuple(source if source.format in FORMATS else replace(source, format=None) for source in found)


def _absolute(path: Path) -> str:
    return os.path.abspath(path)  # noqa: PTH100 - links are not followed
