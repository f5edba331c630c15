import dataclasses
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beartrap.estate.toml_file import load, render
from beartrap.estate.toml_sources import COLUMNS, DNS_COLUMNS, DNS_FORMATS, EVENT_FORMATS, FORMLESS, KNOWN_UNREAD
from beartrap.model.coverage import ESTATE_KINDS, SourceKind
from beartrap.model.estate import Dormancy, Estate, Host, Neighbour, Organisation, Source, Unread
from beartrap.model.window import Window

text = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=12)
name = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"], exclude_characters="*"), min_size=1, max_size=9
)
domain = st.from_regex(r"[a-z][a-z0-9]{0,8}(\.[a-z]{2,5}){1,2}", fullmatch=True)
network = st.one_of(
    st.ip_addresses(v=4).map(lambda ip: f"{ip}/32"),
    st.ip_addresses(v=6).map(lambda ip: f"{ip}/128"),
    st.just("10.0.0.0/8"),
)
moment = st.integers(600_000_000, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    start, end = sorted(draw(st.lists(moment, min_size=2, max_size=2, unique=True)))
    return draw(st.sampled_from([Window(start, end), Window(start, None), Window(None, end)]))


dormancies = st.lists(st.builds(Dormancy, windows(), text), max_size=2).map(tuple)
hosts = st.builds(
    Host,
    name=name,
    addresses=st.just(()),
    mac=st.none() | st.from_regex(r"[0-9A-F]{12}", fullmatch=True),
    machine_guid=st.none() | st.uuids().map(str),
    ad_domain=st.none() | text,
    roles=st.lists(text, max_size=2).map(tuple),
    dormant=dormancies,
)


FORMATS = {SourceKind.DNS: DNS_FORMATS, SourceKind.ENDPOINT: EVENT_FORMATS, SourceKind.PROXY: EVENT_FORMATS}


@st.composite
def estates(draw: st.DrawFn) -> Estate:
    found = tuple(draw(st.lists(hosts, max_size=3, unique_by=lambda host: host.name.lower())))
    addresses = st.lists(st.ip_addresses().map(str), min_size=len(found), max_size=len(found), unique=True)
    found = tuple(dataclasses.replace(one, addresses=(own,)) for one, own in zip(found, draw(addresses), strict=True))
    names = [host.name for host in found]
    which = (
        st.just(("*",)) | st.lists(st.sampled_from(names), min_size=1, unique=True).map(tuple)
        if names
        else st.just(("*",))
    )
    paths = text.map(lambda value: value.lstrip("/") or "x")
    sources = []
    for number, kind in enumerate(draw(st.lists(st.sampled_from(ESTATE_KINDS), max_size=3))):
        ours = DNS_COLUMNS if kind is SourceKind.DNS else COLUMNS.get(kind, ())
        columns = st.dictionaries(st.sampled_from(ours), text, max_size=2) if ours else st.just({})
        known = FORMATS.get(kind)
        formats = st.nothing() if kind in FORMLESS else st.sampled_from(known) if known else text
        sources.append(
            Source(
                label=f"{number}{draw(text)}",
                path="/" + draw(paths),
                kind=kind,
                format=draw(st.none() | formats),
                hosts=draw(which),
                timezone=draw(st.sampled_from(["UTC", "Europe/Amsterdam"])),
                as_of=draw(st.none() | windows()),
                columns=tuple(sorted(draw(columns).items())),
                quiet=draw(dormancies),
                retention=draw(st.none() | st.integers(1, 9999)),
                old="/" + draw(paths) if kind is SourceKind.UPDATE and draw(st.booleans()) else None,
            )
        )
    neighbour = st.builds(
        Neighbour,
        text,
        st.sampled_from(["partner", "scanner"]),
        st.lists(network, min_size=1, max_size=2).map(tuple),
        st.lists(domain, max_size=2).map(tuple),
    )
    return Estate(
        organisation=Organisation(
            draw(st.just("") | text),
            tuple(draw(st.lists(domain, max_size=2))),
            tuple(draw(st.lists(network, max_size=2))),
        ),
        hosts=found,
        sources=tuple(sources),
        neighbours=tuple(sorted(draw(st.lists(neighbour, max_size=3)), key=lambda item: item.role)),
        hosts_known=draw(st.booleans()) if found else False,
        unread=tuple(
            Unread(f"u{number}", kind, draw(which), None, "/" + draw(paths))
            for number, kind in enumerate(draw(st.lists(st.sampled_from(KNOWN_UNREAD), max_size=2)))
        ),
    )


def without_lines(estate: Estate) -> Estate:
    return dataclasses.replace(
        estate,
        sources=tuple(dataclasses.replace(source, line=None) for source in estate.sources),
        unread=tuple(dataclasses.replace(source, line=None) for source in estate.unread),
    )


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(estate=estates())
def test_what_is_rendered_is_read_back(tmp_path: Path, estate: Estate) -> None:
    (tmp_path / "estate.toml").write_text(render(estate))
    assert without_lines(load(tmp_path / "estate.toml")) == estate


def test_paths_below_the_file_are_written_relative(tmp_path: Path) -> None:
    first = f'version = 1\n[[source]]\nkind = "dns"\npath = "logs/**/*.gz"\n[[source]]\nkind = "files"\npath = "{tmp_path}"\n'
    (tmp_path / "estate.toml").write_text(first)
    estate = load(tmp_path / "estate.toml")
    again = render(estate)
    assert 'path = "logs/**/*.gz"' in again
    assert "name =" not in again.split("[[source]]")[1]
    (tmp_path / "estate.toml").write_text(again)
    assert without_lines(load(tmp_path / "estate.toml")) == without_lines(estate)


def test_an_empty_estate_renders_to_comments_that_explain(tmp_path: Path) -> None:
    text = render(Estate())
    (tmp_path / "estate.toml").write_text(text)
    assert load(tmp_path / "estate.toml") == Estate()
    assert text.count("#") > 5
