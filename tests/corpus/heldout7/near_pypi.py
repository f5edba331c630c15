"""Harmless updates of PyPI packages that look suspicious: networks, processes, credentials."""

from corpus.heldout.nouns import Update
from corpus.heldout7.shape import fill, harmless


@harmless("brokerkit", "wheel", "a new network client", step="minor")
def brokerkit_streams(it: Update) -> None:
    it.add(
        "brokerkit/stream.py",
        fill('''
"""Prices as they change, over a web socket."""

import base64
import json
import os
import socket
import ssl
from urllib.parse import urlsplit


class Stream:
    """Reads frames of text; small on purpose."""

    def __init__(self, address, timeout=30.0):
        parts = urlsplit(address)
        raw = socket.create_connection((parts.hostname, parts.port or 443), timeout)
        self._line = ssl.create_default_context().wrap_socket(raw, server_hostname=parts.hostname)
        key = base64.b64encode(os.urandom(16)).decode()
        head = f"GET {parts.path} HTTP/1.1\\r\\nHost: {parts.hostname}\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\n"
        self._line.sendall((head + f"Sec-WebSocket-Key: {key}\\r\\nSec-WebSocket-Version: 13\\r\\n\\r\\n").encode())
        self._file = self._line.makefile("rb")
        while self._file.readline().strip():
            continue

    def __iter__(self):
        while True:
            head = self._file.read(2)
            if len(head) < 2:
                return
            size = head[1] & 0x7F
            if size == 126:
                size = int.from_bytes(self._file.read(2), "big")
            elif size == 127:
                size = int.from_bytes(self._file.read(8), "big")
            yield json.loads(self._file.read(size))
'''),
    )
    it.replace(
        "brokerkit/__init__.py",
        "from brokerkit.orders import Order, Side\n",
        "from brokerkit.orders import Order, Side\nfrom brokerkit.stream import Stream\n",
    )
    it.replace("brokerkit/__init__.py", '"Side"]', '"Side", "Stream"]')


@harmless("brokerkit", "wheel", "credentials from a file", step="minor")
def brokerkit_profiles(it: Update) -> None:
    it.add(
        "brokerkit/profiles.py",
        fill('''
"""Keys in a file of the user, by name of the exchange."""

import configparser
import os
import stat
from pathlib import Path

PLACE = Path(os.environ.get("BROKERKIT_CONFIG", Path.home() / ".config" / "brokerkit.ini"))


def read(name, place=PLACE):
    """Return key and secret; refuse a file that others can read."""
    if not place.exists():
        return None
    if os.name == "posix" and place.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise PermissionError(f"{place} must be readable by its owner alone")
    parser = configparser.ConfigParser()
    parser.read(place)
    return (parser[name]["key"], parser[name]["secret"]) if name in parser else None
'''),
    )
    it.replace(
        "brokerkit/exchange.py",
        "        self.name = name\n",
        "        self.name = name\n        if key is None:\n            key, secret = profiles.read(name) or (None, None)\n",
    )
    it.replace(
        "brokerkit/exchange.py",
        "from brokerkit.errors import BrokerError\n",
        "from brokerkit import profiles\nfrom brokerkit.errors import BrokerError\n",
    )


@harmless("brokerkit", "sdist", "another signature", step="minor")
def brokerkit_signs_headers(it: Update) -> None:
    it.replace(
        "brokerkit/signing.py",
        "    def headers(self):\n",
        fill("""
    def sign_body(self, path, body):
        \"\"\"Return the headers of exchanges that sign the body, in base64.\"\"\"
        nonce = str(self.nonce())
        digest = hashlib.sha256((nonce + body).encode()).digest()
        mac = hmac.new(base64.b64decode(self.secret), path.encode() + digest, hashlib.sha512)
        return {"API-Key": self.key, "API-Nonce": nonce, "API-Sign": base64.b64encode(mac.digest()).decode()}

    def headers(self):
"""),
    )
    it.replace("brokerkit/signing.py", "import hashlib\n", "import base64\nimport hashlib\n")


