"""From what is new in an update to admit, hold or block.

Every rule asks whether evidence of some weight is there, none whether it is absent: more evidence never lowers the
verdict. The rules, in order:

1. block: something critical in code that runs without being called (install, import, start);
2. block: two independent grounds, one of them of high severity, the other at least of medium, and more than a host that is
   new or spoken with, than other people in the metadata, than code of medium severity that waits to be called, or than that
   something is built or comes as a binary where all that is grave is code that waits to be called; and not everything of that
   waits to be called, or is only what the package says of itself; a host or command that was decoded confirms even so;
3. hold: anything of high severity, critical in code that waits to be called, or of medium severity and hardly ever seen in
   honest updates, if of a few kinds (`everyday.py`);
4. hold: two independent grounds of medium severity, whatever they are, and more than that one host is new, that other people are named, that a
   condition asks less, or that there is a first binary and that something is built;
5. hold: a gap in what could run; what was not looked at is never admitted;
6. admit: nothing of the kind, and the reasons say what was seen all the same.
"""

from collections.abc import Iterable, Mapping, Sequence

from beartrap.model.coverage import Gap
from beartrap.model.finding import Severity
from beartrap.model.frozen import frozen
from beartrap.model.question import Question
from beartrap.model.verdict import Admission
from beartrap.vet.behaviour import Behaviour, Family, When
from beartrap.vet.everyday import CHECK, NEW_HOST, PEOPLE, SENT_TO, holds, is_of_all

GROUNDS: Mapping[Family, str] = {
    Family.SOURCE_CODE: "code",
    Family.CHAIN: "code",  # a chain is made of the very behaviours that its steps are
    Family.OBFUSCATION: "obfuscation",
    Family.BINARY: "binary",
    Family.ARCHIVE: "archive",
    Family.PROMISE: "promise",
    Family.PUBLISHER: "publisher",
    Family.PROVENANCE: "provenance",
    Family.RULES: "rules",
    Family.KNOWN_BAD: "known-bad",
}
"""Families that rest on the same fact are one ground: two of one ground do not confirm each other."""

NOT_CONFIRMING = frozenset({"network.contact", SENT_TO, NEW_HOST, PEOPLE})
"""A hook that is new often fetches what the package is to have, a library for the platform: that it speaks with a host
confirms nothing. Nor does it that the host is new: it weighs something because of the very code that speaks with it. People in
the metadata are whoever the package says: names that went to others, with all their code, are honest where these say who they are."""
HOOK, FIRST_BINARY = "promise.install-hook", "promise.binary"
HIDDEN = frozenset({"hidden.code", "hidden.file"})
"""Loaders and test runners decode what they are asked to run, and caches read objects out of files; where nobody calls them, it is hidden from whoever reads the package."""

CODE = frozenset({Family.SOURCE_CODE, Family.CHAIN})
_QUIET = CODE | {Family.PROMISE}
_QUIETLY_HIDDEN = HIDDEN | {"hidden.name"}
RUNS_BY_ITSELF = When.START
"""From here on, code runs without anybody calling it."""


@frozen
class Judgement:
    """A verdict, and the behaviours and gaps that it rests on, the weightiest first."""

    verdict: Admission
    because: tuple[Behaviour, ...] = ()
    unseen: tuple[Gap, ...] = ()


def judge(new: Iterable[Behaviour], gaps: Iterable[Gap] = ()) -> Judgement:
    """Return the verdict over what is new in the update and over what could not be looked at."""
    found = sorted(new, key=weight, reverse=True)
    unseen = tuple(gap for gap in gaps if hides_code(gap))
    telling = tuple(one for one in found if one.severity >= Severity.MEDIUM)
    if any(is_alarm(one) for one in found) or _confirmed(telling):
        return Judgement(Admission.BLOCK, telling, unseen)
    if weighs_enough(telling) or unseen:
        return Judgement(Admission.HOLD, telling, unseen)
    return Judgement(Admission.ADMIT, tuple(found))


def weighs_enough(telling: Sequence[Behaviour]) -> bool:
    """Whether what is new is enough for a hold, whatever was not looked at."""
    return holds(telling) or _agree(telling)


