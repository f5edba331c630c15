"""Harmless updates of Python packages that look suspicious: networks, secrets and settings."""

from corpus.heldout.nouns import Update
from corpus.heldout5.shape import harmless


@harmless("loghaven", "wheel", "telemetry that one has to switch on", step="minor")
def py_telemetry_with_a_switch(it: Update) -> None:
    it.add("loghaven/telemetry.py", '''"""Counts of rows by level, sent once a day where `configure(telemetry=True)` was said. See docs/telemetry.md."""

import json
import threading
import urllib.request
from collections import Counter

ENDPOINT = "https://telemetry.loghaven.example/v1/counts"


class Telemetry:
    def __init__(self, endpoint=ENDPOINT, pause=86400):
        self.endpoint = endpoint
        self.pause = pause
        self.counts = Counter()

    def start(self):
        timer = threading.Timer(self.pause, self.send)
        timer.daemon = True
        timer.start()

    def send(self):
        body = json.dumps({"levels": dict(self.counts)}).encode()
        request = urllib.request.Request(self.endpoint, body, {"Content-Type": "application/json"})
        try:
            urllib.request.urlopen(request, timeout=3).close()
        except OSError:
            pass
        self.counts.clear()
        self.start()
''')  # fmt: skip
    it.add("docs/telemetry.md", "# Telemetry\n\nOff unless you say `configure(telemetry=True)`. Then: how many rows of which level. No texts, no names.\n")  # fmt: skip
    it.replace("loghaven/config.py", "collector=None):", "collector=None, telemetry=False):")
    it.replace("loghaven/config.py", "    return root\n", "    if telemetry:\n        Telemetry().start()\n    return root\n")  # fmt: skip
    it.after("loghaven/config.py", "from .handlers import HttpHandler, RotatingHandler\n", "from .telemetry import Telemetry\n")  # fmt: skip


@harmless("cloudshelf", "wheel", "credentials of the machine, for the own service", step="minor")
def py_credentials_of_the_instance(it: Update) -> None:
    it.add("cloudshelf/instance.py", '''"""Credentials that the machine itself has, where it runs in a cloud."""

import json
import urllib.request

from .credentials import Credentials

BASE = "http://169.254.169.254/latest/"


def _get(path, headers, method="GET"):
    request = urllib.request.Request(BASE + path, headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=1) as answer:
        return answer.read().decode()


def from_instance():
    """Return the credentials of the instance's role, or None where there is none."""
    try:
        token = _get("api/token", {"X-aws-ec2-metadata-token-ttl-seconds": "300"}, "PUT")
        headers = {"X-aws-ec2-metadata-token": token}
        role = _get("meta-data/iam/security-credentials/", headers).split()[0]
        found = json.loads(_get("meta-data/iam/security-credentials/" + role, headers))
    except (OSError, IndexError, ValueError):
        return None
    return Credentials(found["AccessKeyId"], found["SecretAccessKey"], found["Token"])
''')  # fmt: skip
    it.replace("cloudshelf/credentials.py", "    if found is None:\n", "    if found is None:\n        from .instance import from_instance\n\n        found = from_instance()\n    if found is None:\n")  # fmt: skip


@harmless("cloudshelf", "wheel", "writes secrets where they belong", step="minor")
def py_configure_asks_and_writes(it: Update) -> None:
    it.add("cloudshelf/configure.py", '''"""`cloudshelf configure`: asks for keys, and keeps them."""

import configparser
import getpass
import os

from .credentials import CONFIG


def configure(profile="default", ask=input, ask_secret=getpass.getpass):
    parser = configparser.ConfigParser()
    path = CONFIG.expanduser()
    parser.read(path)
    parser[profile] = {"access_key": ask("Access key: "), "secret_key": ask_secret("Secret key: ")}
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as stream:
        parser.write(stream)
    return path
''')  # fmt: skip
    it.replace("cloudshelf/cli.py", '("up", "down", "ls")', '("up", "down", "ls", "configure")')
    it.replace("cloudshelf/cli.py", "    client = ShelfClient(args.bucket)\n", '    if args.verb == "configure":\n        print(configure(args.bucket))\n        return\n    client = ShelfClient(args.bucket)\n')  # fmt: skip
    it.after("cloudshelf/cli.py", "from .client import ShelfClient\n", "from .configure import configure\n")


@harmless("sketchbot", "wheel", "web hooks", step="minor")
def py_bots_can_post_to_hooks(it: Update) -> None:
    it.add("sketchbot/webhook.py", '''"""Web hooks of rooms: one posts without logging in."""

from __future__ import annotations

import re

import aiohttp

_URL = re.compile(r"https://chat\\.sketchbot\\.example/api/webhooks/(?P<id>\\d+)/(?P<token>[\\w-]+)")


class Webhook:
    def __init__(self, url: str) -> None:
        match = _URL.fullmatch(url)
        if match is None:
            raise ValueError("no address of a web hook")
        self.url = url
        self.id = match["id"]

    async def send(self, text: str, username: str | None = None) -> None:
        body = {"content": text} | ({"username": username} if username else {})
        async with aiohttp.ClientSession() as session, session.post(self.url, json=body) as answer:
            answer.raise_for_status()
''')  # fmt: skip
    it.after("sketchbot/__init__.py", "from .http import HttpClient\n", "from .webhook import Webhook\n")


