"""How far one identifier got, as its beacons and their answers show it, and no further.

2 fragments of the domain only; 3 a block with FLAG 0, or a NetBios answer: the operator said "continue"; 4 a
NetBios-ext answer, or a block with FLAG 1: stage 2; 5 a CNAME in the answer to a FLAG 1 block, or a later look-up of
a second-stage host by the same client. Rungs 0 and 1 (affected build or not) and 6 (follow-up on the host) cannot be
seen in DNS. Ipx, Atm and ImpLink answers leave the rung and say how it ended.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum

from beartrap.hunt.rows import Row
from beartrap.hunt.sunburst.answers import TERMINATED, Family, families, family, is_name
from beartrap.hunt.sunburst.names import DOMAIN, Kind, canonical
from beartrap.hunt.sunburst.sightings import Beacon
from beartrap.model.frozen import frozen

FRAGMENTS, CONTINUED, STAGE_2, HANDED_OVER = 2, 3, 4, 5


class Ended(StrEnum):
    """How the last of the operator's words left it."""

    NOT = "none"
    PASSIVE = "passive"
    TERMINATED = "terminated"


@frozen
class Sign:
    """One row that decides something: the rung it shows (None for how it ended) and what it means."""

    rung: int | None
    row: Row
    meaning: str


@frozen
class Grade:
    """The verdict on one identifier: `signs` are the decisive rows in order of time, the first of each kind.

    `unanswered` of `asked` names have no recorded answer. `second_hosts` are the names it was sent to or asked for.
    """

    rung: int
    ended: Ended
    signs: tuple[Sign, ...]
    asked: int
    unanswered: int
    flag: bool
    second_hosts: tuple[str, ...] = ()


def grade(beacons: Sequence[Beacon], follow_ups: Sequence[Row] = ()) -> Grade:
    """Grade one identifier's beacons (in order of time, at least one).

    `follow_ups` are the same client's look-ups of second-stage hosts, and count from the first beacon on.
    """
    signs = [sign for beacon in beacons for sign in _signs(beacon)]
    later = [row for row in follow_ups if row.time is not None and row.time >= beacons[0].time]
    signs += [Sign(HANDED_OVER, row, "the same client asks for a second-stage host") for row in later]
    hosts = [_shown(name) for beacon in beacons for name in _handed_to(beacon)]
    return Grade(
        rung=max(sign.rung for sign in signs if sign.rung is not None),
        ended=_ended(beacons),
        signs=_first_of_each(signs),
        asked=len(beacons),
        unanswered=sum(beacon.answers is None for beacon in beacons),
        flag=any(beacon.name.flag for beacon in beacons),
        second_hosts=tuple(dict.fromkeys([*hosts, *(_shown(row.query or "") for row in later)])),
    )


def _shown(name: str) -> str:
    return canonical(name)


def _signs(beacon: Beacon) -> Iterator[Sign]:
    name = beacon.name
    if name.kind is Kind.FRAGMENT:
        yield Sign(FRAGMENTS, beacon.rows[0], f"fragment of the AD domain, {name.part}: {name.text or name.piece}")
    elif name.flag:
        yield Sign(STAGE_2, beacon.rows[0], f"block of {name.time:%Y-%m-%d %H:%M}, FLAG 1: in stage 2, accepts a CNAME")
    else:
        yield Sign(CONTINUED, beacon.rows[0], f"block of {name.time:%Y-%m-%d %H:%M}, FLAG 0: was told to continue")
    for row in beacon.rows:
        yield from _told(row, bool(name.flag))


def _told(row: Row, flag: bool) -> Iterator[Sign]:
    for kind in families(row.answers or ()):
        if kind is Family.NETBIOS:
            yield Sign(CONTINUED, row, "NetBios answer: continue")
        elif kind is Family.NETBIOS_EXT:
            yield Sign(STAGE_2, row, "NetBios-ext answer: continue and enter stage 2")
        elif kind is Family.IPX:
            yield Sign(None, row, "Ipx answer: sent back to passive")
        elif kind in TERMINATED:
            yield Sign(None, row, f"{kind.value} answer: ended for good")
    if flag and (hosts := _names_in(row.answers)):
        yield Sign(HANDED_OVER, row, f"CNAME to {hosts[0]} on a FLAG 1 block: handed over to a second host")


def _names_in(answers: Sequence[str] | None) -> list[str]:
    """Return the CNAME targets among answers that lie outside of the implant's own domain."""
    names = [canonical(answer) for answer in answers or () if family(answer) is Family.CNAME]
    return [name for name in names if is_name(name) and name != DOMAIN and not name.endswith("." + DOMAIN)]


def _handed_to(beacon: Beacon) -> list[str]:
    return _names_in(beacon.answers) if beacon.name.flag else []


def _ended(beacons: Sequence[Beacon]) -> Ended:
    """Termination is for good; of all else the last word that is known counts."""
    words = [kind for beacon in beacons for kind in families(beacon.answers or ())]
    if any(kind in TERMINATED for kind in words):
        return Ended.TERMINATED
    steering = [kind for kind in words if kind in (Family.IPX, Family.NETBIOS, Family.NETBIOS_EXT)]
    return Ended.PASSIVE if steering and steering[-1] is Family.IPX else Ended.NOT


def _first_of_each(signs: Sequence[Sign]) -> tuple[Sign, ...]:
    """Keep the first sign of each kind of meaning, in order of time."""
    kinds: dict[tuple[int | None, str], Sign] = {}
    for sign in signs:
        kinds.setdefault((sign.rung, sign.meaning.split(" ")[0]), sign)
    return tuple(sorted(kinds.values(), key=lambda sign: (sign.row.time is None, sign.row.time, sign.rung or 0)))
