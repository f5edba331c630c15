"""Harmless updates of PyPI packages that look suspicious: builds, data, wallets, logins, generated code."""

import base64

from corpus.heldout.hiding import png
from corpus.heldout.nouns import Update
from corpus.heldout6.shape import b64, fill, harmless, packed, pieces, rows


@harmless("solbase", "wheel", "new cluster, new retries", step="minor")
def solbase_fallback_nodes(it: Update) -> None:
    it.replace("solbase/rpc.py", '    "devnet": ', '    "testnet": "https://testnet.solbase.example",\n    "devnet": ')
    it.append("solbase/rpc.py", fill('''


class FallbackClient(Client):
    """Asks the next node if one does not answer."""

    def __init__(self, endpoints, **options):
        super().__init__(endpoints[0], **options)
        self.endpoints = list(endpoints)

    def call(self, method, *params):
        for endpoint in self.endpoints:
            self.endpoint = CLUSTERS.get(endpoint, endpoint)
            try:
                return super().call(method, *params)
            except OSError as error:
                last = error
        raise last
'''))  # fmt: skip


@harmless("solbase", "wheel", "keys are sealed with a password", step="minor")
def solbase_encrypted_key_files(it: Update) -> None:
    it.append("solbase/keypair.py", fill('''


def _stream(password, salt, size):
    key = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)
    return hashlib.shake_256(key).digest(size)


def save_encrypted(keypair, path, password):
    """Write a key file that only a password opens."""
    salt = secrets.token_bytes(16)
    body = bytes(a ^ b for a, b in zip(keypair.secret, _stream(password, salt, 32)))
    mac = hashlib.blake2b(body, key=hashlib.sha256(password.encode() + salt).digest()).hexdigest()
    Path(path).expanduser().write_text(json.dumps({"salt": salt.hex(), "body": body.hex(), "mac": mac}))


def load_encrypted(path, password):
    row = json.loads(Path(path).expanduser().read_text())
    salt, body = bytes.fromhex(row["salt"]), bytes.fromhex(row["body"])
    mac = hashlib.blake2b(body, key=hashlib.sha256(password.encode() + salt).digest()).hexdigest()
    if not secrets.compare_digest(mac, row["mac"]):
        raise ValueError("wrong password")
    return Keypair(bytes(a ^ b for a, b in zip(body, _stream(password, salt, 32))))
'''))  # fmt: skip


@harmless("solbase", "sdist", "memo program", step="minor")
def solbase_memos(it: Update) -> None:
    it.append("solbase/transaction.py", fill('''


MEMO_PROGRAM = "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr"


def memo(text, signer):
    """Return the instruction that writes a text beside a transaction."""
    return Instruction(MEMO_PROGRAM, [signer], text.encode())
'''))  # fmt: skip
    it.replace("solbase/cli.py", '    pay.add_argument("lamports", type=int)\n', '    pay.add_argument("lamports", type=int)\n    pay.add_argument("--memo")\n')  # fmt: skip
    it.replace("solbase/cli.py", "        print(client.send_transaction(one, keypair))\n", "        if args.memo:\n            one.add(memo(args.memo, keypair.address))\n        print(client.send_transaction(one, keypair))\n")  # fmt: skip
    it.replace("solbase/cli.py", "import Transaction, transfer\n", "import Transaction, memo, transfer\n")


@harmless("loginflow", "wheel", "passwords: another algorithm", step="minor")
def loginflow_scrypt(it: Update) -> None:
    it.replace("loginflow/passwords.py", "def check_password(password, encoded):\n", fill('''
def hash_scrypt(password, salt=None):
    salt = salt or os.urandom(16)
    digest = hashlib.scrypt(password.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=2**26)
    return "scrypt${}${}".format(base64.b64encode(salt).decode(), base64.b64encode(digest).decode())


def check_password(password, encoded):
'''))  # fmt: skip
    it.replace("loginflow/passwords.py", '    try:\n        _, iterations', fill('''
    if encoded.startswith("scrypt$"):
        return hmac.compare_digest(hash_scrypt(password, base64.b64decode(encoded.split("$")[1])), encoded)
    try:
        _, iterations
''').rstrip("\n"))  # fmt: skip


