"""A token that is read without its signature: where tokens were checked before, and where none was read."""

from pathlib import Path

import pytest
from package_lab import npm, wheel

from beartrap.model.finding import Severity
from beartrap.vet.examine import examine
from beartrap.vet.talk import Order

READS = """\
import jwt

class Token:
    def __init__(self, value):
        self.told = jwt.decode(value, options={"verify_signature": False})
"""
CHECKS = """\
import jwt

def who(token, key):
    return jwt.decode(token, key, algorithms=["RS256"])
"""


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ({"pkg/plain.py": "LIMIT = 3\n"}, Severity.MEDIUM),
        ({"pkg/door.py": CHECKS}, Severity.HIGH),
        (
            {"pkg/token.py": READS.replace('options={"verify_signature": False}', "KEY, algorithms=['RS256']")},
            Severity.HIGH,
        ),
    ],
)
def test_who_read_no_token_has_no_check_to_lose(tmp_path: Path, before: dict[str, str], wanted: Severity) -> None:
    old = wheel(tmp_path, "pkg", "1.0.0", {**before, "pkg/__init__.py": ""})
    new = wheel(tmp_path, "pkg", "1.1.0", {**before, "pkg/__init__.py": "", "pkg/token.py": READS})
    found = examine(Order(bytes(new), "new", bytes(old), "old")).found
    assert [one.severity for one in found if one.id == "weakened.trust"] == [wanted]


TRUSTS = """\
import ssl

def context():
    made = ssl.create_default_context()
    made.check_hostname = False
    made.verify_mode = ssl.CERT_NONE
    return made
"""
FOR_ALL = "import ssl\n\ndef start():\n    ssl._create_default_https_context = ssl._create_unverified_context\n"


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        ({"pkg/net.py": "def context():\n    return None\n"}, {"pkg/net.py": TRUSTS}, Severity.HIGH),
        ({"pkg/net.py": "LIMIT = 1\n"}, {"pkg/net.py": "LIMIT = 1\n", "pkg/far.py": TRUSTS}, Severity.MEDIUM),
        ({"pkg/net.py": "LIMIT = 1\n"}, {"pkg/net.py": "LIMIT = 1\n", "pkg/far.py": FOR_ALL}, Severity.HIGH),
    ],
)  # fmt: skip
def test_who_speaks_through_what_was_there_speaks_as_safely_as_before(
    tmp_path: Path, before: dict[str, str], after: dict[str, str], wanted: Severity
) -> None:
    old = wheel(tmp_path, "pkg", "1.0.0", {**before, "pkg/__init__.py": ""})
    new = wheel(tmp_path, "pkg", "1.1.0", {**after, "pkg/__init__.py": ""})
    found = examine(Order(bytes(new), "new", bytes(old), "old")).found
    assert {one.severity for one in found if one.id == "weakened.trust"} == {wanted}


ASKS = "exports.one = (ask, request, options) => ask(request, {{ ...options, rejectUnauthorized: {how} }});\n"
MORE = "exports.two = (ask, request, options) => {{ if (request.method === 'GET') {{ return ask(request, {{ ...options, rejectUnauthorized: {how} }}); }} }};\n"


@pytest.mark.parametrize(("before", "wanted"), [("false", Severity.MEDIUM), ("true", Severity.HIGH), ("true });\n// never rejectUnauthorized: false\n({", Severity.HIGH)])  # fmt: skip
def test_who_left_a_check_out_before_does_it_in_one_more_place(tmp_path: Path, before: str, wanted: Severity) -> None:
    old = npm(tmp_path, "pkg", "1.0.0", {"index.js": ASKS.format(how=before)})
    new = npm(tmp_path, "pkg", "1.1.0", {"index.js": ASKS.format(how=before) + MORE.format(how="false")})
    found = examine(Order(bytes(new), "new", bytes(old), "old")).found
    assert {one.severity for one in found if one.id == "weakened.trust"} == {wanted}


COPIES = """\
import inspect, os, shutil

def copy(cls, target):
    source = os.path.dirname(inspect.getsourcefile(cls))
    for folder, _, names in os.walk(source):
        for name in names:
            shutil.copy2(os.path.join(folder, name), {to})
"""


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("os.path.join(target, os.path.relpath(folder, source), name)", False),
        ("os.path.join(source, os.path.relpath(target, folder), name)", True),
    ],
)
def test_what_is_copied_out_of_a_library_is_not_written_into_it(tmp_path: Path, to: str, told: bool) -> None:
    old = wheel(tmp_path, "pkg", "1.0.0", {"pkg/__init__.py": ""})
    new = wheel(tmp_path, "pkg", "1.1.0", {"pkg/__init__.py": "", "pkg/copies.py": COPIES.format(to=to)})
    found = {one.key for one in examine(Order(bytes(new), "new", bytes(old), "old")).found}
    assert ("startup.write start:library-code" in found) is told
