"""Everything the world says about the incident, gathered: reports, indicator lists, packs."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from beartrap.flows.lore import Lore
from beartrap.intel import packs
from beartrap.intel.read import is_yara_file, read, yara_sources
from beartrap.model.claim import Claim
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.incident import Incident
from beartrap.model.indicator import Indicator
from beartrap.model.record import Record


def gather(reports: Sequence[Path], lists: Sequence[Path], named: Sequence[str], *, match_packs: bool = True) -> Lore:
    """Read reports, indicator lists and packs.

    Where `match_packs`, a bundled pack that a report is plainly about is taken too. Raises IntelError for what is no
    report, no list and no pack.
    """
    records: list[Record] = []
    yara: dict[str, str] = {}
    sigma: dict[str, str] = {}
    for path in lists:
        if is_yara_file(path):
            yara.update(yara_sources(path))
        else:
            records += read(path)
    for path in reports:
        records += read(path)
    claims = [record for record in records if isinstance(record, Claim)]
    seen = [record for record in records if isinstance(record, Indicator)]
    matched = packs.matching(claims, seen) if match_packs else ()
    chosen = [packs.load(name) for name in dict.fromkeys((*named, *matched))]
    for pack in chosen:
        records += [pack.incident, *pack.claims, *pack.indicators]
        yara.update(pack.yara)
        sigma.update(pack.sigma)
    added = tuple(name for name in matched if name not in named)
    return Lore(_settled(records, [pack.incident for pack in chosen]), yara, added, sigma)


def _settled(records: Sequence[Record], incidents: Sequence[Incident]) -> tuple[Record, ...]:
    """Say of each thing that a report does not name that a pack was used for it: it then bears on no answer any more."""
    if not incidents:
        return tuple(records)
    known = ", ".join(incident.id for incident in incidents)
    return tuple(
        replace(record, questions=(), remedy=f"The pack {known} was used for it. {record.remedy}".strip())
        if isinstance(record, Gap) and record.reason is GapReason.NOT_NAMED
        else record
        for record in records
    )