@harmless("loginflow", "wheel", "checks moved", step="major")
def loginflow_backends(it: Update) -> None:
    it.add("loginflow/backends.py", fill('''
"""Where users come from."""

from .passwords import check_password
from .tokens import InvalidToken, decode


class PasswordBackend:
    def __init__(self, find):
        self.find = find

    def authenticate(self, username=None, password=None, **_):
        if username is None or password is None:
            return None
        user = self.find(username)
        if user is not None and user.active and check_password(password, user.password):
            return user
        return None


class TokenBackend:
    def __init__(self, find, key):
        self.find = find
        self.key = key

    def authenticate(self, token=None, **_):
        if token is None:
            return None
        try:
            claims = decode(token, self.key)
        except InvalidToken:
            return None
        return self.find(claims["sub"])
'''))  # fmt: skip
    it.replace("loginflow/users.py", it.text("loginflow/users.py")[it.text("loginflow/users.py").index("def authenticate("):], fill('''
def authenticate(backends, **credentials):
    """Return the user that the first backend knows, or None."""
    for backend in backends:
        user = backend.authenticate(**credentials)
        if user is not None:
            return user
    log.info("nobody was authenticated")
    return None
'''))  # fmt: skip
    it.replace("loginflow/users.py", "from .passwords import check_password\n\n", "")


@harmless("loginflow", "wheel", "asks whether a password leaked", step="minor")
def loginflow_leaked_passwords(it: Update) -> None:
    it.add("loginflow/pwned.py", fill('''
"""Asks a range service whether a password is known; only five digits of its hash leave the machine."""

import hashlib
import urllib.request

SERVICE = "https://range.loginflow.example/"


def leaked(password, service=SERVICE, timeout=2):
    digest = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()
    try:
        with urllib.request.urlopen(service + digest[:5], timeout=timeout) as answer:
            rows = answer.read().decode().splitlines()
    except OSError:
        return 0
    return next((int(count) for tail, _, count in (row.partition(":") for row in rows) if tail == digest[5:]), 0)
'''))  # fmt: skip


@harmless("loginflow", "sdist", "OAuth with a proof key", step="minor")
def loginflow_pkce(it: Update) -> None:
    it.append("loginflow/oauth.py", fill('''


class PKCEClient(OAuthClient):
    """For applications that cannot keep a secret (RFC 7636)."""

    def start(self, scope="openid"):
        url, state = super().start(scope)
        self.verifier = secrets.token_urlsafe(64)
        digest = base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()
        return f"{url}&{urlencode({'code_challenge': digest, 'code_challenge_method': 'S256'})}", state

    def _fetch(self, values):
        return super()._fetch({**values, "code_verifier": self.verifier})
'''))  # fmt: skip
    it.replace("loginflow/oauth.py", "import json\n", "import base64\nimport hashlib\nimport json\n")


@harmless("pixkernel", "sdist", "an extension is built with more flags", step="minor")
def pixkernel_build_flags(it: Update) -> None:
    it.replace("setup.py", "    def build_extension(self, ext):\n", fill('''
    def build_extension(self, ext):
        if self.compiler.compiler_type == "unix" and self._supports("-march=native"):
            ext.extra_compile_args = ["-O3", "-march=native"]
'''))  # fmt: skip
    it.replace("setup.py", "extensions = [", fill('''
    def _supports(self, flag):
        import subprocess
        import tempfile

        with tempfile.NamedTemporaryFile("w", suffix=".c") as source:
            source.write("int main(void) { return 0; }")
            source.flush()
            command = [os.environ.get("CC", "cc"), flag, "-c", source.name, "-o", os.devnull]
            return subprocess.run(command, capture_output=True, check=False).returncode == 0


extensions = [
''').rstrip("\n"))  # fmt: skip


@harmless("pixkernel", "wheel", "pictures in base64", step="minor")
def pixkernel_embedded_icons(it: Update) -> None:
    icon = png(32, 32, b"", it.random)
    lines = "\n".join(f'    b"{one}"' for one in pieces(base64.b64encode(icon).decode(), 88))
    it.add("pixkernel/icons.py", f'"""Icons for examples, as PNG; made by tools/icons.py."""\n\nimport base64\n\nLOGO = base64.b64decode(\n{lines}\n)\n\n\ndef write(path):\n    with open(path, "wb") as stream:\n        stream.write(LOGO)\n')  # fmt: skip


