"""The command line from outside: exit codes, clear words for bad input, JSON for machines."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from beartrap.cli.main import main

ESTATE = """\
version = 1
[organisation]
name = "Lab"
[[host]]
name = "one"
addresses = ["10.0.0.1"]
[[source]]
kind = "dns"
path = "dns.log"
"""
BEACON = "6a57jk2ba1d9keg15cbg.appsync-api.eu-west-1.avsvmcloud.com"


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """A folder with an estate of one host and a log of one day, without anything bad in it."""
    (tmp_path / "estate.toml").write_text(ESTATE)
    (tmp_path / "dns.log").write_text(zeek("intranet.example"))
    (tmp_path / "list.txt").write_text("evil[.]example[.]net\n")
    return tmp_path


def zeek(*names: str) -> str:
    """Return Zeek JSON lines, one a name, from host one on 13 June 2020."""
    row = {"ts": 1592040000.5, "id.orig_h": "10.0.0.1", "qtype_name": "A", "rcode_name": "NOERROR"}
    return "".join(json.dumps({**row, "query": name, "answers": ["198.51.100.7"]}) + "\n" for name in names)


def investigate(lab: Path, *more: str) -> int:
    return main(["investigate", "-q", "--estate", str(lab / "estate.toml"), "--case", str(lab / "c.case"), *more])


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.txt", b"", ["empty.txt", "empty"]),
        ("blank.txt", b" \n\t\n", ["blank.txt", "empty"]),
        ("photo.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x02\x03" * 20, ["photo.txt", "binary"]),
    ],
)
def test_what_is_no_report_is_said_so_and_nothing_is_made(lab, capsys, name, content, words):
    (lab / name).write_bytes(content)
    assert investigate(lab, "--report", str(lab / name)) == 2
    told = capsys.readouterr().err
    assert all(word in told for word in words), told
    assert not (lab / "c.case").exists()


@pytest.mark.parametrize("option", ["--report", "--indicators", "--estate"])
def test_a_file_that_is_not_there_is_named(lab, capsys, option):
    assert (
        main(["investigate", "-q", "--pack", "xz-2024", "--case", str(lab / "c.case"), option, str(lab / "gone")]) == 2
    )
    assert "gone" in capsys.readouterr().err


def test_an_unknown_pack_names_those_that_there_are(lab, capsys):
    assert investigate(lab, "--pack", "solarwind-2020") == 2
    assert "solarwinds-2020" in capsys.readouterr().err


def test_an_unknown_key_in_the_estate_names_line_and_what_is_allowed(lab, capsys):
    (lab / "estate.toml").write_text(ESTATE.replace("addresses", "adresses"))
    assert investigate(lab, "--indicators", str(lab / "list.txt")) == 2
    told = capsys.readouterr().err
    assert "estate.toml:6" in told and "adresses" in told and "addresses" in told


def test_nothing_to_look_for_is_usage(lab, capsys):
    assert investigate(lab) == 2
    assert "--report" in capsys.readouterr().err


def test_a_folder_that_is_no_case(lab, capsys):
    assert main(["answers", str(lab)]) == 2
    assert str(lab) in capsys.readouterr().err


def test_a_clean_look_with_no_incident_has_gaps_and_says_so(lab, capsys):
    assert investigate(lab, "--indicators", str(lab / "list.txt"), "--json") == 4
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "beartrap.case/1"
    answers = {answer["id"]: answer for answer in told["answers"]}
    assert len(answers) == 8
    assert answers["active"]["state"] == "no indication"
    assert answers["active"]["grade"] == "partial"


def test_an_indicator_that_was_asked_for_is_a_yes_with_its_row(lab, capsys):
    (lab / "dns.log").write_text(zeek("intranet.example", "a.evil.example.net"))
    assert investigate(lab, "--indicators", str(lab / "list.txt"), "--json") in (12, 13, 14)
    told = json.loads(capsys.readouterr().out)
    found = [one for one in told["findings"] if one["host"] == "one"]
    assert found and found[0]["evidence"][0]["place"]["row"] == 2


def test_a_log_of_another_kind_is_a_gap_and_not_clean(lab, capsys):
    (lab / "dns.log").write_text('10.0.0.9 - - [13/Jun/2020:09:20:00 +0000] "GET / HTTP/1.1" 200 5\n' * 5)
    code = investigate(lab, "--indicators", str(lab / "list.txt"), "--json")
    told = json.loads(capsys.readouterr().out)
    assert code in (3, 4)
    assert any(gap["reason"] == "unknown-kind" and "dns.log" in gap["why"] for gap in told["gaps"])
    assert {answer["id"]: answer["state"] for answer in told["answers"]}["active"] == "not looked"


def test_a_missing_log_is_a_gap(lab, capsys):
    (lab / "dns.log").unlink()
    assert investigate(lab, "--indicators", str(lab / "list.txt"), "--json") in (3, 4)
    told = json.loads(capsys.readouterr().out)
    assert any(gap["reason"] == "missing" for gap in told["gaps"])


def test_a_resumed_case_needs_nothing_but_its_folder(lab, capsys):
    (lab / "dns.log").write_text(zeek("a.evil.example.net"))
    first = investigate(lab, "--indicators", str(lab / "list.txt"), "--json")
    before = json.loads(capsys.readouterr().out)
    assert main(["investigate", "-q", "--case", str(lab / "c.case"), "--budget", "none", "--json"]) == first
    after = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in after["findings"]] == [one["id"] for one in before["findings"]]
    assert len(after["coverage"]) == len(before["coverage"])


def test_a_changed_log_is_looked_at_again(lab, capsys):
    first = investigate(lab, "--indicators", str(lab / "list.txt"), "--json")
    (lab / "dns.log").write_text(zeek("a.evil.example.net"))
    second = investigate(lab, "--indicators", str(lab / "list.txt"), "--json")
    assert (first, second > 10) == (4, True)


def test_a_false_positive_is_kept_counted_and_taken_back(lab, capsys):
    (lab / "dns.log").write_text(zeek("a.evil.example.net"))
    investigate(lab, "--indicators", str(lab / "list.txt"), "--json")
    findings = [one for one in json.loads(capsys.readouterr().out)["findings"] if one["severity"] != "info"]
    case = str(lab / "c.case")
    for finding in findings:
        assert main(["mark", case, finding["id"], "false-positive", "--reason", "our own test", "--by", "ann"]) == 0
    capsys.readouterr()
    assert main(["answers", case, "--json"]) == 4
    told = json.loads(capsys.readouterr().out)
    assert {one["id"] for one in told["suppressed"]} == {one["id"] for one in findings}
    assert told["marks"][0]["reason"] == "our own test"
    assert main(["mark", case, findings[0]["id"], "confirmed", "--reason", "it was not", "--by", "ann"]) == 0
    assert main(["answers", case]) > 10


def test_an_unknown_finding_cannot_be_marked(lab, capsys):
    investigate(lab, "--indicators", str(lab / "list.txt"), "--json")
    assert main(["mark", str(lab / "c.case"), "finding-zzz", "false-positive", "--reason", "x"]) == 2


def test_verify_proves_and_a_noted_head_binds(lab, capsys):
    investigate(lab, "--indicators", str(lab / "list.txt"), "--json")
    head = json.loads(capsys.readouterr().out)["case"]
    noted = f"{head['length']}:{head['head']}"
    assert main(["case", "verify", str(lab / "c.case"), "--noted", noted]) == 0
    assert main(["case", "verify", str(lab / "c.case"), "--noted", f"{head['length']}:{'0' * 64}"]) == 14


def test_exit_zero_hides_what_was_found_and_nothing_else(lab, capsys):
    (lab / "dns.log").write_text(zeek("a.evil.example.net"))
    assert investigate(lab, "--indicators", str(lab / "list.txt"), "--exit-zero") == 0
    assert main(["answers", str(lab / "nowhere"), "--exit-zero"]) == 2


def test_a_press_report_brings_the_pack_that_knows_its_incident(lab, capsys):
    (lab / "dns.log").write_text(zeek(BEACON))
    (lab / "news.txt").write_text(
        "Klanten van SolarWinds haalden met updates van Orion kwaadaardige code binnen. "
        "Volgens persbureaus zijn waarschijnlijk Russische hackers verantwoordelijk."
    )
    assert investigate(lab, "--report", str(lab / "news.txt"), "--json") > 10
    told = json.loads(capsys.readouterr().out)
    assert [one["id"] for one in told["incidents"]] and "solarwinds-2020" in json.dumps(told["incidents"])


def test_near_miss_a_report_about_figures_brings_no_pack(lab, capsys):
    (lab / "news.txt").write_text(
        "SolarWinds reported a higher profit for the quarter. Revenue rose by four per cent to 250 million."
    )
    investigate(lab, "--report", str(lab / "news.txt"), "--json")
    assert json.loads(capsys.readouterr().out)["incidents"] == []


def test_html_is_written_whole(lab):
    investigate(lab, "--indicators", str(lab / "list.txt"), "--html", str(lab / "board.html"))
    text = (lab / "board.html").read_text(encoding="utf-8")
    assert text.startswith(("<!doctype html>", "<!DOCTYPE html>"))
    assert text.rstrip().endswith("</html>")


def test_decode_reads_standard_input_and_says_what_it_rejects(capsys, tmp_path):
    (tmp_path / "names").write_text(f"{BEACON}\n6a57jk2ba1d9keg15cbg.appsync-api.us-west-2.avsvmcloud.com\n")
    assert main(["decode", "sunburst", str(tmp_path / "names"), "--json"]) == 4
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert rows[0]["uid"] == "FC07EB59E028D3EE" and rows[0]["flag"] in (1, True) and rows[0]["error"] is None
    assert rows[0]["time"].startswith("2020-06-13T09:00")
    assert rows[1]["error"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (f"{BEACON}\r\n".encode("utf-16"), 0),
        (b"\xef\xbb\xbf" + BEACON.encode(), 0),
        (BEACON.encode() + b"\n\xff\xfe\x80 no text\n", 4),
        (b"\n \r\n", 3),
        (b"", 3),
    ],
)
def test_decode_reads_what_a_pipe_brings(content, code):
    command = [sys.executable, "-m", "beartrap", "decode", "sunburst", "--json"]
    done = subprocess.run(command, input=content, capture_output=True, check=False)
    assert done.returncode == code and b"Traceback" not in done.stderr
    assert all(json.loads(line)["name"] for line in done.stdout.splitlines())


def test_decode_of_no_file_is_usage(capsys, tmp_path):
    assert main(["decode", "sunburst", str(tmp_path / "none")]) == 2
    assert main(["decode", "sunburst", str(tmp_path)]) == 2
    assert "cannot be read: Is a directory" in capsys.readouterr().err


def test_estate_init_is_read_back(tmp_path, capsys):
    target = tmp_path / "estate.toml"
    assert main(["estate", "init", str(target)]) == 0
    assert main(["estate", "init", str(target)]) == 2
    capsys.readouterr()
    assert main(["estate", "check", str(target)]) == 0


def test_read_shows_claims_without_making_a_case(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("r.txt").write_text(
        "The Lantern, 3 May 2021. Acme said that it removed the malicious code. Bob's group is likely behind it, police said."
    )
    assert main(["read", "r.txt", "--json"]) in (0, 4)
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == "beartrap.reading/1"
    assert [path.name for path in tmp_path.iterdir()] == ["r.txt"]


def test_doctor_tries_everything(capsys):
    assert main(["doctor"]) == 0
    told = capsys.readouterr().out
    assert "solarwinds-2020" in told and "zeek" in told and "FAIL" not in told


def test_packs_are_listed(capsys):
    assert main(["packs"]) == 0
    assert "xz-2024" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [[], ["investigate", "--budget", "soon"], ["answers", "x", "--tlp", "purple"], ["nosuch"]]
)
def test_wrong_usage_ends_with_two(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


LONG_WORK = 6 << 30
"""Bytes of a sparse file: hashing them takes far longer than it takes to press Ctrl-C."""


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "beartrap", *words], cwd=folder, capture_output=True, check=False)


def test_ctrl_c_keeps_what_was_found_and_says_how_to_go_on(tmp_path):
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "small").write_text("small")
    with (tmp_path / "tree" / "sparse").open("wb") as sparse:
        sparse.truncate(LONG_WORK)
    (tmp_path / "estate.toml").write_text(
        'version = 1\n[[host]]\nname = "one"\n[[source]]\nkind = "dns"\npath = "dns.log"\n'
        '[[source]]\nkind = "files"\npath = "tree"\nhosts = ["one"]\n'
    )
    (tmp_path / "dns.log").write_text(zeek("a.evil.example.net"))
    (tmp_path / "list.txt").write_text("evil.example.net\n")
    command = [sys.executable, "-m", "beartrap", "investigate", "--indicators", "list.txt", "--estate", "estate.toml"]
    process = subprocess.Popen(
        [*command, "--case", "c"], cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    assert process.stderr
    for line in process.stderr:
        if line.startswith("Examining"):
            break
    process.send_signal(signal.SIGINT)
    told = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert "go on:" in told
    stopped = json.loads(run(tmp_path, "answers", "c", "--json").stdout)
    assert any(gap["reason"] == "interrupted" for gap in stopped["gaps"])
    assert any(one["detector"] == "hunt.dns" for one in stopped["findings"])
    (tmp_path / "tree" / "sparse").unlink()
    whole = json.loads(run(tmp_path, "investigate", "-q", "--case", "c", "--budget", "none", "--json").stdout)
    assert not any(gap["reason"] == "interrupted" for gap in whole["gaps"])
    assert any(one["kind"] == "files" and one["amount"] == 1 for one in whole["coverage"])


def test_a_page_that_could_not_be_written_is_told_before_the_work(lab, capsys):
    with pytest.raises(SystemExit) as ended:
        investigate(lab, "--indicators", str(lab / "list.txt"), "--html", str(lab / "nowhere" / "board.html"))
    assert ended.value.code == 2
    assert "nowhere" in capsys.readouterr().err
    assert not (lab / "c.case").exists()


@pytest.mark.parametrize("name", ["list.txt", "."])
def test_a_case_cannot_be_a_file_or_a_folder_with_other_things_in_it(lab, capsys, name):
    words = ["--estate", str(lab / "estate.toml"), "--indicators", str(lab / "list.txt"), "--case", str(lab / name)]
    assert main(["investigate", "-q", *words]) == 2
    assert "folder" in capsys.readouterr().err
