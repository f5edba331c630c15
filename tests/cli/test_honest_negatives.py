"""A clean and wholly covered estate ends with 0; each failure to look takes that away, and says so."""

import gzip
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from beartrap.cli.main import main
from beartrap.hunt.dns import DnsHunt
from beartrap.hunt.sunburst import encode
from beartrap.hunt.sunburst.ladder import SunburstLadder

HOSTS = {"one": "10.0.0.1", "two": "10.0.0.2"}
FIRST, AFTER = datetime(2020, 3, 24, tzinfo=UTC), datetime(2020, 12, 15, tzinfo=UTC)
DAYS = [FIRST + timedelta(days=n, hours=9) for n in range((AFTER - FIRST).days)]
MALWARE = "32519b85c0b422e4656de6e6c41878e95fd95026267daab4215ee59c107d6c77"

Change = Callable[[Path], object]


def zeek(time: datetime, client: str, name: str, *answers: str) -> str:
    row = {"ts": time.timestamp(), "id.orig_h": client, "query": name, "qtype_name": "A", "rcode_name": "NOERROR"}
    return json.dumps({**row, "answers": list(answers)}) + "\n"


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    """Two hosts that are all, each in an inventory of hashes, one of programs, and on each day in the DNS log."""
    tables = "".join(f'[[host]]\nname = "{name}"\naddresses = ["{address}"]\n' for name, address in HOSTS.items())
    for kind, path in (("hashes", "hashes.csv"), ("packages", "apps.csv"), ("dns", "dns.log")):
        tables += f'[[source]]\nkind = "{kind}"\npath = "{path}"\n'
    (tmp_path / "estate.toml").write_text(f"version = 1\n{tables}")
    rows = [f"{name},C:\\x.dll,{hashlib.sha256(name.encode()).hexdigest()}\n" for name in HOSTS]
    (tmp_path / "hashes.csv").write_text("host,path,sha256\n" + "".join(rows))
    (tmp_path / "apps.csv").write_text("host,name,version\n" + "".join(f"{name},7-Zip,19.0\n" for name in HOSTS))
    lines = [zeek(day, address, "www.example.org", "192.0.2.1") for day in DAYS for address in HOSTS.values()]
    (tmp_path / "dns.log").write_text("".join(lines))
    return tmp_path


def look(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, dict]:
    estate, case = str(folder / "estate.toml"), str(folder / "case")
    code = main(["investigate", "-q", "--json", "--pack", "solarwinds-2020", "--estate", estate, "--case", case, *more])
    return code, json.loads(capsys.readouterr().out)


def grade(document: dict, question: str) -> tuple[str, str | None]:
    return next((one["state"], one["grade"]) for one in document["answers"] if one["id"] == question)


def test_all_that_was_needed_was_looked_at_and_nothing_found(estate, capsys):
    code, document = look(estate, capsys)
    assert {grade(document, one) for one in ("exposed", "present", "active")} == {("no indication", "verified")}
    assert (code, document["exit_code"], document["gaps"]) == (0, 0, [])


def test_what_a_report_leaves_out_and_the_pack_settles_costs_nothing(estate, capsys):
    (estate / "news.txt").write_text("Hackers got into SolarWinds Orion, the paper writes. No more is known of it.\n")
    code, document = look(estate, capsys, "--report", str(estate / "news.txt"))
    assert code == 0 and {gap["reason"] for gap in document["gaps"]} == {"not-named"}


def rewrite(name: str, change: Callable[[str], str]) -> Change:
    return lambda folder: (folder / name).write_text(change((folder / name).read_text()))


def without(day: str, client: str = "") -> Change:
    moment = str(datetime.fromisoformat(day).replace(hour=9, tzinfo=UTC).timestamp())
    keep = lambda line: not (moment in line and client in line)  # noqa: E731
    return rewrite("dns.log", lambda text: "".join(filter(keep, text.splitlines(keepends=True))))


def cut_short(folder: Path) -> None:
    packed = gzip.compress((folder / "dns.log").read_bytes())
    (folder / "dns.log").write_bytes(packed[: len(packed) - 6])