def _agree(telling: Sequence[Behaviour]) -> bool:
    """Whether two grounds of medium severity, each of them of what honest updates bring, say more than that a host is new, or that other people are named: who sends something to it says that once more."""
    people = any(one.family is Family.PUBLISHER and one.id != PEOPLE for one in telling)
    telling = [one for one in telling if not is_of_all(one)]
    others = [one for one in telling if one.id not in (NEW_HOST, PEOPLE) and (people or not _is_check(one))]
    if all(map(_is_compiled, others)):
        return False  # a first binary, and what it can do: one fact
    grounds = _grounds(others, Severity.MEDIUM)
    named = {host_of(one) for one in telling if one.id == NEW_HOST}
    if len(grounds) != 1 or not named or grounds == {GROUNDS[Family.PROMISE]}:
        return len(grounds) > 1
    sent_to = {host_of(one) for one in others if one.id == SENT_TO}
    return any(one.id != SENT_TO for one in others) or (bool(sent_to) and len(named | sent_to) > 1)


def _is_check(one: Behaviour) -> bool:
    """Whether it is a condition that asks less: it agrees with nothing but with other people at work (decision 0067)."""
    return one.id == CHECK and one.severity <= Severity.MEDIUM


def host_of(one: Behaviour) -> str:
    """Return the host of which a behaviour tells that it is new, or is sent something."""
    return str(one.facts.get("host") or one.key.rpartition(" ")[2])


def weight(one: Behaviour) -> tuple[int, int]:
    """Return how much a behaviour weighs, to sort by: severity, then how little it needs of the user."""
    return (one.severity, one.when)


def is_alarm(one: Behaviour) -> bool:
    """Whether a behaviour blocks by itself: critical, in code that nobody needs to call."""
    return one.severity >= Severity.CRITICAL and one.when >= RUNS_BY_ITSELF


def hides_code(gap: Gap) -> bool:
    """Whether a gap may hide something that runs; whoever makes a gap says so by the question it bears on."""
    return Question.NEXT in gap.questions


def _confirmed(found: Sequence[Behaviour]) -> bool:
    """Whether evidence of high severity is confirmed on an independent ground; `found` is of medium severity at least."""
    confirming = [one for one in found if one.id not in NOT_CONFIRMING and confirms(one)]
    grounds = _of_what_agrees([one for one in confirming if not _is_compiled(one)])
    if grounds - {"code"} or not all(map(_waits, found)):
        grounds |= _of_what_agrees([one for one in confirming if _is_compiled(one)])
    return bool(_grounds(found, Severity.HIGH)) and len(grounds) > 1 and not all(map(_has_time, confirming))


def _has_time(one: Behaviour) -> bool:
    """Whether something waits to be called, puts a name together or decodes for a caller, or is said by the package of itself.

    Honest work is grave in two such ways at once (a new service's client and dependency, a name put together beside a number that
    can be guessed); nothing of it happens before somebody asks for it, so that a person has the time to look.
    """
    return one.when < RUNS_BY_ITSELF and (one.family in _QUIET or one.id in _QUIETLY_HIDDEN)


def _of_what_agrees(confirming: Sequence[Behaviour]) -> set[str]:
    grounds = {GROUNDS[one.family] for one in confirming if not _is_handled(one)}
    if any(map(_is_handled, confirming)) and "code" not in grounds:
        grounds.add(GROUNDS[Family.OBFUSCATION])
    return grounds


def _waits(one: Behaviour) -> bool:
    """Whether something is not grave, or code that waits to be called, or only that there is a first binary."""
    waits = one.when < RUNS_BY_ITSELF and one.family in CODE
    return one.severity < Severity.HIGH or waits or one.id == FIRST_BINARY


def _is_compiled(one: Behaviour) -> bool:
    """Whether no more is told than that something is compiled, or comes so, and what such a thing can do.

    That says nothing of code that waits to be called, as such code says nothing of it.
    """
    mild = one.severity < Severity.HIGH
    return one.id == FIRST_BINARY or (mild and (one.id == HOOK or one.family is Family.BINARY))


def _is_handled(one: Behaviour) -> bool:
    """Whether decoded code is run for a caller: what the chain to that very place says, too."""
    return one.id in HIDDEN and one.when < RUNS_BY_ITSELF


def confirms(one: Behaviour) -> bool:
    """Whether something of medium weight may confirm another ground: code that a caller has to ask for says nothing of a hook."""
    return one.severity >= Severity.HIGH or GROUNDS[one.family] != "code" or one.when >= RUNS_BY_ITSELF


def _grounds(found: Iterable[Behaviour], least: Severity) -> set[str]:
    return {GROUNDS[one.family] for one in found if one.severity >= least}
