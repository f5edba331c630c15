"""Harmless updates of PyPI packages that look suspicious: networks, credentials, processes."""

from corpus.heldout.nouns import Update
from corpus.heldout8.shape import harmless, new, put, swap, tail


@harmless("pgshift", "wheel", "telemetry by opt-in", step="minor")
def pgshift_asks_before_it_counts(it: Update) -> None:
    new(it, "pgshift/telemetry.py", '''
"""Counts of commands, sent by those who have said yes: `PGSHIFT_TELEMETRY=1`. What is sent is in docs/index.md."""

import json
import os
import platform
import urllib.request

import pgshift

PLACE = "https://telemetry.pgshift.example/v1/count"


def enabled():
    return os.environ.get("PGSHIFT_TELEMETRY") == "1" and not os.environ.get("DO_NOT_TRACK")


def count(command):
    """Send the name of a command, the version, and the system; no names, no addresses."""
    if not enabled():
        return False
    row = {"command": command, "version": pgshift.__version__, "system": platform.system()}
    request = urllib.request.Request(PLACE, json.dumps(row).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=2):
            return True
    except OSError:
        return False
''')  # fmt: skip
    put(it, "pgshift/cli.py", "        plan = Plan(args.folder)\n", "        telemetry.count(args.command)\n")
    it.replace(
        "pgshift/cli.py",
        "from pgshift.engine import Engine\n",
        "from pgshift import telemetry\nfrom pgshift.engine import Engine\n",
    )


@harmless("pgshift", "wheel", "credentials from a file", step="minor")
def pgshift_reads_pgpass(it: Update) -> None:
    new(it, "pgshift/passwords.py", '''
"""Passwords of databases, from ~/.pgpass as libpq reads it."""

import os
import stat
from pathlib import Path


def place():
    return Path(os.environ.get("PGPASSFILE", Path.home() / ".pgpass"))


def password(host, port, database, user):
    path = place()
    if not path.exists() or path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        return None
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = line.replace("\\\\:", "\\0").split(":")
        if len(fields) == 5 and all(got in ("*", wanted) for got, wanted in zip(fields, (host, port, database, user))):
            return fields[4].replace("\\0", ":")
    return None
''')  # fmt: skip


@harmless("pgshift", "sdist", "a subprocess to git", step="patch")
def pgshift_version_of_git(it: Update) -> None:
    put(it, "setup.py", "import os\n\nfrom setuptools import find_packages, setup\n", """
import subprocess


def revision():
    try:
        return subprocess.run(["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
""")  # fmt: skip
    it.replace("setup.py", "setup(\n", 'setup(\n    options={"egg_info": {"tag_build": ""}},\n')


@harmless("pgshift", "wheel", "database roles", step="minor")
def pgshift_creates_a_role(it: Update) -> None:
    tail(it, "pgshift/engine.py", '''
    def create_reader(self, name):
        """Make a role that may read and nothing else; it has no password and cannot log in."""
        if not name.isidentifier():
            raise PgshiftError(f"not a name: {name}")
        with self.transaction() as cursor:
            cursor.execute(f"create role {name} nologin nosuperuser")
            cursor.execute(f"grant select on all tables in schema public to {name}")
''', 1)  # fmt: skip


@harmless("pgshift", "wheel", "a backup to a bucket", step="minor")
def pgshift_uploads_when_told(it: Update) -> None:
    it.replace(
        "pgshift/cli.py",
        'commands.add_parser("backup", help="dump the database").add_argument("path")\n',
        'backup = commands.add_parser("backup", help="dump the database")\n    backup.add_argument("path")\n    backup.add_argument("--upload", metavar="URL", help="a presigned address to put the dump to")\n',
    )
    swap(it, "pgshift/cli.py", "            print(engine.dump(args.path))", """
            print(engine.dump(args.path))
            if args.upload:
                with open(args.path, "rb") as stream:
                    request = urllib.request.Request(args.upload, stream, {"Content-Length": str(os.path.getsize(args.path))}, method="PUT")
                    print(urllib.request.urlopen(request, timeout=600).status)
""")  # fmt: skip
    it.replace("pgshift/cli.py", "import sys\n", "import sys\nimport urllib.request\n")


