"""`onward`: were our systems used to attack others?"""

from collections.abc import Sequence

from beartrap.case.answers.frame import build, need
from beartrap.case.answers.measure import count, names
from beartrap.case.view import Kept, Records
from beartrap.model.answer import Answer, State
from beartrap.model.coverage import SourceKind
from beartrap.model.finding import Finding
from beartrap.model.question import Question

TRAFFIC = (SourceKind.CONNECTIONS, SourceKind.PROXY)


def answer(records: Records) -> Answer:
    """Return the answer from outbound traffic, own mailboxes and own releases."""
    return build(
        records,
        Question.ONWARD,
        (
            need(records, Question.ONWARD, TRAFFIC, "Attacks on others leave our network."),
            need(
                records,
                Question.ONWARD,
                (SourceKind.MAIL_AUDIT,),
                "Our mailboxes and partner access can be the way in to others.",
            ),
            need(
                records, Question.ONWARD, (SourceKind.RELEASES,), "A poisoned vendor's customer may be a vendor itself."
            ),
        ),
        lambda found, state: _describe(records, found, state),
        would_change=(
            "What customers and partners see in their own logs, of their tenants and their networks, which are not ours to read.",
            "Traffic of hosts that no sensor of ours sees.",
            "An honest rebuild of a release that differs from what was published.",
        ),
    )


def _describe(records: Records, found: Sequence[Kept[Finding]], state: State) -> str:
    if state is State.NOT_LOOKED:
        return "Not looked: no outbound traffic, mail audit or release record was read."
    known = sorted({str(kept.record.facts.get("known")) for kept in _of(records) if kept.record.facts.get("known")})
    beside = f" Known traffic is shown as such: {names(known)}." if known else ""
    if state is State.NO_INDICATION:
        weak = f" {count(len(found), 'weak sign')} should be checked." if found else ""
        return f"No indication that our systems were used to attack others, in what was looked at.{weak}{beside}"
    titles = [kept.record.title for kept in found]
    return f"Signs that our systems were used against others: {names(titles)}.{beside}"


def _of(records: Records) -> list[Kept[Finding]]:
    return [kept for kept in records.findings if Question.ONWARD in kept.record.questions]