@harmless("pixkernel", "wheel", "a table of numbers", step="patch")
def pixkernel_gamma_table(it: Update) -> None:
    table = [round(255 * (at / 255) ** 2.2) for at in range(256)]
    it.add("pixkernel/gamma.py", f'"""Gamma 2.2 as a table; generated."""\n\nGAMMA = bytes((\n{rows(table)}\n))\n\n\ndef linear(image):\n    out = image.copy()\n    out.data = bytearray(bytes(out.data).translate(GAMMA))\n    return out\n')  # fmt: skip


@harmless("sqlbridge", "wheel", "passwords from a file of the user", step="minor")
def sqlbridge_pgpass(it: Update) -> None:
    it.append("sqlbridge/dsn.py", fill('''


def password_from_pgpass(dsn, path=None):
    """Return the password that ~/.pgpass has for a server, or the one of the address."""
    path = path or os.environ.get("PGPASSFILE") or os.path.expanduser("~/.pgpass")
    if dsn.password or not os.path.exists(path):
        return dsn.password
    wanted = (dsn.host, str(dsn.port), dsn.database, dsn.user)
    with open(path) as stream:
        for row in stream:
            *keys, password = row.strip().split(":")
            if len(keys) == 4 and all(one in ("*", key) for one, key in zip(keys, wanted)):
                return password
    return ""
'''))  # fmt: skip


@harmless("sqlbridge", "wheel", "a tunnel by ssh", step="minor")
def sqlbridge_ssh_tunnel(it: Update) -> None:
    it.add("sqlbridge/tunnel.py", fill('''
"""Reaches a server through another by ssh."""

import contextlib
import socket
import subprocess
import time


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def tunnel(gateway, host, port, identity=None):
    """Yield the local port that leads to a server while ssh runs."""
    local = free_port()
    command = ["ssh", "-N", "-o", "ExitOnForwardFailure=yes", "-L", f"{local}:{host}:{port}", gateway]
    if identity:
        command[1:1] = ["-i", identity]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    try:
        time.sleep(0.5)
        yield local
    finally:
        process.terminate()
        process.wait()
'''))  # fmt: skip


@harmless("sqlbridge", "sdist", "the build writes the version", step="minor")
def sqlbridge_build_hook(it: Update) -> None:
    it.add("hatch_build.py", fill('''
"""Writes the version and the commit into the package."""

import subprocess
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):
    def initialize(self, version, build_data):
        try:
            commit = subprocess.check_output(["git", "rev-parse", "--short", "HEAD"], text=True, cwd=self.root).strip()
        except (OSError, subprocess.CalledProcessError):
            commit = "unknown"
        Path(self.root, "sqlbridge", "_build.py").write_text(f'COMMIT = "{commit}"\\n')
        build_data["artifacts"].append("sqlbridge/_build.py")
'''))  # fmt: skip
    it.append("pyproject.toml", "\n[tool.hatch.build.hooks.custom]\n")


@harmless("dotctx", "wheel", "nothing suspicious", step="patch")
def dotctx_repr(it: Update) -> None:
    it.replace(
        "dotctx/ctx.py",
        "    def to_json(self",
        '    def __repr__(self):\n        return f"Ctx({dict(self)!r})"\n\n    def to_json(self',
    )


@harmless("dotctx", "wheel", "values by eval of a subset", step="minor")
def dotctx_literals(it: Update) -> None:
    it.replace("dotctx/settings.py", "            set_path(out, name[len(prefix):]", "            with contextlib.suppress(ValueError, SyntaxError):\n                value = ast.literal_eval(value)\n            set_path(out, name[len(prefix):]")  # fmt: skip
    it.replace("dotctx/settings.py", "import os\n", "import ast\nimport contextlib\nimport os\n")


@harmless("dotctx", "wheel", "a well-known dependency", step="minor")
def dotctx_needs_yaml(it: Update) -> None:
    it.requires("PyYAML>=6.0")
    it.append("dotctx/ctx.py", "\n\ndef from_yaml(text):\n    import yaml\n\n    return Ctx(yaml.safe_load(text))\n")


