"""The door: content decides what a file is, and bad input is answered clearly."""

import gzip
import json
from pathlib import Path

import pytest
from intel_lab import sort_bytes, sort_file

from beartrap.intel.errors import IntelError
from beartrap.intel.read import is_yara_file, read, yara_sources

RULE = 'rule one {\n  strings:\n    $a = "evil"\n  condition:\n    $a\n}\n'


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", ["empty"]),
        (b" \r\n\t\n", ["empty"]),
        (b"\xef\xbb\xbf", ["empty"]),
        (b"PK\x03\x04" + bytes(range(256)) * 4, ["ZIP", "PDF"]),
        (gzip.compress(b"evil-host.net" * 99), ["gzip", "Uncompress"]),
        (b"MZ" + bytes(300), ["Windows program", "estate.toml"]),
        (bytes(range(256)) * 10, ["binary"]),
        (b"\xff\xfe\x00\xd8" * 50, ["binary"]),
        (b'{"hello": "world"}', ["STIX", "MISP", "OSV", "CSAF"]),
        (b"[]", ["STIX"]),
        (b'{"type": "bundle", ', ["broken JSON"]),
        (b'{"a": 1}\n{"a": 2}\n', ["JSON lines", "estate.toml"]),
        (b"[" * 100_000, ["JSON"]),
        (b'<?xml version="1.0"?><stix:STIX_Package/>', ["STIX 1", "stix2-elevator"]),
    ],
)
def test_what_is_no_report_is_an_error_that_says_what_to_do(tmp_path: Path, raw: bytes, words: list[str]) -> None:
    path = tmp_path / "given.dat"
    path.write_bytes(raw)
    with pytest.raises(IntelError) as caught:
        read(path)
    assert "given.dat" in str(caught.value)
    assert caught.value.remedy
    for word in words:
        assert word in str(caught.value)


def test_a_folder_a_missing_file_and_a_pipe(tmp_path: Path) -> None:
    for path, word in ((tmp_path, "folder"), (tmp_path / "gone", "no such file"), (Path("/dev/null"), "regular file")):
        with pytest.raises(IntelError, match=word):
            read(path)


def test_the_name_does_not_decide(tmp_path: Path) -> None:
    bundle = json.dumps(
        {"type": "bundle", "objects": [{"type": "domain-name", "id": "domain-name--1", "value": "evil-host.net"}]}
    )
    assert sort_bytes(tmp_path, bundle, "list.csv").keys == ["domain:evil-host.net"]
    assert sort_bytes(tmp_path, "type,value\ndomain,evil-host.net\n", "bundle.json").keys == ["domain:evil-host.net"]


@pytest.mark.parametrize(
    "text",
    [
        "SolarWinds was hacked.\n\nThe company said on Sunday that an update of its Orion software carried malicious code.\n",
        "# Report\n\nThe attackers used avsvmcloud[.]com to reach their implant for many months.\n\nIt has been taken over.\n",
        "[update] The company said on Sunday that an update of its software carried malicious code for months.\n",
        "<html><body><p>avsvmcloud.com</p></body></html>",
    ],
)
def test_prose_goes_to_the_reader_of_prose(tmp_path: Path, text: str) -> None:
    documents = sort_bytes(tmp_path, text).documents
    assert documents
    assert all("csv" not in document.media and "indicators" not in document.media for document in documents)


def test_the_press_report_is_prose(real_data: Path) -> None:
    documents = sort_file(real_data / "reports" / "2020-12-microsoft-solarwinds.nl.txt").documents
    assert "profile=indicators" not in documents[0].media


def test_yara_rules_are_no_indicators_and_a_list_is_no_rule(tmp_path: Path) -> None:
    """Neither way may end in silence: the wrong door says which is the right one."""
    rules, names = tmp_path / "mine.txt", tmp_path / "list.yar"
    rules.write_text(RULE)
    names.write_text("evil-host.net\n")
    assert yara_sources(rules) == {"mine.txt": RULE}
    assert (is_yara_file(rules), is_yara_file(names)) == (True, False)
    with pytest.raises(IntelError, match=r"YARA rules.*\.yar"):
        read(rules)
    with pytest.raises(IntelError, match="no YARA rule"):
        yara_sources(names)


def test_yara_rules_that_do_not_compile_are_an_error(tmp_path: Path) -> None:
    path = tmp_path / "bad.yar"
    path.write_text(RULE.replace("$a\n}", "$b\n}"))
    with pytest.raises(IntelError, match="do not compile"):
        yara_sources(path)
    path.write_text('include "/etc/passwd"\n' + RULE)
    with pytest.raises(IntelError, match="do not compile"):
        yara_sources(path)