@harmless("brokerkit", "wheel", "a new dependency of a known name", step="minor")
def brokerkit_uses_requests(it: Update) -> None:
    it.requires("requests>=2.31,<3")
    it.replace(
        "brokerkit/transport.py",
        "import urllib.request\n",
        "import urllib.request\n\ntry:\n    import requests\nexcept ImportError:\n    requests = None\n",
    )
    it.replace(
        "brokerkit/transport.py",
        "        data = body.encode() if body is not None else None\n",
        "        data = body.encode() if body is not None else None\n        if requests is not None:\n            return requests.request(method, self.base + path, data=data, headers=headers, timeout=self.timeout).json()\n",
    )


@harmless("brokerkit", "wheel", "addresses to withdraw to", step="patch")
def brokerkit_checks_addresses(it: Update) -> None:
    it.replace(
        "brokerkit/exchange.py",
        '        params = {"asset": asset, "amount": str(amount), "address": address}\n',
        '        if self.allowed and address not in self.allowed:\n            raise BrokerError(f"{address} is not among the allowed ones")\n        params = {"asset": asset, "amount": str(amount), "address": address}\n',
    )
    it.replace(
        "brokerkit/exchange.py",
        "        self._markets = None\n",
        '        self._markets = None\n        self.allowed = set(filter(None, os.environ.get("BROKERKIT_ALLOWED", "").split(",")))\n',
    )


@harmless("otpkeys", "wheel", "seals a file with a password", step="minor")
def otpkeys_seals(it: Update) -> None:
    it.add(
        "otpkeys/sealed.py",
        fill('''
"""A store under a password: scrypt, and a stream of SHA-256 in counter mode with a MAC."""

import base64
import hashlib
import hmac
import json
import os


def _keys(password, salt):
    raw = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1, dklen=64)
    return raw[:32], raw[32:]


def _stream(key, content):
    blocks = (hashlib.sha256(key + at.to_bytes(8, "big")).digest() for at in range(len(content) // 32 + 1))
    return bytes(a ^ b for a, b in zip(content, b"".join(blocks)))


def seal(rows, password):
    salt = os.urandom(16)
    key, mac = _keys(password, salt)
    body = _stream(key, json.dumps(rows).encode())
    return base64.b64encode(salt + hmac.new(mac, body, hashlib.sha256).digest() + body).decode()


def unseal(text, password):
    raw = base64.b64decode(text)
    key, mac = _keys(password, raw[:16])
    if not hmac.compare_digest(raw[16:48], hmac.new(mac, raw[48:], hashlib.sha256).digest()):
        raise ValueError("wrong password")
    return json.loads(_stream(key, raw[48:]))
'''),
    )


@harmless("otpkeys", "wheel", "writes to the clipboard", step="minor")
def otpkeys_copies(it: Update) -> None:
    it.add(
        "otpkeys/clipboard.py",
        fill('''
"""Puts a code into the clipboard."""

import shutil
import subprocess

TOOLS = (("wl-copy",), ("xclip", "-selection", "clipboard"), ("pbcopy",), ("clip.exe",))


def copy(text):
    """Return whether a tool for it was there."""
    for command in TOOLS:
        if shutil.which(command[0]):
            subprocess.run(command, input=text, text=True, check=True)
            return True
    return False
'''),
    )
    it.replace(
        "otpkeys/__main__.py",
        "        print(store.code(argv[1]))\n",
        '        code = store.code(argv[1])\n        if "--copy" not in argv or not copy(code):\n            print(code)\n',
    )
    it.replace(
        "otpkeys/__main__.py",
        "from otpkeys.store import Store\n",
        "from otpkeys.clipboard import copy\nfrom otpkeys.store import Store\n",
    )


@harmless("otpkeys", "wheel", "seeds in the system's key ring", step="minor")
def otpkeys_keyring(it: Update) -> None:
    it.requires("keyring>=24; extra == 'keyring'")
    it.add(
        "otpkeys/ring.py",
        fill('''
"""Seeds in the key ring of the system."""

import json

from otpkeys.store import Store


class RingStore(Store):
    """Needs the extra `keyring`."""

    SERVICE = "otpkeys"

    def _read(self):
        import keyring

        return json.loads(keyring.get_password(self.SERVICE, "seeds") or "{}")

    def _write(self, rows):
        import keyring

        keyring.set_password(self.SERVICE, "seeds", json.dumps(rows))
'''),
    )


