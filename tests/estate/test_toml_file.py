import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from beartrap.estate.errors import EstateError
from beartrap.estate.toml_file import load
from beartrap.model.coverage import SourceKind
from beartrap.model.estate import Estate
from beartrap.model.window import Window

WHOLE = """\
version = 1

[organisation]
name = "Voorbeeld B.V."
domains = ["Corp.example.", "bücher.example"]
networks = ["10.0.0.0/8", "2001:db8::/32"]

[[host]]
name = "orion-01"
addresses = ["10.0.0.5"]
mac = "00-11-22-aa-bb-cc"
machine_guid = "{AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee}"
ad_domain = "corp.example"
roles = ["orion"]
dormant = [
  {from = 2020-04-01, until = 2020-04-15T12:00:00+02:00, why = "slept"},
]

[[source]]
kind = "dns"
path = "logs/dns/*.jsonl.gz"
hosts = ["ORION-01"]
timezone = "Europe/Amsterdam"
retention = 90
columns = {client = "who"}
format = "dns_csv"
as_of = 2020-12-14
quiet = [{until = 2020-01-02, why = "installed"}]

[[source]]
kind = "netflow"
path = "/var/audit"

[[partner]]
name = "the bank"
networks = ["192.0.2.1"]

[[scanner]]
name = "weekly scan"
domains = ["scan.example"]
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str | bytes], Path]:
    def write(text: str | bytes) -> Path:
        path = tmp_path / "estate.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def failing(path: Path) -> EstateError:
    with pytest.raises(EstateError) as caught:
        load(path)
    return caught.value


def day(number: int, month: int = 4, hour: int = 0) -> datetime:
    return datetime(2020, month, number, hour, tzinfo=UTC)


def test_everything_is_read(written: Callable[[str | bytes], Path], tmp_path: Path) -> None:
    estate = load(written(WHOLE))
    assert estate.organisation.domains == ("corp.example", "xn--bcher-kva.example")
    host = estate.hosts[0]
    assert (host.mac, host.machine_guid) == ("001122AABBCC", "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee")
    assert host.dormant[0].window == Window(day(1), day(15, hour=10))
    assert estate.hosts_known
    (source,) = estate.sources
    assert source.kind is SourceKind.DNS
    assert source.path == str(tmp_path / "logs/dns/*.jsonl.gz")
    assert source.label == "logs/dns/*.jsonl.gz"
    assert source.hosts == ("orion-01",)
    assert source.columns == (("client", "who"),)
    assert source.as_of == Window(day(14, 12), day(15, 12))
    assert source.retention == 90
    assert source.line == 19
    assert [(item.kind, item.label, item.line) for item in estate.unread] == [("netflow", "/var/audit", 30)]
    assert [(item.role, item.networks, item.domains) for item in estate.neighbours] == [
        ("partner", ("192.0.2.1/32",), ()),
        ("scanner", (), ("scan.example",)),
    ]
    assert estate.origin == tmp_path / "estate.toml"


def test_the_least_estate(written: Callable[[str | bytes], Path]) -> None:
    assert load(written("version = 1")) == Estate()


def test_hosts_that_are_not_all(written: Callable[[str | bytes], Path]) -> None:
    assert not load(written('version = 1\n[organisation]\ncomplete = false\n[[host]]\nname = "a"')).hosts_known


def test_a_bom_and_crlf(written: Callable[[str | bytes], Path]) -> None:
    assert load(written(b'\xef\xbb\xbfversion = 1\r\n[[host]]\r\nname = "a"\r\n')).hosts[0].name == "a"


@pytest.mark.parametrize("mac", ["00:11:22:aa:bb:cc", "00-11-22-AA-BB-CC", "0011.22aa.bbcc", "001122aabbcc"])
def test_every_form_of_a_mac(written: Callable[[str | bytes], Path], mac: str) -> None:
    assert load(written(f'version = 1\n[[host]]\nname = "a"\nmac = "{mac}"')).hosts[0].mac == "001122AABBCC"


def test_a_folder_with_brackets_in_its_name_is_no_pattern(tmp_path: Path) -> None:
    folder = tmp_path / "case [7]"
    folder.mkdir()
    (folder / "estate.toml").write_text(
        'version = 1\n[[source]]\nkind = "dns"\npath = "*.log"\n[[source]]\nkind = "dns"\npath = "a.log"'
    )
    one, other = load(folder / "estate.toml").sources
    assert one.path == str(tmp_path / "case [[]7]" / "*.log")
    assert other.path == str(folder / "a.log")


HOST, SOURCE = (
    'version = 1\n[[host]]\nname = "a"\n',
    'version = 1\n[[host]]\nname = "a"\n\n[[source]]\nkind = "dns"\npath = "x"\n',
)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('version = 1\n[[source]]\nkind = "dsn"\npath = "x"', 3, '[[source]] kind = "dsn": unknown kind; did you mean dns? Allowed: files, hashes, packages, sbom, dns, endpoint, proxy, update, connections, m365, entra, cloudtrail, releases, vault, evtx, jsonl, zeek'),
        (HOST + 'macc = "x"', 4, "[[host]] macc: unknown key; did you mean mac? Allowed: name, addresses, mac,"),
        ("version = 1\nhosts = 3", 2, "hosts: unknown key; did you mean host? Allowed: version, organisation, host,"),
        ('version = 1\n[organisation]\nnetworks = [\n  "10.0.0.0/8",\n  "10.0.0.1/8",\n]', 5, "did you mean 10.0.0.0/8?"),
        ('version = 1\n[organisation]\nnetworks = ["ten"]', 3, "no network in CIDR form (such as"),
        ('version = 1\n[organisation]\ndomains = ["*.corp.example"]', 3, "no domain"),
        ('version = 1\n[organisation]\ndomains = ["https://corp.example"]', 3, "no domain"),
        ("version = 1\n[organisation]\nname = 5", 3, "expected a text, found a whole number"),
        ('version = 1\n[organisation]\ndomains = "corp.example"', 3, "expected a list, found a text"),
        ("version = 1\n[organisation]\ndomains = [1]", 3, "expected a list of texts, found a whole number in it"),
        ("version = 1\n[organisation]\ncomplete = true", 3, "there is no [[host]]"),
        (HOST + 'mac = "00:11:22"', 4, "no MAC address"),
        (HOST + 'mac = "00:11-22:aa-bb:cc:dd"', 4, "no MAC address"),
        (HOST + 'machine_guid = "aaaa"', 4, "no GUID"),
        (HOST + 'addresses = ["10.0.0.300"]', 4, "no IP address"),
        (HOST + '[[host]]\nname = "A"', 5, "a host of this name stands already on line 2"),
        ("version = 1\n[[host]]\n", 2, "[[host]] name: missing"),
        ('version = 1\n[[host]]\nname = " "', 3, "is empty"),
        ('version = 1\n[[host]]\nname = "a\\u001b[31m"', 3, "control character"),
        ('version = 1\n[[host]]\nname = "web-*"', 3, "holds no *"),
        ('version = 1\n[host]\nname = "a"', 2, "write [[host]]"),
        ("version = 1\nhost = 3", 2, "expected a list"),
        ('version = 1\n[[organisation]]\nname = "x"', 2, "expected a table, found a list"),
        (HOST + 'addresses = ["10.0.0.1"]\n[[host]]\nname = "b"\naddresses = [\n"10.0.0.2",\n"10.0.0.1"]', 9, "a has this address already"),
        (HOST + 'dormant = [{from = 0001-01-01T00:00:00+12:00, why = "x"}]', 4, "outside of the years"),
        ('version = 1\n[[source]]\nkind = "hashes"\npath = "x"\nformat = "csv"', 5, "has no format"),
        ('version = 1\n[[source]]\nkind = "hashes"\npath = "x"\ncolumns = {sha265 = "h"}', 5, "did you mean sha256?"),
        ('version = 1\n[[source]]\nkind = "packages"\npath = "x"\ncolumns = {nmae = "h"}', 5, "did you mean name?"),
        ('version = 1\n[[source]]\nkind = "files"\npath = "x"\ncolumns = {name = "h"}', 5, "no columns to map"),
        (HOST + "dormant = [{from = 2020-01-01}]", 4, "[[host]] dormant why: missing"),
        (HOST + 'dormant = [{why = "x"}]', 4, "neither from nor until"),
        (HOST + 'dormant = [\n{from = 2020-01-02, until = 2020-01-02, why = "x"}]', 5, "until does not lie after from"),
        (HOST + 'dormant = [{from = 2020-01-02T00:00:00, why = "x"}]', 4, "a time without an offset"),
        (HOST + 'dormant = [{from = 3, why = "x"}]', 4, "expected a date or a time"),
        (HOST + 'dormant = [{form = 2020-01-01, why = "x"}]', 4, "dormant form: unknown key; did you mean from?"),
        (SOURCE + 'timezone = "Europe/Amsterdm"', 8, "did you mean Europe/Amsterdam?"),
        (SOURCE + 'timezone = "Europe"', 8, "no IANA time zone"),
        (SOURCE + 'timezone = "/etc/passwd"', 8, "no IANA time zone"),
        (SOURCE + 'hosts = [\n"a",\n"b"]', 10, '[[source]] hosts = "b": this host is not declared'),
        (SOURCE + "hosts = []", 8, "names no host"),
        (SOURCE + "retention = -1", 8, "a number of days"),
        (SOURCE + 'columns = {quary = "q"}', 8, "columns quary: unknown key; did you mean query?"),
        (SOURCE + 'columns = {date_order = "ymd"}', 8, "unknown order. Allowed: dmy, mdy"),
        (SOURCE + 'format = "zeekjson"', 8, "did you mean zeek_json?"),
        (SOURCE + "as_of = 5", 8, "expected a date or a time"),
        (SOURCE + 'as_of = {since = "x"}', 8, "unknown key since"),
        (SOURCE + '[[source]]\nkind = "dns"\npath = "x"', 10, "stands already on line 5"),
        ('version = 1\n[[source]]\nkind = "dns"', 2, "[[source]] path: missing"),
        ('version = 1\n[[partner]]\nname = "p"', 3, "known by nothing"),
        ("version = 2", 1, "version = 2: this version of the format is not supported. Allowed: 1"),
        ("version = true", 1, "not supported"),
        ("version = 1.0", 1, "not supported"),
        ("[organisation]", 1, "version: missing"),
        ("version = 1\nx = [", 2, "no TOML"),
        ("version = 1\nversion = 1", 2, "no TOML"),
        ("version = 1\nd = 2020-02-31", 2, "no TOML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(
    written: Callable[[str | bytes], Path], text: str, line: int, words: str
) -> None:
    error = failing(written(text))
    assert error.line == line, str(error)
    assert words in str(error)
    assert str(error).startswith(f"{error.path}:{line}:")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"\n \n", "is empty"),
        (b"\x7fELF\0\0", "is binary"),
        ("version = 1".encode("utf-16"), "is binary or UTF-16"),
        (b'version = 1\n[organisation]\nname = "\xe9"', ":3: byte 0xe9 is no UTF-8"),
        (b"version = 1\na = " + b"[" * 20_000, "nested too deeply"),
        (b"version = 1\na = " + b"1" * 10_000, "no TOML"),
    ],
)
def test_files_that_are_no_estate(written: Callable[[str | bytes], Path], content: bytes, words: str) -> None:
    assert words in str(failing(written(content)))


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    error = failing(tmp_path / "estate.toml")
    assert "beartrap estate init" in str(error)
    assert error.line is None


def test_a_folder_and_a_device(tmp_path: Path) -> None:
    assert "is a folder" in str(failing(tmp_path))
    assert "no regular file" in str(failing(Path("/dev/zero")))


def test_a_fifo_blocks_nothing(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "estate.toml")
    assert "no regular file" in str(failing(tmp_path / "estate.toml"))


def test_near_miss_an_address_twice_at_one_host_and_columns_that_nobody_reads_are_fine(
    written: Callable[[str | bytes], Path],
) -> None:
    twice = (
        HOST
        + 'addresses = ["10.0.0.1", "10.0.0.1"]\n[[source]]\nkind = "netflow"\npath = "x"\nformat = "y"\ncolumns = {z = "z"}'
    )
    estate = load(written(twice))
    assert estate.hosts[0].addresses == ("10.0.0.1", "10.0.0.1") and estate.unread[0].kind == "netflow"


def test_a_syntax_error_has_its_column(written: Callable[[str | bytes], Path]) -> None:
    error = failing(written("version = 1\nname = x y"))
    assert (error.line, error.column) == (2, 8)


def test_the_error_carries_its_parts_and_prints_no_escapes(written: Callable[[str | bytes], Path]) -> None:
    path = written('version = 1\n[[source]]\nkind = "\\u001b[2J\\u202e"\npath = "x"')
    error = failing(path)
    assert error.path == path
    assert error.key == "[[source]] kind"
    assert str(error).isprintable()