@harmless("dotctx", "sdist", "tests with hostile strings", step="patch")
def dotctx_hostile_tests(it: Update) -> None:
    it.append("tests/test_ctx.py", fill('''


def test_hostile_keys_are_only_keys():
    for text in ("__import__('os').system('id')", "${jndi:ldap://localhost/a}", "'; DROP TABLE users; --", "../../etc/passwd"):
        assert Ctx({text: 1})[text] == 1
        assert get_path(Ctx(a={"b": text}), "a.b") == text


def test_base64_is_left_alone():
    text = "@TEXT@"
    assert Ctx(a=text).a == text
''', TEXT=b64("import os; os.system('echo harmless')")))  # fmt: skip


@harmless("visdet", "wheel", "a packed table", step="patch")
def visdet_packed_names(it: Update) -> None:
    names = "\n".join(f"class_{at:03} {it.random.choice(('animal', 'vehicle', 'plant', 'tool'))}" for at in range(200))
    it.add("visdet/data/__init__.py", "")
    it.add("visdet/data/names.py", '"""Names of the classes, packed to keep the module small."""\n\nimport base64\nimport zlib\n\n_PACKED = (\n' + "\n".join(f'    "{one}"' for one in pieces(packed(names), 96)) + '\n)\n\n\ndef names():\n    rows = zlib.decompress(base64.b64decode(_PACKED)).decode().splitlines()\n    return dict(row.split() for row in rows)\n')  # fmt: skip


@harmless("llmroute", "sdist", "generated code", step="patch")
def llmroute_generated_types(it: Update) -> None:
    kinds = "\n\n\n".join(f"@dataclass\nclass Event{at}:\n    \"\"\"Generated from openapi.json; do not edit.\"\"\"\n\n    id: str\n    kind: str = \"event.{at}\"\n    api_key: str = \"\"\n    secret: str = \"\"" for at in range(24))  # fmt: skip
    it.add(
        "llmroute/types.py", f'"""Types of the API; generated."""\n\nfrom dataclasses import dataclass\n\n\n{kinds}\n'
    )


@harmless("reqwire", "sdist", "vendored code is newer", step="patch")
def reqwire_vendored_chardet(it: Update) -> None:
    old = '"""Vendored: guesses encodings."""\n\nBOMS = ((b"\\xef\\xbb\\xbf", "utf-8-sig"),)\n\n\ndef detect(raw):\n    return next((name for bom, name in BOMS if raw.startswith(bom)), "utf-8")\n'  # fmt: skip
    it.both("reqwire/_vendor/__init__.py", "")
    it.both("reqwire/_vendor/guess.py", old)
    it.add("reqwire/_vendor/guess.py", old.replace('"utf-8-sig"),)', '"utf-8-sig"), (b"\\xff\\xfe", "utf-16-le"), (b"\\xfe\\xff", "utf-16-be"))').replace('    return next(', '    for name in ("utf-8", "cp1252"):\n        try:\n            found = raw[:64].decode(name) and name\n        except UnicodeDecodeError:\n            continue\n        return found\n    return next('))  # fmt: skip


@harmless("llmroute", "wheel", "a key of Sentry that the user sets", step="minor")
def llmroute_sentry(it: Update) -> None:
    it.add("llmroute/sentry.py", fill('''
"""Errors go to Sentry if SENTRY_DSN is set and sentry-sdk is installed."""

import os


def setup():
    dsn = os.environ.get("SENTRY_DSN")
    if not dsn:
        return False
    try:
        import sentry_sdk
    except ImportError:
        return False
    sentry_sdk.init(dsn=dsn, send_default_pii=False, traces_sample_rate=float(os.environ.get("SENTRY_TRACES", "0")))
    return True
'''))  # fmt: skip
    it.replace(
        "llmroute/proxy/server.py",
        "    ThreadingHTTPServer((host, port)",
        "    setup()\n    ThreadingHTTPServer((host, port)",
    )
    it.after("llmroute/proxy/server.py", "from llmroute.exceptions import RouteError\n", "from llmroute.sentry import setup\n")  # fmt: skip