@harmless("sketchbot", "sdist", "loads the user's own modules", step="minor")
def py_bots_have_extensions(it: Update) -> None:
    it.add("sketchbot/extensions.py", '''"""Commands in modules of one's own, loaded by name."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

from .bot import Bot
from .commands import Command


def load(bot: Bot, name: str) -> None:
    register(bot, importlib.import_module(name))


def load_file(bot: Bot, path: str | Path) -> None:
    path = Path(path)
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} is no module")
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    register(bot, module)


def register(bot: Bot, module: ModuleType) -> None:
    for value in vars(module).values():
        if isinstance(value, Command):
            bot.add(value)
''')  # fmt: skip


@harmless("sketchbot", "wheel", "a gateway over sockets", step="major")
def py_bots_listen_to_the_gateway(it: Update) -> None:
    it.add("sketchbot/gateway.py", '''"""Events of rooms, over a web socket."""

from __future__ import annotations

import asyncio
import json
import platform

import aiohttp

GATEWAY = "wss://gateway.sketchbot.example/?v=3"


class Gateway:
    def __init__(self, token: str, on_event) -> None:
        self.token = token
        self.on_event = on_event
        self.sequence = None

    async def run(self) -> None:
        async with aiohttp.ClientSession() as session, session.ws_connect(GATEWAY) as line:
            await line.send_json({"op": 2, "d": {"token": self.token, "properties": {"os": platform.system()}}})
            beat = asyncio.create_task(self.beat(line))
            try:
                async for message in line:
                    event = json.loads(message.data)
                    self.sequence = event.get("s", self.sequence)
                    await self.on_event(event)
            finally:
                beat.cancel()

    async def beat(self, line, pause: float = 41.0) -> None:
        while True:
            await asyncio.sleep(pause)
            await line.send_json({"op": 1, "d": self.sequence})
''')  # fmt: skip


@harmless("loghaven", "sdist", "looks at all of the environment to hide it", step="minor")
def py_secrets_are_masked(it: Update) -> None:
    it.add("loghaven/mask.py", '''"""Takes secrets of the environment out of texts before they are written."""

import logging
import os
import re

_NAMES = re.compile(r"TOKEN|SECRET|PASSWORD|API_?KEY|CREDENTIAL", re.IGNORECASE)


def secrets(environ=os.environ):
    return [value for name, value in environ.items() if _NAMES.search(name) and len(value) >= 8]


class MaskFilter(logging.Filter):
    def __init__(self, environ=os.environ):
        super().__init__()
        words = secrets(environ)
        self.pattern = re.compile("|".join(map(re.escape, words))) if words else None

    def filter(self, record):
        if self.pattern:
            record.msg = self.pattern.sub("***", record.getMessage())
            record.args = ()
        return True
''')  # fmt: skip
    it.append("loghaven/config.py", "\n\ndef mask(root):\n    from .mask import MaskFilter\n\n    for handler in root.handlers:\n        handler.addFilter(MaskFilter())\n")  # fmt: skip


@harmless("loghaven", "wheel", "sockets of the system's log", step="minor")
def py_rows_go_to_syslog(it: Update) -> None:
    it.append("loghaven/handlers.py", '''

class SyslogHandler(logging.Handler):
    """RFC 5424 over UDP."""

    def __init__(self, address=("localhost", 514), facility=1):
        super().__init__()
        self.address = address
        self.facility = facility
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

    def emit(self, record):
        level = {"CRITICAL": 2, "ERROR": 3, "WARNING": 4, "INFO": 6}.get(record.levelname, 7)
        line = f"<{self.facility * 8 + level}>1 - {socket.gethostname()} {record.name} {os.getpid()} - - {self.format(record)}"
        self.socket.sendto(line.encode(), self.address)
''')  # fmt: skip
    it.replace("loghaven/handlers.py", "import queue\n", "import queue\nimport socket\n")


@harmless("loghaven", "wheel", "alerts to an address of the user's", step="minor")
def py_alerts_by_web_hook(it: Update) -> None:
    it.append("loghaven/handlers.py", '''

class AlertHandler(HttpHandler):
    """Posts errors to a chat; the address is the user's, from LOGHAVEN_ALERT_URL or an argument."""

    def __init__(self, url=None, level=logging.ERROR):
        url = url or os.environ.get("LOGHAVEN_ALERT_URL")
        if not url:
            raise ValueError("no address for alerts")
        super().__init__(url)
        self.setLevel(level)

    def format(self, record):
        import json

        return json.dumps({"text": f":warning: `{record.name}` {record.getMessage()}"})
''')  # fmt: skip


@harmless("coinfold", "wheel", "keys of an API, signed transfers to a node", step="minor")
def py_transfers_are_sent(it: Update) -> None:
    it.add("coinfold/node.py", '''"""A node that takes transfers. Only what is signed leaves this machine."""

from __future__ import annotations

import base64
import json
import os
import urllib.request

from .transfer import Transfer
from .wallet import Wallet

NODES = {"btc": "https://btc.nodes.coinfold.example", "evm": "https://evm.nodes.coinfold.example"}


class Node:
    def __init__(self, chain: str, url: str | None = None, api_key: str | None = None) -> None:
        self.url = url or NODES[chain]
        self.api_key = api_key or os.environ.get("COINFOLD_API_KEY")

    def call(self, method: str, *params: object) -> object:
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
        headers = {"Content-Type": "application/json"}
        if self.api_key:
            headers["X-Api-Key"] = self.api_key
        with urllib.request.urlopen(urllib.request.Request(self.url, body, headers), timeout=15) as answer:
            return json.load(answer)["result"]

    def send(self, wallet: Wallet, transfer: Transfer, path: str = "m/0") -> object:
        signature = base64.b64encode(wallet.sign(transfer, path)).decode()
        return self.call("submit", transfer.encode().decode(), signature)
''')  # fmt: skip
