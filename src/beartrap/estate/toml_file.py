"""`estate.toml`: what we own, read strictly. Nothing is guessed, and nothing that is not understood is passed over."""

import os
import re
import tomllib
from pathlib import Path

from beartrap.estate.errors import EstateError
from beartrap.estate.toml_render import render as render
from beartrap.estate.toml_section import Section, TomlDocument
from beartrap.estate.toml_sources import read_sources
from beartrap.estate.toml_values import account, address, domain, dormancies, mac, machine_guid, network
from beartrap.model.estate import Estate, Host, Neighbour, Organisation

VERSION = 1
"""The version of the format that is read and written."""
LARGEST_FILE = 64 * 1024 * 1024
"""Bytes. 160,000 hosts with all their keys take about half of it; more is no file that somebody wrote."""

_TOP = ("version", "organisation", "host", "source", "partner", "scanner")
_ORGANISATION = ("name", "domains", "networks", "accounts", "complete")
_HOST = ("name", "addresses", "mac", "machine_guid", "ad_domain", "roles", "dormant")
_NEIGHBOUR = ("name", "networks", "domains", "accounts")
_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def load(path: Path) -> Estate:
    """Read an estate. Paths of sources become absolute (relative ones count from the file's folder).

    Raises EstateError for anything that is missing, wrong or unknown, with file, line and what is allowed.
    """
    document = _parse(path, _text(path))
    top = Section(document, document.values, (), "")
    _check_version(top)
    top.only(_TOP)
    organisation = top.table("organisation", "[organisation]")
    hosts = _hosts(top)
    sources, unread = read_sources(top, {host.name.lower(): host.name for host in hosts})
    return Estate(
        organisation=_organisation(organisation),
        hosts=hosts,
        sources=sources,
        neighbours=(*_neighbours(top, "partner"), *_neighbours(top, "scanner")),
        hosts_known=_hosts_known(organisation, hosts),
        origin=Path(os.path.abspath(path)),  # noqa: PTH100 - resolve() would follow the links that the user made
        unread=unread,
    )


def _text(path: Path) -> str:
    try:
        if path.is_dir():
            raise EstateError(path, None, "", "is a folder; name the estate.toml inside it")
        if path.exists() and not path.is_file():
            raise EstateError(path, None, "", "is no regular file")
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError as error:
        why = "there is no such file; `beartrap estate init` writes one of what it finds on this machine"
        raise EstateError(path, None, "", why) from error
    except EstateError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise EstateError(path, None, "", f"cannot be read: {getattr(error, 'strerror', None) or error}") from error
    return _decoded(path, content)


def _decoded(path: Path, content: bytes) -> str:
    if len(content) > LARGEST_FILE:
        raise EstateError(path, None, "", f"is larger than {LARGEST_FILE} bytes: no estate.toml")
    if not content.strip():
        raise EstateError(path, None, "", "is empty; `beartrap estate init` writes one to start from")
    if b"\0" in content[:4096]:
        raise EstateError(path, None, "", "is binary or UTF-16; an estate.toml is text in UTF-8")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        why = f"byte 0x{content[error.start]:02x} is no UTF-8; save the file as UTF-8"
        raise EstateError(path, line, "", why) from error


def _parse(path: Path, text: str) -> TomlDocument:
    try:
        document = TomlDocument(path, text, tomllib.loads(text))
        document.lines  # noqa: B018 - computed here, so that too deep a nesting shows here
    except tomllib.TOMLDecodeError as error:
        found = _POSITION.search(str(error))
        why = _POSITION.sub("", str(error))
        line, column = (int(part) for part in found.groups()) if found and found[1] else (text.count("\n") + 1, None)
        raise EstateError(path, line, "", f"no TOML: {why}", column=column) from error
    except (RecursionError, ValueError) as error:  # ValueError: a number of thousands of digits, a date 2020-02-31
        why = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise EstateError(path, None, "", f"no TOML: {why}") from error
    return document


def _check_version(top: Section) -> None:
    if "version" not in top.values:
        raise EstateError(top.document.path, 1, "version", f"missing; the first line is: version = {VERSION}")
    if type(top.values["version"]) is not int or top.values["version"] != VERSION:
        raise top.wrong("version", "this version of the format is not supported", (str(VERSION),))


def _organisation(table: Section) -> Organisation:
    table.only(_ORGANISATION)
    return Organisation(
        name=table.text("name") or "",
        domains=table.each("domains", domain),
        networks=table.each("networks", network),
        accounts=table.each("accounts", account),
    )


def _hosts_known(organisation: Section, hosts: tuple[Host, ...]) -> bool:
    complete = organisation.flag("complete")
    if complete and not hosts:
        raise organisation.wrong("complete", "the list of hosts cannot be complete: there is no [[host]]")
    return bool(hosts) if complete is None else complete


def _hosts(top: Section) -> tuple[Host, ...]:
    hosts: list[Host] = []
    seen: dict[str, int | None] = {}
    taken: dict[str, str] = {}
    for table in top.tables("host", "[[host]]"):
        table.only(_HOST)
        name = table.name()
        if "*" in name:
            raise table.wrong("name", "a host's name holds no *")
        if name.lower() in seen:
            raise table.wrong("name", f"a host of this name stands already on line {seen[name.lower()]}")
        seen[name.lower()] = table.line
        hosts.append(_host(table, name))
        _check_addresses(table, hosts[-1], taken)
    return tuple(hosts)


def _check_addresses(table: Section, host: Host, taken: dict[str, str]) -> None:
    """Raise EstateError for an address of two hosts: which of them a log means could not be told."""
    for number, one in enumerate(host.addresses):
        other = taken.setdefault(one, host.name)
        if other != host.name:
            why = f"{other} has this address already, so it cannot be told which of the two a log means"
            raise table.wrong("addresses", why, item=number)


def _host(table: Section, name: str) -> Host:
    return Host(
        name=name,
        addresses=table.each("addresses", address),
        mac=table.one("mac", mac),
        machine_guid=table.one("machine_guid", machine_guid),
        ad_domain=table.text("ad_domain"),
        roles=table.each("roles", str),
        dormant=dormancies(table, "dormant"),
    )


def _neighbours(top: Section, role: str) -> tuple[Neighbour, ...]:
    found = []
    for table in top.tables(role, f"[[{role}]]"):
        table.only(_NEIGHBOUR)
        name = table.name()
        networks, domains = table.each("networks", network), table.each("domains", domain)
        accounts = table.each("accounts", account)
        if not networks and not domains and not accounts:
            raise table.wrong("name", f"a {role} without networks, domains or accounts is known by nothing", show=False)
        found.append(Neighbour(name, role, networks, domains, accounts))
    return tuple(found)
