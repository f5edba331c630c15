"""The checklist of what no file tool can do, ordered, and fitted to what the case shows. Each step is a person's to tick.

After CISA's alert AR21-134A (evicting the actors behind SolarWinds and Active Directory/M365 compromise), which wants scope
known first, all steps within the same window, talk on other ways than the compromised ones, and watching afterwards.
Files that are gone evict nobody; only these steps can, and Beartrap never says that they did.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from beartrap.case.answers.frame import is_weighty
from beartrap.case.answers.measure import names
from beartrap.case.view import Kept, Records
from beartrap.model.action import Action, Verb
from beartrap.model.finding import Finding, Rung
from beartrap.model.frozen import frozen
from beartrap.model.question import Question

REFERENCE = "CISA AR21-134A"


@frozen
class Tick:
    """Who did a step, when it was recorded (UTC), and the evidence they name."""

    operator: str
    at: datetime
    evidence: str


@frozen
class Step:
    """One step: what to do, why this case has it, on which hosts; `tick` is None until somebody did it."""

    id: str
    title: str
    why: str
    hosts: tuple[str, ...] = ()
    tick: Tick | None = None


@frozen
class _Case:
    """What of the case decides over steps: hosts hit, hosts where it ran or called home, domain controllers, all words."""

    hit: tuple[str, ...]
    ran: tuple[str, ...]
    controllers: tuple[str, ...]
    package: bool
    identity: bool
    mailboxes: bool
    onward: bool


def checklist(records: Records) -> tuple[Step, ...]:
    """Return the steps for a case, in order; none where nothing was found that would need them."""
    case = _fitted(records)
    if not case.hit:
        return ()
    ticks = _ticks(records)
    steps = []
    for name, title, why, hosts in _STEPS:
        because = why(case)
        if because is not None:
            steps.append(Step(name, title, because, hosts(case), ticks.get(name)))
    return tuple(steps)


def _ticks(records: Records) -> dict[str, Tick]:
    found: dict[str, Tick] = {}
    for kept in records.actions:
        step = kept.record.facts.get("step")
        if kept.record.verb == Verb.TICKED and isinstance(step, str):
            found[step] = Tick(kept.record.operator, kept.at, _evidence(kept.record))
    return found


def _evidence(action: Action) -> str:
    return str(action.facts.get("evidence") or "")


def _fitted(records: Records) -> _Case:
    weighty = [kept for kept in records.findings if is_weighty(kept.record)]
    hit = _hosts(weighty, lambda one: Question.PRESENT in one.questions or _rung(one) >= Rung.ON_DISK)
    ran = _hosts(weighty, lambda one: _rung(one) >= Rung.EXECUTED)
    roles = {host.name: host.roles for host in records.estate.hosts} if records.estate else {}
    controllers = tuple(
        name for name, named in roles.items() if any("domain controller" in role.lower() for role in named)
    )
    domains = bool(records.estate and any(host.ad_domain for host in records.estate.hosts))
    return _Case(
        hit=hit,
        ran=ran,
        controllers=controllers,
        package=any(kept.record.subject.startswith("package:") and Question.PRESENT in kept.record.questions for kept in weighty),
        identity=bool(controllers) or domains,
        mailboxes=any(Question.SEEN in kept.record.questions for kept in weighty),
        onward=any(Question.ONWARD in kept.record.questions for kept in weighty),
    )  # fmt: skip


def _rung(finding: Finding) -> int:
    return -1 if finding.rung is None else int(finding.rung)


def _hosts(findings: Iterable[Kept[Finding]], wanted: Callable[[Finding], bool]) -> tuple[str, ...]:
    return tuple(sorted({one.record.host for one in findings if one.record.host and wanted(one.record)}))


def _on(hosts: Sequence[str], what: str) -> str:
    return f"{what} {names(hosts)}"


def _nowhere(case: _Case) -> tuple[str, ...]:
    return ()


_Why = Callable[[_Case], str | None]
_Where = Callable[[_Case], tuple[str, ...]]
_STEPS: tuple[tuple[str, str, _Why, _Where], ...] = (
    ("talk-elsewhere", "Talk about the response on a way that does not run over the systems in question (telephone, other tenant).",
     lambda case: "whoever reads your mail reads your plan", _nowhere),
    ("scope-first", "Know the scope before you act: every host, account and period; close the gaps that this case lists first.",
     lambda case: "an actor who is removed from half of the hosts is warned and comes back over the other half", _nowhere),
    ("keep-evidence", "Keep memory and disk images of the hosts hit, and the logs, before anything is rebuilt.",
     lambda case: _on(case.hit, "malicious code was found on"), lambda case: case.hit),
    ("cut-off", "Cut the hosts hit off from the network, at once and together; block the known names and addresses at the border.",
     lambda case: _on(case.ran, "it ran or called home on") if case.ran else "what lies on disk may run at the next start",
     lambda case: case.ran or case.hit),
    ("rebuild", "Rebuild the hosts hit from trusted images; a removed file leaves whatever it brought in.",
     lambda case: _on(case.hit, "malicious code was found on"), lambda case: case.hit),
    ("rotate-secrets", "Rotate every credential that was stored or used on the hosts hit: service, administrator and vendor accounts, keys, tokens.",
     lambda case: _on(case.hit, "what was in memory or on disk there has to count as read:"), lambda case: case.hit),
    ("rotate-tokens", "Revoke and make anew all tokens that build machines and developers held (package registry, git, cloud, CI), then look at what was published.",
     lambda case: "a compromised package was installed; such packages collect tokens" if case.package else None,
     lambda case: case.hit),
    ("krbtgt-twice", "Reset the krbtgt account twice, with the longest ticket lifetime in between.",
     lambda case: "forged tickets outlive every other password" if case.identity else None, lambda case: case.controllers),
    ("signing-keys", "Make the token-signing and token-decrypting keys of the federation anew (twice), and revoke refresh tokens.",
     lambda case: "with a stolen signing key anybody is anybody (golden SAML)" if case.identity else None,
     lambda case: case.controllers),
    ("trusts-and-apps", "Go through federation trusts, applications' credentials and consents, mailbox permissions and forwarding rules.",
     lambda case: "access of that kind survives every password" if case.identity or case.mailboxes else None, _nowhere),
    ("vendor", "Ask the vendor for a build that is known to be good, and take the product back into use only through `vet`.",
     lambda case: "the code came with an update", _nowhere),
    ("tell-others", "Tell partners, customers and authorities what concerns them, within the terms that bind you.",
     lambda case: "findings say that others may be concerned" if case.onward else "terms of notification run from the day of knowing", _nowhere),
    ("watch", "Watch for at least 90 days: the names and addresses known, new accounts, new trusts; run `beartrap contain verify` again.",
     lambda case: "a sweep proves a moment, no more", lambda case: case.hit),
)  # fmt: skip
"""Id, what to do, why (None: this case does not need it), on which hosts; in the order in which it has to be done."""

STEP_IDS = tuple(step[0] for step in _STEPS)
