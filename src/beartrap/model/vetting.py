"""What came of vetting one update: the verdict, in words, and all that it rests on. Every output of `vet` reads this alone."""

from datetime import date

from beartrap.model.coverage import Gap
from beartrap.model.evidence import Facts
from beartrap.model.finding import Finding
from beartrap.model.frozen import frozen
from beartrap.model.verdict import Admission


@frozen
class Suppression:
    """A user's word that one behaviour of one file is known and accepted.

    `rule` is the behaviour's id, `path` the file's path in the package (`*` and `?` stand for any text), `sha256` the
    file's content: with another content it no longer applies. `expires` is the last day on which it counts. `source`
    and `line` say where it is written down.
    """

    rule: str
    path: str
    sha256: str
    reason: str
    expires: date
    source: str = ""
    line: int | None = None


@frozen
class Suppressed:
    """A finding that does not count, and the user's word for it."""

    finding: Finding
    by: Suppression


@frozen
class Vetted:
    """One update, judged.

    `old` and `new` name what was compared (`old` None: there was nothing to compare with). `reasons` say in plain words
    why the verdict is what it is, the weightiest first; never empty. `findings` is what is new, the weightiest first: each
    has `family`, `when` and `key` among its facts, `path`, `row` or `offset` in its evidence, and one evidence for
    each decoded layer or step of a chain. `expired` are suppressions that would have matched and no longer count.
    `counts` tells how much was looked at.
    """

    new: str
    old: str | None
    verdict: Admission
    reasons: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    expired: tuple[Suppression, ...] = ()
    gaps: tuple[Gap, ...] = ()
    counts: Facts = Facts()
