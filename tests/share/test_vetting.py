"""A vetted update in all four forms: the same words, nothing carried out, nothing left out in silence."""

import io
import json
import re
from datetime import date
from html.parser import HTMLParser

import pytest

from beartrap.model.coverage import Gap, GapReason
from beartrap.model.evidence import Evidence, Facts
from beartrap.model.finding import Finding, Severity
from beartrap.model.place import Place
from beartrap.model.question import Question
from beartrap.model.verdict import Admission
from beartrap.model.vetting import Suppressed, Suppression, Vetted
from beartrap.share.vetting.document import document
from beartrap.share.vetting.page import page
from beartrap.share.vetting.sarif import MOST_RESULTS, MOST_TAGS, sarif
from beartrap.share.vetting.terminal import Paper, show

EVIL = "<script>alert(1)</script>\x1b[2J\u202e"


def finding(number: int = 0, severity: Severity = Severity.HIGH, place: Place | None = None, **facts) -> Finding:
    place = place or Place("new.whl", path=b"pkg/a b\xff.py", row=7, digest="ab" * 32)
    layer = Evidence(place, "curl http://a.invalid", facts=Facts.of(layer=1, encoding="base64"))
    step = Evidence(Place("new.whl", path=b"pkg/b.py", row=9), "post(url)", facts=Facts.of(step=1, role="sink"))
    return Finding(
        "process.spawn", f"behaviour:{number}", (Question.NEXT,), "Starts a program", severity, "It rarely needs to.",
        evidence=(Evidence(place, EVIL, facts=Facts.of(**facts)), layer, step), techniques=("T1059",) * 30,
        facts=Facts.of(family="source", when="install", key=str(number)),
    )  # fmt: skip


SUPPRESSION = Suppression("process.spawn", "pkg/*", "ab" * 32, "looked at", date(2027, 5, 1))
HIDING = Gap(
    GapReason.LIMIT,
    (Question.NEXT,),
    f"big.js is too large {EVIL}",
    "Look at it.",
    place=Place("new.whl", path=b"big.js"),
)
BINARY = finding(1, Severity.MEDIUM, Place("new.whl", path=b"lib.whl", member=(b"x/l.so",), offset=0), symbol="init")


def vetted(**changes) -> Vetted:
    values = {
        "new": f"new.whl{EVIL}", "old": "old.whl", "verdict": Admission.BLOCK, "reasons": ("Critical.", EVIL),
        "findings": (finding(), BINARY), "suppressed": (Suppressed(finding(2), SUPPRESSION),), "gaps": (HIDING,),
        "counts": Facts.of(files=3),
    } | changes  # fmt: skip
    return Vetted(**values)


def terminal(one: Vetted, **more) -> str:
    stream = io.StringIO()
    show(one, Paper(stream, 100), **more)
    return stream.getvalue()


def test_the_terminal_names_verdict_place_layer_and_step():
    text = terminal(vetted(), detail=True)
    assert "Block: do not let it in." in text and "pkg/a b\\xff.py:7" in text
    assert "under base64: curl" in text and "sink pkg/b.py:9" in text and "l.so@0 (init)" in text
    assert "2 findings · 1 suppressed · 1 gap" in text and "too large" in text
    assert "\x1b" not in text and "\u202e" not in text


def test_zeros_are_said():
    text = terminal(vetted(verdict=Admission.ADMIT, findings=(), suppressed=(), gaps=(), old=None))
    assert "0 findings · 0 suppressed · 0 gaps" in text and "nothing to compare with" in text


def test_what_is_cut_is_counted():
    assert "and 28 more" in terminal(vetted(findings=tuple(finding(n) for n in range(40))))


def test_the_document_has_every_part():
    read = json.loads(json.dumps(document(vetted())))
    assert read["verdict"] == "block" and read["format"] == "beartrap.vet" and read["version"] == 1
    assert [one["detector"] for one in read["findings"]] == ["process.spawn"] * 2
    assert read["suppressed"][0]["by"]["expires"] == "2027-05-01" and read["gaps"][0]["reason"] == "limit"


class Watcher(HTMLParser):
    """Collects what a page would run or fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.bad += [tag] if tag in ("script", "iframe", "img", "object") else []
        self.bad += [name for name in given if name.startswith("on") or name == "src"]
        self.bad += [href for href in (given.get("href"),) if href and not href.startswith(("#", "data:"))]


@pytest.mark.parametrize("verdict", Admission)
def test_the_page_runs_nothing_and_fetches_nothing(verdict):
    html = page(vetted(verdict=verdict))
    watcher = Watcher()
    watcher.feed(html)
    assert watcher.bad == [] and "\x1b" not in html and "\u202e" not in html
    for words in (
        verdict.value,
        "layer 1: under base64",
        "sink pkg/b.py:9",
        "Suppressed by you",
        "could not be looked at",
    ):
        assert words in html
    ids = re.findall(r'id="([^"]+)"', html)
    assert len(ids) == len(set(ids)) and all(f'"{target}"' in html for target in re.findall(r'href="#([^"]+)"', html))


def test_sarif_has_what_code_scanning_demands():
    log = sarif(vetted())
    run = log["runs"][0]
    assert log["version"] == "2.1.0" and run["tool"]["driver"]["name"] == "Beartrap"
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["shortDescription"]["text"] and rule["fullDescription"]["text"] and rule["help"]["text"]
        assert len(rule["properties"]["tags"]) <= MOST_TAGS
        assert 0 < float(rule["properties"]["security-severity"]) <= 10
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note") and result["message"]["text"].isprintable()
        where = result["locations"][0]["physicalLocation"]
        assert where["region"]["startLine"] >= 1 and result["partialFingerprints"]
        uri = where["artifactLocation"]["uri"]
        assert uri.isascii() and not uri.startswith("/") and ".." not in uri and " " not in uri


def test_sarif_names_line_offset_layer_step_and_suppression():
    first, binary, accepted = sarif(vetted())["runs"][0]["results"]
    assert first["locations"][0]["physicalLocation"]["region"]["startLine"] == 7
    assert first["properties"]["layers"] == [{"encoding": "base64", "text": "curl http://a.invalid"}]
    assert (
        first["codeFlows"][0]["threadFlows"][0]["locations"][0]["location"]["physicalLocation"]["region"]["startLine"]
        == 9
    )
    assert binary["locations"][0]["properties"]["byteOffset"] == 0 and "offset 0 in init" in binary["message"]["text"]
    assert binary["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "lib.whl/x/l.so"
    assert accepted["suppressions"][0]["status"] == "accepted" and "suppressions" not in first


def test_sarif_does_not_claim_success_where_code_was_not_looked_at():
    assert sarif(vetted())["runs"][0]["invocations"][0]["executionSuccessful"] is False
    assert sarif(vetted(gaps=()))["runs"][0]["invocations"][0]["executionSuccessful"] is True


def test_sarif_says_what_it_leaves_out():
    run = sarif(vetted(findings=(finding(),) * (MOST_RESULTS + 3), suppressed=(), gaps=()))["runs"][0]
    assert len(run["results"]) == MOST_RESULTS
    assert (
        "3 findings are not in this file" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    )


def test_sarif_fits_the_published_schema(real_data):
    schema = real_data / "sarif-schema-2.1.0.json"
    if not schema.exists():
        pytest.skip(f"no SARIF schema at {schema}")
    import jsonschema

    jsonschema.Draft7Validator(json.loads(schema.read_text())).validate(json.loads(json.dumps(sarif(vetted()))))
