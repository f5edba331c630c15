"""The ledger: 100,000 records appended by the thousand, against one transaction a record; then the case shown and proven."""

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from beartrap.case.ledger import Case
from beartrap.case.verify import verify
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.finding import Finding, Severity
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.record import Record

RECORDS = 100_000
BATCH = 1_000
SINGLY = 2_000
"""Records that the plain way appends one by one; more would only take longer."""


def records(number: int) -> list[Record]:
    """Return findings with evidence and gaps, as an investigation leaves them."""
    made: list[Record] = []
    for index in range(number):
        place = Place("inventory.csv", host=f"host-{index % 500}", path=b"C:\\x\\%d.dll" % index, row=index)
        if index % 10 == 0:
            made.append(Gap(GapReason.UNREADABLE, (Question.PRESENT,), "could not be read", source="tree", place=place))
            continue
        evidence = (Evidence(place, "sha256 of the file", facts=Facts.of(size=index)),)
        subject = f"file:host-{index % 500}:{index}"
        made.append(
            Finding(
                "sweep.hash", subject, (Question.PRESENT,), "a known file", Severity.HIGH, "known", evidence=evidence
            )
        )
    return made


def seconds(work: Callable[[], object]) -> float:
    """Return how long a call takes, on the clock: what the disk does counts here."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def append(case: Case, made: Sequence[Record], size: int) -> None:
    """Append in transactions of `size` records."""
    for first in range(0, len(made), size):
        case.append(made[first : first + size])


def main() -> None:
    """Print the figures."""
    made = records(RECORDS)
    with tempfile.TemporaryDirectory() as folder:
        with Case.open(Path(folder, "batched"), create=True) as case:
            batched = RECORDS / seconds(lambda: append(case, made, BATCH))
        with Case.open(Path(folder, "singly"), create=True) as case:
            singly = SINGLY / seconds(lambda: append(case, made[:SINGLY], 1))
        with Case.open(Path(folder, "batched")) as case:
            cold = seconds(lambda: _check(case))
        with Case.open(Path(folder, "batched"), read_only=True) as case:
            again = seconds(lambda: _check(case))
        proven = seconds(lambda: verify(Path(folder, "batched")))
    print(f"append by the thousand  {batched:10,.0f} records/s")
    print(f"append one by one       {singly:10,.0f} records/s   ({batched / singly:.0f} times slower)")
    print(f"fold {RECORDS:,} records             {cold:10.2f} s")
    print(f"show them again, from the snapshot {again:6.2f} s")
    print(f"prove them unchanged             {proven:8.2f} s")


def _check(case: Case) -> None:
    assert len(case.view().records.findings) == RECORDS * 9 // 10


if __name__ == "__main__":
    main()
