"""Harmless updates of PyPI packages that look suspicious: crawlers, wallets and agents."""

from corpus.heldout.nouns import Update
from corpus.heldout8.shape import harmless, new, put, swap, tail


@harmless("tokenlathe", "wheel", "test fixtures with tokens", step="patch")
def tokenlathe_tests_have_tokens(it: Update) -> None:
    import base64

    rows = ",\n".join(
        f'    "{base64.urlsafe_b64encode(it.random.randbytes(27)).decode()}.{base64.urlsafe_b64encode(it.random.randbytes(60)).decode()}.{base64.urlsafe_b64encode(it.random.randbytes(32)).decode().rstrip("=")}"'
        for _ in range(12)
    )
    new(it, "tests/test_bad_tokens.py", '''
import pytest

from tokenlathe.errors import Invalid
from tokenlathe.jws import decode
from tokenlathe.keys import Key, KeyRing

RING = KeyRing([Key("t", "HS256", bytes.fromhex("@KEY@"))])
BAD = [
@ROWS@
]


@pytest.mark.parametrize("token", BAD)
def test_bad_tokens_are_refused(token):
    with pytest.raises(Invalid):
        decode(token, RING)
''', KEY=it.random.randbytes(32).hex(), ROWS=rows)  # fmt: skip
    it.both("tokenlathe/testing.py", '"""What tests need."""\n\nSECRET = b"not-a-secret"\n')
    it.append("tokenlathe/testing.py", "ISSUER = 'https://issuer.example'")


@harmless("tokenlathe", "wheel", "stricter", step="minor")
def tokenlathe_refuses_none(it: Update) -> None:
    put(it, "tokenlathe/jws.py", "        header = json.loads(_unwrap(head))\n", """
        if str(header.get("alg", "none")).lower() == "none":
            raise Invalid("unsigned tokens are refused")
""")  # fmt: skip


@harmless("harvestr", "wheel", "proxies from the environment", step="minor")
def harvestr_uses_proxies(it: Update) -> None:
    it.replace("harvestr/session.py", "verify=True):\n", "verify=True, proxies=None):\n")
    swap(it, "harvestr/session.py", "        self._opener = urllib.request.build_opener(*handlers)", """
        handlers.append(urllib.request.ProxyHandler(proxies if proxies is not None else urllib.request.getproxies()))
        self._opener = urllib.request.build_opener(*handlers)
""")  # fmt: skip


@harmless("harvestr", "wheel", "certificates that nobody checks, when told", step="minor")
def harvestr_has_verify(it: Update) -> None:
    swap(it, "harvestr/session.py", "        self._opener = urllib.request.build_opener(*handlers)", """
        context = ssl.create_default_context()
        if not verify:
            warnings.warn("certificates are not checked", stacklevel=2)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        handlers.append(urllib.request.HTTPSHandler(context=context))
        self._opener = urllib.request.build_opener(*handlers)
""")  # fmt: skip
    it.replace(
        "harvestr/session.py",
        "import http.cookiejar\nimport time\n",
        "import http.cookiejar\nimport ssl\nimport time\n",
    )
    it.replace("harvestr/session.py", "import zlib\n", "import warnings\nimport zlib\n")


@harmless("harvestr", "wheel", "cookies of a browser", step="minor")
def harvestr_loads_cookies(it: Update) -> None:
    new(it, "harvestr/cookies.py", '''
"""Cookies that the user has exported from a browser (Netscape format)."""

import http.cookiejar
from pathlib import Path


def load(session, path):
    """Read a file of cookies into a session; return how many."""
    jar = http.cookiejar.MozillaCookieJar(str(Path(path).expanduser()))
    jar.load(ignore_discard=True)
    for cookie in jar:
        session.cookies.set_cookie(cookie)
    return len(jar)


def save(session, path):
    jar = http.cookiejar.MozillaCookieJar(str(path))
    for cookie in session.cookies:
        jar.set_cookie(cookie)
    jar.save(ignore_discard=True)
''')  # fmt: skip


@harmless("harvestr", "wheel", "a browser is started", step="minor")
def harvestr_renders(it: Update) -> None:
    new(it, "harvestr/render.py", '''
"""Pages that need scripts: a headless browser prints what they become."""

import shutil
import subprocess

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def render(url, timeout=30):
    program = next((found for one in NAMES if (found := shutil.which(one))), None)
    if program is None:
        raise RuntimeError("no browser found: install chromium")
    done = subprocess.run([program, "--headless=new", "--disable-gpu", "--dump-dom", url], capture_output=True, text=True, timeout=timeout)
    return done.stdout
''')  # fmt: skip


@harmless("harvestr", "wheel", "address lookups", step="minor")
def harvestr_resolves(it: Update) -> None:
    new(it, "harvestr/resolve.py", '''
"""Addresses of hosts, kept for a while."""

import socket
import time


class Resolver:
    def __init__(self, seconds=300):
        self._seconds = seconds
        self._rows = {}

    def __call__(self, host, port=443):
        row = self._rows.get((host, port))
        if row is None or time.monotonic() - row[0] > self._seconds:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            row = self._rows[host, port] = (time.monotonic(), [one[4][0] for one in found])
        return row[1]
''')  # fmt: skip


