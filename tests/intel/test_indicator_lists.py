"""Plain lists: what a line can be, and that no line gets lost."""

from pathlib import Path

import pytest
from intel_lab import sort_bytes

from beartrap.model.coverage import GapReason
from beartrap.model.indicator import IndicatorKind

SHA256 = "32519b85c0b422e4656de6e6c41878e95fd95026267daab4215ee59c107d6c77"
MD5 = "b91ce2fa41029f6955bff20079468448"


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("avsvmcloud.com", ["domain:avsvmcloud.com"]),
        ("AVSVMCLOUD[.]COM.", ["domain:avsvmcloud.com"]),
        ("hxxps://evil[.]example-host.com/a?b=C", ["url:https://evil.example-host.com/a?b=C"]),
        ("13[.]59[.]205[.]66", ["ipv4:13.59.205.66"]),
        ("13.59.205.66:8443", ["ipv4:13.59.205.66"]),
        ("2A00:1450:4009::1", ["ipv6:2a00:1450:4009::1"]),
        ("51.89.125.0/24", ["network:51.89.125.0/24"]),
        (SHA256.upper(), [f"sha256:{SHA256}"]),
        (f"{SHA256}  dropped file.dll", [f"sha256:{SHA256}", "filename:dropped file.dll"]),
        (f"{MD5} *C:/temp/a.exe", [f"md5:{MD5}", "path:C:/temp/a.exe"]),
        (f"SHA256 (a.exe) = {SHA256}", [f"sha256:{SHA256}", "filename:a.exe"]),
        ("- avsvmcloud.com  # beacon", ["domain:avsvmcloud.com"]),
        ("Domain: avsvmcloud[.]com", ["domain:avsvmcloud.com"]),
        ("avsvmcloud.com 13.59.205.66", ["domain:avsvmcloud.com", "ipv4:13.59.205.66"]),
        ("actor[@]mail[.]evil-host[.]com", ["email:actor@mail.evil-host.com"]),
        ("cve-2024-3094", ["vulnerability:CVE-2024-3094"]),
        ("netsetupsvc.dll", ["filename:netsetupsvc.dll"]),
        (r"C:\Windows\SysWOW64\netsetupsvc.dll", [r"path:C:\Windows\SysWOW64\netsetupsvc.dll"]),
        (r"\\.\pipe\583da945-62af-10e8-4902-a8f205c72b2e", ["pipe:583da945-62af-10e8-4902-a8f205c72b2e"]),
        ("pkg:npm/left-pad@1.3.0", ["package:pkg:npm/left-pad@1.3.0"]),
    ],
)
def test_a_line_is_read_as_what_it_is(tmp_path: Path, line: str, keys: list[str]) -> None:
    found = sort_bytes(tmp_path, f"# list\n{line}\nsecond-host.net\n")
    assert found.keys == [*keys, "domain:second-host.net"]
    assert not found.gaps


@pytest.mark.parametrize("line", ["999.1.1.1", "com", ".com", SHA256[:-1], "a" * 128, "1.2.3", "http://"])
def test_an_invalid_line_is_a_gap_with_its_row_and_never_an_indicator(tmp_path: Path, line: str) -> None:
    found = sort_bytes(tmp_path, f"first-host.net\n{line}\nsecond-host.net\nthird-host.net\n")
    assert found.keys == ["domain:first-host.net", "domain:second-host.net", "domain:third-host.net"]
    (gap,) = found.gaps
    assert gap.reason is GapReason.MALFORMED
    assert "row 2" in gap.why or "line 2" in gap.why
    assert gap.remedy


def test_bad_lines_of_one_sort_make_one_gap_that_counts_them(tmp_path: Path) -> None:
    lines = [f"host-{n}.net" for n in range(100)] + [f"999.1.1.{n}" for n in range(40)]
    found = sort_bytes(tmp_path, "\n".join(lines))
    (gap,) = found.gaps
    assert gap.count == 40
    assert "and 30 more" in gap.why


def test_duplicates_come_once_whatever_their_spelling(tmp_path: Path) -> None:
    found = sort_bytes(tmp_path, "evil-host.net\nEVIL-host[.]net\nevil-host.net.\n")
    assert found.keys == ["domain:evil-host.net"]
    assert found.indicators[0].place is not None
    assert found.indicators[0].place.row == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends_do_not_matter(tmp_path: Path, encoding: str, end: str) -> None:
    raw = end.join(["; comment", "// other", "", "evil-host.net", "13.59.205.66", ""]).encode(encoding)
    assert sort_bytes(tmp_path, raw).keys == ["domain:evil-host.net", "ipv4:13.59.205.66"]


def test_a_hash_and_its_file_name_stay_tied_and_the_name_weighs_less(tmp_path: Path) -> None:
    digest, name = sort_bytes(tmp_path, f"{SHA256}  a.exe\n{MD5}  b.exe\n").indicators[:2]
    assert digest.tie is not None
    assert digest.tie == name.tie
    assert name.severity < digest.severity


def test_a_description_becomes_the_note(tmp_path: Path) -> None:
    found = sort_bytes(tmp_path, "evil-host.net   seen by our proxy on the third\nother-host.net\n")
    assert found.indicators[0].note == "seen by our proxy on the third"
    assert found.indicators[0].tie is None


def test_private_addresses_and_busy_sites_are_demoted_and_never_dropped(tmp_path: Path) -> None:
    busy = ["10.1.2.3", "127.0.0.1", "0.0.0.0", "8.8.8.8", "google.com", "www.microsoft.com", "github.com", "nas.local"]
    others = ["avsvmcloud.com", "deftsecurity.com", "notgoogle.com"]
    drill = ["192.0.2.7", "198.51.100.0/28", "2001:db8::7", "panel.evil.example", "evil.test"]
    found = sort_bytes(tmp_path, "\n".join([*busy, "www.example.com", *others, *drill]))
    assert [item.value for item in found.indicators if item.demoted] == [*busy, "www.example.com"]
    assert len(found.indicators) == len(busy) + 1 + len(others) + len(drill)


def test_fifty_thousand_lines_all_come_out(tmp_path: Path) -> None:
    count = 50_000
    found = sort_bytes(tmp_path, "".join(f"{n:064x}\n" for n in range(1, count + 1)))
    assert len(found.indicators) == count
    assert {item.kind for item in found.indicators} == {IndicatorKind.SHA256}


def test_hostile_text_never_reaches_a_gap_raw(tmp_path: Path) -> None:
    found = sort_bytes(tmp_path, "a-host.net\nb-host.net\nc-host.net\n999.1.1.1\x1b[31m\u202e\n")
    assert found.gaps
    assert "\x1b" not in found.whys
    assert "\u202e" not in found.whys
