"""Writing an `estate.toml` that reads back as the same estate, with comments for whoever edits it."""

import glob
import os
from collections.abc import Iterable, Iterator
from datetime import datetime

from beartrap.estate.toml_section import quoted
from beartrap.model.coverage import SourceKind
from beartrap.model.estate import Dormancy, Estate, Host, Neighbour, Organisation, Source
from beartrap.model.window import Window

_HEAD = """\
# What we own and where to look. Paths are relative to this file. Beartrap guesses nothing: what does not stand
# here is not ours and is not looked at. The format: docs/estate.md.
version = 1
"""
_ORGANISATION = """
[organisation]
# domains: own AD, DNS and mail domains; networks: own ranges (CIDR)."""
_COMPLETE = (
    "# complete: whether the [[host]] tables below are all hosts. Where they are not, no answer is graded as verified."
)
_HOSTS = """
# Hosts. mac, machine_guid and ad_domain let the SUNBURST identifier of a server be computed and recognised in logs.
# dormant = [{from = 2020-05-01, until = 2020-05-15, why = "…"}] explains silence (until is not included)."""
_SOURCES = """
# Sources. kind: files, hashes, packages, sbom, dns, connections, m365, entra, cloudtrail,
# releases (path: what is published, records: what was built), update (old and new for path). hosts: which hosts it tells of, ["*"] for any."""
_NEIGHBOURS = """
# Partners and scanners: known traffic, shown as such and never hidden."""


def render(estate: Estate) -> str:
    """Return the estate as TOML. `load` of it, from a file in the folder of `estate.origin`, gives an equal estate."""
    folder = str(estate.origin.parent) if estate.origin is not None else None
    return "\n".join(_lines(estate, folder)) + "\n"


def _lines(estate: Estate, folder: str | None) -> Iterator[str]:
    yield _HEAD + _ORGANISATION
    yield from _organisation(estate.organisation)
    yield _COMPLETE
    if estate.hosts:
        yield f"complete = {'true' if estate.hosts_known else 'false'}"
    yield _HOSTS
    for host in estate.hosts:
        yield from _host(host)
    yield _SOURCES
    for source in estate.sources:
        yield from _source(source, folder)
    for unread in estate.unread:
        yield from _where(
            "# no reader of this version reads this kind", unread.kind, unread.path, unread.label, unread.hosts, folder
        )
    yield _NEIGHBOURS
    for neighbour in estate.neighbours:
        yield from _neighbour(neighbour)


def _organisation(organisation: Organisation) -> Iterator[str]:
    yield f"name = {quoted(organisation.name)}" if organisation.name else '# name = "…"'
    yield f"domains = {_texts(organisation.domains)}"
    yield f"networks = {_texts(organisation.networks)}"
    if organisation.accounts:
        yield f"accounts = {_texts(organisation.accounts)}"


def _host(host: Host) -> Iterator[str]:
    yield ""
    yield "[[host]]"
    yield f"name = {quoted(host.name)}"
    if host.addresses:
        yield f"addresses = {_texts(host.addresses)}"
    for key, value in (("mac", host.mac), ("machine_guid", host.machine_guid), ("ad_domain", host.ad_domain)):
        if value is not None:
            yield f"{key} = {quoted(value)}"
    if host.roles:
        yield f"roles = {_texts(host.roles)}"
    yield from _dormancies("dormant", host.dormant)


def _source(source: Source, folder: str | None) -> Iterator[str]:
    key = "new" if source.kind is SourceKind.UPDATE else "path"
    yield from _where("", source.kind.value, source.path, source.label, source.hosts, folder, key)
    if source.old is not None:
        yield f"old = {quoted(_relative(source.old, folder))}"
    for name, beside in (("records", source.records), ("signing_log", source.signing_log)):
        if beside is not None:
            yield f"{name} = {quoted(_relative(beside, folder))}"
    if source.format is not None:
        yield f"format = {quoted(source.format)}"
    if source.timezone != "UTC":
        yield f"timezone = {quoted(source.timezone)}"
    if source.as_of is not None:
        yield f"as_of = {_window(source.as_of)}"
    if source.columns:
        yield "columns = {" + ", ".join(f"{quoted(ours)} = {quoted(theirs)}" for ours, theirs in source.columns) + "}"
    if source.retention is not None:
        yield f"retention = {source.retention}"
    yield from _dormancies("quiet", source.quiet)


def _where(
    comment: str, kind: str, path: str, label: str, hosts: Iterable[str], folder: str | None, key: str = "path"
) -> Iterator[str]:
    written = _relative(path, folder)
    yield comment
    yield "[[source]]"
    yield f"kind = {quoted(kind)}"
    yield f"{key} = {quoted(written)}"
    if label != written:
        yield f"name = {quoted(label)}"
    yield f"hosts = {_texts(hosts)}"


def _relative(path: str, folder: str | None) -> str:
    if folder is None:
        return path
    for prefix in (os.path.join(folder, ""), os.path.join(glob.escape(folder), "")):  # noqa: PTH118 - "/" stays "/"
        if path.startswith(prefix) and len(path) > len(prefix):
            return path[len(prefix) :]
    return path


def _neighbour(neighbour: Neighbour) -> Iterator[str]:
    yield ""
    yield f"[[{neighbour.role}]]"
    yield f"name = {quoted(neighbour.name)}"
    for key, values in (
        ("networks", neighbour.networks),
        ("domains", neighbour.domains),
        ("accounts", neighbour.accounts),
    ):
        if values:
            yield f"{key} = {_texts(values)}"


def _dormancies(key: str, dormancies: Iterable[Dormancy]) -> Iterator[str]:
    items = [_window(item.window, item.why) for item in dormancies]
    if items:
        yield f"{key} = [{', '.join(items)}]"


def _window(window: Window, why: str | None = None) -> str:
    parts = [f"{key} = {_moment(at)}" for key, at in (("from", window.start), ("until", window.end)) if at is not None]
    if why is not None:
        parts.append(f"why = {quoted(why)}")
    return "{" + ", ".join(parts) + "}"


def _moment(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _texts(values: Iterable[str]) -> str:
    return "[" + ", ".join(quoted(value) for value in values) + "]"
