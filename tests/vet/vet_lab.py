"""Behaviours to judge, made in memory."""

from beartrap.model.coverage import Gap, GapReason
from beartrap.model.finding import Severity
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.vet.behaviour import Behaviour, Family, When

DIGEST = "ab" * 32


def behaviour(
    severity: Severity = Severity.HIGH,
    family: Family = Family.SOURCE_CODE,
    when: When = When.CALL,
    *,
    id: str = "process.spawn",
    path: bytes = b"pkg/mod.py",
    digest: str | None = DIGEST,
    **more,
) -> Behaviour:
    place = Place("pkg-2.tar.gz", path=path, row=7, digest=digest)
    return Behaviour(id, f"{id}:{family}", family, when, place, "run(['x'])", severity, **more)


def gap(*questions: Question) -> Gap:
    return Gap(GapReason.LIMIT, questions, "pkg/big.js is too large", source="pkg-2.tar.gz")