@pytest.mark.parametrize(
    ("change", "question", "words"),
    [
        (without("2020-06-10"), "active", "no row from any client on 2020-06-10"),
        (without("2020-06-10", "10.0.0.2"), "active", "two asked nothing in dns.log on 2020-06-10"),
        (rewrite("dns.log", lambda text: text.replace("10.0.0.2", "10.9.9.9")), "active", "no DNS log shows two"),
        (cut_short, "active", "truncated"),
        (rewrite("dns.log", lambda text: ""), "active", "is empty"),
        (rewrite("dns.log", lambda text: "Jan  1 00:00:00 a sshd[1]: hello\n" * 9), "active", "not like a DNS log"),
        (rewrite("dns.log", lambda text: text + '{"ts": bro\n'), "active", "no JSON object (line 533)"),
        (rewrite("estate.toml", lambda text: text.replace("dns.log", "*.gz")), "active", "nothing is there"),
        (rewrite("hashes.csv", lambda text: text.replace("sha256", "sum", 1)), "present", "a column of hashes"),
        (lambda folder: (folder / "hashes.csv").unlink(), "present", "nothing is there"),
        (rewrite("estate.toml", lambda text: text + '[[source]]\nkind = "netflow"\npath = "x"\n'), "active", "no reader"),
    ],
)  # fmt: skip
def test_a_failure_to_look_is_a_gap_a_lower_grade_and_another_exit_code(estate, capsys, change, question, words):
    change(estate)
    code, document = look(estate, capsys)
    assert code == 4 and grade(document, question)[1] != "verified"
    assert any(words in gap["why"] and question in gap["questions"] for gap in document["gaps"]), document["gaps"]


def test_a_log_that_ends_before_the_incident_does_is_partial(estate, capsys):
    rewrite("dns.log", lambda text: "".join(text.splitlines(keepends=True)[:-20]))(estate)
    code, document = look(estate, capsys)
    (active,) = (one for one in document["answers"] if one["id"] == "active")
    assert (code, active["grade"]) == (4, "partial")
    assert "not covered: 2020-12-05 to 2020-12-15" in active["missing"][0]


@pytest.mark.parametrize("broken", [(DnsHunt, "look"), (SunburstLadder, "look_all")])
def test_a_detector_that_crashes_is_a_gap_and_is_tried_again(estate, capsys, monkeypatch, broken):
    def crash(*_: object) -> object:
        raise ZeroDivisionError("inside")

    with monkeypatch.context() as patched:
        patched.setattr(*broken, crash)
        code, document = look(estate, capsys)
    assert code == 4 and grade(document, "active")[1] != "verified"
    assert any(gap["reason"] == "crashed" and "ZeroDivisionError: inside" in gap["why"] for gap in document["gaps"])
    code, document = look(estate, capsys)
    assert (code, document["gaps"]) == (0, [])


def test_malicious_content_is_no_comfort_to_an_inventory_that_does_not_name_the_product(estate, capsys):
    rewrite("hashes.csv", lambda text: f"{text}one,C:\\y.bin,{MALWARE}\n")(estate)
    _, document = look(estate, capsys)
    (exposed,) = (one for one in document["answers"] if one["id"] == "exposed")
    assert exposed["state"] == "yes" or "malicious content lies on one" in exposed["statement"]


def test_hits_that_were_lost_or_damaged_are_looked_for_again(estate, capsys):
    uid = "0011223344556677"
    name = encode.fragments(uid, "corp.example", Random(1))[0]
    with (estate / "dns.log").open("a") as log:
        log.write(zeek(DAYS[-1] + timedelta(hours=1), HOSTS["one"], name, "8.18.145.7"))
    _, first = look(estate, capsys)
    for harm in (lambda file: file.unlink(), lambda file: file.write_bytes(b"PAR1 no more")):
        for file in (estate / "case" / "hits").iterdir():
            harm(file)
        _, again = look(estate, capsys)
        assert [one["id"] for one in again["findings"]] == [one["id"] for one in first["findings"]]
        assert not any(gap["reason"] == "crashed" for gap in again["gaps"])


def test_a_ledger_that_was_emptied_is_not_begun_anew(estate, capsys):
    look(estate, capsys)
    (estate / "case" / "ledger.db").write_bytes(b"")
    with pytest.raises(json.JSONDecodeError):
        look(estate, capsys)
    assert main(["case", "verify", str(estate / "case")]) == 1
    assert "emptied or lost" in capsys.readouterr().err
