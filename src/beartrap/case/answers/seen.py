"""`seen`: what could they see: which data, whose e-mail?"""

from collections.abc import Sequence

from beartrap.case.answers.frame import build, is_weighty, need
from beartrap.case.answers.measure import count, names
from beartrap.case.view import Kept, Records
from beartrap.model.answer import Answer, State
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Finding
from beartrap.model.question import Question

AUDIT = (SourceKind.MAIL_AUDIT, SourceKind.SIGN_INS, SourceKind.CLOUD_AUDIT)


def answer(records: Records) -> Answer:
    """Return the answer from audit logs of mail, files and clouds."""
    return build(
        records,
        Question.SEEN,
        (
            need(
                records,
                Question.SEEN,
                (SourceKind.MAIL_AUDIT,),
                "Who read which mail and files stands in the audit log.",
            ),
            need(records, Question.SEEN, (SourceKind.SIGN_INS,), "A forged token shows only beside the sign-ins."),
            need(records, Question.SEEN, (SourceKind.CLOUD_AUDIT,), "Data taken from a cloud shows in its own log."),
        ),
        lambda found, state: _describe(records, found, state),
        would_change=(
            "Audit logs that reach back to the beginning of the incident.",
            "Records of operations that the export never shows, if they were audited at all.",
            "AD FS events 1200 and 1202 beside the cloud's sign-ins: a token that only the cloud knows was forged.",
        ),
    )


def _describe(records: Records, found: Sequence[Kept[Finding]], state: State) -> str:
    if state is State.NOT_LOOKED:
        return "Not looked: no audit log of mail, files or clouds was read."
    if state is State.NO_INDICATION:
        shown = "No sign that data was read by an intruder, in the audit logs that were looked at."
        return shown + _credentials(records) + _not_covered(records)
    chains = [kept.record for kept in found if kept.record.detector == "seen.access-chain"]
    lines = []
    if chains:
        joined = "exactly" if all(chain.confirmed for chain in chains) else "in part by the same user and time alone"
        lines.append(f"Access was gained and used: {count(len(chains), 'chain')} of records, joined {joined}.")
    tied = _map(records, tied=True)
    if tied:
        lines.append(_whose(tied))
    others = [kept.record.title for kept in found if kept.record.detector != "seen.access-chain"]
    if others:
        lines.append(f"Besides: {names(others)}.")
    return " ".join(lines) + _credentials(records) + _not_covered(records)


def _credentials(records: Records) -> str:
    """Say whose credentials must be taken as seen: those that lay on hosts where malicious code lay or ran."""
    hosts = {
        kept.record.host
        for kept in records.findings
        if kept.record.host
        and kept.record.confirmed
        and is_weighty(kept.record)
        and {Question.PRESENT, Question.ACTIVE} & set(kept.record.questions)
    }
    if not hosts:
        return ""
    said = f" Credentials that were stored or used on {names(sorted(hosts))} must be taken as seen: malicious code lay there."
    stores = [
        kept.record
        for kept in records.findings
        if kept.record.detector == "sweep.credential-store" and kept.record.host in hosts
    ]
    if not stores:
        return said
    kinds = sorted({str(store.facts.get("kept")) for store in stores})
    return f"{said} Of such the sweep met {count(len(stores), 'file')}: {names(kinds)}."


def _map(records: Records, *, tied: bool) -> list[Finding]:
    lines = [kept.record for kept in records.findings if kept.record.detector == "seen.data-map"]
    return [line for line in lines if (line.facts.get("tie") != "none") == tied]


def _whose(lines: Sequence[Finding]) -> str:
    """Say whose data were read through it, and whose could have been."""
    parts = []
    for certainty, words in (("read", "read"), ("could have been read", "could have been read")):
        of = [line for line in lines if line.facts.get("certainty") == certainty]
        people = sorted({str(line.facts.get("store")) for line in of})
        if people:
            amount = sum(int(line.facts.get("amount") or 0) for line in of if line.facts.get("role") == "owner")
            told = f" ({count(amount, 'item')})" if certainty == "read" else ""
            parts.append(f"{words}: {names(people)}{told}")
    return f"Through it {'; '.join(parts)}." if parts else ""


def _not_covered(records: Records) -> str:
    lines = [
        line
        for line in _map(records, tied=False) + _map(records, tied=True)
        if line.facts.get("certainty") == "not covered"
    ]
    people = sorted({str(line.facts.get("person")) for line in lines})
    return f" Not covered by the log, which is not a no: {names(people)}." if people else ""
