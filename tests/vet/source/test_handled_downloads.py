"""What shells do with what they download, and other things that real updates were held for; beside each what is to be held all the same."""

from collections import Counter

import pytest
from source_lab import Version, ids, look

from beartrap.model.coverage import Gap
from beartrap.vet.binary import signature
from beartrap.vet.source import tree
from beartrap.vet.source.checks.taken_out import taken_out
from beartrap.vet.source.walk import parse, touched_of
from beartrap.vet.source_guards import GuardAnalyser

RUNS = "chain.network-to-process"
GETS = "curl -Lo archive.tgz https://files.example/archive.tgz\n"


@pytest.mark.parametrize(
    ("then", "runs"),
    [
        ("mv archive.tgz kept.tgz\n", False),
        ("mv archive.tgz kept.sh\nsh kept.sh\n", True),
        ("sha256sum archive.tgz\n", False),
        ("rm -f archive.tgz\n", False),
        ("chmod +x archive.tgz && ./archive.tgz\n", True),
        ("tar xzf archive.tgz\n", False),
        ("tar xzf archive.tgz\n/usr/bin/env true\npython3 -m pip list\n", False),
        ("tar xzf archive.tgz\n./archive/configure\n", True),
        ("tar xzf archive.tgz\nsh archive/install.sh\n", True),
        ("tar xzf archive.tgz\ncd archive\nmake\n", True),
        ("chmod +x archive.tgz\n", True),
        ("./configure\n", False),
    ],
)
def test_what_is_only_moved_or_unpacked_is_not_run(then: str, runs: bool) -> None:
    assert (RUNS in ids("get.sh", GETS + then)) == runs


@pytest.mark.parametrize(("line", "runs"), [("mv archive.tgz kept.tgz", False), ("tar xzf archive.tgz", True)])
def test_other_languages_have_other_means_to_run_what_was_unpacked(line: str, runs: bool) -> None:
    code = f"require('child_process').execSync('{GETS.strip()} && {line}')"
    assert (RUNS in ids("get.js", code)) == runs


def test_what_is_written_to_no_file_is_not_run() -> None:
    asks = "curl -o {} -sIw '%{{http_code}}' https://files.example/a.tgz\ncurl -o {} -sIw '%{{http_code}}' https://files.example/b.tgz\n"
    assert RUNS not in ids("ask.sh", asks.format("/dev/null", "/dev/null"))
    assert RUNS in ids("ask.sh", asks.format("/tmp/answer", "/tmp/answer") + "sh /tmp/answer\n")


def the_function(text: str) -> tree.Function:
    (made,) = parse("javascript", text).body
    assert isinstance(made, tree.Function)
    return made


@pytest.mark.parametrize(("elsewhere", "less"), [({}, True), ({"escapeContent": 1}, False), ({"unescape": 1}, True)])
def test_escaping_may_be_done_before_or_after(elsewhere: dict[str, int], less: bool) -> None:
    was, now = "show(escapeComments(data.content))", "show(data.content)"
    old, new = (the_function(f"function render(data) {{ return {one}; }}") for one in (was, now))
    grown = Counter({"escapeComments": -1, **elsewhere})
    assert bool(list(taken_out(old, new, lambda: grown))) == less


def test_escaping_that_came_elsewhere_in_the_file() -> None:
    was = "function render(data) { return show(escapeComments(data.content)); }\nfunction escapeAll(text) { return text; }\n"
    gone = was.replace("escapeComments(data.content)", "data.content")
    moved = gone.replace("return text", "return escapeContent(text)")
    for now, told in ((gone, 1), (moved, 0)):
        old, new = Version({"a.js": was}), Version({"a.js": now})
        new.trusted = old
        assert len(list(GuardAnalyser().look(old, new))) == told


@pytest.mark.parametrize(
    ("code", "kind", "hit"),
    [
        (
            "const https = require('https'); exports.options = { verify: false, lockTime: 600 }; https.get('https://in.example/');",
            "weakened.trust",
            False,
        ),
        ("export const defaults = { lockTime: 600, rejectUnauthorized: false };", "weakened.trust", True),
        (
            "const https = require('https'); exports.options = { verify: false, kind: 'jwt' }; https.get('https://in.example/');",
            "weakened.trust",
            True,
        ),
        (
            "export const send = (run) => fetch('https://in.example/runs', { method: 'POST', body: lib.serialize(run, 'run') });",
            "chain.page-to-network",
            False,
        ),
        (
            "$('form').on('submit', function () { fetch('https://in.example/runs', { method: 'POST', body: $(this).serialize() }); });",
            "chain.page-to-network",
            True,
        ),
    ],
)
def test_words_that_mean_something_else(code: str, kind: str, hit: bool) -> None:
    assert (kind in ids("a.js", code)) == hit


def test_an_event_may_have_several_names() -> None:
    assert not [one for one in look("a.js", "player.on(['play', 'end'], function (one) { seen(one); });") if isinstance(one, Gap)]  # fmt: skip


def test_files_whose_functions_share_lines_are_walked_as_a_whole() -> None:
    plain = "".join(f"function f{number}(a) {{ return a.b{number}; }}\n" for number in range(400))
    bundle = plain + "".join(f"var g{number}=function(a){{return a.b{number}}};" for number in range(400))
    for before, whole in ((plain, False), (bundle, True)):
        now = f"{before}\nf1();\n"
        assert (touched_of(before.encode(), now, parse("javascript", now)) is None) == whole


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ({"Example Publisher": "Example"}, 0),
        ({"Example": "Example"}, 0),
        ({"Example Tools": "Someone"}, 1),
        ({"Example Tools": ""}, 1),
    ],
)
def test_one_company_has_several_certificates(now: dict[str, str], told: int) -> None:
    (subject,) = [Version({"a.json": "{}"}).read("a.json")]
    assert subject is not None
    assert len(list(signature._step(subject, {"Example": "Example", "Another": ""}, now))) == told
