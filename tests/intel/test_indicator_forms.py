"""Indicator lists in the shapes in which people send them: Dutch headers, Excel, hashdeep, composite types."""

from pathlib import Path

import pytest
from intel_lab import sort_bytes, sort_json

from beartrap.intel.errors import IntelError
from beartrap.model.coverage import GapReason

SHA256, MD5 = "ab12" * 16, "cd34" * 8


def test_dutch_headers(tmp_path: Path) -> None:
    text = f"Soort;Waarde;Omschrijving;Score\nDomein;kwaad[.]net;C2;0,9\nIP-adres;5.9.8.7;C2;1,0\nBestandshash;{SHA256};;\n"
    found = sort_bytes(tmp_path, text.encode("utf-8-sig"))
    assert found.keys == ["domain:kwaad.net", "ipv4:5.9.8.7", f"sha256:{SHA256}"] and not found.gaps
    assert found.indicators[0].note == "C2"


def test_a_line_that_tells_excel_the_delimiter(tmp_path: Path) -> None:
    found = sort_bytes(tmp_path, "sep=;\r\ntype;value\r\ndomain;evil-host.net\r\n")
    assert found.keys == ["domain:evil-host.net"] and found.indicators[0].place is not None
    assert found.indicators[0].place.row == 3 and not found.gaps


def test_hashdeep_with_a_comma_in_a_name(tmp_path: Path) -> None:
    text = (
        f"%%%% HASHDEEP-1.0\n%%%% size,md5,sha256,filename\n## Invoked from: C:\\x\n12,{MD5},{SHA256},C:\\x\\a, b.dll\n"
    )
    found = sort_bytes(tmp_path, text)
    assert found.keys == [f"md5:{MD5}", f"sha256:{SHA256}", "path:C:\\x\\a, b.dll"] and not found.gaps
    assert len({item.tie for item in found.indicators}) == 1


def test_a_column_of_indicators_under_an_unknown_name_is_told(tmp_path: Path) -> None:
    text = f"domain,note,Fingerabdruck,ssdeep,ticket\nevil-host.net,x,{SHA256},3:a:b,T-1\n"
    found = sort_bytes(tmp_path, text)
    assert found.keys == ["domain:evil-host.net"]
    (gap,) = found.gaps
    assert gap.reason is GapReason.UNKNOWN_COLUMN and "Fingerabdruck" in gap.why


def test_an_import_hash_is_no_md5(tmp_path: Path) -> None:
    found = sort_bytes(tmp_path, f"Indicator type,Indicator\nFileHash-IMPHASH,{MD5}\nFileHash-MD5,{'ef' * 16}\n")
    assert found.keys == [f"md5:{'ef' * 16}"]
    (gap,) = found.gaps
    assert gap.reason is GapReason.UNSUPPORTED and "row 2" in gap.why


def test_composite_types_of_misp(tmp_path: Path) -> None:
    attributes = [
        {"type": "malware-sample", "value": f"q.exe|{MD5}", "to_ids": True},
        {"type": "regkey|value", "value": "HKLM\\Software\\Q|data", "to_ids": True},
        {"type": "", "value": "x", "to_ids": True},
    ]
    found = sort_json(tmp_path, {"Event": {"info": "x", "Attribute": attributes}})
    assert found.keys == ["filename:q.exe", f"md5:{MD5}", "registry-key:HKLM\\Software\\Q"]
    assert len(found.gaps) == 1
    searched = sort_json(tmp_path, {"response": {"Attribute": attributes[:1]}})
    assert searched.keys == ["filename:q.exe", f"md5:{MD5}"]


def test_ports_paths_dots_and_names_around_a_value(tmp_path: Path) -> None:
    text = "type;value\nip;5.9.8.7/gate.php\nip;5.9.8.0/24\nip;5.9.8.8, 5.9.8.9\nemail;Boef <boef@evil-host.net>\ndomain;.evil-host.net\n"
    found = sort_bytes(tmp_path, text)
    assert found.keys == [
        "ipv4:5.9.8.7",
        "network:5.9.8.0/24",
        "ipv4:5.9.8.8",
        "ipv4:5.9.8.9",
        "email:boef@evil-host.net",
        "domain:evil-host.net",
    ]
    plain = sort_bytes(tmp_path, "5.9.8.7/gate.php\n5.9.8.7:8080/x\n5.9.8.0/24\n.evil-host.net\n")
    assert plain.keys == [
        "url:http://5.9.8.7/gate.php",
        "url:http://5.9.8.7:8080/x",
        "network:5.9.8.0/24",
        "domain:evil-host.net",
    ]


def test_a_table_in_markdown_and_an_escaped_name(tmp_path: Path) -> None:
    found = sort_bytes(tmp_path, "| Type | Indicator |\n|---|:--|\n| domain | evil[.]net |\n")
    assert found.keys == ["domain:evil.net"] and not found.gaps
    escaped = sort_bytes(tmp_path, f"\\{SHA256}  C:\\\\we\\\\ird.dll\n")
    assert escaped.keys == [f"sha256:{SHA256}", "path:C:\\we\\ird.dll"]


def test_lists_in_json_as_interfaces_answer(tmp_path: Path) -> None:
    otx = {
        "name": "pulse",
        "indicators": [{"type": "FileHash-SHA256", "indicator": SHA256}, {"type": "IPv4", "indicator": "x"}],
    }
    found = sort_json(tmp_path, otx)
    assert found.keys == [f"sha256:{SHA256}"]
    (gap,) = found.gaps
    assert "row 2" in gap.why
    defender = {"@odata.context": "x", "value": [{"indicatorType": "DomainName", "indicatorValue": "evil-host.net"}]}
    assert sort_json(tmp_path, defender).keys == ["domain:evil-host.net"]
    assert sort_json(tmp_path, ["evil-host.net", "5[.]9.8.7"]).keys == ["domain:evil-host.net", "ipv4:5.9.8.7"]
    threatfox = {"query_status": "ok", "data": [{"ioc": "5.9.8.7:443", "ioc_type": "ip:port", "tags": ["a", "b"]}]}
    assert sort_json(tmp_path, threatfox).keys == ["ipv4:5.9.8.7"]


def test_json_of_another_kind_is_no_list(tmp_path: Path) -> None:
    for document in (
        {"data": [{"a": 1}]},
        [{"colour": "red"}],
        {"results": []},
        ["red", "green car"],
        [1, 2],
        [{"ip": "5.9.8.7", "a": 1, "b": 2, "c": 3}],
    ):
        with pytest.raises(IntelError):
            sort_json(tmp_path, document)


def test_a_column_called_hash_and_one_that_says_whose_it_is(tmp_path: Path) -> None:
    found = sort_bytes(tmp_path, f"Date,Remote IP,Malicious Domain,Hash\n2024-01-01,5.9.8.7,evil-host.net,{SHA256}\n")
    assert found.keys == ["ipv4:5.9.8.7", "domain:evil-host.net", f"sha256:{SHA256}"] and not found.gaps