@harmless("otpkeys", "sdist", "asks a clock on the network", step="minor")
def otpkeys_asks_the_time(it: Update) -> None:
    it.add(
        "otpkeys/clock.py",
        fill('''
"""Codes need the right time: asks a time server how far off the clock is (RFC 4330)."""

import socket
import struct
import time

SINCE_1900 = 2_208_988_800


def offset(server="ntp.otpkeys.example", timeout=2.0):
    """Return the seconds to add to the clock; zero when nobody answers."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.settimeout(timeout)
        try:
            line.sendto(b"\\x1b" + 47 * b"\\0", (server, 123))
            answer, _ = line.recvfrom(48)
        except OSError:
            return 0.0
    seconds, fraction = struct.unpack("!II", answer[40:48])
    return seconds - SINCE_1900 + fraction / 2**32 - time.time()
'''),
    )


@harmless("otpkeys", "wheel", "nothing suspicious", step="patch")
def otpkeys_pads(it: Update) -> None:
    it.replace(
        "otpkeys/codes.py",
        '    text = seed.replace(" ", "").upper()\n',
        '    text = seed.replace(" ", "").replace("-", "").upper().rstrip("=")\n',
    )


@harmless("voxagent", "wheel", "more of an API", step="minor")
def voxagent_recordings(it: Update) -> None:
    it.add(
        "voxagent/recordings.py",
        fill('''
"""Recordings of calls."""

from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from voxagent import _base


def download(client, recording_id, folder="."):
    """Write a recording to a file; return its path."""
    row = client._send("GET", f"/recordings/{recording_id}")["data"]
    address = row["download_urls"]["wav"]
    if urlsplit(address).scheme != "https":
        raise ValueError("recordings come over https")
    target = Path(folder) / f"{recording_id}.wav"
    with urlopen(Request(address, headers=_base.headers(client.api_key)), timeout=client.timeout) as answer:
        target.write_bytes(answer.read())
    return target
'''),
    )


@harmless("voxagent", "wheel", "sound as base64", step="minor")
def voxagent_tones(it: Update) -> None:
    import base64

    tone = base64.b64encode(bytes((one * 37) % 251 for one in range(1800))).decode()
    rows = "\n".join(f'    "{tone[at : at + 76]}"' for at in range(0, len(tone), 76))
    it.add(
        "voxagent/tones.py",
        f'"""Ring tones, 8 kHz mu-law, base64."""\n\nimport base64\n\n_RING = (\n{rows}\n)\n\n\ndef ring():\n    """Return the samples of the ring tone."""\n    return base64.b64decode(_RING)\n',
    )
    it.replace("voxagent/audio.py", "import array\n", "import array\n")
    it.append(
        "voxagent/audio.py",
        "\n\ndef ringing(seconds):\n    from voxagent.tones import ring\n\n    one = ring()\n    return (one * (int(seconds * 8000) // len(one) + 1))[: int(seconds * 8000)]\n",
    )


@harmless("voxagent", "wheel", "an agent that calls tools", step="minor")
def voxagent_tools(it: Update) -> None:
    it.add(
        "voxagent/tools.py",
        fill('''
"""Functions that an assistant on the line may call; only registered ones."""

import inspect
import json

_TOOLS = {}


def tool(function):
    """Register a function by its name."""
    _TOOLS[function.__name__] = function
    return function


def schema():
    return [
        {"name": name, "description": inspect.getdoc(one) or "", "parameters": list(inspect.signature(one).parameters)}
        for name, one in _TOOLS.items()
    ]


def call(name, arguments):
    """Call a tool with JSON arguments; raise KeyError for unknown ones."""
    return json.dumps(_TOOLS[name](**json.loads(arguments)))
'''),
    )


@harmless("voxagent", "sdist", "nothing suspicious", step="patch")
def voxagent_errors(it: Update) -> None:
    it.replace(
        "voxagent/errors.py",
        "        self.body = body\n",
        "        self.body = body\n\n    @property\n    def retryable(self):\n        return self.status == 429 or self.status >= 500\n",
    )