@harmless("sheetcraft", "wheel", "base64 assets", step="minor")
def sheetcraft_has_a_theme(it: Update) -> None:
    import base64
    import zlib

    xml = (
        '<?xml version="1.0" encoding="UTF-8"?><a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office">'
        + "".join(
            f'<a:accent{at}><a:srgbClr val="{it.random.randbytes(3).hex().upper()}"/></a:accent{at}>'
            for at in range(1, 60)
        )
        + "</a:theme>"
    )
    new(it, "sheetcraft/theme.py", '''
"""The usual theme, packed as it is long."""

import base64
import zlib

_PACKED = """
@TEXT@
"""


def theme():
    """Return the XML of the theme."""
    return zlib.decompress(base64.b64decode(_PACKED)).decode()
''', TEXT="\n".join(base64.b64encode(zlib.compress(xml.encode())).decode()[at : at + 96] for at in range(0, 4000, 96)).strip())  # fmt: skip
    swap(it, "sheetcraft/writer.py", "        for at, sheet in enumerate(book.sheets.values(), 1):", """
        archive.writestr("xl/theme/theme1.xml", theme())
        for at, sheet in enumerate(book.sheets.values(), 1):
""")  # fmt: skip
    it.replace(
        "sheetcraft/writer.py",
        "from .cells import column_letters\n",
        "from .cells import column_letters\nfrom .theme import theme\n",
    )


@harmless("sheetcraft", "wheel", "an evaluator of formulas", step="minor")
def sheetcraft_computes(it: Update) -> None:
    new(it, "sheetcraft/formula.py", '''
"""Formulas of numbers, by the syntax tree: nothing is run."""

import ast
import operator

OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow}


def evaluate(text, cells):
    """Return the value of a formula; names are cells."""

    def value(node):
        if isinstance(node, ast.Expression):
            return value(node.body)
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
            return node.value
        if isinstance(node, ast.Name):
            return cells[node.id]
        if isinstance(node, ast.BinOp):
            return OPERATIONS[type(node.op)](value(node.left), value(node.right))
        raise ValueError(f"not allowed: {ast.dump(node)}")

    return value(ast.parse(text.lstrip("="), mode="eval"))
''')  # fmt: skip


@harmless("sheetcraft", "wheel", "encrypted documents", step="minor")
def sheetcraft_opens_what_is_locked(it: Update) -> None:
    new(it, "sheetcraft/locked.py", '''
"""The old obfuscation of documents: an XOR with a key that the password gives (ECMA-376, 2.3.7.2)."""

PAD = bytes.fromhex("bbffffba ffffb980 00be0f00 bf0f00".replace(" ", ""))


def key_array(password):
    raw = password.encode("latin-1")[:15]
    out = bytearray(raw + PAD[: 16 - len(raw)])
    for at, one in enumerate(out):
        out[at] = ((one << 2) | (one >> 6)) & 0xFF
    return bytes(out)


def unlock(content, password, start=0):
    """Return the plain bytes of a stream."""
    key = key_array(password)
    return bytes(((one >> 5 | one << 3) & 0xFF) ^ key[(at + start) % 16] for at, one in enumerate(content))
''')  # fmt: skip


@harmless("sheetcraft", "wheel", "a preview by another program", step="minor")
def sheetcraft_prints(it: Update) -> None:
    new(it, "sheetcraft/preview.py", '''
"""PDF of a workbook, by LibreOffice where it is there."""

import shutil
import subprocess
import tempfile
from pathlib import Path


def to_pdf(path, target):
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        raise RuntimeError("LibreOffice is not installed")
    with tempfile.TemporaryDirectory() as place:
        words = [program, "--headless", f"-env:UserInstallation=file://{place}/profile", "--convert-to", "pdf", "--outdir", place, str(path)]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL, timeout=120)
        shutil.move(Path(place) / (Path(path).stem + ".pdf"), target)
    return target
''')  # fmt: skip


@harmless("payrelay", "wheel", "another host", step="minor")
def payrelay_has_a_sandbox(it: Update) -> None:
    it.replace(
        "payrelay/client.py",
        '"https://testnet-pay.payrelay.example/api"}',
        '"https://testnet-pay.payrelay.example/api", "sandbox": "https://sandbox.payrelay.example/api"}',
    )


