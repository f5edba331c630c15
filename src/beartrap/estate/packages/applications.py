"""Application inventories as Windows, EDR and software management export them: a table, a program a row."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from beartrap.estate.columns import APPLICATION_ALIASES, absent, place_columns, plain
from beartrap.estate.complaints import Complaints
from beartrap.estate.moments import moment, zone
from beartrap.estate.packages.manifest import MOST_PACKAGES, Broken, Manifest, Reader, a_name
from beartrap.estate.packages.purls import full_name, parse_purl
from beartrap.estate.rows import Bad, NotRows, Rows, is_binary
from beartrap.estate.tabular import open_rows
from beartrap.model.artifact import Package
from beartrap.model.coverage import Gap, GapReason
from beartrap.model.text import printable, shorten

MOST_COLUMNS_NAMED = 40
"""Columns that a Gap names when it says what is there."""
ECOSYSTEMS: Mapping[str, str] = {
    "pypi": "pypi", "pip": "pypi", "python": "pypi", "npm": "npm", "node": "npm", "deb": "deb", "dpkg": "deb", "apt": "deb",
    "rpm": "rpm", "yum": "rpm", "dnf": "rpm", "gem": "gem", "rubygems": "gem", "nuget": "nuget", "maven": "maven",
    "golang": "golang", "go": "golang", "cargo": "cargo", "apk": "apk",
}  # fmt: skip
"""How inventories name the kinds of packages that have a purl type; everything else is an application."""
SYSTEM_TABLES: Mapping[str, frozenset[str]] = {
    "deb": frozenset({"name", "version", "arch", "revision", "status"}),
    "rpm": frozenset({"name", "version", "release", "arch", "epoch"}),
}
"""Columns by which osquery's `deb_packages` and `rpm_packages` are told from programs (osquery.io/schema)."""
_FORMS = "See docs/estate-things.md for the forms that are read, or export it as CSV or JSON with a header."
_MAP_IT = 'map it in estate.toml, for example columns = { name = "<their name>", version = "<their name>" }'


def recognises(manifest: Manifest) -> bool:
    """Whether it is text at all: this reader comes last and says itself what is missing."""
    return bool(manifest.shown.strip()) and not is_binary(manifest.first)


def read(manifest: Manifest) -> Iterator[Package | Gap]:
    """Yield each program with its host, vendor and version."""
    mapped = manifest.source.columns
    try:
        table = open_rows(manifest.again(), manifest.first)
    except NotRows as error:
        raise Broken(f"no inventory: {error}") from error
    columns = _columns(table.header, mapped)
    if len(table.header) == 1 and not columns and table.form == "csv":
        why = f"no form that is read: its first line is {printable(shorten(table.header[0], 80))}"
        yield manifest.gap(GapReason.UNKNOWN_KIND, why, _FORMS)
        return
    yield from _column_gaps(manifest, table, columns)
    if "name" in columns or "purl" in columns:
        yield from _convert(manifest, table, columns)


def _columns(header: Sequence[str], mapped: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Return where our columns stand, and for a table of a system's packages those that only it has."""
    plainly: dict[str, int] = {plain(name): index for index, name in reversed(list(enumerate(header)))}
    system = next((kind for kind, names in SYSTEM_TABLES.items() if names <= plainly.keys()), None)
    if system is None:
        return place_columns(header, APPLICATION_ALIASES, mapped)
    aliases = {ours: names for ours, names in APPLICATION_ALIASES.items() if ours != "ecosystem"}
    extra: dict[str, int] = {name: plainly[name] for name in ("release", "epoch", "source") if name in plainly}
    return {**place_columns(header, aliases, mapped), **extra, f"is {system}": plainly["name"]}


def _column_gaps(manifest: Manifest, table: Rows, columns: Mapping[str, int]) -> Iterator[Gap]:
    there = ", ".join(shorten(name, 60) for name in table.header[:MOST_COLUMNS_NAMED])
    missing = [f"the column {name}, which estate.toml maps" for name in absent(table.header, manifest.source.columns)]
    missing += [
        f"a column of each program's {ours}" for ours in ("name", "version") if not columns.keys() & {ours, "purl"}
    ]
    for what in missing:
        yield manifest.gap(GapReason.UNKNOWN_COLUMN, f"{printable(what)} is not there; there are: {there}", _MAP_IT)


def _convert(manifest: Manifest, table: Rows, columns: Mapping[str, int]) -> Iterator[Package | Gap]:
    complaints, local = Complaints(), zone(manifest.source.timezone)
    width, end = len(table.header), max(columns.values()) + 1
    for count, item in enumerate(table.rows):
        if count >= MOST_PACKAGES:
            why = f"more than {MOST_PACKAGES} rows: the rest was not read"
            yield manifest.gap(GapReason.LIMIT, why, "Split the inventory, for example by host.")
            break
        if isinstance(item, Bad):
            complaints.add(item.row, item.why)
            continue
        row, cells = item
        if len(cells) != width:
            complaints.add(row, "more cells than the header" if len(cells) > width else "cut short")
            cells = cells + [""] * (end - len(cells))
        told = {ours: cells[index].strip() for ours, index in columns.items()}
        installed = told.get("installed", "")
        when = moment(installed, local) if installed else None
        package = _package(manifest, row, told, when)
        if package is None:
            complaints.add(row, "a program without a name")
            continue
        if installed and when is None:
            complaints.add(row, "an install date that cannot be read, or could be two")
        if package.version is None:
            complaints.add(row, "a program without a version")
        yield package
    yield from manifest.complained(complaints, "Correct the rows, or export the inventory again.")


def _package(manifest: Manifest, row: int, told: Mapping[str, str], installed: datetime | None) -> Package | None:
    purl = parse_purl(told.get("purl", ""))
    name, version = a_name(told.get("name")), a_name(told.get("version"))
    ecosystem = ECOSYSTEMS.get(told.get("ecosystem", "").lower(), "application")
    ecosystem = next((kind for kind in SYSTEM_TABLES if f"is {kind}" in told), ecosystem)
    if "is rpm" in told and version is not None:
        epoch = f"{told['epoch']}:" if told["epoch"] not in ("", "0", "(none)") else ""
        version = f"{epoch}{version}-{told['release']}"
    if purl is not None:
        ecosystem = purl.type
        name = name or full_name(purl.type, purl.namespace, purl.name)
        version = version or purl.version
    if name is None:
        return None
    namespace = {"deb": manifest.distribution or "debian"}.get(ecosystem)
    return manifest.package(
        name,
        version,
        ecosystem,
        namespace=namespace,
        row=row,
        qualifiers=_qualifiers(told) if f"is {ecosystem}" in told else None,
        vendor=a_name(told.get("vendor")),
        installed=installed,
        purl=purl.to_string() if purl is not None else None,
        host=a_name(told.get("host")),
    )


def _qualifiers(told: Mapping[str, str]) -> dict[str, str]:
    """Return architecture and source package, as the purl of a system's package has them."""
    source = told.get("source", "").partition(" ")[0]
    pairs = (("arch", told.get("arch", "")), ("upstream", source if source != told["name"] else ""))
    return {key: value for key, value in pairs if value}


READER = Reader("applications", recognises, read)
