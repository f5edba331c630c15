"""A token that is read without its signature: where tokens were checked before, and where none was read."""

from pathlib import Path

import pytest
from package_lab import wheel

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