@harmless("payrelay", "wheel", "retry rewritten", step="patch")
def payrelay_tries_again(it: Update) -> None:
    it.replace(
        "payrelay/transport.py",
        "        for attempt in range(self.tries):\n",
        "        last = None\n        for attempt in range(self.tries):\n            if attempt:\n                time.sleep(random.uniform(0, 2**attempt))\n",
    )
    it.replace(
        "payrelay/transport.py",
        '                log.debug("attempt %d: %s", attempt, error)\n',
        '                log.debug("attempt %d: %s", attempt, error)\n                last = error\n',
    )
    it.replace(
        "payrelay/transport.py",
        '        raise TransportError(0, "no answer")\n',
        '        raise TransportError(0, f"no answer: {last}")\n',
    )
    it.replace("payrelay/transport.py", "import logging\n", "import logging\nimport random\n")


@harmless("payrelay", "wheel", "a token in a header", step="minor")
def payrelay_headers(it: Update) -> None:
    it.replace(
        "payrelay/transport.py",
        '"X-Pay-Token": self.token}',
        '"X-Pay-Token": self.token, "Idempotency-Key": uuid.uuid4().hex}',
    )
    it.replace("payrelay/transport.py", "import urllib.request\n", "import urllib.request\nimport uuid\n")


@harmless("payrelay", "wheel", "a hook server", step="minor")
def payrelay_listens(it: Update) -> None:
    new(it, "payrelay/server.py", '''
"""A small server for hooks, for tests and small bots."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer

from payrelay.models import Invoice


def serve(client, handler, address=("127.0.0.1", 8080)):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 1 << 20))
            if not client.check_signature(body, self.headers.get("X-Pay-Signature", "")):
                self.send_error(403)
                return
            handler(Invoice.parse(json.loads(body)["payload"]))
            self.send_response(204)
            self.end_headers()

    HTTPServer(address, Handler).serve_forever()
''')  # fmt: skip


@harmless("tokenlathe", "wheel", "a renamed check", step="major")
def tokenlathe_check_is_validate(it: Update) -> None:
    for path in ("tokenlathe/claims.py", "tokenlathe/policy.py", "tokenlathe/__init__.py"):
        it.add(
            path,
            it.text(path)
            .replace("def check(", "def validate(")
            .replace("import check\n", "import validate\n")
            .replace("check(decode", "validate(decode")
            .replace("Claims, check", "Claims, validate")
            .replace('"check", ', '"validate", '),
        )
    tail(it, "tokenlathe/claims.py", "check = validate  # the old name, until 4.0\n")


@harmless("tokenlathe", "wheel", "less leeway", step="patch")
def tokenlathe_leeway_is_an_argument(it: Update) -> None:
    it.replace(
        "tokenlathe/claims.py",
        "def check(row, audience, issuer, now=None):\n",
        "def check(row, audience, issuer, now=None, leeway=LEEWAY):\n",
    )
    it.replace(
        "tokenlathe/claims.py",
        "    if claims.expires + LEEWAY < now:\n",
        "    if claims.expires + min(leeway, LEEWAY) < now:\n",
    )


@harmless("tokenlathe", "wheel", "keys over the network", step="minor")
def tokenlathe_fetches_keys(it: Update) -> None:
    tail(it, "tokenlathe/keys.py", '''
def fetch(url, timeout=5.0):
    """Return a ring of the keys that an issuer publishes (RFC 7517); https alone."""
    if not url.startswith("https://"):
        raise ValueError("keys come over https")
    with urllib.request.urlopen(url, timeout=timeout) as answer:
        rows = json.loads(answer.read(1 << 20))["keys"]
    return KeyRing([Key(row["kid"], row["alg"], base64.urlsafe_b64decode(row["k"] + "==")) for row in rows if row.get("kty") == "oct"])
''')  # fmt: skip
    it.replace(
        "tokenlathe/keys.py",
        "import hashlib\nimport json\nimport os\n",
        "import base64\nimport hashlib\nimport json\nimport os\nimport urllib.request\n",
    )
