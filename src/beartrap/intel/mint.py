"""From a typed value to an Indicator: the one place where role, severity and warning lists come in."""

from collections.abc import Iterable, Iterator

from beartrap.intel import standing, values, warnings
from beartrap.intel.moments import UNBOUNDED
from beartrap.model.finding import Severity
from beartrap.model.frozen import frozen
from beartrap.model.indicator import Indicator, IndicatorKind
from beartrap.model.place import Place
from beartrap.model.window import Window


@frozen
class Told:
    """What the source says about the values of one row or object, beside the values."""

    family: str = ""
    role: str = ""
    note: str = ""
    addresses_valid: Window = UNBOUNDED
    """When an address or alias pair of this row was observed: addresses age, names do not."""
    valid: Window = UNBOUNDED
    """When the source says that the values mean anything, whatever their kind."""
    demoted: str | None = None
    severity: Severity | None = None
    bare: bool = False
    """True for a plain list, which says nothing: the role stays empty."""


PLAIN = Told(bare=True)


def mint(
    label: str,
    row: int | None,
    pairs: Iterable[values.Typed],
    told: Told,
    tie: str | None,
    *,
    tied: bool | None = None,
) -> Iterator[Indicator]:
    """Yield an Indicator for each (kind, value) of one row; `tie` joins them where there is more than one.

    `tied` says so beforehand, where the neighbours are minted one by one.
    """
    pairs = tuple(dict.fromkeys(pairs))
    place = Place(source=label, row=row)
    tied = len(pairs) > 1 if tied is None else tied
    family = standing.family_told(told.family) if told.family else None
    for kind, value in pairs:
        role = "" if told.bare else standing.role_told(kind, told.family, told.role, told.note)
        severity = told.severity if told.severity is not None else standing.severity_of(kind, role, tied=tied)
        yield Indicator(
            kind=kind,
            value=value,
            source=label,
            role=role,
            malware=family,
            severity=severity,
            valid=_valid(kind, told),
            tie=tie if tied else None,
            demoted=told.demoted or warnings.demotion(kind, value),
            note=told.note,
            place=place,
        )


def _valid(kind: IndicatorKind, told: Told) -> Window:
    observed = kind in (IndicatorKind.IPV4, IndicatorKind.IPV6, IndicatorKind.NETWORK)
    return told.addresses_valid if observed and told.addresses_valid is not UNBOUNDED else told.valid


class Once:
    """Lets each indicator of one input through once, however many rows repeat it."""

    def __init__(self) -> None:
        self._seen: set[str | tuple[object, ...]] = set()
        self.repeated = 0

    def new(self, item: Indicator) -> bool:
        """Whether nothing equal in kind, value, role, malware, validity and versions came before."""
        key: str | tuple[object, ...] = item.key  # a text, where it can be: a million tuples slow the collector down
        if item.malware or item.versions or item.valid is not UNBOUNDED:
            key = (key, item.role, item.malware, item.versions, item.valid)
        elif item.role:
            key = f"{key}\0{item.role}"
        before = len(self._seen)
        self._seen.add(key)
        fresh = len(self._seen) > before
        self.repeated += not fresh
        return fresh
