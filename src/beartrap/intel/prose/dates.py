"""Dates as reports write them: Dutch, English, German and French months, ISO, and a month alone."""

import re
from collections.abc import Iterator
from datetime import date, datetime

from beartrap.model.frozen import frozen

_MONTHS: dict[str, int] = {}
for _number, _names in enumerate(
    (
        "january januari januar janvier jan",
        "february februari februar février feb",
        "march maart märz mars mar mrt",
        "april avril apr",
        "may mei mai",
        "june juni juin jun",
        "july juli juillet jul",
        "august augustus août aug",
        "september septembre sept sep",
        "october oktober octobre oct okt",
        "november novembre nov",
        "december dezember décembre dec dez",
    ),
    1,
):
    _MONTHS |= dict.fromkeys(_names.split(), _number)
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_FORMS = re.compile(
    rf"\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?:[T ]\d\d:\d\d\S*)?|\b(?P<d1>\d{{1,2}})(?:st|nd|rd|th|er|\.)?\s+(?:of\s+)?(?P<m1>{_MONTH}),?\s+(?P<y1>(?:19|20)\d\d)\b"
    rf"|\b(?P<m2>{_MONTH})\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>(?:19|20)\d\d)\b|\b(?P<ym>(?:19|20)\d\d-(?:0[1-9]|1[0-2]))(?![-\d])"
    rf"|\b(?P<d3>\d{{1,2}})[-/.](?P<n3>\d{{1,2}})[-/.](?P<y3>(?:19|20)\d\d)\b|\b(?P<m4>{_MONTH})\s+(?P<y4>(?:19|20)\d\d)\b",
    re.I,
)


@frozen
class Dated:
    """A date in a text, half-open from `start` to `end`: `day` only where it is told to the day."""

    words: str
    start: int
    end: int
    day: date | None


def dates(text: str) -> Iterator[Dated]:
    """Yield the dates that stand in `text`; impossible ones are passed over. 3/4/2021 is read day first."""
    for match in _FORMS.finditer(text):
        day = _day(match)
        if day is not None or match["ym"] or match["m4"]:
            yield Dated(match.group(), match.start(), match.end(), day)


def of_metadata(words: str) -> date | None:
    """Return the date that a page's metadata states, None where it states no day."""
    try:
        return datetime.fromisoformat(words.strip()).date()
    except ValueError:
        return next((found.day for found in dates(words) if found.day), None)


def _day(match: re.Match[str]) -> date | None:
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        if match["d1"]:
            return date(int(match["y1"]), _month(match["m1"]), int(match["d1"]))
        if match["d2"]:
            return date(int(match["y2"]), _month(match["m2"]), int(match["d2"]))
        if match["d3"]:
            return date(int(match["y3"]), int(match["n3"]), int(match["d3"]))
    except ValueError:
        return None
    return None


def _month(word: str) -> int:
    return _MONTHS[word.lower().rstrip(".")]
