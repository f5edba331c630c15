"""`active`: did it run and call home, and how far did it get?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from beartrap.case.answers.frame import build, is_weighty, need
from beartrap.case.answers.measure import count, names
from beartrap.case.view import Kept, Records
from beartrap.model.answer import Answer, State
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Finding, Rung
from beartrap.model.question import Question
from beartrap.model.window import Window

KINDS = (SourceKind.DNS, SourceKind.ENDPOINT)
REACHED = {
    Rung.NAMED: "is only named",
    Rung.ON_DISK: "lay on disk",
    Rung.EXECUTED: "ran",
    Rung.CALLED_HOME: "called home",
    Rung.ANSWERED: "was answered by the actor",
    Rung.ACTED: "was followed by the actor's own actions",
}


def answer(records: Records) -> Answer:
    """Return the answer from DNS and endpoint logs; silence within an implant's known sleep proves nothing and costs nothing."""
    asleep = dormancies(records)
    return build(
        records,
        Question.ACTIVE,
        (
            need(
                records,
                Question.ACTIVE,
                KINDS,
                "It shows itself when it calls home or acts, at any time of the incident.",
            ),
        ),
        lambda found, state: _describe(found, state) + _quiet(records, asleep, state),
        explained=asleep,
        would_change=(
            "A query for one of the actor's names from any host.",
            "DNS answers, where only queries were logged: they tell how far it got.",
        ),
    )


def dormancies(records: Records) -> dict[str, tuple[Window, ...]]:
    """Return, host by host, when the implant must still have slept: from the file's write time for the shortest sleep known.

    The write time is what the file system or the inventory says, and an actor can set it back: it explains silence,
    it proves nothing.
    """
    sleeps = [kept.record.dormant_hours for kept in records.incidents if kept.record.dormant_hours]
    if not sleeps:
        return {}
    shortest = timedelta(hours=min(least for least, _ in sleeps))
    asleep: dict[str, list[Window]] = defaultdict(list)
    for host, written in _written(records):
        asleep[host].append(Window(written, written + shortest))
    return {host: tuple(windows) for host, windows in asleep.items()}


def _written(records: Records) -> list[tuple[str, datetime]]:
    pairs = []
    for kept in records.findings:
        finding = kept.record
        if finding.host and finding.confirmed and is_weighty(finding) and Question.PRESENT in finding.questions:
            written = finding.facts.get("written")
            if isinstance(written, str):
                pairs.append((finding.host, datetime.fromisoformat(written)))
    return pairs


def _describe(found: Sequence[Kept[Finding]], state: State) -> str:
    if state is State.NOT_LOOKED:
        return "Nobody has looked yet: no DNS or endpoint log was read."
    if state is State.NO_INDICATION:
        hint = f" {count(len(found), 'weak sign')} should be checked." if found else ""
        return f"No call home was seen where we looked.{hint}"
    furthest = max(kept.record.rung for kept in found if kept.record.rung is not None) if _has_rung(found) else None
    hosts = _hosts_by_rung(found)
    parts = [f"on {names(hosts[rung])} it {REACHED[rung]}" for rung in sorted(hosts, reverse=True)]
    head = f"Yes, as far as: it {REACHED[furthest]}." if furthest is not None else "Yes."
    return f"{head} In detail: {'; '.join(parts)}." if parts else head


def _has_rung(found: Sequence[Kept[Finding]]) -> bool:
    return any(kept.record.rung is not None for kept in found)


def _hosts_by_rung(found: Sequence[Kept[Finding]]) -> Mapping[Rung, list[str]]:
    highest: dict[str, Rung] = {}
    for kept in found:
        finding = kept.record
        if finding.rung is not None:
            where = finding.host or "a host that the log does not name"
            highest[where] = max(highest.get(where, Rung.NAMED), finding.rung)
    hosts: dict[Rung, list[str]] = defaultdict(list)
    for where, rung in sorted(highest.items()):
        hosts[rung].append(where)
    return hosts


def _quiet(records: Records, asleep: Mapping[str, tuple[Window, ...]], state: State) -> str:
    """Say for which hosts malicious code lies on disk and no call was seen: rung one, with the sleep that may explain it."""
    silent = "nobody has looked whether it called" if state is State.NOT_LOOKED else "no call was seen"
    called = {
        kept.record.host
        for kept in records.findings
        if Question.ACTIVE in kept.record.questions and is_weighty(kept.record)
    }
    dormant_hosts = {
        kept.record.host
        for kept in records.findings
        if Question.PRESENT in kept.record.questions and kept.record.confirmed and is_weighty(kept.record)
    }
    lines = []
    for host in sorted(host for host in dormant_hosts - called if host):
        wakes = max((window.high for window in asleep.get(host, ())), default=None)
        until = f" (written so late that it slept at least until {wakes:%Y-%m-%d})" if wakes else ""
        lines.append(f" On {host} the code lies on disk and {silent}{until}.")
    return "".join(lines)