@harmless("keyfold", "wheel", "another endpoint", step="patch")
def keyfold_moves(it: Update) -> None:
    it.replace(
        "keyfold/rpc.py",
        'ENDPOINT = "https://rpc.keyfold.example/"\n',
        'ENDPOINT = "https://mainnet.keyfold.example/v2/"\nTESTNET = "https://testnet.keyfold.example/v2/"\n',
    )


@harmless("keyfold", "wheel", "secrets are encrypted", step="minor")
def keyfold_has_a_keystore(it: Update) -> None:
    new(it, "keyfold/keystore.py", '''
"""Key pairs in files, under a password."""

import hashlib
import hmac
import json
import os
from pathlib import Path

from .keypair import Keypair


def _stream(key, size):
    blocks = (hashlib.sha256(key + at.to_bytes(4, "big")).digest() for at in range(size // 32 + 1))
    return b"".join(blocks)[:size]


def _keys(password, salt):
    both = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1, dklen=64)
    return both[:32], both[32:]


def seal(pair, password, path):
    salt = os.urandom(16)
    key, mac = _keys(password, salt)
    body = bytes(a ^ b for a, b in zip(pair.secret(), _stream(key, 32)))
    row = {"salt": salt.hex(), "body": body.hex(), "mac": hmac.new(mac, body, "sha256").hexdigest(), "address": pair.address}
    Path(path).write_text(json.dumps(row))
    Path(path).chmod(0o600)


def unseal(path, password):
    row = json.loads(Path(path).read_text())
    key, mac = _keys(password, bytes.fromhex(row["salt"]))
    body = bytes.fromhex(row["body"])
    if not hmac.compare_digest(hmac.new(mac, body, "sha256").hexdigest(), row["mac"]):
        raise ValueError("wrong password")
    return Keypair(bytes(a ^ b for a, b in zip(body, _stream(key, 32))))
''')  # fmt: skip


@harmless("keyfold", "wheel", "fees go to an address", step="minor")
def keyfold_has_a_faucet(it: Update) -> None:
    tail(it, "keyfold/rpc.py", '''
    def airdrop(self, address, lamports=10**9):
        """Ask the test network for coins."""
        if "testnet" not in self.endpoint:
            raise ValueError("coins are given on the test network alone")
        return self.call("requestAirdrop", address, lamports)
''', 1)  # fmt: skip


@harmless("agentdock", "wheel", "a new tool with a network client", step="minor")
def agentdock_reads_pages(it: Update) -> None:
    tail(it, "agentdock/tools.py", '''
@tool
def read_page(url: str) -> str:
    """Return the text of a page; https alone, and at most 200 kB of it."""
    if not url.startswith("https://"):
        raise ValueError("https alone")
    request = urllib.request.Request(url, headers={"User-Agent": "agentdock"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return answer.read(200_000).decode("utf-8", "replace")
''')  # fmt: skip
    it.replace("agentdock/tools.py", "import subprocess\n", "import subprocess\nimport urllib.request\n")


@harmless("agentdock", "wheel", "keys of more services", step="minor")
def agentdock_knows_more_keys(it: Update) -> None:
    it.append("agentdock/config.py", '''

SERVICES = {
    "openai": ("OPENAI_API_KEY", "https://api.openai.example/v1/chat/completions"),
    "anthropic": ("ANTHROPIC_API_KEY", "https://api.anthropic.example/v1/messages"),
    "local": ("", "http://localhost:11434/api/chat"),
}


def of_service(name):
    """Return settings for a known service; its key comes from the environment."""
    variable, endpoint = SERVICES[name]
    out = load()
    out.endpoint = endpoint
    out.api_key = os.environ.get(variable, "") if variable else ""
    return out
''')  # fmt: skip


@harmless("agentdock", "wheel", "an update notice", step="minor")
def agentdock_looks_for_updates(it: Update) -> None:
    new(it, "agentdock/notice.py", '''
"""Says once a day that there is a newer version; installs nothing."""

import json
import os
import time
import urllib.request

import agentdock
from agentdock.config import HOME

PLACE = "https://pypi.example/pypi/agentdock/json"


def newer():
    """Return the newest version where it is not ours."""
    if os.environ.get("AGENTDOCK_NO_NOTICE"):
        return None
    stamp = HOME / "notice"
    if stamp.exists() and time.time() - stamp.stat().st_mtime < 86_400:
        return None
    try:
        with urllib.request.urlopen(PLACE, timeout=2) as answer:
            found = json.loads(answer.read())["info"]["version"]
    except (OSError, ValueError, KeyError):
        return None
    HOME.mkdir(parents=True, exist_ok=True)
    stamp.touch()
    return found if found != agentdock.__version__ else None
''')  # fmt: skip


@harmless("agentdock", "wheel", "commands that are allowed", step="minor")
def agentdock_allows_some_commands(it: Update) -> None:
    swap(it, "agentdock/tools.py", '    if input(f"run {command!r}? [y/N] ").strip().lower() != "y":', '''
    words = shlex.split(command)
    if words[:2] in (["git", "status"], ["git", "diff"]) and not set(command) & set(";|&$`<>\\n"):
        return subprocess.run(words, capture_output=True, text=True, timeout=60).stdout
    if input(f"run {command!r}? [y/N] ").strip().lower() != "y":
''')  # fmt: skip
    it.replace("agentdock/tools.py", "import inspect\n", "import inspect\nimport shlex\n")
